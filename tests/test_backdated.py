"""Articles that turn up late with an early date, over the stored runs of two months."""

from datetime import date
from pathlib import Path

import pytest

from checks.results import Outcome, Result
from checks.rubric import load
from crawler.judge import judge
from crawler.rows import result_of
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Fetch, Store

HOME = "http://www.example.gov.cn/"
TEXT = "<p>各镇街、各有关单位：现将有关事项通知如下，请认真组织实施，并按时报送落实情况。</p>" * 4
RUBRIC = """
id = "b"
title = "t"
verified = "none"
subject = "portal"
scored = true
[indicator.V1-5]
name = "弄虚作假"
kind = "veto"
checks = ["backdated-batch"]
"""


def article(name: str, published: str, fetched: str) -> Fetch:
    title = "关于召开春季造林现场会的通知"
    body = (
        f'<title>{title}</title><meta name="ArticleTitle" content="{title}">'
        f"<h1>{title}</h1><p>发布时间：{published} 来源：区林业局</p>{TEXT}"
    )
    return Fetch(
        f"{HOME}tzgg/{name}.html", "page", False, "ok", 200, "", "GET", f"{fetched}T02:00:00+00:00",
        content_type="text/html; charset=utf-8", body=body.encode(),
    )  # fmt: skip


def crawled(sites: SitesFile, month: str, pages: list[Fetch], ended: str = "finished") -> None:
    with Store(sites.database("s")) as store:
        run = store.open_run(
            month, date.fromisoformat(f"{month}-25"), user_agent="u", engine="e", settings="{}",
            fresh=True,
        )  # fmt: skip
        store.write(run, pages)
        store.close_run(run, ended, {})
        store.connection.execute(
            "UPDATE runs SET finished_at = ? WHERE id = ?", [f"{month}-25T03:00:00+00:00", run.id]
        )
        store.connection.commit()


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    (tmp_path / "b.toml").write_text(RUBRIC, encoding="utf-8")
    return SitesFile(tmp_path / "sites.toml", {}, {"s": SiteConfig("s", "某区", HOME)})


def judged(sites: SitesFile) -> list[Result]:
    judge(sites, "s", "2026-11", load(sites.path.parent / "b.toml"))
    with Store(sites.database("s")) as store:
        return [result_of(row) for row in store.db.table("results").rows]


OLD = article("1", "2026-08-03 09:30", "2026-10-25")
NOVEMBER = [
    article("1", "2026-08-03 09:30", "2026-11-25"),
    article("2", "2026-08-04 09:30", "2026-11-25"),
    article("3", "2026-11-04 09:30", "2026-11-25"),
]


def test_what_turns_up_late_is_a_candidate(sites: SitesFile) -> None:
    crawled(sites, "2026-10", [OLD])
    crawled(sites, "2026-11", NOVEMBER)
    [found] = judged(sites)
    assert (found.outcome, found.rule) == (Outcome.REVIEW, "late")
    assert found.found_on == (f"{HOME}tzgg/2.html",)
    assert "2026-10-25 抓取时还没有" in found.message


@pytest.mark.parametrize("before", [[], [("2026-10", "budget-pages")]])
def test_without_a_whole_earlier_crawl_nothing_is_compared(
    sites: SitesFile, before: list[tuple[str, str]]
) -> None:
    for month, ended in before:
        crawled(sites, month, [OLD], ended)
    crawled(sites, "2026-11", NOVEMBER)
    assert judged(sites) == []


def test_a_second_crawl_of_the_same_month_is_no_earlier_one(sites: SitesFile) -> None:
    crawled(sites, "2026-11", [OLD])
    crawled(sites, "2026-11", NOVEMBER)
    assert judged(sites) == []
