"""Which pages a browser visits, and what is told of those it does not: without a browser."""

import random
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from browser_site import StoredPages, fetch, office_of, page, rubric_text, stored

from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import loads
from checks.run import UNSEEN
from crawler import artifacts
from crawler.browser import audit, structures, visits
from crawler.browser.cover import Shown, Structure, choose, uncovered
from crawler.browser.sampling import HOME as HOME_WORDS
from crawler.browser.sampling import Sampling
from crawler.browser.templates import Templates
from crawler.browser.tokens import short
from crawler.judge import judge
from crawler.rows import result_of
from crawler.store import Run, Store
from crawler.stored_site import StoredSite
from reports.opened import opened

HOME = "http://www.example.gov.cn/"
GATHERED = all_checks()["axe-violation"].artifact
RUBRIC = rubric_text("axe-violation")
FRAME = (
    '<html lang="zh-CN"><head><title>示例</title></head><body><div class="top"><a href="/">首页</a>'
    '</div><div class="w"><h1>标题</h1><div class="TRS_Editor"><p>正文</p>{}</div></div>'
    '<div class="ft"><p>主办单位</p></div></body></html>'
)
LIST = '<html lang="zh-CN"><title>列表</title><ul class="list"><li><a href="a">条目</a></li></ul>'
BARE = '<img src="x.png">'
MONTH_AGO = (datetime.now(UTC) - timedelta(days=30)).isoformat(timespec="seconds")
IMAGE = "html>body>div.w>div.TRS_Editor>img||"


def a_site(path: Path, articles: int = 60, bare: int = 12) -> StoredPages:
    """A home page, articles of one template, the last ``bare`` of them with a picture, two lists."""
    pages = {"": "<html><title>首页</title><p>首页</p>", "l1.html": LIST, "l2.html": LIST}
    for n in range(articles):
        pages[f"a{n:02}.html"] = FRAME.format(BARE if n >= articles - bare else "")
    return stored(path, HOME, [page(HOME + name, html) for name, html in pages.items()])


def site_of(store: Store, made: StoredPages, run: Run | None = None) -> StoredSite:
    return StoredSite(store, made.config, run or made.run, date(2026, 11, 25))


def queued(store: Store, run: Run) -> dict[str, str]:
    """Address -> why it was chosen."""
    return dict(
        store.connection.execute(
            "SELECT u.url, v.chosen FROM visits v JOIN urls u ON u.id = v.url WHERE v.run = ?",
            [run.id],
        )
    )


def visit_all(store: Store, run: Run, reason: str = "", **faults: dict[str, Any]) -> list[str]:
    """Make the visits that wait: with nothing found, but for the pages named in ``faults``."""
    made = []
    while (turn := visits.take(store, run)) is not None:
        name = turn.url.removeprefix(HOME).removesuffix(".html")
        kept = {UNSEEN: reason} if reason else faults.get(name, axe_says())
        artifacts.keep(store, run, turn.url, {GATHERED: kept}, "test")
        visits.finish(store, run, turn, reason, 0.1)
        made.append(turn.url)
    return made


def axe_says(*tokens: str) -> dict[str, Any]:
    """What the browser gathers where each of these tokens has an image without a text."""
    nodes = [
        {"target": f"img:nth-of-type({n})", "html": BARE, "token": t, "reasons": [], "says": []}
        for n, t in enumerate(tokens, 1)
    ]
    rule = {"id": "image-alt", "impact": "critical", "tags": ["wcag2a", "wcag111"]}
    return {
        "engine": "axe-core test",
        "error": "",
        "violations": [{**rule, "count": len(nodes), "nodes": nodes}] if nodes else [],
        "incomplete": [],
        "passes": [],
        "inapplicable": [],
    }


# ---- templates and the cover


