"""Who may see and change what, by whatever address: every route with every role."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web_site import BASE, MONTH, NASTY, PASSWORD, PEOPLE, Browser, app_of, made_office, numbers

from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, users
from crawler.workflow.stamp import Stamp
from reports.sources import collect
from reports.web.access import Who, needed
from reports.web.local_paths import local_path
from reports.web.security import HEADERS

ANYBODY = {"display.sheet", "display.switch", "login.form", "login.enter", "login.leave", "static"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SitesFile:
    return made_office(tmp_path_factory.mktemp("web"))


@pytest.fixture
def own(tmp_path: Path) -> SitesFile:
    return made_office(tmp_path)


def addresses(
    app: Any, sites: SitesFile, number: str, unit: str = "a"
) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, address) of every route, filled with what is there."""
    filled = {
        "month": MONTH, "site_id": "demo", "number": number, "mode": "elder", "filename": "pages.css",
        "unit": unit, "file": "x.pdf", "name": "x.docx", "key": "none",
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        unknown = rule.arguments - filled.keys()
        values = {name: filled[name] for name in rule.arguments - unknown}
        values |= dict.fromkeys(unknown, "1")
        with app.test_request_context():
            from flask import url_for

            path = url_for(rule.endpoint, **values)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def test_every_route_says_whom_it_is_for(office: SitesFile) -> None:
    app = app_of(office)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        who = needed(app.view_functions[rule.endpoint])
        assert who is not None, rule.endpoint
        assert (who is Who.ANYBODY) == (rule.endpoint in ANYBODY), rule.endpoint


def test_nobody_gets_anything_without_signing_in(office: SitesFile) -> None:
    app = app_of(office)
    for endpoint, method, path in addresses(app, office, numbers(office, "a")[0]):
        if endpoint in ANYBODY:
            continue
        stranger = Browser(app)
        answer = stranger.get(path) if method == "GET" else stranger.post(path, at="/login")
        assert answer.status_code in (302, 303), (endpoint, answer.status_code)
        assert answer.location.startswith("/login"), endpoint
        assert "示例" not in answer.text


@pytest.mark.parametrize("person", [p for p in PEOPLE if not p.is_office], ids=lambda p: p.unit)
def test_a_unit_sees_and_changes_nothing_of_another(own: SitesFile, person: users.User) -> None:
    app = app_of(own)
    browser = Browser(app, person.name)
    mine = set(numbers(own, person.unit))
    results = {r.number: r for r in collect(own, "demo", MONTH).results if r.number}
    others = [n for unit in "ab" if unit != person.unit for n in numbers(own, unit)]
    assert others
    before = _dump(own)
    other = "b" if person.unit == "a" else "a"
    for endpoint, method, path in addresses(app, own, others[0], other):
        if endpoint in ANYBODY:
            continue
        answer = browser.get(path) if method == "GET" else browser.post(path)
        if "/f/" in path or other in path.replace(".", "/").split("/"):
            assert answer.status_code in (403, 404), (endpoint, answer.status_code)
        if method == "POST":
            assert answer.status_code in (400, 403, 404, 303), endpoint
        shown = answer.text.replace(path, "")  # what was asked for comes back in links
        for number in set(others) - mine:
            assert number not in shown, (endpoint, number)
        for number in others[:20]:
            if results[number].excerpt and number not in mine:
                assert results[number].key not in answer.text
    assert _dump(own) == before


def _dump(sites: SitesFile) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for path in (sites.database("demo"), sites.data_dir / "office.sqlite"):
        with sqlite3.connect(path) as db:
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                if name not in ("web_sessions", "login_failures"):
                    found[f"{path.name} {name}"] = db.execute(f"SELECT * FROM {name}").fetchall()
    return found


def test_nothing_changes_by_getting(own: SitesFile) -> None:
    """Not even a judgement that is out of date: it is shown as it is, with what to run."""
    app, number = app_of(own), numbers(own, "a")[0]
    with sqlite3.connect(own.database("demo")) as db:
        db.execute("UPDATE judgements SET engine = 'govcheck 0'")
        db.execute("DELETE FROM derived")
        db.execute(
            "INSERT INTO runs (month, as_of, started_at, finished_at, stop_reason, engine, counts)"
            " SELECT month, as_of, started_at, finished_at, stop_reason, engine, counts FROM runs"
        )
    for person in PEOPLE:
        browser = Browser(app, person.name)
        before = _dump(own)
        for _, method, path in addresses(app, own, number):
            if method == "GET":
                browser.get(path)
        assert _dump(own) == before
    told = Browser(app, "主任").get(f"/m/{MONTH}/s/demo/").text
    assert "判定已过时：判定以后又抓取过，程序换了版本（判定时是 govcheck 0，" in told
    assert f"govcheck run demo --month {MONTH}" in told


def test_a_unit_claims_for_its_own_and_cannot_decide(own: SitesFile) -> None:
    app = app_of(own)
    number = numbers(own, "a")[0]
    place = f"/m/{MONTH}/s/demo/f/{number}"
    browser = Browser(app, "甲员")
    form = {"kind": "误报", "reason": "页面上有 " + NASTY, "back": place}
    assert browser.post(f"{place}/claim", form, at=place).status_code == 303
    assert (
        browser.post(f"{place}/decide", {"verdict": "误报", "note": "x"}, at=place).status_code
        == 403
    )
    with Store(own.database("demo")) as store:
        (claim,) = appeals.of_month(store, MONTH)
    assert (claim.unit, claim.by, claim.origin) == ("a", "甲员", "网页")
    shown = browser.get(place).text
    assert "<script>alert" not in shown
    assert "⟨U+202E⟩" in shown


def test_the_office_decides_rules_and_closes_in_the_browser(own: SitesFile) -> None:
    app = app_of(own)
    number = numbers(own, "a")[0]
    place, month = f"/m/{MONTH}/s/demo/f/{number}", f"/m/{MONTH}/"
    Browser(app, "甲员").post(f"{place}/claim", {"kind": "误报", "reason": "有"}, at=place)
    chief = Browser(app, "主任")
    assert "有" in chief.get(f"/m/{MONTH}/s/demo/queue").text
    refused = chief.post(f"{place}/decide", {"verdict": "误报", "back": place}, at=place)
    assert refused.location == place
    assert "要写明理由" in chief.get(place).text
    form = {"appeal": "1", "ruling": "采纳", "verdict": "误报", "note": "属实"}
    assert chief.post(f"{place}/rule", form, at=place).status_code == 303
    assert "误报" in chief.get(place).text
    for state in ("初核", "申诉"):
        answer = chief.post(f"{month}state", {"state": state, "workdays": "3"}, at=month)
        assert answer.status_code == 303, answer.text
    assert "提前定稿（申诉到" in chief.get(month).text
    early = chief.post(f"{month}state", {"state": "定稿"}, at=month)
    assert (early.status_code, "才截止" in early.text) == (400, True)
    answer = chief.post(f"{month}state", {"state": "定稿", "early": "1"}, at=month)
    assert answer.status_code == 303, answer.text
    assert "定稿" in chief.get(month).text
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(own.database("demo")) as db:
        db.execute("DELETE FROM results")
    assert chief.post(f"{month}state", {"state": "申诉"}, at=month).status_code == 400
    assert chief.post(f"{month}state", {"state": "胡说"}, at=month).status_code == 400


def test_forms_need_the_token_of_their_page(office: SitesFile) -> None:
    app = app_of(office)
    browser = Browser(app, "主任")
    for endpoint, method, path in addresses(app, office, numbers(office, "a")[0]):
        if method == "POST" and endpoint != "static":
            for token in ({}, {"csrf_token": "x"}):
                answer = browser.client.post(path, data=token, base_url=BASE)
                assert answer.status_code == 400, endpoint
                assert "页面已过期" in answer.text


def test_signing_in_makes_a_new_session_and_out_ends_it(office: SitesFile) -> None:
    app = app_of(office)
    browser = Browser(app)
    browser.get("/login")
    planted = browser.client.get_cookie("govcheck", domain="127.0.0.1")
    browser.sign_in("主任")
    cookie = browser.client.get_cookie("govcheck", domain="127.0.0.1")
    assert cookie is not None
    assert planted is None or planted.value != cookie.value
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert browser.get("/").status_code == 200
    browser.post("/logout")
    stolen = Browser(app)
    stolen.client.set_cookie("govcheck", cookie.value, domain="127.0.0.1")
    assert stolen.get("/").status_code == 302


def test_wrong_passwords_are_slowed_down(own: SitesFile) -> None:
    app = app_of(own)
    browser = Browser(app)
    for _ in range(users.FAILURES):
        assert browser.sign_in("主任", "wrong").location.startswith("/login")
    browser.sign_in("主任")
    assert "登录失败次数过多" in browser.get("/login").text
    assert browser.get("/").status_code == 302
    assert Browser(app, "甲员").get("/").status_code == 200
    with Office.beside(own.path) as office:
        stored = office.db.execute("SELECT password FROM users").fetchall()
    assert all(row[0].startswith("$argon2id$") and PASSWORD not in row[0] for row in stored)


def test_a_disabled_user_is_out_at_once(own: SitesFile) -> None:
    browser = Browser(app_of(own), "甲员")
    with Office.beside(own.path) as office:
        users.disable(office, "甲员", Stamp.now("管理员"))
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "\t//evil",
        "/\t/evil",
        "/\n/e",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(office: SitesFile, given: str) -> None:
    assert local_path(given) == "/"
    browser = Browser(app_of(office))
    assert browser.sign_in("主任", next=given).location == "/"
    assert browser.get("/display/elder", query_string={"next": given}).location == "/"


def test_every_answer_is_protected(office: SitesFile) -> None:
    app = app_of(office)
    browser = Browser(app, "主任")
    for path in ("/", "/login", "/nothing", f"/m/{MONTH}/", "/style.css", "/static/pages.css"):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
        assert "<script" not in answer.text
        assert " style=" not in answer.text
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]"])
def test_other_names_for_this_machine_get_nothing(office: SitesFile, host: str) -> None:
    app = app_of(office, hosts=["check.example.gov.cn"])
    browser = Browser(app)
    assert browser.get("/login", headers={"Host": host}).status_code == 421
    for good in ("localhost:8765", "127.0.0.2:80", "[::1]:8765", "check.example.gov.cn"):
        assert browser.get("/login", headers={"Host": good}).status_code == 200


def test_without_accounts_the_one_at_the_machine_is_the_office(own: SitesFile) -> None:
    with Office.beside(own.path) as file, file.change():
        file.db.execute("DELETE FROM users")
    app = app_of(own, alone=True)
    browser = Browser(app)
    assert browser.get("/").status_code == 200
    assert browser.get("/login").status_code == 302
    assert (
        browser.client.post(f"/m/{MONTH}/state", data={"state": "初核"}, base_url=BASE).status_code
        == 400
    )
