"""Toolbars of all vendor families, working and dead ones, used in a real browser."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import toolbar_site
import toolbar_variants
from browser_site import needs_browser, server

from checks.accessibility.page_tools import preload
from checks.aging.measures import measures
from checks.aging.person import Driver
from checks.aging.signals import Measures
from checks.aging.tour import use_toolbar
from crawler.browser import mask_page
from crawler.browser.clicks import Clicks
from crawler.browser.replay import Answer, Live, Refused
from crawler.browser.scope import Scope, place
from crawler.browser.session import Session

PATIENCE, HASTE = 0.2, 0.08
"""Where nothing is to happen, waiting long for it proves no more."""
ON_A_TELEPHONE = ("aria", "rrbay", "none", "news")
pytestmark = pytest.mark.browser


class Open:
    """Lets the portal and the vendor's host be asked; ``closed``: only the portal."""

    def __init__(self, *urls: str) -> None:
        self.scope = Scope(frozenset(place(url) for url in urls))
        self.clicks = Clicks()
        self.closed = False

    def next_page(self) -> None: ...

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        if self.closed and place(url)[0] == toolbar_site.OTHER:
            return Refused("不在这里")
        return Live() if self.scope.has(url) and method == "GET" else Refused("不在这里")


@dataclass
class Setting:
    portal: toolbar_site.Portal
    session: Session
    source: Open

    def tour(
        self,
        name: str | toolbar_site.Mock,
        *,
        mobile: bool,
        closed: bool = False,
        empty: bool = False,
        patience: float = 0,
    ) -> dict[str, Any]:
        """What the gatherer and the stage make of a mock's home page."""
        self.portal.show(name, empty=empty)
        self.source.closed = closed

        patience = patience or (PATIENCE if name in (*WORKING, "assist-tool") else HASTE)

        def gather(driver: Driver) -> Any:
            return use_toolbar(driver, patience, mobile=mobile)

        visit = self.session.visit(self.portal.url, {"tour": gather})
        assert visit.reason == ""
        return {**visit.gathered["tour"], "lost": [asdict(one) for one in visit.lost]}


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    needs_browser()
    with toolbar_site.portal() as portal:
        source = Open(portal.url, portal.other)
        with Session(source, preload=[preload(), mask_page.preload()]) as session:
            yield Setting(portal, session, source)


@pytest.fixture(scope="module")
def toured(setting: Setting) -> Any:
    """Tours by name, each made once."""

    @cache
    def made(name: str) -> tuple[dict[str, Any], Measures]:
        tour = setting.tour(name, mobile=name in ON_A_TELEPHONE)
        return tour, measures(tour)

    return made


WORKING = {
    "aria": "zoom elder_size speech speech_off contrast_scheme cursor reading_line caption"
    " simplified persistence exit entry_keyboard toolbar_accessible",
    "cniil": "zoom speech speech_off contrast_scheme exit",
    "esd": "zoom speech speech_off contrast_scheme reading_line plain_text exit persistence",
    "rrbay": "zoom speech speech_off contrast_scheme cursor reading_line caption exit persistence",
    "trout": "zoom elder_size spacing simplified persistence exit",
    "local": "zoom speech speech_off contrast_scheme exit",
    "separate": "zoom elder_size spacing simplified entry_keyboard",
    "separate-window": "elder_size simplified",
}


SLOW = ("separate-window",)
CASES = [pytest.param(name, marks=[pytest.mark.full] * (name in SLOW)) for name in WORKING]


@pytest.mark.parametrize("name", CASES)
def test_a_working_one_works(toured: Any, name: str) -> None:
    tour, said = toured(name)
    assert said["verdict"] == "works", said["why"]
    states = {n: s["state"] for n, s in said["signals"].items()}
    assert {n: states[n] for n in WORKING[name].split()} == dict.fromkeys(
        WORKING[name].split(), "met"
    )
    offered = [s for s in said["signals"].values() if s["numbers"].get("offered")]
    assert not [s for s in offered if s["state"] == "not_met" and s["number"] not in (16, 18)]
    assert 0 < tour["clicks"] <= 25
    assert tour["seconds"] < 60


