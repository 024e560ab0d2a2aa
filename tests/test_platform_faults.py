"""Faults that several sites of one platform share: one finding of the platform."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from score_samples import made

from checks.results import Mender, Outcome, Result, fail, review
from checks.rubric import load, loads
from crawler.judge import judge
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Fetch, Store
from reports.cli.crawl import _tell_platform_faults
from reports.platform_faults import SiteResults, given_to_platform, group, sentence
from reports.sources import collect

DAY = date(2026, 11, 25)
TEXT = "<p>各镇街、各有关单位：现将有关事项通知如下，请认真组织实施，并按时报送落实情况。</p>" * 3

PAGES = ("1.html", "2.html", "3.html")


def site(name: str, platform: str = "集约化平台") -> SiteConfig:
    return SiteConfig(name, f"{name}局", f"http://{name}.example.gov.cn/", platform=platform)


def link(config: SiteConfig, path: str = "help/", pages: tuple[str, ...] = PAGES) -> Result:
    target = path if "://" in path else config.url + path
    urls = tuple(config.url + page for page in pages)
    return fail(
        urls[0], f"链接打不开：{target}。", target=target, rule="page", found_on=urls,
        check="broken-link-inner", key=f"k1-{config.id}-{path}",
    )  # fmt: skip


def reports(*pairs: tuple[SiteConfig, list[Result]]) -> list[SiteResults]:
    return [SiteResults(config, results) for config, results in pairs]


A, B, C = site("a"), site("b"), site("c", "自建")


def test_the_same_path_on_two_sites_is_one_fault() -> None:
    [fault] = group(reports((A, [link(A)]), (B, [link(B)]), (C, [link(C)])))
    assert fault.sites == ("a", "b")
    assert (fault.platform, fault.check, fault.mark) == (
        "集约化平台",
        "broken-link-inner",
        "/help/",
    )
    assert "2 个网站：a局、b局" in sentence(fault, {"a": "a局", "b": "b局"})


def test_the_same_outside_target_is_one_fault() -> None:
    dead = "http://old.example.org/"
    [fault] = group(reports((A, [link(A, dead)]), (B, [link(B, dead)])))
    assert fault.mark == dead


def test_one_snippet_on_many_pages_of_two_sites_is_one_fault() -> None:
    def logos(config: SiteConfig) -> list[Result]:
        return [
            fail(config.url + page, "图片没有替代文本。", check="missing-alt", key=f"{config.id}{page}",
                 excerpt=f'<img id="logo{n}" src="/logo.png">')
            for n, page in enumerate(PAGES)
        ]  # fmt: skip

    [fault] = group(reports((A, logos(A)), (B, logos(B))))
    assert [len(results) for results in fault.results.values()] == [3, 3]


@pytest.mark.parametrize(
    "other",
    [
        link(B, "other/"),
        link(B, pages=("1.html",)),
        replace(link(B), check="broken-link-home"),
        replace(link(B), outcome=Outcome.UNVERIFIABLE),
        replace(link(B), mender=Mender.UNKNOWN),
        replace(link(B), column="通知公告"),
        replace(link(B), target="", excerpt=""),
    ],
)
def test_what_is_no_shared_fault_stays_apart(other: Result) -> None:
    assert group(reports((A, [link(A)]), (B, [other]))) == []


def test_sites_without_a_platform_share_nothing() -> None:
    one, other = site("x", ""), site("y", "")
    assert group(reports((one, [link(one)]), (other, [link(other)]))) == []


def test_the_platform_mends_what_is_shared_and_nothing_else() -> None:
    own = link(A, "own/")
    faults = group(reports((A, [link(A), own]), (B, [link(B)])))
    mended = given_to_platform("a", [link(A), own], faults)
    assert [r.mender for r in mended] == [Mender.PLATFORM, Mender.UNIT]


def test_candidates_are_shared_too() -> None:
    doubtful = [replace(link(s), outcome=Outcome.REVIEW) for s in (A, B)]
    assert len(group(reports((A, doubtful[:1]), (B, doubtful[1:])))) == 1
    assert review("u", "m").mender is Mender.UNIT


RUBRIC = """
id = "p"
title = "t"
verified = "none"
subject = "portal"
scored = true
{more}
[indicator.D-links]
name = "可用性"
kind = "deduct"
points = 5
per_finding = 1
checks = ["broken-link-inner"]
auto = "a"
auto_confirm = true
"""


@pytest.mark.parametrize(("more", "trial"), [("", 100), ("platform_costs_unit = true", 99)])
def test_the_rubric_says_whether_units_lose_points_too(more: str, trial: int) -> None:
    finding = replace(link(A), mender=Mender.PLATFORM)
    assert made(loads(RUBRIC.format(more=more)), [finding]).trial == trial


def test_the_key_is_part_of_the_rubric_and_survives_its_text() -> None:
    charged = loads(RUBRIC.format(more="platform_costs_unit = true"))
    assert loads(charged.text).platform_costs_unit
    assert charged.sha != loads(RUBRIC.format(more="")).sha


def test_a_stored_month_gives_shared_faults_to_the_platform(tmp_path: Path) -> None:
    configs = {s.id: replace(s, rubric="p") for s in (A, B)}
    (tmp_path / "p.toml").write_text(RUBRIC.format(more=""), encoding="utf-8")
    rubric = load(tmp_path / "p.toml")
    sites = SitesFile(tmp_path / "sites.toml", {}, configs)
    for config in configs.values():
        dead = Fetch(
            config.url + "help/", "page", False, "dead", 404, "HTTP 404", "GET", f"{DAY}T02:00:09+00:00",
        )  # fmt: skip
        pages = [
            Fetch(
                config.url + name, "page", False, "ok", 200, "", "GET", f"{DAY}T02:00:0{n}+00:00",
                content_type="text/html", body=f"<title>{n}</title>{TEXT}".encode(),
                targets=(dead.url,) if name else tuple(config.url + page for page in PAGES),
            )
            for n, name in enumerate(("", *PAGES))
        ]  # fmt: skip
        with Store(sites.database(config.id)) as store:
            run = store.open_run(
                "2026-11", DAY, user_agent="u", engine="e", settings="{}", fresh=False
            )
            store.write(run, [*pages, dead])
            store.close_run(run, "finished", {})
        judge(sites, config.id, "2026-11", rubric)
    sources = collect(sites, "a", "2026-11", rubric)
    [fault] = sources.platform_faults
    assert fault.sites == ("a", "b")
    [finding] = [r for r in sources.results if r.check == "broken-link-inner"]
    assert finding.mender is Mender.PLATFORM
    assert sources.score.trial == 100


def test_the_monthly_job_tells_a_shared_fault_once(capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        SimpleNamespace(site=s, site_name=s.name, sources=SimpleNamespace(results=[link(s)]))
        for s in (A, B, C)
    ]
    _tell_platform_faults(told)  # type: ignore[arg-type]
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("平台“集约化平台”的共性问题（2 个网站：a局、b局）：")
