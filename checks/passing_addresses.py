"""Addresses without what only keeps a browser from using an old copy, or changes with every build.

``checks/accessibility/page_lasting.js`` does the same in the browser; the tests compare the two, so
change both or neither.
"""

import re

from checks.made_up_names import is_made_up

_STATIC = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|svg|avif|ico|css|js|mp4|mp3|pdf)\Z", re.IGNORECASE
)
_PICTURE = r"(\.(?:jpe?g|png|gif|webp|bmp|svg|avif|ico))\Z"
_NEVER_ITS_OWN = re.compile(
    r"_|_t|timestamp|rnd|rand|random|nocache|j?session_?id|phpsessid", re.IGNORECASE
)
_OF_A_FILE = re.compile(r"t|ts|r|time|hash|_?v|ver|version|build", re.IGNORECASE)
_TIME = re.compile(r"[0-9]{8,}|0?\.[0-9]{5,}")
_VERSION = re.compile(r"[0-9.]+")
# "logo.82b9c7a5.png" is built from "logo.png"; a whole name of figures is a picture's own.
_BUILT = re.compile(
    r"([A-Za-z][\w-]*)\.(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{32})" + _PICTURE,
    re.ASCII | re.IGNORECASE,
)
_BUNDLED = re.compile(
    r"(/(?:assets|static|_next|_nuxt|dist|build)/(?:.*/)?[A-Za-z][\w-]*?)-(?=[\w-]*[0-9])[\w-]{8}"
    + _PICTURE,
    re.ASCII | re.IGNORECASE,
)


def lasting_path(path: str) -> str:
    """The path of a picture without the digest a bundler put into its name; others as they are."""
    return _BUNDLED.sub(r"\1\2", _BUILT.sub(r"\1\2", path))


def lasting_query(path: str, query: str) -> str:
    """The query without parameters that only tell one moment or visit from another."""
    if not query:
        return query
    static = bool(_STATIC.search(path))
    kept = [part for part in query.split("&") if not _passes(*part.partition("=")[::2], static)]
    return "&".join(kept)


def _passes(name: str, value: str, static: bool) -> bool:
    if _NEVER_ITS_OWN.fullmatch(name):
        return True
    if not static or not _OF_A_FILE.fullmatch(name):
        return False
    version = name.lower().lstrip("_").startswith(("v", "build"))
    made = bool(_TIME.fullmatch(value)) or is_made_up(value)
    return made or (version and bool(_VERSION.fullmatch(value)))
