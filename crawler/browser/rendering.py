"""What scripts made of a page: the document as it stands when they are done, and what they lacked."""

import re
import sqlite3
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from selenium.webdriver.remote.webdriver import WebDriver

from checks.masking import mask
from crawler.browser.scope import place
from crawler.browser.session import Session, Visit
from crawler.browser.traffic import Answered, Missed
from crawler.packing import packed
from crawler.roles import DATA
from crawler.store import Run, Store, body_sha, utc_now

SETTLE_S = 8.0
QUIET_S = 0.5
"""So long nothing is asked and nothing is changed, and the page is taken for finished."""
LOOK_S = 0.1
MOST_CHARACTERS = 4_000_000
NAME = "rendered"

# How many characters and elements there are: what changes when a list is filled.
_SIZE = "return document.documentElement ? document.documentElement.innerHTML.length : 0"
_DOCUMENT = """
const type = document.doctype ? '<!DOCTYPE html>\\n' : '';
const root = document.documentElement;
return {html: root ? type + root.outerHTML : '', url: location.href};
"""
_COUNTER = re.compile(
    r"tongji|hm\.baidu|cnzz|analytics|51\.la|pucha\.kaipuyun|beacon|count(?:er)?\.", re.IGNORECASE
)
"""Scripts that count visitors: nothing of the page comes from them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as scripts left it. ``trouble`` is Chinese: data of the site itself that did not come,
    or scripts that had not ended; ``aside``: what of other sites did not; ``error``: how a script
    failed. ``data`` are the answers that scripts got from the site itself.
    """

    html: str
    final_url: str
    trouble: str = ""
    aside: str = ""
    error: str = ""
    data: tuple[Answered, ...] = ()


def look(session: Session, store: Store, run: Run, url: str) -> Visit:
    """Open a page, let its scripts work, and store what came of it."""
    session.hear_scripts()
    visit = session.visit(url, {NAME: partial(read, session)})
    found = visit.gathered.get(NAME) or Rendered("", "", visit.reason)
    keep(store, run, url, found)
    return visit


def read(session: Session, driver: WebDriver) -> Rendered:
    """The open page, once its scripts have come to rest."""
    settled = _settle(session, driver)
    said: dict[str, Any] = driver.execute_script(_DOCUMENT)
    traffic, here = session.traffic, place(said["url"])
    missed = [m for m in traffic.missed if not _COUNTER.search(m.url)]
    own = [m for m in missed if place(m.url) == here]
    other = [m for m in missed if m not in own]
    trouble, aside = _worded(own), _worded(other)
    if len(said["html"]) > MOST_CHARACTERS:
        said["html"], trouble = "", "页面过大，没有保存"
    elif not settled and not trouble:
        trouble = f"脚本在 {SETTLE_S:g} 秒内没有停下来"
    error = f"页面的脚本出错（{traffic.errors[0]}）" if traffic.errors else ""
    data = tuple(one for one in session.answers() if place(one.url) == here)
    return Rendered(said["html"], said["url"], trouble, aside, error, data)


def keep(store: Store, run: Run, url: str, found: Rendered) -> None:
    """Store it beside the bodies; an earlier rendering of the page in this run goes."""
    body = found.html.encode(errors="replace")
    sha = body_sha(body) if body else None
    with store.connection as db:
        if sha is not None:
            row = (sha, packed(body), len(body))
            db.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?, ?)", row)
        db.execute(
            "INSERT OR REPLACE INTO rendered SELECT ?, id, ?, ?, ?, ?, ?, ? FROM urls"
            " WHERE url = ?",
            [
                run.id,
                sha,
                found.final_url,
                utc_now(),
                *map(mask, (found.trouble, found.aside, found.error)),  # they quote the page
                url,
            ],
        )
        for one in found.data:
            _keep_data(db, run, one)


def _keep_data(db: sqlite3.Connection, run: Run, one: Answered) -> None:
    """Stored like a page's body, so that later visits need not ask the site again."""
    sha = body_sha(one.body)
    row = (sha, packed(one.body), len(one.body))
    db.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?, ?)", row)
    db.execute("INSERT OR IGNORE INTO urls (url) VALUES (?)", [one.url])
    db.execute(
        "INSERT OR IGNORE INTO fetches (run, url, role, external, state, status, reason, method,"
        " content_type, length, fetched_at, body)"
        " SELECT ?, id, ?, 0, 'ok', ?, '', '', ?, ?, ?, ? FROM urls WHERE url = ?",
        [run.id, DATA, one.status, one.content_type, len(one.body), utc_now(), sha, one.url],
    )


def _settle(session: Session, driver: WebDriver) -> bool:
    """Whether requests and changes came to an end."""
    end = time.monotonic() + SETTLE_S
    size, since = -1, time.monotonic()
    while time.monotonic() < end:
        now = int(driver.execute_script(_SIZE))
        if now != size:
            size, since = now, time.monotonic()
        quiet = min(session.traffic.quiet_s, time.monotonic() - since)
        if quiet >= QUIET_S:
            return True
        time.sleep(LOOK_S)
    return session.traffic.pending == 0  # a clock or a ticker changes for ever


def _worded(missed: list[Missed]) -> str:
    if not missed:
        return ""
    what = "脚本文件" if missed[0].kind == "Script" else "脚本要的数据"
    more = f"等 {len(missed)} 处" if len(missed) > 1 else ""
    return f"{what} {missed[0].url} {more}没有取到（{missed[0].why}）"
