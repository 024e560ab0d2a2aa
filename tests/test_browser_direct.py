"""Commands that go to the tab at once give what the driver's own would, whatever the page does."""

import time
from collections.abc import Iterator
from threading import Event, Timer
from typing import Any

import pytest
from browser_site import needs_browser, page, stored

from checks.gathering import Gatherer
from crawler.browser.direct import Direct, directed
from crawler.browser.replay import Replay
from crawler.browser.session import Session, Visit

HOME = "http://www.example.gov.cn/"
PAGES = {
    "goes.html": "<p>goes</p>",
    "there.html": "<p>there</p>",
}
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    needs_browser()
    rows = [page(HOME + path, html) for path, html in PAGES.items()]
    made = stored(tmp_path_factory.mktemp("store") / "demo.sqlite", HOME, rows)
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, budget_s=30) as session:
        yield session
    replay.close()


def evaluated(driver: Any, expression: str) -> Any:
    given = {"expression": expression, "returnByValue": True, "awaitPromise": True}
    return driver.execute_cdp_cmd("Runtime.evaluate", given)["result"].get("value")


def visited(opened: Session, path: str, *expressions: str, budget_s: float = 30) -> Visit:
    def read(driver: Any) -> list[Any]:
        return [evaluated(driver, one) for one in expressions]

    looks = {"seen": Gatherer(read, budget_s=budget_s)}
    return opened.visit(HOME + path, directed(looks, opened.channel))


def test_dialogs_and_pages_that_are_left_are_no_hindrance(opened: Session) -> None:
    said = "alert(1); setTimeout(() => alert(2), 9); document.body.innerText"
    later = "new Promise((done) => setTimeout(() => done(confirm('3')), 30))"
    assert visited(opened, "goes.html", said, later, said).gathered["seen"] == [
        "goes",
        False,
        "goes",
    ]
    gone = visited(opened, "goes.html", "location = 'there.html'; 1", "document.body.innerText")
    assert gone.reason == ""
    assert gone.gathered["seen"] == [1, "there"]


class Connection:
    """Either one: it has a window of its own or not."""

    def __init__(self, leaving: bool = False) -> None:
        self.leaving, self.closed, self.crashed = leaving, Event(), Event()
        self.has_window = False

    def execute_cdp_cmd(self, cmd: str, _: dict[str, Any]) -> None:
        self.has_window = cmd.startswith("Emulation.set")

    def call(self, cmd: str, wait_s: float = 0, **_: Any) -> None:
        self.execute_cdp_cmd(cmd, {})

    send = call


@pytest.mark.parametrize(("then", "later"), [(False, True), (True, False), (True, True)])
def test_a_window_is_given_up_by_the_connection_that_made_it(then: bool, later: bool) -> None:
    driver, channel = Connection(), Connection(then)
    look: Any = Direct(driver, channel, 1)  # type: ignore[arg-type]
    look.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 320})
    assert driver.has_window or channel.has_window
    channel.leaving = later
    look.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert (driver.has_window, channel.has_window) == (False, False)


def test_an_endless_script_costs_its_budget(opened: Session) -> None:
    seen = visited(opened, "goes.html", "for (;;);", budget_s=1)
    assert seen.reason == "超过了时间限制，没有检查完"
    assert visited(opened, "there.html", "document.body.innerText").gathered["seen"] == ["there"]


def test_a_crash_is_noticed_at_once(opened: Session) -> None:
    def crash(driver: Any) -> Any:
        Timer(0.2, lambda: opened.channel.send("Page.crash")).start()
        waits = {"expression": "new Promise(() => 0)", "awaitPromise": True}
        return driver.execute_cdp_cmd("Runtime.evaluate", waits)

    looks = {"seen": Gatherer(crash, budget_s=60)}
    begun = time.monotonic()
    assert "崩溃" in opened.visit(HOME + "there.html", directed(looks, opened.channel)).reason
    assert time.monotonic() - begun < 60
    assert visited(opened, "there.html", "document.body.innerText").gathered["seen"] == ["there"]


def test_a_connection_that_ended_leaves_the_driver_s(opened: Session) -> None:
    def read(driver: Any) -> Any:
        opened.channel.closed.set()
        try:
            return evaluated(driver, "document.body.innerText")
        finally:
            opened.channel.closed.clear()

    looks = directed({"seen": Gatherer(read)}, opened.channel)
    assert opened.visit(HOME + "there.html", looks).gathered["seen"] == "there"
