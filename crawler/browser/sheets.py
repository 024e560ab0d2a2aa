"""Whether the page in the tab looks as its readers see it: which of its style sheets came."""

from crawler.browser.channel import Channel, Params

GONE = (404, 410)
HTTP_ERROR = 400


class Sheets:
    """Style sheets of the page, counted from :meth:`begin` on."""

    def __init__(self) -> None:
        self.begin()

    def watch(self, channel: Channel) -> None:
        """Listen, before anything is opened."""
        channel.on("Network.loadingFailed", self._failed)
        channel.on("Network.responseReceived", self._answered)

    def begin(self) -> None:
        """Another page."""
        self._came = self._gone = self._lost = 0

    @property
    def missing(self) -> int:
        """How many could not be had. One that is not there looks like that to everybody, where the
        page has others; where it has none, the error page may be meant for us.
        """
        return self._lost + (0 if self._came else self._gone)

    def _failed(self, params: Params, _session: str) -> None:
        if params.get("type") == "Stylesheet" and not params.get("canceled"):
            self._lost += 1

    def _answered(self, params: Params, _session: str) -> None:
        """An error page in the place of a style sheet is none, whatever its status."""
        if params.get("type") != "Stylesheet":
            return
        response = params["response"]
        status = response.get("status", 0)
        if status in GONE:
            self._gone += 1
        elif status >= HTTP_ERROR or response.get("mimeType") == "text/html":
            self._lost += 1
        else:
            self._came += 1
