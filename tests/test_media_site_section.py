"""The accounts of a site's units inside the site's own report."""

import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from report_samples import rich

from checks.media.models import Account, Platform
from checks.rubric import load as load_rubric
from crawler.media.office import Office
from crawler.sites_file import load
from crawler.store import Store
from crawler.workflow.stamp import Stamp
from reports.html import render
from reports.json_form import report_dict
from reports.media.of_site import SiteAccounts, accounts_of
from reports.media.writing import media_report
from reports.summary import Report, build
from reports.terminal import render as as_text

DAY = date(2026, 11, 25)
STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
TOML = """
contact = "a@b.cn"
[media]
rubric = "media-local-example"
[[unit]]
id = "u1"
name = "澄岚区政府办"
[[unit]]
id = "u2"
name = "澄岚区教育局"
prefixes = ["https://www.a.example/jyj/"]
[[unit]]
id = "u3"
name = "澄岚区水务局"
[[site]]
id = "a"
name = "澄岚区政府"
url = "https://www.a.example/"
unit = "u1"
rubric = "wanzhi-2021-example"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sites.toml").write_text(TOML, encoding="utf-8")
    with Office.beside(tmp_path / "sites.toml") as office, office.change():
        for n, unit in enumerate(("澄岚区政府办", "澄岚区教育局", "澄岚区水务局")):
            office.put_account(
                Account(f"weibo:{n}", f"<b>号{n}</b>", Platform.WEIBO, organiser=unit), STAMP
            )
    return tmp_path


def accounts(folder: Path) -> SiteAccounts:
    sites = load(folder / "sites.toml")
    found = accounts_of(sites, sites.site("a"), "2026-11", DAY)
    assert found is not None
    return found


def with_accounts(told: SiteAccounts | None) -> Report:
    return build(replace(rich(), accounts=told))


def test_only_the_units_of_the_site_are_listed(folder: Path) -> None:
    told = accounts(folder)
    assert told.units == ("澄岚区政府办", "澄岚区教育局")
    assert told.report is not None
    assert [row.account.key for row in told.report.rows] == ["weibo:0", "weibo:1"]


def test_the_section_is_in_every_form(folder: Path) -> None:
    report = with_accounts(accounts(folder))
    html = render(report)
    assert '<h2 id="accounts">政务新媒体账号</h2>' in html
    assert 'href="#accounts"' in html
    assert "&lt;b&gt;号0&lt;/b&gt;" in html
    assert "<b>号" not in html
    assert "号2" not in html
    assert "新媒体账号：共 2 个账号" in as_text(report).replace("\n", "")
    told = json.loads(json.dumps(report_dict(report)))["accounts"]
    assert [one["key"] for one in told["report"]["accounts"]] == ["weibo:0", "weibo:1"]


def test_without_a_ledger_there_is_no_section(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(TOML, encoding="utf-8")
    sites = load(tmp_path / "sites.toml")
    assert accounts_of(sites, sites.site("a"), "2026-11", DAY) is None
    assert os.listdir(tmp_path) == ["sites.toml"]  # noqa: PTH208 - nothing was created
    report = with_accounts(None)
    assert 'id="accounts"' not in render(report)
    assert report_dict(report)["accounts"] is None


def test_a_wrong_rubric_does_not_take_the_site_report_along(folder: Path) -> None:
    path = folder / "sites.toml"
    path.write_text(TOML.replace("media-local-example", "national-2019-portal"), encoding="utf-8")
    told = accounts(folder)
    assert told.report is None
    assert "不是给新媒体账号用的" in told.problem
    assert "没有判断账号" in render(with_accounts(told))


def test_a_site_whose_units_have_no_accounts_says_so(folder: Path) -> None:
    path = folder / "sites.toml"
    path.write_text(TOML.replace("澄岚区政府办", "某办").replace("澄岚区教育局", "某局"), "utf-8")
    html = render(with_accounts(accounts(folder)))
    assert "台账里没有主办单位是“某办”、“某局”的账号" in html


def test_site_and_accounts_are_weighed_once_both_have_a_score(folder: Path) -> None:
    sites = load(folder / "sites.toml")
    rubric = load_rubric("media-local-example")

    def overall() -> str:
        made = media_report(sites.path, rubric, "2026-11", DAY, sites.media, sites)
        row = next(g for g in made.by_unit if g.name == "澄岚区政府办")
        assert row.overall is not None
        return f"{row.score} {row.overall.score} {row.overall.derivation}"

    assert overall().startswith("None None 政府网站、政务新媒体还没有得分")
    with Store(sites.database("a")) as store:
        store.save_score("2026-11", "wanzhi-2021-example", {"trial": "90"})
    assert overall().startswith("None None 政务新媒体还没有得分")
    with Office.beside(sites.path) as office, office.change():
        account = office.accounts()["weibo:0"]
        office.put_account(replace(account, update_rule="service"), STAMP)
        from crawler.media.trials import Tried
        from crawler.media.trials import store as store_trial

        store_trial(office, Tried("weibo:0", "张某", DAY, interaction=True), STAMP)
    score, total, derivation = overall().split(" ", 2)
    assert (Decimal(score), Decimal(total)) == (Decimal(100), Decimal(97))
    assert derivation == "90 × 0.3（政府网站）+ 100 × 0.7（政务新媒体）= 97"
