"""The long-lived tab, prepared: everything answered or refused, nothing opened beside it."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import unquote

from crawler.browser.attached import Attached
from crawler.browser.channel import Channel, ChannelError, Params, browser_url, tab_url
from crawler.browser.fetching import Fetching
from crawler.browser.manners import Manners
from crawler.browser.replay import Source, intercept
from crawler.browser.sheets import Sheets
from crawler.browser.traffic import Traffic

WINDOWS = ("page", "tab", "background_page", "webview")
EVERYTHING = [{"urlPattern": "*"}]
COMES_S = 1.0
"""The news of a page may come so much later on this connection than on the driver's."""


class Tab:
    """The tab selenium is attached to, with its second connection and one to the browser.

    ``preload`` scripts run in every frame before the page's own. Raises :class:`ChannelError`.
    """

    def __init__(
        self,
        attached: Attached,
        source: Source,
        preload: Sequence[str],
        manners: Manners | None = None,
        fetching: Fetching | None = None,
    ) -> None:
        self._target = attached.driver.current_window_handle
        if attached.socket:
            self.channel = Channel(attached.socket, target=self._target)
            self.browser = Channel(attached.socket)
        else:
            self.channel = Channel(tab_url(attached.address, self._target))
            self.browser = Channel(browser_url(attached.address))
        self.traffic = Traffic()
        self.traffic.watch(self.channel)
        self.sheets = Sheets()
        self.sheets.watch(self.channel)
        self._refuse_windows()
        self._watch_helpers()
        self._dismiss_dialogs()
        for domain in ("Page", "Inspector"):
            self.channel.call(f"{domain}.enable")
        # Bodies would be kept in memory for tools that ask for them.
        self.channel.call("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)
        self.browser.call("Browser.setDownloadBehavior", behavior="deny")
        agent = self.browser.call("Browser.getVersion")["userAgent"]
        # "HeadlessChrome" makes toolbars take a desktop for a telephone.
        self.channel.call("Emulation.setUserAgentOverride", userAgent=agent.replace("Headless", ""))
        for script in preload:
            self.channel.call(
                "Page.addScriptToEvaluateOnNewDocument",
                source=script,
                includeCommandLineAPI="getEventListeners" in script,
            )
        self._expected = self._loader = ""
        self._came = threading.Event()
        self._watch_arrivals()
        self._follow(source)
        intercept(self.channel, source, manners, online=attached.online, fetching=fetching)

    @property
    def is_broken(self) -> bool:
        """Whether the page or the browser ended."""
        return self.channel.crashed.is_set() or self.channel.closed.is_set()

    def expect(self, url: str) -> None:
        """Prepare for this page to be opened, straight from the one before it."""
        self._came.clear()
        self._loader, self._expected = "", _plain(url)

    def came(self) -> bool:
        """Whether the expected page took the place of the one before: not if it never came, if it
        turned out to be a download, if the one before would not go or went elsewhere.
        """
        return self._came.wait(COMES_S)

    def close(self) -> None:
        """Close the connections; the tab stays."""
        self.channel.close()
        self.browser.close()

    def _watch_arrivals(self) -> None:
        def wanted(params: Params, _session: str) -> None:
            is_page = params.get("frameId") == self._target and params.get("type") == "Document"
            if is_page and _plain(params["request"]["url"]) == self._expected:
                self._loader = params["loaderId"]

        def shown(params: Params, _session: str) -> None:
            frame = params["frame"]
            if frame["id"] == self._target and self._loader == frame["loaderId"]:
                self._came.set()

        self.channel.on("Network.requestWillBeSent", wanted)
        self.channel.on("Page.frameNavigated", shown)

    def _follow(self, source: Source) -> None:
        """Tell the source which navigations the page itself begins."""

        def requested(params: Params, _session: str) -> None:
            if params["frameId"] == self._target:
                source.clicks.requested()

        def navigated(params: Params, _session: str) -> None:
            if params["frame"]["id"] == self._target:
                source.clicks.committed()

        self.channel.on("Page.frameRequestedNavigation", requested)
        self.channel.on("Page.frameNavigated", navigated)

    def _refuse_windows(self) -> None:
        """A new window is held before it asks for anything, kept from asking, and closed."""

        def opened(params: Params, _session: str) -> None:
            info, session = params["targetInfo"], params["sessionId"]
            strange = info["type"] in WINDOWS and info["targetId"] != self._target
            if strange:
                self.browser.send("Fetch.enable", session, patterns=EVERYTHING)
            # Held for ever it would hold its opener, which shares its process.
            self.browser.send("Runtime.runIfWaitingForDebugger", session)
            if strange:
                self.browser.send("Target.closeTarget", targetId=info["targetId"])

        def refuse(params: Params, session: str) -> None:
            self.browser.send(
                "Fetch.failRequest",
                session,
                requestId=params["requestId"],
                errorReason="BlockedByClient",
            )

        self.browser.on("Target.attachedToTarget", opened)
        self.browser.on("Fetch.requestPaused", refuse)
        self._attach_to_all(self.browser)

    def _watch_helpers(self) -> None:
        """Requests of workers and of frames in other processes are intercepted, too."""

        def started(params: Params, _session: str) -> None:
            session = params["sessionId"]
            with suppress(ChannelError):
                self.channel.send("Fetch.enable", session, patterns=EVERYTHING)
            self.channel.send("Runtime.runIfWaitingForDebugger", session)

        self.channel.on("Target.attachedToTarget", started)
        self._attach_to_all(self.channel)

    def _attach_to_all(self, channel: Channel) -> None:
        channel.call(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True
        )

    def _dismiss_dialogs(self) -> None:
        self.dialogs = 0
        """How many dialogs pages have shown."""

        def asked(params: Params, session: str) -> None:
            self.dialogs += 1
            leaving = params.get("type") == "beforeunload"  # to refuse would be to stay
            self.channel.send("Page.handleJavaScriptDialog", session, accept=leaving)

        self.channel.on("Page.javascriptDialogOpening", asked)


def _plain(url: str) -> str:
    """An address as both sides of the driver spell it."""
    return unquote(url.partition("#")[0])