def test_pages_with_the_same_frame_share_a_template_unless_their_styles_differ() -> None:
    templates = Templates()
    frame = set(range(20))
    assert templates.join(frame, 1) == templates.join(frame | {21, 22}, 1) == 0
    assert templates.join(set(range(10, 30)), 1) == 1
    assert templates.join(frame, 2) == 2
    assert templates.count == 3


def test_the_cover_shows_every_token_and_says_no_page_twice() -> None:
    made = random.Random(7)
    pages = {
        n: Structure(n % 3, frozenset(made.sample(range(60), 9)), size=made.randrange(9000))
        for n in range(200)
    }
    order = sorted(pages)
    chosen = [one.page for one in choose(pages, order, Shown())]
    assert uncovered(pages, chosen, order) == []
    assert len(chosen) == len(set(chosen)) < 60
    assert chosen == [one.page for one in choose(pages, order, Shown())]
    assert uncovered(pages, chosen[:-1], order) != []


def test_a_failed_visit_hides_nothing_until_three_pages_failed() -> None:
    pages = {n: Structure(0, frozenset({1})) for n in range(9)}
    shown = Shown()
    for failures in range(3):
        assert [one.page for one in choose(pages, [8], Shown())] == [8]
        assert shown.lacks(pages[8]), failures
        shown.fail(pages[failures])
    assert not shown.lacks(pages[8])


# ---- rounds over a stored site


def test_a_site_is_covered_by_few_pages_and_some_are_audited(tmp_path: Path) -> None:
    made = a_site(tmp_path / "a.sqlite")
    with Store(made.path) as store:
        sampling = Sampling(site_of(store, made))
        number = sampling.next_round()
        chosen = queued(store, made.run)
        assert len(chosen) == number == 3 + audit.LEAST
        assert chosen[HOME] == HOME_WORDS
        drawn = [url for url, why in chosen.items() if why == audit.WORDS]
        assert len(drawn) == audit.LEAST
        visit_all(store, made.run)
        assert sampling.next_round() == 0
        again = Sampling(site_of(store, made))
        assert again.next_round() == 0  # a second start finds nothing left to do


def test_what_a_failed_page_should_have_shown_is_seen_elsewhere(tmp_path: Path) -> None:
    made = a_site(tmp_path / "a.sqlite")
    with Store(made.path) as store:
        sampling = Sampling(site_of(store, made))
        sampling.next_round()
        first = visit_all(store, made.run, reason="页面没有加载出来")
        rounds = []
        while sampling.next_round():
            rounds.append(visit_all(store, made.run, reason="页面没有加载出来"))
        assert rounds  # others were tried
        assert len(first) + sum(map(len, rounds)) < 40  # but not all of a site that never opens
        assert not {url for one in rounds for url in one} & set(first)


def test_a_small_site_is_looked_at_as_a_whole(tmp_path: Path) -> None:
    made = a_site(tmp_path / "a.sqlite", articles=20)
    with Store(made.path) as store:
        assert Sampling(site_of(store, made)).next_round() == 23


def test_every_page_is_visited_where_no_choice_is_wanted(tmp_path: Path) -> None:
    made = a_site(tmp_path / "a.sqlite")
    with Store(made.path) as store:
        assert Sampling(site_of(store, made), everything=True).next_round() == 63


# ---- what is told of pages nobody opened


def judged(made: StoredPages) -> tuple[list[Result], Mapping[str, Any], dict[str, int]]:
    sites = office_of(made)
    judge(sites, "demo", "2026-11", loads(RUBRIC))
    with Store(made.path) as store:
        results = [result_of(row) for row in store.db.table("results").rows]
        rows = store.connection.execute(
            "SELECT outcome, n FROM tallies WHERE check_id = 'axe-violation'"
        )
        tallies = dict(rows.fetchall())
        return results, store.sampled("2026-11", "a11y"), tallies


