"""Look at a page of a site once more, now: the page itself is asked for, the rest is replayed."""

from crawler.browser.replay import LIVE_A_PAGE, Answer, Live, Refused, Replay

DOCUMENT = "Document"


class Again(Replay):
    """A run's stored resources, but pages of the site's own hosts are asked of the site.

    Only what a reader would see is asked for: no data is sent, nothing of other sites is opened.
    """

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        """What to do about one request."""
        if kind != DOCUMENT or method != "GET" or not self.scope.has(url):
            return super().answer(url, method, kind)
        if self._page_asked >= LIVE_A_PAGE:
            return Refused("这个页面向网站请求的资源过多")
        self.asked += 1
        self._page_asked += 1
        return Live()
