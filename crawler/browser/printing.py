"""Print a page of our own to PDF, in a browser that may reach nothing."""

import base64
from collections.abc import Iterator, Sequence

from crawler.browser.clicks import Clicks
from crawler.browser.replay import Answer, Refused
from crawler.browser.scope import Scope
from crawler.browser.session import Session
from crawler.sites import BrowserSettings

A4_INCHES = (8.27, 11.69)


class Nothing:
    """A source that answers nothing and lets nothing out."""

    scope = Scope(frozenset())
    clicks = Clicks()

    def next_page(self) -> None:
        """Nothing to do."""

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        """Always no."""
        return Refused("打印时不访问网络")


def pdfs(
    pages: Sequence[str],
    settings: BrowserSettings = BrowserSettings(),  # noqa: B008 - frozen
) -> Iterator[bytes]:
    """Each HTML document as a PDF of A4 pages. Raises :class:`chromium.BrowserError`."""
    with Session(Nothing(), settings=settings) as session:
        for html in pages:
            yield _pdf(session, html)


def _pdf(session: Session, html: str) -> bytes:
    driver, channel = session.driver, session.channel
    driver.get("about:blank")
    frame = channel.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
    channel.call("Page.setDocumentContent", frameId=frame, html=html)
    # Pictures are decoded after the content is there.
    driver.execute_async_script(
        "const done = arguments[0];"
        "Promise.all([...document.images].map((i) => i.decode().catch(() => 0))).then(() => done(1))"
    )
    wide, high = A4_INCHES
    said = channel.call(
        "Page.printToPDF", paperWidth=wide, paperHeight=high, printBackground=True,
        preferCSSPageSize=True,
    )  # fmt: skip
    return base64.b64decode(said["data"])