def test_the_numbers_are_those_of_the_mock(toured: Any) -> None:
    numbers = toured("aria")[1]["signals"]
    assert numbers["zoom"]["value"] == pytest.approx(2, abs=0.03)
    assert numbers["zoom"]["numbers"]["clicks"] == 10
    assert numbers["elder_size"]["value"] == 28
    assert numbers["cursor"]["value"] == 64
    assert numbers["caption"]["value"] == 48
    assert numbers["spacing"]["value"] == pytest.approx(1.8)
    assert toured("aria")[1]["vendors"] == ["aria"]
    assert toured("separate")[1]["elder_pages"][0].endswith("?version=zzzh")
    assert toured("rrbay")[1]["signals"]["toolbar_accessible"]["value"] == 0
    trout = toured("trout")[1]["signals"]
    assert trout["entry_keyboard"]["state"] == "not_met"
    assert trout["zoom"]["value"] == pytest.approx(26 / 14, abs=0.01)


def test_one_that_grows_a_little_works_in_part(toured: Any) -> None:
    said = toured("assist-tool")[1]
    assert said["verdict"] == "partial"
    assert said["signals"]["zoom"]["value"] == pytest.approx(1.3, abs=0.03)
    assert said["signals"]["zoom"]["grade"] == 0.4
    assert "1.29" in said["why"] or "1.3" in said["why"]


@pytest.mark.parametrize("name", ["dead-entry", "dead-bar"])
def test_a_dead_one_is_dead(toured: Any, name: str) -> None:
    said = toured(name)[1]
    assert said["verdict"] == "dead", said["why"]
    assert said["hosts"] == []
    assert said["signals"]["zoom"]["state"] == "not_met"
    if name == "dead-entry":
        assert said["attempts"] == 2


VENDORS = ("aria", "esd", "rrbay", "trout", "assist-tool", "local")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.full] * (name != "trout")) for name in VENDORS]
)
def test_one_whose_script_does_nothing_is_dead(setting: Setting, name: str) -> None:
    said = measures(setting.tour(name, mobile=False, empty=True))
    assert (said["verdict"], said["attempts"]) == ("dead", 2), said["why"]


USUAL = ("menu with a name", "two clicks for a mode", "form in a window")
VARIANTS = [
    pytest.param(name, marks=[pytest.mark.full] * (name not in USUAL))
    for name in toolbar_variants.NAMES
]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_working_one_is_never_dead_however_it_is_offered(setting: Setting, name: str) -> None:
    mock = toolbar_variants.variant(name, dead=False)
    said = measures(setting.tour(mock, mobile=False, patience=PATIENCE))
    assert said["verdict"] == "works", said["why"]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_dead_one_is_never_working_however_it_is_offered(setting: Setting, name: str) -> None:
    mock = toolbar_variants.variant(name, dead=True)
    said = measures(setting.tour(mock, mobile=False, patience=PATIENCE))
    assert said["verdict"] == "dead", said["why"]
    if name in toolbar_variants.WINDOWS:
        assert said["attempts"] == 0  # an elder version may differ in what nobody measures


def test_a_licence_host_that_does_not_answer_is_a_suspicion_only(toured: Any) -> None:
    said = toured("dead-licence")[1]
    assert (said["verdict"], said["attempts"]) == ("dead", 0)
    assert said["hosts"] == [toolbar_site.OTHER]
    assert "网络原因未排除" in said["why"]


def test_what_we_did_not_let_out_is_not_held_against_it(setting: Setting) -> None:
    said = measures(setting.tour("rrbay", mobile=False, closed=True))
    assert said["verdict"] == "unseen"
    assert said["hosts"] == [toolbar_site.OTHER]
    assert said["signals"]["zoom"]["state"] == "not_assessed"


@pytest.mark.parametrize("name", ["none", "news"])
def test_news_about_it_is_no_entry(toured: Any, name: str) -> None:
    tour, said = toured(name)
    assert said["verdict"] == "none", said["why"]
    assert said["entries"] == []
    assert tour["views"][0]["hidden"] == 0
    assert said["signals"]["entry_visible"]["state"] == "not_met"


@pytest.mark.parametrize("name", ["hidden", "no-button"])
def test_an_entry_that_is_not_shown_is_a_doubt(toured: Any, name: str) -> None:
    said = toured(name)[1]
    assert (said["verdict"], said["entries"]) == ("unseen", []), said["why"]
    assert "没有显示" in said["why"]
    assert said["signals"]["entry_visible"]["state"] != "not_met"


def test_a_question_is_agreed_to_and_a_menu_gone_through(toured: Any) -> None:
    assert toured("question")[1]["verdict"] == "works", toured("question")[1]["why"]
    tour, said = toured("menu")
    assert said["verdict"] == "works", said["why"]
    assert [one["outcome"] for one in tour["views"][0]["openings"]][:2] == ["unclear", "toolbar"]


