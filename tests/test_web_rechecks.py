"""Starting a second look in the browser and seeing what it saw."""

import time
from pathlib import Path

from misbehaving import serving
from test_recheck import crawled, numbers
from web_site import BASE, Browser, app_of

from crawler.sites_file import load
from reports.web.pages import rechecks

PLACE = "/m/2026-11/s/town/rechecks"


def test_a_second_look_is_started_and_told(tmp_path: Path) -> None:
    with serving() as server:
        crawled(server, tmp_path)
        sites = load(tmp_path / "sites.toml")
        number = numbers(tmp_path)["dead.html"]
        browser = Browser(app_of(sites, alone=True))
        finding = f"/m/2026-11/s/town/f/{number}"
        assert browser.post(f"{finding}/recheck", at=finding).status_code == 303
        assert "排队 1 处" in browser.get(PLACE).text
        server.routes["/dead.html"] = lambda h: h.send(b"<p>there again")
        assert browser.post(PLACE, at=PLACE).location.endswith(PLACE)
        for _ in range(240):
            if "没有再看到" in browser.get(PLACE).text:
                break
            time.sleep(0.5)
        for process in rechecks._running:
            process.wait(timeout=180)
    shown = browser.get(PLACE).text
    assert "没有再看到" in shown
    assert "排队 0 处" in shown
    assert "没有再看到" in browser.client.get(finding, base_url=BASE).text.split("经过")[1]
