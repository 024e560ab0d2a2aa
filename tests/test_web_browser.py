"""Our own pages in a real browser: no axe violation, no sideways scrolling, usable large and small."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from browser_site import OneServer, needs_browser
from web_site import MONTH, PASSWORD, app_of, made_office, numbers
from werkzeug.serving import make_server

from checks.accessibility.axe import run_axe
from checks.accessibility.page_tools import preload
from checks.decision import Decision
from crawler.browser.axe_engine import newest
from crawler.browser.session import Session
from crawler.media.office import Office
from crawler.reported.records import Message, put
from crawler.reported.records import State as MessageState
from crawler.sites import SitesFile
from crawler.sites_file import load
from crawler.store import Store
from crawler.workflow import appeals, rechecks, replies, reviews
from crawler.workflow.appeals import Claim
from crawler.workflow.replies import Reply
from crawler.workflow.stamp import Stamp
from reports.sources import collect

pytestmark = pytest.mark.browser
BY = Stamp("主任", "2026-11-26T01:00:00+00:00")
SITE = f"/m/{MONTH}/s/demo"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SitesFile:
    sites = made_office(tmp_path_factory.mktemp("pages"))
    key = next(r.key for r in collect(sites, "demo", MONTH).results if r.outcome == "fail")
    with Store(sites.database("demo")) as store:
        appeals.claim(
            store, month=MONTH, key=key, unit="a", kind=Claim.FALSE_POSITIVE, reason="有", stamp=BY
        )
        replies.add(store, [Reply(MONTH, key, "a", "改好了", None)], BY)
        rechecks.ask(store, MONTH, [key], BY, "复查")
        reviews.decide(store, [key], Decision.CONFIRMED, BY, "", month=MONTH)
    late = Message("W1", "c", "demo", "a", date(2026, 11, 2), MessageState.OPEN)
    with Office.beside(sites.path) as file, file.change():
        put(file, [late, replace(late, number="W2", unit="b")], "表", BY)
    return sites


def served(sites: SitesFile, **more: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app_of(sites, **more), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def base(office: SitesFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same office before anybody had an account."""
    needs_browser()
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(office.path.parent, folder, dirs_exist_ok=True)
    alone = load(folder / "sites.toml")
    with Office.beside(alone.path) as file, file.change():
        file.db.execute("DELETE FROM users")
    yield from served(alone, alone=True)


@pytest.fixture(scope="module")
def session(base: str) -> Iterator[Session]:
    with Session(OneServer(f"{base}/"), preload=[newest().preload, preload()]) as opened:
        yield opened


def pages(office: SitesFile) -> list[str]:
    number = next(n for n in numbers(office, "a"))
    return [
        "/", f"/m/{MONTH}/", f"{SITE}/", f"{SITE}/queue", f"{SITE}/findings", f"{SITE}/f/{number}",
        f"{SITE}/rechecks", f"/m/{MONTH}/files", f"/m/{MONTH}/papers/", "/selfcheck", "/nothing",
        f"{SITE}/f/11-9999", "/m/2026-99/",
    ]  # fmt: skip


def measured(driver: Any) -> dict[str, Any]:
    found: dict[str, Any] = driver.execute_script(
        "return {wide: document.documentElement.scrollWidth - innerWidth,"
        " h1: document.querySelectorAll('h1').length,"
        " size: parseFloat(getComputedStyle(document.querySelector('footer p')).fontSize)}"
    )
    return found


@pytest.mark.parametrize("mode", ["normal", "elder"])
def test_no_page_has_an_axe_violation(
    office: SitesFile, base: str, session: Session, mode: str
) -> None:
    session.visit(f"{base}/display/{mode}?next=/", {})
    for path in pages(office):
        visit = session.visit(base + path, {"axe": run_axe, "look": measured})
        assert visit.reason == "", path
        axe = visit.gathered["axe"]
        assert axe["error"] == ""
        assert [(r["id"], r["nodes"][0]["html"]) for r in axe["violations"]] == [], path
        assert visit.gathered["look"]["h1"] == 1, path
    session.visit(f"{base}/display/normal?next=/", {})


@pytest.mark.parametrize(("width", "mode"), [(320, "normal"), (320, "elder"), (683, "normal")])
def test_narrow_and_enlarged_pages_do_not_scroll_sideways(
    office: SitesFile, base: str, session: Session, width: int, mode: str
) -> None:
    def narrow(driver: Any) -> dict[str, Any]:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )
        try:
            return measured(driver)
        finally:
            driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    session.visit(f"{base}/display/{mode}?next=/", {})
    for path in pages(office):
        look = session.visit(base + path, {"look": narrow}).gathered["look"]
        assert look["wide"] <= 0, (path, width, mode)
    session.visit(f"{base}/display/normal?next=/", {})


def test_the_elder_display_is_twice_as_large_and_stays(
    office: SitesFile, base: str, session: Session
) -> None:
    usual = session.visit(f"{base}/", {"look": measured}).gathered["look"]["size"]
    session.visit(f"{base}/display/elder?next=/", {})
    first = session.visit(f"{base}/", {"look": measured}).gathered["look"]["size"]
    second = session.visit(f"{base}{SITE}/", {"look": measured}).gathered["look"]["size"]
    assert first == second >= 24
    assert first / usual >= 1.5
    session.visit(f"{base}/display/normal?next=/", {})
    assert session.visit(f"{base}/", {"look": measured}).gathered["look"]["size"] == usual


def test_signing_in_works_with_the_keyboard_alone(office: SitesFile) -> None:
    needs_browser()
    for base in served(office):
        with Session(OneServer(f"{base}/"), preload=[newest().preload, preload()]) as session:
            visit = session.visit(f"{base}/", {"axe": run_axe, "keys": _signed_in})
            assert visit.gathered["axe"]["violations"] == []
            assert visit.gathered["keys"] == "月度检查"


def _signed_in(driver: Any) -> str:
    """Tab from the top: skip link, name of the site, elder display, user name, password, button."""
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    driver.switch_to.active_element.send_keys(Keys.TAB)
    for _ in range(12):
        if driver.switch_to.active_element.get_attribute("id") == "name":
            break
        driver.switch_to.active_element.send_keys(Keys.TAB)
    driver.switch_to.active_element.send_keys("主任" + Keys.TAB)
    driver.switch_to.active_element.send_keys(PASSWORD + Keys.TAB)
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(driver, 60).until(lambda d: d.find_elements("tag name", "table"))
    return str(driver.find_element("tag name", "h1").text)
