"""What saves axe-core work: its findings must be the same as without that."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from browser_site import StoredPages, needs_browser, page, stored
from selenium.webdriver.remote.webdriver import WebDriver

from checks.accessibility.axe import AxeResult, run_axe
from crawler.browser.axe_engine import SAVING, newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session

HOME = "http://www.example.gov.cn/"
ANSWERED = "const answer = answerOf(node, vNode, text);"
LEFT_OUT = "const isMatched = !(isGood && passed.has(id)) && asked();"
COUNT = "window.saved = (window.saved ?? 0) + 1;"
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

# Names, landmarks, links in texts, regions that scroll: some pass, some do not, some only seem to.
NAMED = """<html lang="zh-CN"><head><title>示例</title><style>
a { text-decoration: none; color: #222 } .scroll { overflow: auto; height: 20px; width: 90px }
@media (orientation: portrait) { .turned { transform: rotate(90deg) } }
</style></head><body><header><a href=/>首页</a><a href=/a><img src=q.png></a><a href=/b> &nbsp;</a>
<a href=/c aria-label=" ">文字</a><a href=/d aria-labelledby=none>文字</a><a href=/e role=none>文字</a>
<a href=/f><span hidden>隐藏</span></a><a href=/g aria-label="别的名称">政策解读</a></header>
<div>游离的文字<a href=/h>链接</a></div><main><h1>标题</h1><p>这一段文字里有<a href=/i>链接</a>和别的字</p>
<p>说明 <a href=/j>甲</a> <a href=/k>乙</a> <span role=button>丙</span></p><p><a href=/l>只有链接</a></p>
<p><span hidden>不见</span><a href=/m>链接</a></p><p>上一行很长的文字<br><a href=/n>链接</a></p>
<p>行内块<a href=/o style="display: inline-block">链接</a></p><p class=turned>转</p>
<div class=scroll><p>很长很长很长很长的文字</p><p>第二段</p><p>第三段</p></div>
<div class=scroll tabindex=0><p>很长很长很长很长的文字</p><p>第二段</p><p>第三段</p></div>
</main><section>没有名称的区</section><div role=alert>提醒</div><dialog open>对话</dialog>
<iframe title="框架" srcdoc="<p>框架里<a href=/p></a></p><nav><a href=/q>导航</a></nav>"></iframe>
</body></html>"""

pytestmark = pytest.mark.browser


@contextmanager
def opened(made: StoredPages, preload: str) -> Iterator[Session]:
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[preload]) as session:
        yield session
    replay.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PAGE, {"color-contrast"}),
        (
            NAMED,
            {
                "css-orientation-lock",
                "label-content-name-mismatch",
                "link-in-text-block",
                "link-name",
                "region",
                "scrollable-region-focusable",
            },
        ),
    ],
)
def test_findings_are_those_of_axe_core_alone(tmp_path: Path, text: str, found: set[str]) -> None:
    needs_browser()
    made = stored(tmp_path / "demo.sqlite", HOME, [page(HOME, text)])
    counted = alone = newest().preload
    for name in SAVING:
        script = files("crawler.browser").joinpath(name).read_text(encoding="utf-8")
        assert alone.count(script) == 1
        alone = alone.replace(script, "")
    for said, spared in ((ANSWERED, "answer"), (LEFT_OUT, "!isMatched")):
        assert counted.count(said) == 1
        counted = counted.replace(said, f"{said} if ({spared}) {COUNT}")
    with opened(made, counted) as session:
        visit = session.visit(HOME, {"axe": run_axe, "saved": _saved})
    with opened(made, alone) as session:
        bare: AxeResult = session.visit(HOME, {"axe": run_axe}).gathered["axe"]
    ours: AxeResult = visit.gathered["axe"]
    assert ours == bare
    assert {rule["id"] for rule in (*ours["violations"], *ours["incomplete"])} >= found
    assert {"link-name", "region", "color-contrast"} <= {*ours["passes"]}
    assert visit.gathered["saved"] > 30


def _saved(driver: WebDriver) -> int:
    return int(driver.execute_script("return window.saved"))
