"""An elder mode that the site itself remembers (a cookie): ours. A stored copy cannot show it, so the
site must be asked; where it cannot be asked, nobody may call it dead.
"""

import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from browser_site import fetch, needs_browser, page, stored
from web_site import MONTH, app_of, made_office
from werkzeug.serving import make_server

from checks.accessibility.page_tools import preload
from checks.aging.measures import measures
from checks.aging.person import Driver
from checks.aging.signals import Measures
from checks.aging.tour import use_toolbar
from crawler.browser import mask_page
from crawler.browser.replay import Replay
from crawler.browser.session import Session

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    needs_browser()
    sites = made_office(tmp_path_factory.mktemp("elder"))
    server = make_server("127.0.0.1", 0, app_of(sites, alone=True), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def toured(base: str, folder: Path, *, live: bool) -> tuple[dict[str, Any], Measures]:
    from urllib.request import urlopen

    paths = ["", f"m/{MONTH}/", f"m/{MONTH}/s/demo/", "selfcheck"]
    kept = [page(base + path, urlopen(base + path).read()) for path in paths]
    css = [
        fetch(base + path, "style", body=urlopen(base + path).read(), content_type="text/css")
        for path in ("style.css", "static/pages.css")
    ]
    moved = fetch(base + "display/elder?next=/", state="redirect", status=303, final_url=base)
    made = stored(folder / "demo.sqlite", base, [*kept, *css, moved])
    replay = Replay(made.path, made.run.id, made.config, live=live)
    replay.touring = True
    with Session(replay, preload=[preload(), mask_page.preload()], budget_s=60) as session:
        visit = session.visit(base, {"tour": use_toolbar})
    replay.close()
    assert visit.reason == ""
    tour = {**visit.gathered["tour"], "lost": [asdict(one) for one in visit.lost]}
    return tour, measures(tour)


def test_our_own_elder_display_works(base: str, tmp_path: Path) -> None:
    tour, said = toured(base, tmp_path, live=True)
    states = {name: signal["state"] for name, signal in said["signals"].items()}
    assert said["verdict"] == "works", (said["why"], states)
    for name in ("entry_visible", "entry_keyboard", "elder_size", "persistence", "exit"):
        assert states[name] == "met", (name, said["signals"][name])
    assert tour["pictures"]


def test_a_stored_copy_proves_nothing(base: str, tmp_path: Path) -> None:
    _, said = toured(base, tmp_path, live=False)
    assert said["verdict"] not in ("dead", "none", "works"), said["why"]


def test_a_dead_entry_is_dead_and_an_unseen_telephone_page_lacks_nothing(tmp_path: Path) -> None:
    html = (
        '<header><a id="toolbarSwitch" href="javascript:void(0)">无障碍</a></header>'
        "<main><h1>通知公告</h1><p>政府信息公开工作年度报告。</p></main>"
        "<script>if (/Mobile/.test(navigator.userAgent)) location = 'http://m.example.gov.cn/'</script>"
    )
    home = "http://www.example.gov.cn/"
    made = stored(tmp_path / "demo.sqlite", home, [page(home, html)])
    replay = Replay(made.path, made.run.id, made.config, live=False)
    replay.touring = True

    def tour(driver: Driver) -> Any:
        return use_toolbar(driver, 0.1)

    with Session(replay, preload=[preload(), mask_page.preload()], budget_s=60) as session:
        visit = session.visit(home, {"tour": tour})
    replay.close()
    said = measures({**visit.gathered["tour"], "lost": []})
    assert (said["verdict"], said["attempts"]) == ("dead", 2), said["why"]
    telephone = visit.gathered["tour"]["views"][1]
    assert telephone["trouble"] == "页面的脚本转到别处，地址没有打开"
    assert not telephone["entries"]
