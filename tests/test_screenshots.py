"""Pictures of findings in a real browser: marked, personal data hidden, bounded."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browser_site import needs_browser, page, server, stored
from pypdf import PdfReader

from checks.masking import mask
from checks.results import Outcome, Result
from checks.rubric import loads
from crawler import pictures
from crawler.browser.mask_page import preload
from crawler.browser.picturing import choose
from crawler.browser.printing import pdfs
from crawler.browser.replay import Replay
from crawler.browser.screenshots import Bounds, Wanted, picture, shoot
from crawler.browser.session import Session
from crawler.sites import BrowserSettings
from crawler.store import Store

pytestmark = pytest.mark.browser
HOME = "http://127.0.0.1:9/"
ID = "11010519491231002X"
PRIVATE = [
    f"身份证号 {ID}", "手机 13800138000", "电话 +86 138-0013-8000", "账号：6222 0200 0000 0000 000",
    "开户行：某银行 6228480402564890018", "身份证 110105491231002",
    "证件号码 11010519491231 002X",
]  # fmt: skip
PUBLIC = [
    "文号 123456789012345678", "电话 0758-2231234", "http://a.example/13800138000.html",
    "订单 201911251234567", "统一社会信用代码 91440300708461136T",
]  # fmt: skip
HTML = f"""<!doctype html><html lang="zh"><meta id="meta"><body style="margin:0;background:#fff">
<p id="who">姓名：张三，身份证号：<b>110105</b>19491231002X，电话 13800138000</p>
<table><tr><td>账号</td><td id="card">6228480402564890018</td></tr></table>
<input id="field" value="{ID}"><div style="height:3000px"></div>
<button id="low">办理</button><div>内容<i id="gone" style="display:none">x</i></div>
<iframe id="frame" srcdoc="<p id=inside>手机 13800138000</p>"></iframe>
<iframe id="other" src="data:text/html,<p>13800138000</p>"></iframe></body></html>"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs_browser()
    site = stored(tmp_path_factory.mktemp("s") / "demo.db", HOME, [page(HOME, HTML)])
    replay = Replay(site.path, site.run.id, site.config, live=False)
    with Session(replay, preload=[preload()]) as session:
        session.visit(HOME, {})
        yield session.driver
    replay.close()


def hidden(driver: Any) -> Any:
    return driver.execute_script("return window.__govcheckMask()")


def text(driver: Any, path: str, what: str = "textContent") -> str:
    return str(driver.execute_script(f"return document.querySelector('{path}').{what}"))


def red_pixels(driver: Any, data: bytes) -> int:
    """How much of a picture has the colour of the mark."""
    script = """const done = arguments[1]; const i = new Image();
      i.onload = () => { const c = document.createElement('canvas'); c.width = i.width;
        c.height = i.height; const g = c.getContext('2d'); g.drawImage(i, 0, 0);
        const d = g.getImageData(0, 0, c.width, c.height).data; let n = 0;
        for (let k = 0; k < d.length; k += 4)
          if (d[k] > 150 && d[k + 1] < 90 && d[k + 2] < 90) n++;
        done(n); }; i.src = arguments[0];"""
    url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    return int(driver.execute_async_script(script, url))


def test_personal_data_is_hidden_and_comes_back(driver: Any) -> None:
    before = text(driver, "body")
    said = hidden(driver)
    assert said == {"numbers": 5, "frames": 1}
    assert "19491231" not in text(driver, "#who")
    assert "138****8000" in text(driver, "#who")
    assert text(driver, "#card") == "6228***********0018"
    assert text(driver, "#field", "value") == mask(ID)
    assert (
        driver.execute_script(
            "return document.querySelector('#frame').contentDocument.body.textContent"
        )
        == "手机 138****8000"
    )
    assert text(driver, "#other", "style.visibility") == "hidden"
    driver.execute_script("window.__govcheckUnmask()")
    assert text(driver, "body") == before
    assert text(driver, "#field", "value") == ID
    assert text(driver, "#other", "style.visibility") == ""


