"""Planted personal data goes through the whole job and is found in no output but the bodies."""

import json
import logging
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made_files as made
import misbehaving
import pytest

from crawler.sites import SitesFile, Unit
from crawler.sites_toml import dumps

ID, SECOND, CARD = "810000190001010018", "81000019000101107X", "6222000000000000012"
PHONES = [f"1380013800{n}" for n in range(1, 5)]
PLANTED = [ID, SECOND, CARD, *PHONES]
ROWS = [
    ["姓名", "性别", "身份证号", "电话", "银行卡号"],
    *(["张某", "男", ID if n else SECOND, PHONES[n], CARD] for n in range(4)),
]
HOME = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>某区人民政府</title>
</head><body><h1>某区人民政府</h1><ul>
<li><a href="/xw/t20261103_1.html">救助公示 {id}</a> 2026-11-03</li>
<li><a href="/xw/gone_{n}.html">{id} 公示</a> 2026-11-02</li></ul></body></html>"""
ARTICLE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>公示 {id}</title>
<meta name="ArticleTitle" content="公示 {id}"><meta name="PubDate" content="2026-11-03 10:00">
</head><body><h1>公示 {id}</h1><p>发布时间：2026-11-03 10:00</p>
<p>当事人张某，身份证号：{id}。</p><img src="/no.png" title="{id}">
<p><a href="/files/list.xlsx">名单</a> <a href="/files/big.pdf">大文件</a>
<a href="/files/locked.pdf">加密</a> <a href="/files/scan.docx">假的</a>
<a href="/down.jsp?file=list.csv">下载</a> <a href="/files/setup.exe">程序</a></p></body></html>"""

