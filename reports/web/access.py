"""Who may open which page. Every route says so itself; one that does not is closed to everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from checks.results import Result
from crawler.media.office import Office
from crawler.sites import SiteConfig, SitesFile
from crawler.sites_file import load
from crawler.workflow import users
from crawler.workflow.stamp import Stamp
from crawler.workflow.users import Role, User

TOKEN = "token"  # noqa: S105 - the name of a cookie's field
ALONE = User("本机用户", Role.OFFICE)


class Who(StrEnum):
    """Whom a route is for."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class _Mark:
    who: Who


def needs[F: Callable[..., Any]](who: Who) -> Callable[[F], F]:
    """Say whom a view is for."""

    def mark(view: F) -> F:
        @wraps(view)
        def kept(*args: Any, **named: Any) -> Any:
            return view(*args, **named)

        kept._govcheck_who = who  # type: ignore[attr-defined]
        return kept  # type: ignore[return-value]

    return mark


def needed(view: Callable[..., Any]) -> Who | None:
    """Whom a view says it is for; None when it does not say."""
    return getattr(view, "_govcheck_who", None)


def guard(app: Flask) -> None:
    """Ask before every request who it is and whether they may."""
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    who = needed(current_app.view_functions[request.endpoint])
    if who is None:
        abort(403)
    g.user = _user()
    if who is Who.ANYBODY:
        return None
    if g.user is None:
        return redirect(url_for("login.form", next=request.full_path.rstrip("?")))
    if who is Who.OFFICE and not g.user.is_office:
        abort(403)
    return None


def is_alone() -> bool:
    """Whether whoever sits at this machine acts as the office: only while nobody has an account."""
    if not current_app.config["GOVCHECK_ALONE"]:
        return False
    with office() as file:
        return not users.active(file)


def _user() -> User | None:
    if is_alone():
        return ALONE
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with office() as file:
        return users.signed_in(file, token, users.utc_now())


def me() -> User:
    """Who is asking; only in views that need somebody."""
    user: User | None = g.user
    if user is None:
        abort(403)
    return user


def stamp() -> Stamp:
    """Who is asking, and now."""
    return Stamp.now(me().name)


def now() -> datetime:
    """The present moment, UTC."""
    return users.utc_now()


def sites() -> SitesFile:
    """The configuration as it is on disk now."""
    if "sites" not in g:
        g.sites = load(current_app.config["GOVCHECK_SITES"])
    file: SitesFile = g.sites
    return file


def office() -> Office:
    """The office's file, to be opened with ``with``."""
    return Office.beside(current_app.config["GOVCHECK_SITES"])


def site_or_404(site_id: str) -> SiteConfig:
    """A site by id, if there is one that the asking person may know of."""
    found = sites().sites.get(site_id)
    if found is None or not may_open(found):
        abort(404)
    return found


def may_open(site: SiteConfig) -> bool:
    """Whether a person may open a site's month: the office, its organiser, and any unit that has
    columns or pages on it. What they see there is cut to their own (:func:`mine`).
    """
    user = me()
    if user.is_office or site.unit == user.unit:
        return True
    owns = any(column.unit == user.unit for column in site.columns)
    unit = sites().units.get(user.unit)
    return owns or bool(unit and any(site.in_scope(prefix) for prefix in unit.prefixes))


def mine(result: Result) -> bool:
    """Whether a finding is the asking person's to see."""
    user = me()
    return user.is_office or result.unit == user.unit


def sees_all_of(site: SiteConfig) -> bool:
    """Whether the site's whole score is the asking person's to see."""
    user = me()
    return user.is_office or site.unit == user.unit
