"""Two months side by side: what is fixed was looked for again, and the bridge adds up exactly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from browser_site import AT, fetch, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.decision import Decision
from checks.results import Outcome, Result
from checks.rubric import load
from crawler import artifacts
from crawler.judge import judge
from crawler.looked import Looked
from crawler.sites import SiteConfig, SitesFile, Unit
from crawler.store import Fetch, Store
from crawler.workflow.reviews import decide
from crawler.workflow.stamp import Stamp
from reports.bridge import bridge
from reports.charts import trend_svg
from reports.diff import Change, Diff, compare
from reports.history import with_history
from reports.history_model import Point
from reports.html import render
from reports.sources import collect
from reports.summary import Sources, build, to_dict

HOME = "http://www.example.gov.cn/"
BAD = "<html><title>旧</title><img src=%s.png><p>正文</p></html>"
GOOD = "<html><title>新</title><p>正文</p></html>"


class AllSeen:
    """Everything was looked at, but for what is named."""

    def __init__(self, *unseen: str, missing: str = "") -> None:
        self.unseen, self.missing = unseen, missing

    def ran(self, check: str) -> bool:
        return check != self.missing

    def again(self, result: Result) -> bool:
        return self.ran(result.check) and result.url not in self.unseen

    def page(self, url: str) -> bool:
        return url not in self.unseen

    def gone(self, result: Result) -> bool:
        return False


def finding(key: str, url: str = HOME, check: str = "a") -> Result:
    return Result(Outcome.FAIL, url, "说明", key=key, check=check)


def kinds(diff: Diff) -> dict[str, tuple[str, str]]:
    return {c.result.key: (str(c.change), c.why) for c in diff.changed}


def test_what_nobody_looked_at_again_is_not_fixed() -> None:
    then = [finding("k1"), finding("k2", HOME + "a"), finding("k3", check="old"), finding("k4")]
    now = [finding("k4"), finding("k5"), finding("k6", HOME + "n"), finding("k7", check="new")]
    made = compare(
        then, now, AllSeen(HOME + "n", missing="new"), AllSeen(HOME + "a", missing="old")
    )
    assert kinds(made) == {
        "k4": ("仍存在", "site"),
        "k5": ("新增", "site"),
        "k6": ("新增", "sample"),
        "k7": ("新增", "engine"),
        "k1": ("已消失", "site"),
        "k2": ("未再核验", "sample"),
        "k3": ("未再核验", "engine"),
    }
    assert made.counts() == {"新增": 3, "已消失": 1, "仍存在": 1, "未再核验": 2}


def _months(folder: Path, *months: list[Fetch]) -> tuple[SitesFile, list[str]]:
    config = SiteConfig("demo", "示例", HOME, unit="u")
    path, names = folder / "data" / "demo.sqlite", []
    sites = SitesFile(folder / "sites.toml", {"u": Unit("u", "单位")}, {"demo": config})
    with Store(path) as store:
        for number, fetches in enumerate(months, 9):
            month = f"2026-{number:02d}"
            run = store.open_run(
                month, date(2026, number, 25), user_agent="", engine="", settings="", fresh=True
            )
            at = AT.replace("2026-11", month)
            store.write(run, [replace(f, fetched_at=at) for f in fetches])
            store.close_run(run, "finished", {})
            names.append(month)
    for month in names:
        judge(sites, "demo", month, load("national-2019-portal"), jobs=1)
    return sites, names


def pages(**html: str) -> list[Fetch]:
    return [page(HOME, GOOD), *(page(f"{HOME}{name}.html", text) for name, text in html.items())]


def compared(sites: SitesFile, then: str, now: str) -> tuple[Sources, Sources, Diff]:
    one, two = collect(sites, "demo", then), collect(sites, "demo", now)
    with Store(sites.database("demo")) as store:
        looks = [Looked(store, s.run, s.rubric.id) for s in (one, two)]
        return one, two, compare(one.results, two.results, *looks)


def of_alt(diff: Diff) -> dict[str, str]:
    return {
        c.result.url.rsplit("/", 1)[1]: str(c.change)
        for c in diff.changed
        if c.result.check == "missing-alt"
    }


def test_the_store_tells_mended_from_gone_from_not_reached(tmp_path: Path) -> None:
    first = pages(a=BAD % "a", b=BAD % "b", c=BAD % "c", d=BAD % "d", e=BAD % "e")
    second = [
        *pages(a=GOOD, e=BAD % "e", f=BAD % "f"),
        fetch(HOME + "b.html", state="dead", status=404),
        fetch(HOME + "c.html", state="blocked", status=403),
    ]
    sites, (then, now) = _months(tmp_path, first, second)
    _, _, diff = compared(sites, then, now)
    assert of_alt(diff) == {
        "a.html": "已消失",
        "b.html": "已消失",
        "c.html": "未再核验",
        "d.html": "未再核验",
        "e.html": "仍存在",
        "f.html": "新增",
    }
    assert {c.why for c in diff.changed if c.result.url.endswith("f.html")} == {"sample"}


def test_what_depends_on_the_day_is_a_false_alarm_for_its_month_only(tmp_path: Path) -> None:
    listed = "".join(
        f"<li><a href=a.html?{n}>关于做好第{n}批工作的通知</a><span>2026-01-{n}</span></li>"
        for n in range(10, 20)
    )
    home = page(HOME, f"<html><title>首页</title><ul>{listed}</ul><img src=x.png></html>")
    sites, (first, second) = _months(tmp_path, [home], [home])
    results = collect(sites, "demo", first).results
    keys = {r.check: r.key for r in results if r.outcome is Outcome.FAIL}
    assert {"home-stale", "missing-alt"} <= set(keys)
    with Store(sites.database("demo")) as store:
        wrong = [keys["home-stale"], keys["missing-alt"]]
        by = Stamp("某", "2026-09-26T00:00:00Z")
        decide(store, wrong, Decision.FALSE_POSITIVE, by, "看错", month=first)
    for month, held in ((first, set(wrong)), (second, {keys["missing-alt"]})):
        told = collect(sites, "demo", month).assessment
        assert told is not None
        assert set(told.decisions) == held
        assert held <= {r.key for r in told.results}


def test_a_fault_is_confirmed_for_its_month_also_when_the_next_has_begun(tmp_path: Path) -> None:
    """The first review of a month falls into the month after: what is confirmed then is no proof of
    what that month only suspects.
    """
    home = page(HOME, "<html><title>首页</title><img src=x.png></html>")
    sites, (first, second) = _months(tmp_path, [home], [home])
    [key] = {r.key for r in collect(sites, "demo", first).results if r.check == "missing-alt"}
    with Store(sites.database("demo")) as store:
        by = Stamp("某", f"{second}-05T00:00:00Z")
        decide(store, [key], Decision.CONFIRMED, by, "", month=first)
    for month, held in ((first, {key: str(Decision.CONFIRMED)}), (second, {})):
        told = collect(sites, "demo", month).assessment
        assert told is not None
        assert dict(told.decisions) == held


def of_links(diff: Diff) -> dict[str, str]:
    return {
        c.result.target.rsplit("/", 1)[1]: str(c.change)
        for c in diff.changed
        if c.result.check == "broken-link-inner"
    }


def test_a_link_is_mended_only_when_it_was_asked_for_or_taken_away(tmp_path: Path) -> None:
    dead = {name: fetch(f"{HOME}{name}", state="dead", status=404) for name in "abcdef"}
    inner = page(HOME + "p.html", GOOD)
    other = page(HOME + "q.html", GOOD)
    first = [
        page(HOME, GOOD),
        replace(inner, targets=tuple(f.url for f in dead.values())),
        replace(other, targets=(dead["f"].url,)),
        *dead.values(),
    ]
    second = [
        page(HOME, GOOD),
        replace(inner, targets=tuple(dead[n].url for n in "abcd")),
        fetch(other.url, state="blocked", status=403),
        fetch(dead["a"].url, state="ok"),
        replace(dead["c"], state="blocked", status=403),
        dead["d"],
    ]
    sites, (then, now) = _months(tmp_path, first, second)
    made = of_links(compared(sites, then, now)[2])
    assert made == {
        "a": "已消失",  # it answers again
        "b": "未再核验",  # it is still linked, and nobody asked for it
        "c": "未再核验",
        "d": "仍存在",
        "e": "已消失",  # nothing links to it any more
        "f": "已消失",
    }


def test_a_page_that_is_gone_tells_nothing_of_the_other_that_showed_it(tmp_path: Path) -> None:
    dead = fetch(HOME + "dead", state="dead", status=404)
    shows = [replace(page(f"{HOME}{n}.html", GOOD), targets=(dead.url,)) for n in "pq"]
    second = [
        page(HOME, GOOD),
        fetch(HOME + "p.html", state="dead", status=404),
        fetch(HOME + "q.html", state="blocked", status=403),
    ]
    sites, (then, now) = _months(tmp_path, [page(HOME, GOOD), *shows, dead], second)
    assert of_links(compared(sites, then, now)[2]) == {"dead": "未再核验"}


def test_a_dead_link_that_spreads_into_the_template_is_the_same_one() -> None:
    then = [replace(finding("k1"), target=HOME + "dead", rule="page")]
    now = [replace(finding("k2"), target=HOME + "dead", rule="template")]
    assert kinds(compare(then, now, AllSeen(), AllSeen())) == {"k2": ("仍存在", "site")}


def test_the_bridge_adds_up_and_tells_decisions_from_what_the_site_did(tmp_path: Path) -> None:
    links = "".join(f"<a href=d{n}.html>链接{n}</a>" for n in range(4))
    links += (
        "<ul>"
        + "".join(
            f"<li><a href=a.html?{n}>关于做好第{n}批工作的通知</a><span>2026-09-{n}</span></li>"
            for n in range(10, 20)
        )
        + "</ul>"
    )
    dead = [fetch(f"{HOME}d{n}.html", "page", "dead", status=404) for n in range(4)]
    home, inner = (
        page(HOME, f"<html><title>首页</title>{links}</html>"),
        page(HOME + "a.html", GOOD),
    )
    first = [replace(home, targets=(inner.url, *(f.url for f in dead))), inner, *dead]
    second = [replace(home, targets=(inner.url, *(f.url for f in dead[:3]))), inner, *dead[:3]]
    sites, (then, now) = _months(tmp_path, first, second)
    one, two, diff = compared(sites, then, now)
    assert len(diff.of(Change.FIXED)) >= 1
    with Store(sites.database("demo")) as store:
        key = next(r.key for r in two.results if r.target == dead[0].url)
        decide(
            store,
            [key],
            Decision.FALSE_POSITIVE,
            Stamp("某", "2026-10-26T00:00:00Z"),
            "x",
            month=now,
        )
    _, two, diff = compared(sites, then, now)
    made = bridge(one, two, diff)  # ``one`` is last month as it was before the decision
    assert made.before is not None
    assert made.after is not None
    assert made.before == Fraction(str(one.score.trial))
    assert made.after == Fraction(str(two.score.trial))
    assert made.before + sum(s.points or 0 for s in made.steps) == made.after
    gains = {s.title: s.points for s in made.steps}
    assert gains["改好或撤下的问题"] == made.by_site > 0
    assert gains["复核和申诉的决定"]
    assert gains["复核和申诉的决定"] > 0


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw waits on a busy machine
@given(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")), st.data())
def test_every_finding_has_exactly_one_fate(
    then: set[str], now: set[str], data: st.DataObject
) -> None:
    unseen = data.draw(st.sets(st.sampled_from("abcdefgh")))
    made = compare(
        [finding(k, k) for k in then],
        [finding(k, k) for k in now],
        AllSeen(*unseen),
        AllSeen(*unseen),
    )
    fates = kinds(made)
    assert set(fates) == then | now
    assert len(made.changed) == len(fates)
    for key, (change, _) in fates.items():
        assert (change == "已消失") == (key in then - now and key not in unseen)


def test_looking_needs_the_check_to_have_run(tmp_path: Path) -> None:
    sites, (month,) = _months(tmp_path, pages(a=BAD % "a"))
    with Store(sites.database("demo")) as store:
        run = store.runs(month)[0]
        looked = Looked(store, run, "national-2019-portal")
        assert looked.ran("missing-alt")
        assert not looked.ran("no-such-check")
        assert not Looked(store, run, "another").ran("missing-alt")
        there = finding("k", HOME + "a.html", "missing-alt")
        assert looked.again(there)
        assert not looked.again(replace(there, check="axe-violation"))
        assert not looked.gone(there)


def test_a_rule_that_could_not_be_judged_without_style_sheets_mends_nothing(tmp_path: Path) -> None:
    sites, (month,) = _months(tmp_path, pages(a=BAD % "a"))
    home, other = HOME + "a.html", HOME + "b.html"
    pale = replace(
        finding("k", home, "axe-violation"), rule="axe:color-contrast", target="p · aaa/fff"
    )
    unlooked = replace(
        pale, outcome=Outcome.UNVERIFIABLE, key="u", target="没有样式表", found_on=(other, home)
    )
    with Store(sites.database("demo")) as store:
        run = store.runs(month)[0]
        gathered = {"checks.accessibility.axe.run_axe": {"error": ""}}
        artifacts.keep(store, run, home, gathered, "t")
        ran = {("axe-violation", "pass"): 1}
        made = {"rubric_sha": "s", "as_of": "2026-11-25", "engine": "t", "run": run.id}
        store.replace_results(month, "some", made, [], ran)
        assert Looked(store, run, "some").again(pale)
        store.replace_results(month, "some", made, [unlooked], ran)
        looked = Looked(store, run, "some")
        assert not looked.again(pale)
        assert looked.again(replace(pale, rule="axe:image-alt"))


@pytest.mark.parametrize("state", ["suspect", "unverifiable", "blocked"])
def test_a_page_that_could_not_be_looked_at_mends_nothing(tmp_path: Path, state: str) -> None:
    first, second = pages(a=BAD % "a"), [*pages(), fetch(HOME + "a.html", state=state, status=503)]
    sites, (then, now) = _months(tmp_path, first, second)
    assert of_alt(compared(sites, then, now)[2]) == {"a.html": "未再核验"}


def test_the_report_shows_the_change_the_bridge_and_the_trend(tmp_path: Path) -> None:
    dead = fetch(HOME + "d.html", "page", "dead", status=404)  # an indicator with points

    def site(**html: str) -> list[Fetch]:
        home, *rest = pages(**html)
        linked = (dead.url, *(one.url for one in rest))
        return [replace(home, targets=linked), *rest, dead]

    sites, (then, now) = _months(
        tmp_path, site(a=BAD % "a", b=BAD % "b"), site(a=GOOD, b=BAD % "b")
    )
    collect(sites, "demo", then)
    report = build(with_history(sites, collect(sites, "demo", now)))
    history = report.sources.history
    assert history is not None
    assert history.before == then
    html, told = render(report), to_dict(report)["history"]
    assert "与上次相比" in html
    assert "未再核验" in html
    assert "data:image/svg+xml;base64," in html
    assert "<script" not in html
    assert {c["change"] for c in told["changes"]} >= {"已消失", "仍存在"}
    assert [p["month"] for p in told["trend"]] == [then, now]
    steps = [Fraction(s["points"]) for s in told["bridge"]["steps"]]
    assert Fraction(told["bridge"]["before"]) + sum(steps) == Fraction(told["bridge"]["after"])
    alone = build(with_history(sites, collect(sites, "demo", then)))
    assert "与上次相比" not in render(alone)


def test_months_of_which_nothing_with_points_was_seen_have_no_points_to_compare(
    tmp_path: Path,
) -> None:
    sites, (then, now) = _months(tmp_path, pages(a=BAD % "a"), pages(a=GOOD))
    collect(sites, "demo", then)
    report = build(with_history(sites, collect(sites, "demo", now)))
    bridge = to_dict(report)["history"]["bridge"]
    assert (bridge["before"], bridge["after"]) == (None, None)
    assert {step["points"] for step in bridge["steps"]} == {None}
    assert "两个月中有一个月没有试算分" in render(report)


def test_the_chart_is_a_picture_without_script() -> None:
    points = [
        Point(f"2026-{n:02d}", "合格", None if n == 2 else Decimal(n), n, 12, n)
        for n in range(1, 13)
    ]
    for svg in (trend_svg(points), trend_svg(points[:1]), trend_svg([])):
        assert svg.startswith(b"<svg")
        assert b"script" not in svg
        assert b"<!--" not in svg
