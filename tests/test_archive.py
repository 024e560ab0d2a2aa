"""A month as one file: everything in it, the same each time, read without us, and seen if changed."""

import csv
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from browser_site import page, stored
from click.testing import CliRunner

from checks.decision import Decision
from checks.errors import UserError
from checks.media.models import Account, HumanRecord, Platform
from checks.rubric import load
from crawler.judge import judge
from crawler.kept_files import keep
from crawler.media.office import Office
from crawler.reported.records import note_list
from crawler.sites import SitesFile, Unit
from crawler.sites_file import dumps
from crawler.store import Store
from crawler.workflow import (
    appeals,
    months,
    papers_kept,
    reminders,
    replies,
    reviews,
    special_reports,
)
from crawler.workflow.appeals import Claim, Ruling
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.archive.checking import check
from reports.archive.entry import fit
from reports.archive.packing import file_of, pack
from reports.cli import main
from reports.month_close import close, correct
from reports.sources import collect

HOME, MONTH = "http://www.example.gov.cn/", "2026-11"
PAGE = "<html><head><title>示例</title></head><body><img src=a.png><p>正文</p></body></html>"
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
LATER = Stamp("张三", "2026-12-03T01:00:00+00:00")
SCAN, PICTURE = b"%PDF-1.4 stamped", b"\x89PNG\r\n\x1a\n a picture"
FOLDER = f"归档-{MONTH}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SitesFile:
    """A month that was decided, appealed, made final, corrected and looked at again."""
    folder = tmp_path_factory.mktemp("office")
    made = stored(folder / "data" / "demo.sqlite", HOME, [page(HOME, PAGE)])
    site = replace(made.config, name="示例 网站/一", unit="u")
    sites = SitesFile(folder / "sites.toml", {"u": Unit("u", "示例单位")}, {"demo": site})
    sites.path.write_text(dumps(sites), encoding="utf-8")
    judge(sites, "demo", MONTH, load("national-2019-portal"), jobs=1)
    first, second, *_ = (r.key for r in collect(sites, "demo", MONTH).results)
    kept = keep(folder / "data" / "evidence", SCAN, ".pdf")
    with Store(sites.database("demo")) as store:
        number = appeals.claim(
            store, month=MONTH, key=first, unit="u", kind=Claim.OTHER, reason="=HYPERLINK(1)",
            stamp=BY, evidence=kept,
        )  # fmt: skip
        appeals.rule(store, number, Ruling.REFUSED, BY, "看过，确有问题")
        replies.add(store, [replies.Reply(MONTH, first, "u", "@改好了", None)], BY)
    with Office.beside(sites.path) as db:
        for state in (State.COLLECTING, State.FIRST_REVIEW, State.APPEALS):
            months.enter(db, MONTH, state, BY)
        for name in ("回复.pdf", "回复.pdf", "a/b:c.pdf"):
            body = SCAN if name == "回复.pdf" else SCAN + b"2"
            papers_kept.add_scan(db, MONTH, "u", name, body, BY)
        with db.change():
            account = Account("weibo:1", "示例发布", Platform.WEIBO, organiser="示例单位")
            db.put_account(account, BY)
            seen = date(2026, 11, 24)
            picture = keep(db.evidence_dir, PICTURE, ".png")
            record = HumanRecord("weibo:1", "李四", seen, "updated", seen, (), picture)
            db.add_record(record, BY)
        days = (date(2026, 11, 30), date(2026, 12, 5))
        special_reports.add(db, "demo", *days, BY, reason="=1", document="甲 7 号")
        with db.change():
            seen_one = reminders.Seen(
                "k", reminders.Kind.FINDING, reminders.State.REMIND, "u", "图"
            )
            reminders.record(db, "demo", date(2026, 11, 24), [seen_one], BY)
            note_list(db, MONTH, 0, "x", BY)
    close(sites, MONTH, BY)
    with Store(sites.database("demo")) as store:
        reviews.decide(store, [second], Decision.FALSE_POSITIVE, BY, "-1+1 核实过", month=MONTH)
        note = Stamp("王五", "2026-12-01T01:00:00+00:00")
        reviews.decide(store, [second], Decision.FALSE_POSITIVE, note, "再核实", month=MONTH)
    correct(sites, MONTH, LATER, "核实后更正")
    with Office.beside(sites.path) as db:
        months.enter(db, MONTH, State.MENDING, BY)
    return sites


