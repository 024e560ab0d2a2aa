"""The sample's accounts walked on loopback: every verdict as it is meant, and a report of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from checks.media.models import Word
from checks.page import SHANGHAI
from checks.rubric import load as load_rubric
from crawler.media.office import Office
from crawler.media.settings import MediaSettings
from crawler.sample.accounts import SampleAccount
from crawler.sample.configuration import sites_toml
from crawler.sample.office import platforms, prepare
from crawler.sample.portal import build
from crawler.sample.server import SampleServer, serve
from crawler.sites_file import load
from reports.media.views import AccountRow, Conclusion, MediaReport
from reports.media.writing import media_report, write

TODAY = datetime.now(SHANGHAI).date()
WALK = """
import sys
from pathlib import Path
from crawler.media.__main__ import main
sys.exit(main(["walk", sys.argv[1], sys.argv[2]]))
"""


@dataclass(frozen=True)
class Month:
    """What the walk left behind. ``requests``: what the portal was asked for."""

    folder: Path
    sample: tuple[SampleAccount, ...]
    report: MediaReport
    requests: list[tuple[str, str, str]]
    secrets: list[str]

    def row(self, name: str, platform: str) -> AccountRow:
        """One account of the report."""
        return next(
            r
            for r in self.report.rows
            if (r.account.name, r.account.platform_text) == (name, platform)
        )


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("accounts")
    portal = build(folder / "portal", TODAY)
    with serve(portal.folder, 0) as server, platforms(server, TODAY, 0) as (running, sample):
        config = folder / "sites.toml"
        config.write_text(sites_toml(server, TODAY, running.bases), encoding="utf-8")
        prepare(folder, sample, running, TODAY)
        done = subprocess.run(
            [sys.executable, "-c", WALK, str(config), TODAY.isoformat()],
            capture_output=True, text=True, check=False, env={"PATH": "", **running.environ},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        sites = load(config)
        rubric = load_rubric("national-2019-media")
        report = media_report(config, rubric, f"{TODAY:%Y-%m}", TODAY, sites.media, sites)
        write(report, folder / "output")
        yield Month(folder, sample, report, server.requests, list(running.environ.values()))


def test_every_account_has_the_verdict_it_is_made_for(month: Month) -> None:
    found = {(r.account.name, r.account.platform_text): r.verdict.word for r in month.report.rows}
    meant = {(one.name, one.platform): Word(one.expected) for one in month.sample}
    assert found == meant
    assert len(found) == 14


def test_only_those_who_saw_everything_or_a_person_said_no_update(month: Month) -> None:
    silent = [r for r in month.report.rows if r.verdict.word is Word.NOT_UPDATED]
    assert sorted(r.basis for r in silent) == ["人工记录", "微博接口"]
    assert [r for r in silent if r.conclusion is not Conclusion.DOUBTED] == []
    assert all(r.action for r in month.report.rows if r.verdict.word is Word.PENDING)


def test_the_menu_is_asked_for_like_any_link(month: Month) -> None:
    row = month.row("澄岚发布", "微信公众号")
    assert [(r.check, str(r.outcome)) for r in row.findings] == [("media-menu-link", "fail")]
    assert "旧版入口" in row.findings[0].message
    asked = [path for _, _, path in month.requests if path == "/zwgk/zdly/"]
    assert len(asked) == 2, "dead only after two looks"


def test_the_closing_list_names_what_is_to_be_closed(month: Month) -> None:
    listed = sorted((c.kind, c.row.account.name, c.certain) for c in month.report.closings)
    assert listed == [
        ("停更未注销", "澄岚水务服务", False),
        ("关停后仍在发布", "澄岚节水", True),
        ("同单位同平台重复", "澄岚水务", False),
        ("同单位同平台重复", "澄岚水务服务", False),
        ("长期没有更新", "澄岚城管", False),
    ]


def test_a_key_that_is_missing_is_told_by_its_name(month: Month) -> None:
    row = month.row("澄岚城管", "微博")
    assert "GOVCHECK_CRED_CLCG_WEIBO_ACCESS_TOKEN" in row.verdict.sentence


def test_no_key_is_in_anything_that_was_written(month: Month) -> None:
    files = [p for p in month.folder.rglob("*") if p.is_file() and "portal" not in p.parts]
    assert len(files) >= 6
    for path in files:
        body = path.read_bytes()
        assert not [s for s in month.secrets if s.startswith("made-up") and s.encode() in body]


def test_the_files_are_there_and_agree(month: Month) -> None:
    told = json.loads((month.folder / "output" / "新媒体.json").read_text(encoding="utf-8"))
    assert told["total"]["verdicts"] == {"已更新": 5, "未更新": 2, "待核实": 5, "不适用": 2}
    html = (month.folder / "output" / "新媒体.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert all(one["name"] in html for one in told["accounts"])


def test_a_second_walk_adds_nothing_twice(month: Month) -> None:
    with Office.beside(month.folder / "sites.toml") as office:
        assert len(office.accounts()) == 14
        assert len(office.records()) == 1
        kinds = {o.source for o in office.outcomes()}
    assert kinds == {
        "wechat_detail", "weibo_own", "weibo_commercial", "kuaishou", "bilibili_open", "feed",
        "itunes", "wxa_version", "wechat_link",
    }  # fmt: skip


def test_without_platforms_the_sample_has_the_usual_settings(tmp_path: Path) -> None:
    toml = sites_toml(SampleServer(1, []), TODAY)
    (tmp_path / "sites.toml").write_text(toml, encoding="utf-8")
    assert load(tmp_path / "sites.toml").media == MediaSettings()
