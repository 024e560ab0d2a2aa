"""Sampling with a real browser: few pages visited, the others told of, and shown so in the report."""

import json
from pathlib import Path

import pytest
from browser_site import needs_browser, office_of, page, server, stored
from test_sampling import BARE, FRAME, LIST, RUBRIC, queued

from checks.results import Outcome
from checks.rubric import loads
from crawler.browser import audit, stage
from crawler.judge import judge
from crawler.rows import result_of
from crawler.sites import BrowserSettings
from crawler.store import Store
from reports import html, summary
from reports.json_form import report_dict
from reports.sources import collect

pytestmark = pytest.mark.browser
SCRIPTED = "<script>document.body.append(document.createElement('button'))</script></body>"


def test_unopened_pages_get_what_pages_of_the_same_structure_have(tmp_path: Path) -> None:
    needs_browser()
    with server() as live:
        home = live.url
        pages = {
            "": "<html lang=zh-CN><title>首页</title><main><h1>首页</h1></main>",
            "l.html": LIST,
        }
        for n in range(40):
            html_text = FRAME.format(BARE if n >= 30 else "").replace("</body>", SCRIPTED)
            pages[f"a{n:02}.html"] = html_text
        made = stored(
            tmp_path / "data" / "demo.sqlite", home, [page(home + k, v) for k, v in pages.items()]
        )
        ended = stage.look(
            made.config, made.path, made.run, ["axe-violation"], settings=BrowserSettings(workers=1)
        )
        assert not {path for path in live.asked if path.endswith(".html")}
    assert ended.failed == ended.waiting == 0
    assert ended.done <= 6 + audit.LEAST
    sites = office_of(made)
    rubric = loads(RUBRIC)
    judge(sites, "demo", "2026-11", rubric)
    with Store(made.path) as store:
        results = [result_of(row) for row in store.db.table("results").rows]
        visited = set(queued(store, made.run))
    by_rule = {r.rule: r for r in results if r.outcome is Outcome.FAIL}
    image, button = by_rule["axe:image-alt"], by_rule["axe:button-name"]
    bare = {f"{home}a{n}.html" for n in range(30, 40)}
    assert set(image.found_on) == bare & visited
    assert set(image.inherited_on) == bare - visited
    articles = {f"{home}a{n:02}.html" for n in range(40)}
    assert set(button.inherited_on) == articles - visited  # no source has it: a script made it
    report = summary.build(collect(sites, "demo", "2026-11", rubric))
    said = report_dict(report)
    told = said["browser_sampling"]
    assert told["visited"] == ended.done
    assert told["audit"]["recall"] == 1.0
    assert told["text"] in html.render(report)
    assert "未打开，按同一结构推断" in html.render(report)
    shown = next(r for r in said["results"] if r["rule"] == "axe:image-alt")
    assert shown["inherited_on"] == list(image.inherited_on)
    assert json.dumps(said, ensure_ascii=False)
