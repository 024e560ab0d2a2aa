"""What style sheets keep off the screen is doubted: sheets in the page, stored ones, and the browser."""

from datetime import date
from pathlib import Path

import pytest

from checks.accessibility.missing_alt import missing_alt
from checks.accessibility.told_twice import told_once
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import load
from checks.run import Selected, judge_page
from checks.site import LinkState
from checks.style_rules import TOO_MANY, Shown, rules_of
from crawler.fetched import Fetched
from crawler.judge import judge
from crawler.recheck import judge_again
from crawler.rows import result_of
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Fetch, Store
from crawler.stored_site import StoredSite

HOME = "http://www.x.invalid/"
LOGO = '<h1>公告</h1><div class="printed"><img src="/logo.png"></div>'
MISSING_ALT = Selected(all_checks()["missing-alt"], {})


def fetched(url: str, role: str, body: str) -> Fetch:
    kind = "text/css" if role == "style" else "text/html; charset=utf-8"
    return Fetch(
        url=url, role=role, external=False, state="ok", status=200, reason="", method="GET",
        fetched_at="2026-11-25T00:00:00+00:00", final_url=url, content_type=kind, length=len(body),
        body=body.encode(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("link", "outcome"),
    [
        ('rel="stylesheet" href="site.css"', Outcome.REVIEW),
        ('rel=StyleSheet href="/css/../css/site.css" media="screen, print"', Outcome.REVIEW),
        ('rel="stylesheet" href="site.css" media="print"', Outcome.FAIL),
        ('rel="alternate stylesheet" href="site.css"', Outcome.FAIL),
        ('rel="stylesheet" href="lost.css"', Outcome.FAIL),
        ('rel="stylesheet" href="http://["', Outcome.FAIL),
    ],
)
def test_a_stored_sheet_is_read(link: str, outcome: Outcome, tmp_path: Path) -> None:
    html = f'<base href="/css/"><link {link}>{LOGO}'
    with Store(tmp_path / "x.sqlite") as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="", engine="", settings="", fresh=False
        )
        store.write(run, [fetched(HOME, "page", html),
                          fetched(f"{HOME}css/site.css", "style", ".printed { display: none }")])  # fmt: skip
        site = StoredSite(store, SiteConfig("x", "站", HOME), run, run.as_of)
        [row] = site.rows("AND f.role = 'page'")
        page = site.load_page(row)
        assert page is not None
        assert [r.outcome for r in judge_page(page, [MISSING_ALT])] == [outcome]


def test_what_the_browser_saw_decides_and_the_finding_keeps_its_key() -> None:
    hidden = Page(HOME, f"<style>.printed{{display:none}}</style>{LOGO}")
    [doubt] = judge_page(hidden, [MISSING_ALT])
    assert doubt.outcome is Outcome.REVIEW
    assert "（.printed）" in doubt.message
    [shown] = judge_page(Page(HOME, LOGO), [MISSING_ALT])
    axe = Result(
        Outcome.FAIL, HOME, "x", check="axe-violation", rule="axe:image-alt",
        excerpt='<img src="/logo.png">',
    )  # fmt: skip
    seen = [r for r in told_once(hidden, [doubt, axe]) if r.outcome is not Outcome.PASS]
    assert [(r.outcome, r.key, r.message) for r in seen] == [
        (Outcome.FAIL, shown.key, shown.message)
    ]
    other = Result(Outcome.FAIL, HOME, "x", check="axe-violation", rule="axe:image-alt",
                   excerpt='<img src="/b.png">')  # fmt: skip
    assert list(told_once(hidden, [doubt, other])) == [doubt, other]


def test_a_picture_that_is_shown_elsewhere_on_the_page_is_certain() -> None:
    html = f'<style>.printed{{display:none}}</style>{LOGO}<p><img src="/logo.png"></p>'
    assert [r.outcome for r in judge_page(Page(HOME, html), [MISSING_ALT])] == [Outcome.FAIL]


@pytest.mark.parametrize(
    "sheet",
    ["}}} .printed {display:none", ".printed{", "/* .printed{display:none}", "@media{{{", "{display:none}",
     ".printed:hover{display:none}", ".printed::after{display:none}", ".printed:not(.x,.y{display:none}"],
)  # fmt: skip
def test_a_broken_sheet_hides_nothing(sheet: str) -> None:
    [found] = missing_alt(Page(HOME, f"<style>{sheet}</style>{LOGO}"))
    assert isinstance(found, Result)
    assert found.outcome is Outcome.FAIL


def test_a_sheet_without_end_is_not_gone_through_without_end() -> None:
    page = Page(HOME, "<ul>" + '<li class="a b">x' * 200)
    items = page.tags["li"]
    rules = rules_of("".join(f".a:nth-child(n+{n}){{display:block}}" for n in range(1000)))
    assert len(rules) == 1000
    shown = Shown([*rules, *rules_of(".b{display:none} .c .b{display:none}")], items)
    assert shown.hidden_by(items[-1]) == TOO_MANY
    plain = Shown(rules_of(".b{display:none} .c .b{display:none}"), items)
    assert {plain.hidden_by(item) for item in items} == {".b"}


def test_a_picture_that_another_page_shows_is_certain_for_the_site(tmp_path: Path) -> None:
    sites = SitesFile(tmp_path / "sites.toml", {}, {"x": SiteConfig("x", "站", HOME)})
    with Store(sites.database("x")) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="", engine="", settings="", fresh=False
        )
        hidden = f"<style>.printed{{display:none}}</style>{LOGO}"
        pages = [(HOME, hidden), (f"{HOME}a.html", LOGO), (f"{HOME}b.html", hidden)]
        store.write(run, [fetched(url, "page", html) for url, html in pages])
    judge(sites, "x", "2026-11", load("national-2019-portal"))
    with Store(sites.database("x")) as store:
        rows = store.db.table("results").rows_where("check_id = 'missing-alt'")
        [found] = [result_of(row) for row in rows]
    assert (found.outcome, found.url) == (Outcome.FAIL, f"{HOME}a.html")
    assert sorted(found.found_on) == [url for url, _ in pages]


def test_a_second_look_reads_the_same_sheets(tmp_path: Path) -> None:
    sites = SitesFile(tmp_path / "sites.toml", {}, {"x": SiteConfig("x", "站", HOME)})
    rubric = load("national-2019-portal")
    html = f'<link rel="stylesheet" href="/site.css">{LOGO}'
    with Store(sites.database("x")) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="", engine="", settings="", fresh=False
        )
        store.write(run, [fetched(HOME, "page", html),
                          fetched(f"{HOME}site.css", "style", ".printed { display: none }")])  # fmt: skip
    judge(sites, "x", "2026-11", rubric)
    with Store(sites.database("x")) as store:
        rows = store.db.table("results").rows_where("check_id = 'missing-alt'")
        [found] = [result_of(row) for row in rows]
    at, kind = "2026-11-26T00:00:00+00:00", {"content-type": "text/html; charset=utf-8"}
    again = Fetched(HOME, HOME, 200, kind, html.encode(), LinkState.OK, "", at)
    [seen] = judge_again(sites, "x", run, rubric, [found], [again])
    assert (seen.then.outcome, seen.outcome) == (Outcome.REVIEW, Outcome.REVIEW)
