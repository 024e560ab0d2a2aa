"""From page to page without an empty one between: never is one taken for the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser_site import fetch, needs_browser, page, stored
from selenium.webdriver import Chrome

from crawler.browser.replay import Replay
from crawler.browser.session import Session, Visit
from crawler.urls import canonical

HOME = "http://www.example.gov.cn/"
LOOK = """return [document.body.innerText.trim(), window.ran || 0,
  performance.getEntriesByType('resource').map((one) => one.name.split('/').pop())]"""
HOLDS = "<p>holds</p><script>onbeforeunload = (e) => { e.preventDefault(); return 'x'; }</script>"
PAGES = {
    "a.html": "<p>a</p><script src=s.js></script>",
    "b.html": "<p>b</p><script src=s.js></script>",
    "holds.html": HOLDS,
    "goes.html": "<p>goes</p><script>"
    "addEventListener('keydown', () => { location = 'b.html'; });</script>",
    "中文.html": "<p>han</p>",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    needs_browser()
    rows = [page(canonical(HOME + path), html) for path, html in PAGES.items()]
    rows.append(page(HOME + "file.doc", b"PK", "application/octet-stream"))
    script = b"window.ran = (window.ran || 0) + 1"
    rows.append(fetch(HOME + "s.js", "script", body=script, content_type="text/javascript"))
    made = stored(tmp_path_factory.mktemp("store") / "demo.sqlite", HOME, rows)
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=["window.early = 1"], budget_s=60) as session:
        yield session
    replay.close()


def press(driver: Chrome) -> Any:
    """A real key: from now on the page may hold on to its visitor."""
    for kind in ("keyDown", "keyUp"):
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "key": "x", "text": "x"})
    return look(driver)


def look(driver: Chrome) -> Any:
    return driver.execute_script(LOOK)


def go(opened: Session, path: str, gather: Any = look) -> Visit:
    return opened.visit(HOME + path, {"seen": gather}, straight=True)


def test_each_page_is_itself_with_scripts_of_its_own(opened: Session) -> None:
    blank = []
    driver, get = opened.driver, opened.driver.get
    driver.get = lambda url: (blank.append(url), get(url))  # type: ignore[func-returns-value,method-assign]
    try:
        seen = [go(opened, path).gathered["seen"] for path in ("a.html", "b.html", "a.html#x")]
        han = go(opened, "中文.html").gathered["seen"]
    finally:
        driver.get = get  # type: ignore[method-assign]
    assert seen == [["a", 1, ["s.js"]], ["b", 1, ["s.js"]], ["a", 1, ["s.js"]]]
    assert han[0] == "han"
    assert blank.count("about:blank") <= 1


def test_the_same_address_again_is_a_new_page(opened: Session) -> None:
    def mark(driver: Chrome) -> Any:
        return driver.execute_script("window.ran = 7; return 7")

    assert go(opened, "a.html", mark).gathered["seen"] == 7
    assert go(opened, "a.html#part").gathered["seen"][1] == 1


def test_what_is_no_page_is_not_taken_for_the_one_before(opened: Session) -> None:
    for path in ("file.doc", "unknown.html"):
        assert go(opened, "a.html").gathered["seen"][0] == "a"
        visit = go(opened, path)
        assert visit.reason
        assert visit.gathered == {}
    assert go(opened, "b.html").gathered["seen"][0] == "b"


@pytest.mark.parametrize("straight", [True, False])
def test_a_page_that_was_used_and_holds_on_is_left(opened: Session, straight: bool) -> None:
    held = opened.visit(HOME + "holds.html", {"seen": press}, straight=straight)
    assert held.gathered["seen"][0] == "holds"
    visit = opened.visit(HOME + "b.html", {"seen": look}, straight=straight)
    assert visit.gathered["seen"][0] == "b"


def test_a_page_that_goes_elsewhere_by_itself_is_not_taken_for_the_next(opened: Session) -> None:
    go(opened, "goes.html", press)
    visit = go(opened, "file.doc")
    assert visit.reason
    assert visit.gathered == {}