@pytest.mark.parametrize("said", PRIVATE + PUBLIC)
def test_what_is_masked_in_reports_is_masked_in_pictures(driver: Any, said: str) -> None:
    driver.execute_script(
        "const p = document.createElement('p'); p.id = 'probe'; p.textContent = arguments[0];"
        "document.body.prepend(p)", said,
    )  # fmt: skip
    try:
        hidden(driver)
        shown = text(driver, "#probe")
        assert shown == mask(said)
        assert (shown != said) == (said in PRIVATE)
    finally:
        driver.execute_script(
            "window.__govcheckUnmask(); document.querySelector('#probe').remove()"
        )


def test_the_element_is_marked_and_the_page_left_as_it_was(driver: Any) -> None:
    before = driver.execute_script("return document.documentElement.outerHTML")
    shot = picture(driver, "#low")
    assert (shot.found, shot.shown, shot.size) == (True, True, (480, 205))
    assert shot.data.startswith(b"\xff\xd8\xff")
    assert red_pixels(driver, shot.data) > 100
    assert driver.execute_script("return document.documentElement.outerHTML") == before
    assert red_pixels(driver, picture(driver, "", whole=True).data) == 0


def test_elements_in_frames_and_hidden_ones(driver: Any) -> None:
    inside = picture(driver, "#frame >>> #inside")
    assert inside.shown
    assert red_pixels(driver, inside.data) > 100
    gone = picture(driver, "#gone")
    assert (gone.found, gone.shown) == (True, False)
    assert not picture(driver, "#nowhere").found
    assert not picture(driver, "#meta").found
    assert not picture(driver, "][").found


def test_without_the_mask_nothing_is_kept(tmp_path: Path) -> None:
    needs_browser()
    site = stored(tmp_path / "demo.db", HOME, [page(HOME, "<p id=a>13800138000</p>")])
    replay = Replay(site.path, site.run.id, site.config, live=False)
    with Session(replay) as session:
        session.visit(HOME, {})
        assert picture(session.driver, "#a").data == b""
    replay.close()


def test_pictures_of_findings_are_stored_once(tmp_path: Path) -> None:
    needs_browser()
    other = HOME + "b.html"
    site = stored(tmp_path / "demo.db", HOME, [page(HOME, HTML), page(other, "<p id=a>一</p>")])
    wanted = [
        Wanted("k1", HOME, "#low"), Wanted("k2", HOME, "#nowhere"), Wanted("k3", HOME, "#who"),
        Wanted("k4", other, "#a", (320, 256)), Wanted("k5", other, ""),
    ]  # fmt: skip
    done = shoot(site.config, site.path, site.run, wanted, live=False, bounds=Bounds(a_page=2))
    assert (done.taken, done.missed, done.note) == (2, 1, "")
    with Store(site.path) as store:
        kept = pictures.of_run(store, site.run, "element ")
    assert [(p.name, p.url) for p in kept] == [("element k1", HOME), ("element k4", other)]
    assert "红框" in kept[0].about["caption"]
    assert "窗口宽" not in kept[0].about["caption"]
    assert "窗口宽 320 像素时的样子" in kept[1].about["caption"]
    assert kept[1].width == 320
    assert kept[0].file_name.endswith(".jpg")
    again = shoot(site.config, site.path, site.run, [wanted[0], wanted[3]], live=False)
    assert (again.taken, again.missed) == (0, 0)


def test_the_pictures_of_a_tour_move_into_the_tables(tmp_path: Path) -> None:
    site = stored(tmp_path / "demo.db", HOME, [page(HOME, HTML)])
    data = base64.b64encode(b"\xff\xd8\xffpicture").decode()
    artifact = {
        "seen": 1,
        "pictures": [
            {"name": "before", "media_type": "image/jpeg", "base64": data, "about": "操作之前"}
        ],
    }
    with Store(site.path) as store:
        kept = pictures.moved(store, site.run, HOME, "checks.aging.tour.use_toolbar", artifact)
        [one] = pictures.of_run(store, site.run, "use_toolbar ")
        assert pictures.data_of(store, one.sha) == b"\xff\xd8\xffpicture"
    assert kept["pictures"] == [
        {"name": "before", "media_type": "image/jpeg", "about": "操作之前", "sha": one.sha}
    ]
    assert one.about["caption"] == "操作之前"


