"""The style sheets of a stored run, by their address."""

from crawler.store import Store
from crawler.urls import MalformedError, canonical

_BODY = (
    "SELECT f.body FROM fetches f JOIN urls u ON u.id = f.url"
    " WHERE f.run = ? AND f.role = 'style' AND u.url IN (?, ?) AND f.body IS NOT NULL"
)


class Sheets:
    """Calling it with an absolute address gives the text of that sheet, "" when it is not stored."""

    def __init__(self, store: Store, run: int) -> None:
        self._store, self._run = store, run
        self._known: dict[str, str] = {}

    def __call__(self, url: str) -> str:
        if url not in self._known:
            self._known[url] = self._read(url)
        return self._known[url]

    def _read(self, url: str) -> str:
        try:
            spelled = canonical(url)
        except (MalformedError, ValueError):
            return ""
        row = self._store.connection.execute(_BODY, [self._run, spelled, url]).fetchone()
        body = self._store.body(row[0]) if row else None
        return body.decode("utf-8", "replace") if body else ""
