"""axe-core on stored pages in a real browser, from the visit to the judged result."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_site import StoredPages, needs_browser, office_of, page, rubric_text, stored

from checks.accessibility.axe import MEDDLED, AxeResult, run_axe
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import loads
from crawler import artifacts
from crawler.browser.axe_engine import AxeEngine, newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.judge import judge
from crawler.rows import result_of
from crawler.store import Store

HOME = "http://www.example.gov.cn/"
GATHERED = all_checks()["axe-violation"].artifact
HEAD = '<html lang="zh-CN"><head><title>示例</title></head><body><main><h1>标题</h1>'
PAGES = {
    "": HEAD + '<img src="data:," id="bare"><iframe title="框架" src="f.html"></iframe></main>',
    "f.html": HEAD + '<img src="data:," id="framed"></main>',
    "good.html": HEAD + "<p>正文</p></main>",
    "shadow.html": HEAD + "<div id=host></div></main><script>host.attachShadow({mode:'open'})"
    ".innerHTML='<button></button>'</script>",
    "lost.html": HEAD + '<iframe title="地图" src="//map.example.com/x.html"></iframe></main>',
    "number.html": HEAD + '<img src="data:," title="" data-id="11010519491231002X"></main>',
    "taught.html": HEAD + '<img src="data:,"></main><script>Array.prototype.toJSON ='
    " function () { return '[' + this.join() + ']' }; String.prototype.toJSON = () => 's';"
    " window.JSON = {stringify: () => '{}'}</script>",
    "own.html": HEAD + '<img src="data:,"></main><script>window.axe = {run: () =>'
    " Promise.resolve({violations: [], incomplete: [], passes: [], inapplicable: []})}</script>",
    "own-const.html": HEAD + '<img src="data:,"></main><script>const axe = 1</script>',
    "blank.html": HEAD + '<img src="data:,"></main><style>body { display: none }</style>',
    "half.html": HEAD + '<img src="data:,"></main><script>'
    "document.images[0].setAttribute('data-x', '\\ud83d \\\\ud83d')</script>",
}  # fmt: skip
RUBRIC = rubric_text("axe-violation")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> StoredPages:
    folder = tmp_path_factory.mktemp("axe") / "data"
    return stored(folder / "demo.sqlite", HOME, [page(HOME + k, v) for k, v in PAGES.items()])


@pytest.fixture(scope="module")
def opened(made: StoredPages) -> Iterator[Session]:
    needs_browser()
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[newest().preload]) as session:
        yield session
    replay.close()


def axe_on(session: Session, path: str) -> AxeResult:
    visit = session.visit(HOME + path, {GATHERED: run_axe})
    assert visit.reason == ""
    result: AxeResult = visit.gathered[GATHERED]
    return result


def found(result: AxeResult) -> set[tuple[str, str]]:
    return {(rule["id"], node["target"]) for rule in result["violations"] for node in rule["nodes"]}


def test_half_a_character_can_be_stored(opened: Session) -> None:
    [html] = [
        node["html"]
        for rule in axe_on(opened, "half.html")["violations"]
        if rule["id"] == "image-alt"
        for node in rule["nodes"]
    ]
    assert 'data-x="\ufffd \\ud83d"' in html


@pytest.mark.parametrize("path", ["taught.html", "own.html", "own-const.html"])
def test_what_a_page_puts_in_the_way_hides_nothing(opened: Session, path: str) -> None:
    assert ("image-alt", "img") in found(axe_on(opened, path))


def test_a_blank_page_is_not_a_page_without_violations(opened: Session) -> None:
    assert axe_on(opened, "blank.html")["error"] == "页面一片空白"


@pytest.mark.parametrize("answer", ["", "{}", "[1]", '{"violations": "x", "incomplete": []}'])
def test_half_an_answer_is_none(answer: str) -> None:
    class Meddled:
        def execute_async_script(self, script: str, *args: Any) -> Any:
            return answer

        def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any:
            return {}

    assert run_axe(Meddled())["error"] == MEDDLED


def test_frames_and_shadow_trees_are_looked_into(opened: Session) -> None:
    result = axe_on(opened, "")
    assert ("image-alt", "#bare") in found(result)
    assert ("image-alt", "iframe >>> #framed") in found(result)
    assert "frame-tested" not in {rule["id"] for rule in result["incomplete"]}
    assert result["engine"] == f"axe-core {newest().version}"
    assert ("button-name", "#host >>> button") in found(axe_on(opened, "shadow.html"))


def test_a_frame_that_did_not_come_is_not_taken_for_tested(opened: Session) -> None:
    result = axe_on(opened, "lost.html")
    said = {(rule["id"], node["target"]) for rule in result["incomplete"] for node in rule["nodes"]}
    assert ("frame-tested", "iframe") in said
    assert not [one for one in found(result) | said if ">>>" in one[1]]


def test_a_good_page_has_no_violation(opened: Session) -> None:
    result = axe_on(opened, "good.html")
    assert found(result) == set()
    assert "document-title" in result["passes"]


def test_a_run_that_fails_says_so_at_once(opened: Session) -> None:
    unknown = {"runOnly": {"type": "rule", "values": ["no-such-rule"]}}
    visit = opened.visit(HOME, {GATHERED: lambda driver: run_axe(driver, unknown)})
    assert "no-such-rule" in visit.gathered[GATHERED]["error"]
    assert visit.gathered[GATHERED]["violations"] == []
    assert visit.reason == ""  # it did not wait out the time of the page


def test_the_bundled_engine_is_used_where_nothing_was_fetched(
    monkeypatch: pytest.MonkeyPatch, made: StoredPages
) -> None:
    needs_browser()
    monkeypatch.setattr("crawler.browser.axe_engine.INSTALLED", ())
    newest.cache_clear()
    engine: AxeEngine = newest()
    assert engine.bundled
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[engine.preload]) as session:
        result = axe_on(session, "")
    replay.close()
    newest.cache_clear()
    assert result["engine"] == f"axe-core {engine.version}"
    assert ("image-alt", "iframe >>> #framed") in found(result)


def _judged(made: StoredPages) -> dict[tuple[str, str], Result]:
    sites = office_of(made)
    judge(sites, "demo", "2026-11", loads(RUBRIC), jobs=1)
    with Store(made.path) as store:
        rows: list[dict[str, Any]] = list(store.db.table("results").rows)
    results = [result_of(row) for row in rows]
    return {(r.rule, r.target): r for r in results}


def _tally(path: Path, outcome: Outcome) -> int:
    with Store(path) as store:
        row = store.connection.execute(
            "SELECT n FROM tallies WHERE check_id = 'axe-violation' AND outcome = ?", [str(outcome)]
        ).fetchone()
    return int(row[0]) if row else 0


def test_what_was_gathered_is_judged_from_the_store(made: StoredPages, opened: Session) -> None:
    nothing = _judged(made)
    assert [(r.outcome, r.url) for r in nothing.values()] == [(Outcome.UNVERIFIABLE, HOME)]
    assert _tally(made.path, Outcome.UNVERIFIABLE) == len(PAGES)
    with Store(made.path) as store:
        for path in ("", "good.html", "number.html"):
            gathered = opened.visit(HOME + path, {GATHERED: run_axe}).gathered
            artifacts.keep(store, made.run, HOME + path, gathered, "t")
        kept = store.connection.execute("SELECT json FROM artifacts").fetchall()
    assert not any("11010519491231002X" in text for (text,) in kept)
    results = _judged(made)
    bare = results[("axe:image-alt", "#bare")]
    assert bare.outcome is Outcome.FAIL
    assert "图片没有替代文本" in bare.message
    assert "3.2.1.4 非文本内容，二级" in bare.message
    assert bare.fix
    assert bare.evidence.seen_at
    assert _tally(made.path, Outcome.PASS) == 1
    assert _tally(made.path, Outcome.UNVERIFIABLE) == len(PAGES) - 3