def test_a_notice_or_a_layer_is_for_people_to_judge(toured: Any) -> None:
    said = toured("notice")[1]
    assert (said["verdict"], said["attempts"]) == ("dead", 0)
    assert "功能建设中" in said["why"]
    said = toured("layer")[1]
    assert (said["verdict"], said["attempts"]) == ("unseen", 0)


def test_a_column_for_old_people_is_neither_a_mode_nor_dead(toured: Any) -> None:
    tour, said = toured("column")
    assert [one["outcome"] for one in tour["views"][0]["openings"]] == ["elsewhere"]
    assert said["verdict"] == "unseen"
    assert "普通栏目" in said["why"]


def test_an_elder_version_that_is_gone_is_not_measured(toured: Any) -> None:
    tour, said = toured("gone")
    assert tour["views"][0]["elder"] is None
    assert said["verdict"] == "unseen"
    assert "404" in said["why"]


def test_a_telephone_gets_the_telephones_bar_and_a_desktop_does_not(toured: Any) -> None:
    desktop, mobile = toured("rrbay")[0]["views"]
    assert len(desktop["used"]["buttons"]) == 8
    assert mobile["openings"][0]["buttons"] == 2
    sizes = [toured(name)[1]["signals"]["elder_size_mobile"] for name in ("aria", "rrbay")]
    assert [size["state"] for size in sizes] == ["met", "met"]
    assert [size["value"] for size in sizes] == [18, pytest.approx(22.4)]


def test_the_tab_is_left_as_it_was(setting: Setting, toured: Any) -> None:
    assert len(toured("rrbay")[0]["views"]) == 2

    def look(driver: Any) -> Any:
        return driver.execute_script(
            "return [typeof __age, innerWidth, document.cookie, sessionStorage.length,"
            " navigator.userAgent.includes('Mobile'), document.documentElement.className]"
        )

    visit = setting.session.visit(setting.portal.url, {"look": look})
    assert visit.gathered["look"] == ["undefined", 1366, "", 0, False, ""]


def test_pictures_show_before_and_after(toured: Any) -> None:
    tour = toured("aria")[0]
    names = [one["name"] for one in tour["pictures"]]
    assert names[:2] == ["desktop-before", "desktop-elder"]
    assert all(one["base64"].startswith("/9j/") for one in tour["pictures"])


@pytest.mark.shared
def test_the_reference_page_gives_the_figures_measured_before(shared: Path) -> None:
    """Mean size, share under 18 px and small targets, weighted as in the measurement of record."""
    needs_browser()
    file = shared / "bench" / "browser" / "extra" / "age.html"
    if not file.exists():
        pytest.skip("needs the shared reference corpora (GOVCHECK_SHARED)")
    body = file.read_text(encoding="utf-8").replace("%PORT%", "9").encode()
    with server(body=body) as served, Session(Open(served.url), preload=[preload()]) as session:

        def gather(driver: Driver) -> Any:
            return use_toolbar(driver, HASTE, mobile=False)

        tour = session.visit(served.url, {"tour": gather}).gathered["tour"]
    usual, elder = tour["views"][0]["glance"], tour["views"][0]["elder"]["glance"]
    assert usual["sizes"]["mean"] == pytest.approx(14.1, abs=0.05)
    assert elder["sizes"]["mean"] == pytest.approx(19.8, abs=0.05)
    assert usual["sizes"]["under18"] == pytest.approx(0.99, abs=0.005)
    assert elder["sizes"]["under18"] == pytest.approx(0.06, abs=0.005)
    assert usual["targets"] == {"all": 87, "small": 87}
    assert elder["targets"] == {"all": 93, "small": 13}
    found = measures({**tour, "lost": []})
    signals = found["signals"]
    assert found["verdict"] == "works", found["why"]
    assert signals["zoom"]["value"] == 1.5
    assert signals["reading_line"]["state"] == "met"
    # It reads when its button is pressed; its pointer is no picture; its advertisement is one.
    assert [signals[n]["state"] for n in ("speech", "cursor", "ads", "floating")] == ["unsure"] * 4
    assert tour["views"][0]["elder"]["nuisances"]["floating"][0]["close"] == 12


@pytest.mark.full
def test_notices_without_end_are_no_hindrance(setting: Setting) -> None:
    said = measures(setting.tour("alerts", mobile=False))
    assert (said["verdict"], said["attempts"]) == ("dead", 0)
