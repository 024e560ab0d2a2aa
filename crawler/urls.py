"""Addresses: joined and written as a browser would, one spelling for each distinct target."""

import ipaddress
import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

MALFORMED = "网址写法有误，浏览器无法打开"
PLACEHOLDER = "网址里有未替换的模板变量"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TRIMMED = "".join(map(chr, range(33)))  # C0 controls and the space, as browsers trim
_INNER = str.maketrans("", "", "\t\r\n")
_DOTS = re.compile(r"/\.{1,2}(?:/|$)")
_TEMPLATE = re.compile(r"\{\{|\}\}|\$\{|<%|%>|#\{")
_HOST = re.compile(r"[a-z0-9_.-]+\Z|\[[0-9a-f:.]+\]\Z")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/?;]*", re.IGNORECASE)
# "sid" alone is as often the id of a section: only a long value is a session.
_SESSION_QUERY = re.compile(
    r"(?:^|&)(?:jsessionid|phpsessid|aspsessionid\w*|(?:sid|session_?id)(?==[0-9a-z_-]{16}))=[^&]*",
    re.IGNORECASE,
)
# What browsers leave as it is; everything else is percent-encoded (WHATWG path and query sets).
_PATH_SAFE = "/:@!$&'()*+,;=-._~%[]|^\\"
_QUERY_SAFE = "/:@!$&()*+,;=-._~%[]|^\\?`{}"
# A path that only has to be put after the directory or the host: most links that are new.
_SIMPLE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?\Z")
ROOTED = ("/", "http://", "https://")
"""How values begin that mean the same on a whole host."""
_PORTS = {"http": "80", "https": "443"}


class MalformedError(ValueError):
    """Not an address. The message is Chinese."""


def absolute(raw: str, base: str, charset: str = "utf-8") -> str:
    """The address a link means, or "" when it leads nowhere a crawler can go.

    ``raw`` is the attribute's value, ``base`` the page's own address or its ``<base>``,
    ``charset`` the page's encoding (browsers write the query in it). "" is given for an empty
    value, a bare fragment and every scheme but http and https. The fragment is dropped, session
    ids too, so that one target has one spelling. Raises :class:`MalformedError`.
    """
    raw = raw.strip(_TRIMMED).translate(_INNER)
    if not raw or raw[0] == "#":
        return ""
    if _TEMPLATE.search(raw):
        raise MalformedError(PLACEHOLDER)
    scheme = _SCHEME.match(raw)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return ""
    head, mark, query = raw.partition("?")
    raw = head.replace("\\", "/") + mark + query
    if scheme and raw.startswith("//", scheme.end()):
        rest = raw[scheme.end() :].lstrip("/")
        if not rest:
            raise MalformedError(MALFORMED)
        raw = f"{scheme[0]}//{rest}"
    try:
        return canonical(urljoin(base, raw), charset)
    except ValueError as error:
        raise MalformedError(MALFORMED) from error


def written(url: str) -> str:
    """A configured address as it is stored: Han characters escaped; unchanged if it is malformed."""
    try:
        return url if url.isascii() else canonical(url)
    except ValueError:
        return url