JOB = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, filename=sys.argv[2] + "/debug.log", encoding="utf-8")
from datetime import date
from pathlib import Path
from checks.rubric import load as rubric
from crawler.run import run_site
from crawler.sites_file import load
from reports.terminal import render
from reports.writing import finish
logging.disable(0)
sites = load(Path(sys.argv[1]))
run_site(sites, "t", "2026-11", date(2026, 11, 25), rubric("national-2019-portal"), jobs=1, browser=False)
report, paths = finish(sites, "t", "2026-11", rubric("national-2019-portal"))
print(render(report))
"""


@dataclass(frozen=True)
class Job:
    """What the job left: the folder, what it printed, and the requests it sent."""

    folder: Path
    printed: str
    asked: list[tuple[str, str]]

    @property
    def results(self) -> list[dict[str, Any]]:
        with sqlite3.connect(self.folder / "data" / "t.sqlite") as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute("SELECT * FROM results")]

    def said(self, check: str) -> dict[tuple[str, str], dict[str, Any]]:
        """(rule, end of the address) -> result."""
        mine = [r for r in self.results if r["check_id"] == check]
        return {(r["rule"], r["url"].rpartition("/")[2]): r for r in mine}


def job(folder: Path, **politeness: Any) -> Job:
    files = {
        "/files/list.xlsx": (made.xlsx({"名单": ROWS}), "application/vnd.ms-excel"),
        "/files/big.pdf": (made.pdf(["x"]) + bytes(2 << 20), "application/pdf"),
        "/files/locked.pdf": (made.encrypted_pdf("x", "y"), "application/pdf"),
        "/files/scan.docx": (b"<html><body>login</body></html>", "text/html"),
        "/files/setup.exe": (b"MZ" + bytes(1000), "application/octet-stream"),
        "/down.jsp": (
            "\n".join(",".join(row) for row in ROWS).encode("gb18030"),
            "application/octet-stream",
        ),
    }
    with misbehaving.serving() as server:
        for path, (body, kind) in files.items():
            server.routes[path] = lambda h, body=body, kind=kind: h.send(body, kind=kind)
        pages = {"/": HOME.format(id=ID, n=1), "/xw/t20261103_1.html": ARTICLE.format(id=ID)}
        for path, html in pages.items():
            server.routes[path] = lambda h, html=html: h.send(html.encode())
        site = misbehaving.site(server.url + "/", **politeness)
        unit = Unit("u", "某区政府办", ())
        config = SitesFile(folder / "sites.toml", {"u": unit}, {"t": site}, "a@example.cn")
        config.path.write_text(dumps(config).replace('unit = ""', ""), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", JOB, str(config.path), str(folder)],
            cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return Job(folder, done.stdout + done.stderr, list(server.asked))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return job(tmp_path_factory.mktemp("planted"))


def test_the_numbers_are_found_in_page_and_attachments(done: Job) -> None:
    page = done.said("personal-data")
    assert ("id-number", "t20261103_1.html") in page
    files = done.said("personal-data-attachment")
    assert {rule for rule, name in files if name == "list.xlsx"} == {
        "id-number", "bank-card", "mobile",
    }  # fmt: skip
    assert {rule for rule, name in files if "down.jsp" in name} == {
        "id-number", "bank-card", "mobile",
    }  # fmt: skip
    assert {r["outcome"] for r in files.values()} == {"review", "unverifiable"}
    found_on = json.loads(files["id-number", "list.xlsx"]["found_on"])
    assert [url.rpartition("/")[2] for url in found_on] == ["t20261103_1.html"]


def test_what_was_not_read_says_so(done: Job) -> None:
    unread = [r for r in done.results if r["rule"] == "unread"]
    reasons = " ".join(r["message"] for r in unread)
    assert "big.pdf" in reasons
    assert "太大" in reasons
    assert "密码" in reasons


def test_a_big_or_unreadable_file_is_no_dead_link(done: Job) -> None:
    broken = [r for r in done.results if r["check_id"].startswith("broken-link")]
    assert not [r for r in broken if "/files/" in (r["target"] or "")]
    assert ("HEAD", "/files/big.pdf") in done.asked
    assert ("GET", "/files/setup.exe") not in done.asked


def test_they_are_to_be_acted_on_at_once(done: Job) -> None:
    told = json.loads((done.folder / "output/2026-11/t.json").read_text(encoding="utf-8"))
    assert {"personal-data", "personal-data-attachment"} <= {u["check"] for u in told["immediate"]}


def test_no_number_is_in_any_file_but_the_bodies(done: Job) -> None:
    assert len(done.printed) > 500
    assert not [n for n in PLANTED if n in done.printed]
    written = [p for p in done.folder.rglob("*") if p.is_file()]
    assert {p.suffix for p in written} >= {".html", ".json", ".log", ".sqlite", ".toml"}
    for path in written:
        if not path.name.startswith("t.sqlite"):
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [n for n in PLANTED if n in text or n[:-1] in text], path.name


def test_the_database_holds_numbers_in_bodies_only(done: Job) -> None:
    with sqlite3.connect(done.folder / "data" / "t.sqlite") as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        assert {"bodies", "readings", "results", "fetches"} <= set(tables)
        for table in tables:
            if table != "bodies":
                for row in db.execute(f"SELECT * FROM {table}"):
                    assert not [n for n in PLANTED if n in repr(row)], (table, row)
        (mode,) = {oct((done.folder / "data" / "t.sqlite").stat().st_mode & 0o777)}
        assert mode == "0o600"


def test_attachments_are_only_asked_for_when_the_configuration_says_so(tmp_path: Path) -> None:
    done = job(tmp_path, attachments=False)
    assert ("HEAD", "/files/list.xlsx") in done.asked
    assert ("GET", "/files/list.xlsx") not in done.asked
    said = done.said("personal-data-attachment")
    assert {rule for rule, _ in said} == {"unread"}
    assert any("attachments = false" in r["message"] for r in said.values())


def test_debug_logging_was_on(done: Job) -> None:
    assert (done.folder / "debug.log").stat().st_size > 0
    assert logging.getLogger("pypdf").level in (logging.CRITICAL, logging.NOTSET)