def test_a_finding_is_told_of_the_unopened_pages_that_have_the_element(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = a_site(folder / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        seen = {url for url, why in queued(store, made.run).items() if url.startswith(HOME + "a")}
        bare = {f"a{n}": axe_says(IMAGE) for n in range(48, 60)}
        visit_all(store, made.run, **bare)
    results, facts, tallies = judged(made)
    [found] = [r for r in results if r.outcome is Outcome.FAIL]
    names = {f"{HOME}a{n}.html" for n in range(48, 60)}
    assert set(found.found_on) == names & seen
    assert set(found.inherited_on) == names - seen
    assert len(found.inherited_on) > 5
    assert facts["pages"] == 63
    assert facts["visited"] + facts["inferred"] == 63
    assert facts["left"] == facts["failed"] == facts["reused"] == 0
    assert facts["audit"]["pages"] == audit.LEAST
    assert facts["audit"]["found"] == facts["audit"]["told"]
    assert tallies.get("fail") == len(found.found_on)  # what is inferred is not counted
    assert tallies.get("unverifiable", 0) == 0
    assert "按同一结构推断" in opened(facts)


def test_what_only_scripts_make_is_told_where_most_visited_pages_have_it(tmp_path: Path) -> None:
    made = a_site(tmp_path / "data" / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        seen = [url for url in queued(store, made.run) if url.startswith(HOME + "a")]
        most = axe_says("html>body>div.robot>img||")
        visit_all(store, made.run, **{f"a{n:02}": most for n in range(60)})
    results, _, _ = judged(made)
    [found] = [r for r in results if r.outcome is Outcome.FAIL]
    assert len(found.inherited_on) == 60 - len(seen)


def test_a_fault_few_of_the_visited_pages_show_is_told_of_no_other(tmp_path: Path) -> None:
    made = a_site(tmp_path / "data" / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        first = min(url for url in queued(store, made.run) if url.startswith(HOME + "a"))
        name = first.removeprefix(HOME).removesuffix(".html")
        visit_all(store, made.run, **{name: axe_says("html>body>div.w>h1||t")})
    results, _, _ = judged(made)
    [found] = [r for r in results if r.outcome is Outcome.FAIL]
    assert found.inherited_on == ()


def test_pages_with_something_nobody_saw_are_not_counted_as_looked_at(tmp_path: Path) -> None:
    made = a_site(tmp_path / "data" / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        bare = {f"{HOME}a{n}.html" for n in range(48, 60)}
        while (turn := visits.take(store, made.run)) is not None:
            lost = turn.url in bare
            kept = {UNSEEN: "没有打开"} if lost else axe_says()
            artifacts.keep(store, made.run, turn.url, {GATHERED: kept}, "test")
            visits.finish(store, made.run, turn, "没有打开" if lost else "", 0.1)
    results, facts, tallies = judged(made)
    assert facts["left"] == 12
    assert tallies["unverifiable"] == 12
    assert f"有 {facts['failed']} 个页面没有打开成功" in opened(facts)
    assert {r.outcome for r in results} == {Outcome.UNVERIFIABLE}


# ---- the audit's estimate


def test_the_audit_is_drawn_by_the_run_and_from_what_was_skipped() -> None:
    skipped = list(range(1000, 2000))
    assert audit.draw(skipped, 3) == audit.draw(skipped[::-1], 3) != audit.draw(skipped, 4)
    assert len(audit.draw(skipped, 3)) == 15
    assert audit.draw([5, 9], 1) == [5, 9]


def test_the_estimate_holds_the_true_share_about_as_often_as_it_says() -> None:
    made = random.Random(11)
    kinds = [f"k{n}" for n in range(40)]
    known = set(kinds[:36])  # a tenth of the kinds of problems can never be inferred
    held = 0
    for _ in range(300):
        found = {page: made.sample(kinds, made.randrange(5, 20)) for page in range(15)}
        told = {page: [k for k in ks if k in known] for page, ks in found.items()}
        got = audit.estimate(found, told)
        held += got.low <= 0.9 <= got.high
    assert held >= 280
    perfect = audit.estimate({1: ["a", "b"], 2: ["a"]}, {1: ["a", "b"], 2: ["a", "c"]})
    assert (perfect.recall, perfect.wrong) == (1.0, 1)
    assert perfect.low < 0.5 < perfect.high == 1.0  # two kinds of problems prove little
    assert audit.estimate({1: []}, {1: []}).found == 0


# ---- month to month


def next_month(made: StoredPages, **changed: str) -> Run:
    """The same site stored again as a later run, some pages changed."""
    with Store(made.path) as store:
        store.connection.execute("UPDATE artifacts SET gathered_at = ?", [MONTH_AGO])
        rows = store.connection.execute(
            "SELECT u.url, b.data FROM fetches f JOIN urls u ON u.id = f.url"
            " JOIN bodies b ON b.sha = f.body WHERE f.run = ?",
            [made.run.id],
        ).fetchall()
        run = store.open_run(
            "2026-12", date(2026, 12, 25), user_agent="t", engine="t", settings="", fresh=True
        )
        store.write(run, [
            page(url, changed.get(url.removeprefix(HOME).removesuffix(".html"),
                                  zlib.decompress(data).decode()))
            for url, data in rows
        ])  # fmt: skip
        store.close_run(run, "finished", {})
    return run


def test_results_stand_while_structure_styles_and_scripts_are_the_same(tmp_path: Path) -> None:
    made = a_site(tmp_path / "data" / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        before = set(visit_all(store, made.run))
    moved = min(url for url in before if url.startswith(HOME + "a"))
    name = moved.removeprefix(HOME).removesuffix(".html")
    run = next_month(made, **{name: FRAME.format("<table><tr><td>新</table>")})
    with Store(made.path) as store:
        later = Sampling(site_of(store, made, run))
        later.take_over({GATHERED}, "test")
        taken = queued(store, run)
        assert set(taken) == before - {moved}
        assert all("沿用" in why and MONTH_AGO[:10] in why for why in taken.values())
        later.next_round()
        assert moved in queued(store, run)  # it shows something new
        visit_all(store, run)
        ids = StoredSite(store, made.config, run, run.as_of).page_ids()
        assert len(artifacts.older(store, run, ids)) == len(before) - 1


def test_another_engine_another_style_sheet_or_an_old_look_is_not_taken_over(
    tmp_path: Path,
) -> None:
    made = a_site(tmp_path / "data" / "demo.sqlite")
    with Store(made.path) as store:
        Sampling(site_of(store, made)).next_round()
        visit_all(store, made.run)
    run = next_month(made)
    with Store(made.path) as store:
        later = Sampling(site_of(store, made, run))
        later.take_over({GATHERED}, "another axe-core")
        later.take_over({GATHERED, "what nobody gathered"}, "test")
        assert queued(store, run) == {}
        store.connection.execute("UPDATE artifacts SET gathered_at = '2026-01-01T00:00:00+00:00'")
        later.take_over({GATHERED}, "test")
        assert queued(store, run) == {}


def test_a_changed_style_sheet_changes_the_key_of_the_pages_that_load_it(tmp_path: Path) -> None:
    html = '<html><link rel=stylesheet href="s.css?v=1"><p>字</p></html>'
    keys = []
    for n, css in enumerate(("p{color:red}", "p{color:blue}", "p{color:red}")):
        sheet = fetch(HOME + "s.css?v=1", "style", body=css.encode(), content_type="text/css")
        made = stored(tmp_path / f"{n}.sqlite", HOME, [page(HOME, html), sheet])
        with Store(made.path) as store:
            [one] = structures.read(store, made.run, site_of(store, made).page_ids()).values()
        keys.append((one.key, one.tokens))
    assert keys[0] == keys[2] != keys[1]
    assert keys[0][1] == keys[1][1]


def test_a_stored_token_is_no_longer_than_it_must_be() -> None:
    assert len(short("html>body|x|t")) == 33