def canonical(url: str, charset: str = "utf-8") -> str:
    """One spelling for an absolute http(s) address: what is asked, stored and compared."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.netloc:
        raise MalformedError(MALFORMED)
    netloc = _netloc(parts.netloc, parts.scheme)
    path = parts.path or "/"
    if ";" in path:
        path = _SESSION_PATH.sub("", path)
    if "/." in path and _DOTS.search(path):
        path = _without_dots(path)
    if not path.isascii() or not _plain(path):
        path = quote(path, safe=_PATH_SAFE)
    query = parts.query
    if query:
        if "=" in query and "s" in query.lower():
            query = _SESSION_QUERY.sub("", query).lstrip("&")
        if not query.isascii() or not _plain(query):
            query = _quoted_query(query, charset)
    return urlunsplit((parts.scheme, netloc, path, query, ""))


_ODD = re.compile(r"[\x00-\x20\"<>`{}\x7f]")


def _plain(text: str) -> bool:
    return _ODD.search(text) is None


def _quoted_query(query: str, charset: str) -> str:
    data = query.encode(charset, "xmlcharrefreplace") if charset else query.encode()
    return quote(data, safe=_QUERY_SAFE)


def _netloc(netloc: str, scheme: str) -> str:
    host = netloc.rpartition("@")[2].lower()  # user names in links are not sent to anybody
    if not host:
        raise MalformedError(MALFORMED)
    name, colon, port = host.partition(":") if host[0] != "[" else _bracketed(host)
    if colon and port and not port.isdigit():
        raise MalformedError(MALFORMED)
    if not name.isascii() or "%" in name:
        name = _idna(name)
    name = name.rstrip(".") or name
    if not _HOST.match(name) or ".." in name or len(name) > 253:
        raise MalformedError(MALFORMED)
    if port and int(port) > 65535:
        raise MalformedError(MALFORMED)
    return name if not port or port == _PORTS[scheme] else f"{name}:{port}"


def _bracketed(host: str) -> tuple[str, str, str]:
    name, bracket, rest = host.partition("]")
    return name + bracket, rest[:1], rest[1:]


def _idna(name: str) -> str:
    name = unquote(name).translate(str.maketrans("。．｡", "..."))
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise MalformedError(MALFORMED) from error


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def host_of(url: str) -> str:
    """The host name alone: pacing and protection screens belong to it, whatever the port."""
    netloc = url.split("/", 3)[2]
    return netloc.partition("]")[0] + "]" if netloc[0] == "[" else netloc.partition(":")[0]


def origin_of(url: str) -> str:
    """``scheme://host[:port]``: what a robots.txt speaks for."""
    return url[: url.index("/", 8)]


def is_private(host: str) -> bool:
    """Whether a host is written as an address that only works inside somebody's own network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not address.is_global


class Joiner:
    """:func:`absolute` with memory: a portal repeats the same few hundred links on every page.

    Rooted and absolute values mean the same on a whole host, the others in one directory only.
    """

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._size = 0
        self._memory: dict[tuple[str, str], dict[str, str]] = {}

    def table(self, base: str, charset: str) -> "Table":
        """What is known for pages in the directory of ``base``."""
        if self._size > self._limit:
            self._memory.clear()
            self._size = 0
        directory = base.partition("?")[0].rpartition("/")[0] + "/"
        return Table(
            self,
            base,
            charset,
            self._of(directory, charset),
            self._of(origin_of(base + "/"), charset),
        )

    def _of(self, scope: str, charset: str) -> dict[str, str]:
        return self._memory.setdefault((scope, charset), {})

    def grown(self) -> None:
        """One more remembered value."""
        self._size += 1


class Table:
    """Joins values for one base address. A malformed value gives ``!``, the Chinese reason and
    the value.

    What is remembered may be looked up directly: ``rooted`` for values that begin with one of
    :data:`ROOTED`, ``near`` for the others. Then call :meth:`join`.
    """

    def __init__(
        self, owner: Joiner, base: str, charset: str, near: dict[str, str], rooted: dict[str, str]
    ) -> None:
        self.near, self.rooted = near, rooted
        self._owner, self._base, self._charset = owner, base, charset
        self._directory = canonical(base.partition("?")[0].rpartition("/")[0] + "/")
        self._root = origin_of(self._directory) + "/"

    def join(self, raw: str) -> str:
        """:func:`absolute` of ``raw``, remembered."""
        if raw[:1] == "?":
            return self._join(raw)  # depends on the page itself, not on its directory
        memory = self.rooted if raw.startswith(ROOTED) else self.near
        url = memory.get(raw)
        if url is None:
            url = memory[raw] = self._join(raw)
            self._owner.grown()
        return url

    def _join(self, raw: str) -> str:
        rest, directory = raw, self._directory
        if rest[:1] == "/":
            rest, directory = rest[1:], self._root
        else:
            rest = rest.removeprefix("./")
            while rest.startswith("../"):
                rest = rest[3:]
                directory = directory[: directory.rfind("/", 0, -1) + 1]
                if len(directory) < len(self._root):
                    directory = self._root
        if rest and _SIMPLE.match(rest):
            return directory + rest
        try:
            return absolute(raw, self._base, self._charset)
        except MalformedError as error:
            return f"!{error}\n{raw.strip()}"
