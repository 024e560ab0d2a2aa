"""The Flask application: settings, protection, pages. It loads neither Scrapy nor Selenium."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]
from jinja2 import ChoiceLoader, PackageLoader

from crawler.sites_file import load as load_sites
from reports.web import access, security, wording
from reports.web.errors import handle
from reports.web.pages import blueprints

LARGEST_UPLOAD = 20 * 1024 * 1024
COOKIE = "govcheck"
KEY_BYTES = 32


class Pages(Flask):
    """Escapes in every template; Flask itself goes by the ending of the file's name."""

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Always."""
        return True


def create_app(
    sites_path: Path, *, hosts: Sequence[str] = (), secure: bool = False, alone: bool = False
) -> Flask:
    """The application for one ``sites.toml``.

    ``hosts`` are the names it answers to beside this machine's own; ``secure``: it stands behind
    https, so cookies travel by https only; ``alone``: nobody has an account and it is reachable
    from this machine only, so whoever sits at it acts as the office.
    """
    app = Pages("reports.web", static_folder="static")
    app.jinja_loader = ChoiceLoader(
        [PackageLoader("reports", "web/templates"), PackageLoader("reports", "templates")]
    )
    app.config.update(
        SECRET_KEY=_secret(sites_path.parent / "data" / "web.key"),
        SESSION_COOKIE_NAME=f"__Host-{COOKIE}" if secure else COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        GOVCHECK_SITES=sites_path,
        GOVCHECK_HOSTS=tuple(hosts),
        GOVCHECK_ALONE=alone,
    )
    load_sites(sites_path)  # a mistake in the file is told before anything is served
    CSRFProtect(app)
    security.protect(app)
    access.guard(app)
    handle(app)
    wording.register(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app


def _secret(path: Path) -> bytes:
    """The key cookies are signed with: made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) >= KEY_BYTES:
            return key
        path.unlink()  # whoever made it was interrupted
        return _secret(path)
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
    return key
