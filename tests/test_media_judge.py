"""Every account of an office judged: one entry each, whatever is stored of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checks.media.models import Account, LedgerStatus, Platform, Post
from checks.media.observations import MENU, NAME, Observation
from checks.results import Outcome, Result
from checks.rubric import load
from crawler.media.judge import Judged, judge_office
from crawler.media.office import Office
from crawler.media.settings import MediaSettings
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
RUBRIC = load("national-2019-media")
ACCOUNTS = [
    Account("weibo:1", "柳溪发布", Platform.WEIBO, organiser="政府办", status=LedgerStatus.ACTIVE),
    Account("weibo:2", "柳溪微讯", Platform.WEIBO, organiser="政府办"),
    Account("weibo:3", "柳溪交警", Platform.WEIBO, organiser="公安局"),
    Account("other:4", "某号", Platform.OTHER, "火山", organiser="政府办"),
    Account("other:5", "某号", Platform.OTHER, "脸书", organiser="政府办"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Office.beside(tmp_path / "sites.toml") as office:
        with office.change():
            for account in ACCOUNTS:
                office.put_account(account, STAMP)
            office.put_posts(
                Post(key, "feed", "p", "政务工开", "https://a.cn/p", NOW.replace(day=20), NOW)
                for key in ("weibo:1", "weibo:3")
            )
        yield office


def of(judged: list[Judged], key: str, check: str) -> Result:
    one = next(j for j in judged if j.account.key == key)
    return next(r for r in one.results if r.check == check)


def test_one_entry_each_with_every_check(office: Office) -> None:
    judged = judge_office(office, RUBRIC, DAY)
    assert [j.account.key for j in judged] == [a.key for a in ACCOUNTS]
    for one in judged:
        assert len({r.check for r in one.results}) == 15
    assert of(judged, "weibo:1", "media-update").outcome is Outcome.PASS
    assert of(judged, "weibo:1", "media-wording").outcome is Outcome.REVIEW
    assert of(judged, "weibo:2", "media-update").outcome is Outcome.UNVERIFIABLE


def test_peers_share_unit_and_platform_and_are_in_the_ledger(office: Office) -> None:
    judged = judge_office(office, RUBRIC, DAY)
    doubles = [j.account.key for j in judged
               if of(judged, j.account.key, "media-duplicate").outcome is Outcome.REVIEW]  # fmt: skip
    assert doubles == ["weibo:1", "weibo:2"]
    with office.change():
        office.mark_missing(["weibo:2"], STAMP)
    again = judge_office(office, RUBRIC, DAY)
    assert of(again, "weibo:1", "media-duplicate").outcome is Outcome.PASS
    assert [j.account.key for j in again if not j.in_ledger] == ["weibo:2"]


def test_only_the_accounts_of_some_units(office: Office) -> None:
    judged = judge_office(office, RUBRIC, DAY, organisers={"公安局"})
    assert [j.account.key for j in judged] == ["weibo:3"]
    assert of(judged, "weibo:3", "media-update").outcome is Outcome.PASS


def test_what_the_office_asks_comes_from_its_settings(office: Office) -> None:
    settings = MediaSettings(gaps={Platform.WEIBO: 3}, closed_to=("公安",), window_days=4)
    judged = judge_office(office, RUBRIC, DAY, settings=settings)
    assert of(judged, "weibo:1", "media-update").outcome is Outcome.UNVERIFIABLE
    assert "要求 3 天内更新" in of(judged, "weibo:1", "media-gap").message
    assert of(judged, "weibo:3", "media-level").outcome is Outcome.REVIEW
    assert of(judged, "weibo:1", "media-level").outcome is Outcome.PASS


def test_names_and_menus_come_from_what_was_observed(office: Office) -> None:
    menu = {"open": True, "entries": [{"path": "办事", "type": "view", "url": "https://b.cn/"}]}
    with office.change():
        office.put_observations([
            Observation("weibo:1", "weibo_own", NAME, "柳溪区发布", NOW),
            Observation("weibo:1", "wechat_detail", MENU, menu, NOW),
        ])  # fmt: skip
    judged = judge_office(office, RUBRIC, DAY)
    assert of(judged, "weibo:1", "media-name").outcome is Outcome.FAIL
    assert of(judged, "weibo:1", "media-interaction").outcome is Outcome.PASS
    assert of(judged, "weibo:1", "media-menu-link").outcome is Outcome.UNVERIFIABLE
    early = judge_office(office, RUBRIC, date(2026, 11, 24))
    assert of(early, "weibo:1", "media-name").outcome is Outcome.UNVERIFIABLE


@pytest.mark.parametrize("value", [7, "x", [], {"open": True, "entries": [3]}, {"open": True}])
def test_observations_of_a_strange_shape_are_as_good_as_none(office: Office, value: object) -> None:
    with office.change():
        office.put_observations([Observation("weibo:1", "wechat_detail", MENU, value, NOW)])
    judged = judge_office(office, RUBRIC, DAY)
    assert len(judged) == len(ACCOUNTS)
    assert of(judged, "weibo:1", "media-update").outcome is Outcome.PASS
    assert "检查程序出错" not in "".join(r.message for j in judged for r in j.results)


def test_units_are_names_and_keys_differ_by_account(office: Office) -> None:
    with office.change():
        office.put_account(replace(ACCOUNTS[2], organiser=""), STAMP)
    results = [r for j in judge_office(office, RUBRIC, DAY) for r in j.results if r.key]
    assert len({r.key for r in results}) == len(results)
    assert {r.unit for r in results} == {"政府办", ""}
