"""A small office with two units, one site, users and a client that behaves like a browser."""

import atexit
import re
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from browser_site import page, stored
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checks.columns import Column
from checks.rubric import load
from crawler.judge import judge
from crawler.media.office import Office
from crawler.sites import SitesFile, Unit
from crawler.sites_file import dumps
from crawler.sites_file import load as load_sites
from crawler.workflow import users
from crawler.workflow.stamp import Stamp
from crawler.workflow.users import Role, User
from reports.sources import collect
from reports.web import create_app

HOME = "http://www.example.gov.cn/"
MONTH = "2026-11"
BASE = "http://127.0.0.1/"
PASSWORD = "correct horse battery"
BY = Stamp("管理员", "2026-11-25T01:00:00+00:00")
NASTY = '<script>alert(1)</script>\u202e=HYPERLINK("http://x","y") @SUM(A1)'
PAGES = {
    "": "<title>示例</title><a href=a/1.html>一</a><a href=b/1.html>二</a><p>正文</p>",
    "a/1.html": "<title>一</title><img src=x.png><p>正文</p>",
    "b/1.html": f"<title>{NASTY}</title><img src='y.png' title='' id='\"><script>x()</script>'><p>正文</p>",
}
PEOPLE = (
    User("主任", Role.OFFICE),
    User("甲员", Role.UNIT, "a"),
    User("乙员", Role.UNIT, "b"),
    User("外人", Role.UNIT, "c"),
)


def made_office(folder: Path) -> SitesFile:
    """A judged month; unit a organises the site, b has the pages under /b/, c nothing."""
    shutil.copytree(_once(), folder, dirs_exist_ok=True)
    return load_sites(folder / "sites.toml")


@cache
def _once() -> Path:
    """Made once a test process and copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fetches = [page(HOME + path, f"<html>{html}</html>") for path, html in PAGES.items()]
    made = stored(folder / "data" / "demo.sqlite", HOME, fetches)
    units = {
        "a": Unit("a", "甲局"),
        "b": Unit("b", "乙局", (f"{HOME}b/",)),
        "c": Unit("c", "丙局"),
    }
    column = Column("通知", HOME + "tz/", unit="a")
    site = replace(made.config, unit="a", columns=(column,))
    written = SitesFile(folder / "sites.toml", units, {"demo": site})
    written.path.write_text(dumps(written), encoding="utf-8")
    sites = load_sites(written.path)
    judge(sites, "demo", MONTH, load("national-2019-portal"), jobs=1)
    collect(sites, "demo", MONTH)
    with Office.beside(sites.path) as office:
        for person in PEOPLE:
            users.add(office, person, PASSWORD, BY)
    return folder


def app_of(sites: SitesFile, **more: Any) -> Flask:
    app = create_app(sites.path, **more)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


class Browser:
    """Follows the forms of the pages it is shown: it has no token but theirs."""

    def __init__(self, app: Flask, name: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.name = name
        if name:
            answer = self.sign_in(name)
            assert answer.status_code == 303, answer.text
            assert "/login" not in answer.location

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=BASE, buffered=True, **more)

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        return found[1] if found else ""

    def post(
        self, path: str, form: dict[str, str] | None = None, at: str = "/", **more: Any
    ) -> TestResponse:
        data = {"csrf_token": self.token(at)} | (form or {})
        return self.client.post(path, data=data, base_url=BASE, **more)

    def sign_in(self, name: str, password: str = PASSWORD, **form: str) -> TestResponse:
        return self.post("/login", {"name": name, "password": password} | form, at="/login")


def numbers(sites: SitesFile, unit: str) -> list[str]:
    """Numbers of the findings of one unit."""
    results = collect(sites, "demo", MONTH).results
    return [r.number for r in results if r.unit == unit and r.outcome in ("fail", "review")]
