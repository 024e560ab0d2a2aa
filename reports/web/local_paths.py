"""Where to go next: only ever to a page of ours."""

from urllib.parse import urlsplit


def local_path(given: str, otherwise: str = "/") -> str:
    r"""``given`` when it is a path on this site; else ``otherwise``.

    Browsers read ``//host``, ``/\host`` and a path with a control character before it as another
    site.
    """
    if not given.startswith("/") or given.startswith(("//", "/\\")):
        return otherwise
    if any(ord(sign) < 32 or sign in "\\" for sign in given):
        return otherwise
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc else otherwise
