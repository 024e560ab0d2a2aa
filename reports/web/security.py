"""What every answer carries and every request must satisfy, whatever page it is for."""

import ipaddress

from flask import Flask, Response, abort, current_app, request

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def protect(app: Flask) -> None:
    """Check the Host header before, set the headers after."""
    app.before_request(_known_host)
    app.after_request(_with_headers)


def _known_host() -> None:
    """A page elsewhere that points a name of its own at this machine gets nothing."""
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    name = name.strip("[]").lower()
    if name not in current_app.config["GOVCHECK_HOSTS"] and not _is_here(name):
        abort(421)


def _is_here(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
