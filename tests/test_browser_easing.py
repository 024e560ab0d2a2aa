"""What pages leave in the browser is collected when it has become much."""

import pytest
from browser_site import OneServer, needs_browser, server
from selenium.webdriver import Chrome

from crawler.browser.easing import ease
from crawler.browser.session import Session

pytestmark = pytest.mark.browser


def test_garbage_is_collected_when_it_has_become_much() -> None:
    needs_browser()
    make = "window.kept = Array.from({length: 2e5}, (_, i) => ({i})); window.kept = null"

    def leave(driver: Chrome) -> bool:
        driver.execute_script(make)
        return True

    with server() as site, Session(OneServer(site.url), budget_s=30) as session:
        assert session.visit(site.url, {"left": leave}).gathered == {"left": True}
        before = ease(session.channel, most_mb=1e6)
        assert before > 1
        assert ease(session.channel, most_mb=0) > 1
        assert 0 < ease(session.channel, most_mb=1e6) < before