def finding(check: str, n: int) -> Result:
    return Result(
        Outcome.FAIL, f"{HOME}{n}", "坏。", check=check, rule="r", key=f"{check}{n}", locator="p"
    )


def test_costly_findings_come_before_advice_and_kinds_take_turns() -> None:
    rubric = loads(
        'id = "t"\ntitle = "t"\nverified = "none"\nsubject = "portal"\nscored = true\n'
        '[indicator.A]\nname = "a"\nkind = "deduct"\npoints = 5\nchecks = ["b", "c"]\n'
    )
    every = [finding("a", 1), finding("b", 1), finding("b", 2), finding("c", 1), finding("c", 2)]
    every.insert(0, replace(finding("b", 3), outcome=Outcome.REVIEW))
    every.append(replace(finding("b", 5), outcome=Outcome.UNVERIFIABLE))
    every.append(replace(finding("b", 4), locator=""))
    assert [one.key for one in choose(every, rubric)] == ["b1", "c1", "b2", "c2", "a1", "b3"]


def test_looking_again_asks_the_site_for_the_page_and_keeps_both(tmp_path: Path) -> None:
    needs_browser()
    with server(
        body=b"<!doctype html><meta charset=utf-8><p id=a style='font-size:60px'>\xe7\x8e\xb0\xe5\x9c\xa8</p>"
    ) as live:
        site = stored(tmp_path / "demo.db", live.url, [page(live.url, "<p id=a>一</p>")])
        wanted = [Wanted("k1", live.url, "#a")]
        assert shoot(site.config, site.path, site.run, wanted, whole=True).taken == 2
        assert live.asked["/"] == 0
        done = shoot(site.config, site.path, site.run, wanted, whole=True, again=True)
    assert (done.taken, live.asked["/"]) == (2, 1)
    with Store(site.path) as store:
        now, then = (
            pictures.of_run(store, site.run, "again page "),
            pictures.of_run(store, site.run, "page "),
        )
    assert now[0].sha != then[0].sha
    assert (now[0].about["status"], now[0].about["source"]) == (200, "again")


def test_a_page_of_ours_is_printed_without_a_network() -> None:
    needs_browser()
    with server() as live:
        html = f'<style>@page{{size:A4}}</style><p>取证单</p><img src="{live.url}x.png"><script>1</script>'
        [made] = pdfs([html])
        assert not live.asked
    [sheet] = PdfReader(BytesIO(made)).pages
    assert "取证单" in sheet.extract_text()


def test_a_page_that_resists_costs_only_itself(tmp_path: Path) -> None:
    needs_browser()
    hostile = HOME + "bad.html"
    spoiled = (
        "<p id=a>一</p><script>Element.prototype.scrollIntoView = () => { throw Error('no') };"
        "Document.prototype.createTreeWalker = () => { throw Error('no') };</script>"
    )
    site = stored(tmp_path / "demo.db", HOME, [page(hostile, spoiled), page(HOME, HTML)])
    wanted = [Wanted("k1", hostile, "#a"), Wanted("k2", HOME, "#low")]
    done = shoot(site.config, site.path, site.run, wanted, live=False)
    assert (done.taken, done.missed, done.note) == (1, 1, "")


def test_without_a_browser_nothing_is_lost(tmp_path: Path) -> None:
    site = stored(tmp_path / "demo.db", HOME, [page(HOME, HTML)])
    gone = BrowserSettings(chromium=str(tmp_path / "no-such-browser"))
    done = shoot(site.config, site.path, site.run, [Wanted("k", HOME, "#low")], settings=gone)
    assert done.taken == 0
    assert "no-such-browser" in done.note
