"""Texts that look alike are judged once: axe-core's findings must be the same as without that."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from browser_site import StoredPages, needs_browser, page, stored
from selenium.webdriver.remote.webdriver import WebDriver

from checks.accessibility.axe import AxeResult, run_axe
from crawler.browser.axe_engine import newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session

HOME = "http://www.example.gov.cn/"
ANSWERED = "const answer = answerOf(node, vNode, text);"
LINKS = "".join(f"<li><a href=/{n}>同样的链接{n}</a></li>" for n in range(6))
# Each list has links of one look, of which axe-core judges some differently.
PAGE = f"""<html lang="zh-CN"><head><title>示例</title><style>
body {{ background: #fff; margin: 0 }} li {{ height: 20px; width: 300px }}
a {{ color: #06c }} .pale a {{ color: #aaa }} .dark {{ background: #024 }}
.ball li:nth-child(2) {{ background: #036 }}
.picture li:nth-child(2) {{ background: linear-gradient(#fff, #ccc) }}
.under {{ position: relative }}
.cover {{ position: absolute; left: 40px; top: 20px; width: 250px; height: 20px; background: #025 }}
.faint li {{ position: relative; z-index: 1 }} .faint li:nth-child(3) {{ opacity: .3 }}
 .half li:nth-child(3) {{ background: rgba(0, 40, 90, .8) }}
.narrow li:nth-child(4) {{ width: 30px; background: #eee; white-space: nowrap }}
.shade li:nth-child(2) a {{ text-shadow: 2px 0 #000, -2px 0 #000 }}
.dots a {{ position: relative }}
.dots li:nth-child(5) a::after
  {{ content: ''; position: absolute; inset: 0; background: #036 }}
.blend li {{ isolation: isolate }} .blend li:nth-child(2) {{ mix-blend-mode: difference }} 
.big li:nth-child(2) {{ font-size: 40px }} .lines li {{ width: 70px; height: 60px }}
.lines + .cover {{ top: 85px; left: 0 }}
</style></head><body><main><h1>标题</h1>
<ul>{LINKS}</ul><ul class="pale">{LINKS}<li><a href=/x>×</a></ul><ul class="dark">{LINKS}</ul>
<ul class="ball">{LINKS}</ul><ul class="picture">{LINKS}</ul>
<div class="under"><ul>{LINKS}</ul><div class="cover"></div></div>
<div class="under"><ul class="lines">{LINKS}</ul><div class="cover"></div></div>
<ul class="faint">{LINKS}</ul><ul class="half">{LINKS}</ul><ul class="narrow">{LINKS}</ul>
<ul class="shade">{LINKS}</ul><ul class="dots">{LINKS}</ul><ul class="blend">{LINKS}</ul>
<ul class="pale big">{LINKS}</ul>
<iframe title="框架" srcdoc="<ul>{LINKS.replace("<a", "<a style=color:#aaa")}</ul>"></iframe>
</main></body></html>"""

pytestmark = pytest.mark.browser


@contextmanager
def opened(made: StoredPages, preload: str) -> Iterator[Session]:
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[preload]) as session:
        yield session
    replay.close()


def test_findings_are_those_of_axe_core_alone(tmp_path: Path) -> None:
    needs_browser()
    made = stored(tmp_path / "demo.sqlite", HOME, [page(HOME, PAGE)])
    quick = newest().preload
    script = files("crawler.browser").joinpath("axe_quicker.js").read_text(encoding="utf-8")
    counted = script.replace(
        ANSWERED, f"{ANSWERED} if (answer) window.saved = (window.saved ?? 0) + 1;"
    )
    assert quick.count(script) == 1
    assert counted != script
    with opened(made, quick.replace(script, counted)) as session:
        visit = session.visit(HOME, {"axe": run_axe, "saved": _saved})
    with opened(made, quick.replace(script, "")) as session:
        alone: AxeResult = session.visit(HOME, {"axe": run_axe}).gathered["axe"]
    ours: AxeResult = visit.gathered["axe"]
    assert ours == alone
    assert {rule["id"] for rule in ours["incomplete"]} >= {"color-contrast"}
    assert visit.gathered["saved"] > 30


def _saved(driver: WebDriver) -> int:
    return int(driver.execute_script("return window.saved"))