@pytest.fixture(scope="module")
def packed(office: SitesFile) -> Path:
    done = pack(office, MONTH, file_of(office, MONTH, draft=False))
    assert (done.problems, done.path.name) == ((), f"{FOLDER}.zip")
    return done.path


def rows(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    text = archive.read(f"{FOLDER}/{name}").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_everything_of_the_month_is_in_it(packed: Path) -> None:
    site = "网站/示例_网站_一（demo）"
    with zipfile.ZipFile(packed) as archive:
        names = {n.removeprefix(f"{FOLDER}/") for n in archive.namelist()}
        assert len(names) == len(archive.namelist())
        assert {
            "目录.html", "目录.csv", "SHA256SUMS", "公文/定稿/月度通报-2026年11月.docx",
            "公文/第1次更正/月度通报-2026年11月.docx", "公文/月度流程.csv",
            "盖章件/示例单位/回复.pdf", "盖章件/示例单位/b_c.pdf", "盖章件/盖章件清单.csv",
            "新媒体/新媒体.html", "新媒体/人工佐证.csv", "新媒体/口径.toml",
            f"{site}/定稿/口径.toml", f"{site}/定稿/得分.json", f"{site}/第1次更正/决定.json",
            f"{site}/报告.html", f"{site}/报告（第1次更正）.html", f"{site}/复核决定.csv",
        } <= names  # fmt: skip
        assert archive.read(f"{FOLDER}/盖章件/示例单位/回复.pdf") == SCAN
        [seen] = [n for n in names if n.startswith("新媒体/佐证/")]
        assert archive.read(f"{FOLDER}/{seen}") == PICTURE
        [handed] = [n for n in names if n.startswith(f"{site}/佐证/申诉1-")]
        assert archive.read(f"{FOLDER}/{handed}") == SCAN
        appeal = rows(archive, f"{site}/申诉.csv")[1]
        assert (appeal[2], appeal[4], appeal[9]) == ("示例单位", "'=HYPERLINK(1)", "不采纳")
        assert rows(archive, f"{site}/整改回复.csv")[1][2] == "'@改好了"
        assert rows(archive, "报备、提醒和留言/特殊情况报备.csv")[1][5:7] == ["'=1", "甲 7 号"]
        assert rows(archive, "报备、提醒和留言/每周提醒.csv")[1][4:7] == ["图", "提醒", "1"]
        assert len(rows(archive, "报备、提醒和留言/找错留言.csv")) == 1
        first, then = (
            archive.read(f"{FOLDER}/{site}/{name}.html").decode()
            for name in ("报告", "报告（第1次更正）")
        )
        assert ("核实后更正" in first, "已被第" in first) == (False, True)
        assert ("核实后更正" in then, "已被第" in then) == (True, False)
        assert [r[3:5][0][:10] for r in rows(archive, f"{site}/复核决定.csv")[1:]] == [
            "2026-11-26",
            "2026-12-01",
        ]
        assert json.loads(archive.read(f"{FOLDER}/{site}/第1次更正/决定.json")) != json.loads(
            archive.read(f"{FOLDER}/{site}/定稿/决定.json")
        )
        for name in names:
            if name.endswith(".html"):
                assert b"<script" not in archive.read(f"{FOLDER}/{name}").lower()


def test_it_unpacks_right_anywhere_and_is_verified_with_sha256sum(
    packed: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(packed) as archive:
        for info in archive.infolist():
            assert info.filename.isascii() or info.flag_bits & 0x800
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert not set(info.filename) & set('\\:*?"<>| ')
        archive.extractall(tmp_path)
        listed = {row[0]: row[4] for row in rows(archive, "目录.csv")[1:]}
    folder = tmp_path / FOLDER
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False
    )
    assert done.returncode == 0
    sums = dict(
        reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    assert listed.items() <= sums.items()
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert there - set(sums) == {"SHA256SUMS"}
    text = (folder / "目录.html").read_text(encoding="utf-8")
    assert "sha256sum -c SHA256SUMS" in text
    assert all(sha in text for sha in listed.values())


def test_the_same_month_makes_the_same_bytes_before_and_after_filing(
    office: SitesFile, packed: Path, tmp_path: Path
) -> None:
    again = tmp_path / "other name.zip"
    assert pack(office, MONTH, again).path.read_bytes() == packed.read_bytes()
    media = replace(office.media, rubric="media-local-example")  # for the months to come
    later = pack(replace(office, media=media), MONTH, tmp_path / "later.zip").path
    assert later.read_bytes() == packed.read_bytes()

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["--sites", str(office.path), "archive", *arguments])
        return done.exit_code, done.output

    assert run(MONTH, "--by", "张三")[0] == 2  # 整改: not looked at again yet
    with Office.beside(office.path) as db:
        months.enter(db, MONTH, State.LOOKING_AGAIN, BY)
    code, said = run(MONTH, "--by", "张三")
    assert (code, "已归档" in said) == (0, True)
    filed = packed.read_bytes()
    with Office.beside(office.path) as db:
        last = months.current(db, MONTH)
        assert last is not None
        assert last.state is State.FILED
        assert check(packed).sha in last.note
    code, said = run(MONTH, "--by", "张三")
    assert (code, "与当时的相同" in said) == (0, True)
    assert packed.read_bytes() == filed
    packed.write_bytes(filed + b"x")
    code, said = run(MONTH)
    assert (code, "没有覆盖" in said) == (2, True)
    packed.write_bytes(filed)


def test_what_was_changed_is_found(packed: Path, tmp_path: Path) -> None:
    good = check(packed)
    assert (good.problems, good.files > 30) == ((), True)

    def changed(**change: bytes | None) -> tuple[str, ...]:
        path = tmp_path / "changed.zip"
        with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                short = name.rpartition("/")[2]
                body = change.get(short, old.read(name))
                if body is not None:
                    new.writestr(name, body)
            for name in change.keys() - {n.rpartition("/")[2] for n in old.namelist()}:
                new.writestr(f"{FOLDER}/{name}", change[name] or b"")
        return check(path).problems

    [altered] = changed(**{"盖章件清单.csv": b"x"})
    assert altered.startswith("盖章件/盖章件清单.csv：内容与")
    [gone] = changed(**{"盖章件清单.csv": None})
    assert "文件不见了" in gone
    [added] = changed(**{"新.txt": b"x"})
    assert "后来加进去的" in added
    with pytest.raises(UserError, match="没有校验值清单"):
        changed(SHA256SUMS=None)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(packed.read_bytes()[:-2000])
    with pytest.raises(UserError, match="不是完整的 zip"):
        check(broken)
    done = CliRunner().invoke(main, ["archive", "--check", str(tmp_path / "changed.zip")])
    assert done.exit_code == 2


def test_a_month_that_is_not_final_or_lacks_evidence_is_refused(
    office: SitesFile, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"2026-10 现在是“采集”，还没有定稿"):
        pack(office, "2026-10", tmp_path / "a.zip")
    draft = pack(office, "2026-10", tmp_path / "a.zip", draft=True)
    with zipfile.ZipFile(draft.path) as archive:
        text = archive.read("归档草稿-2026-10/目录.html").decode()
    assert "草稿：这个月还没有定稿" in text
    assert "没有结果的网站：示例 网站/一" in text
    kept = next((office.data_dir / "evidence").glob("*.png"))
    body = kept.read_bytes()
    kept.write_bytes(b"another picture")
    try:
        with pytest.raises(UserError, match="内容和登记时不一致"):
            pack(office, MONTH, tmp_path / "b.zip")
        assert not (tmp_path / "b.zip").exists()
        done = pack(office, MONTH, tmp_path / "b.zip", incomplete=True)
        assert len(done.problems) == 1
    finally:
        kept.write_bytes(body)


@pytest.mark.parametrize(
    ("name", "said"),
    [("../a", "a"), ("a b\\c", "a_b_c"), ("CON.txt", "_CON.txt"), ("", "_"), ("长" * 99 + ".pdf", "长" * 57 + ".pdf")],
)  # fmt: skip
def test_names_are_fit_for_every_system(name: str, said: str) -> None:
    assert fit(name) == said
