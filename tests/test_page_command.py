"""``govcheck page`` as a person or a program runs it, against the sample's real pages."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.sample import faults
from crawler.sample.configuration import sites_toml
from crawler.sample.portal import GUARDED, build
from crawler.sample.server import SampleServer, serve
from crawler.sample.structure import PORTAL
from reports.cli import main

AS_OF = date(2026, 11, 25)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleServer]:
    portal = build(tmp_path_factory.mktemp("sample"), AS_OF)
    with serve(portal.folder, 0) as running:
        yield running


def page(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    start = "from reports.cli import main; main()"
    command = [sys.executable, "-c", start, "page", "--no-browser", "--as-of"]
    return subprocess.run(
        [*command, AS_OF.isoformat(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def test_one_page_as_json(server: SampleServer, tmp_path: Path) -> None:
    done = page(tmp_path, server.url(PORTAL, faults.GB18030_PAGE), "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert {k: told["page"][k] for k in ("status", "charset", "charset_source", "kind")} == {
        "status": 200, "charset": "gb18030", "charset_source": "meta", "kind": "article",
    }  # fmt: skip
    assert told["page"]["published_at"] == "2026-10-12T11:14:00+08:00"
    assert told["page"]["published_precision"] == "minute"
    assert told["page"]["labels"]["ColumnName"] == "政策解读"
    assert {r["outcome"] for r in told["results"]} <= {"pass", "not_applicable"}


def test_many_pages_one_line_each_in_the_order_asked(server: SampleServer, tmp_path: Path) -> None:
    paths = [faults.MISSING_ALT, faults.DEAD_FROM_HOME, "/zwgk/tzgg/"]
    urls = [server.url(PORTAL, p) for p in paths] + [server.url(GUARDED)]
    (tmp_path / "list.txt").write_text("\n".join(urls), encoding="utf-8")
    # Brings the sample's short pause before a second look at what did not answer.
    (tmp_path / "sites.toml").write_text(sites_toml(server, AS_OF), encoding="utf-8")
    done = page(tmp_path, "--from", "list.txt", "--format", "jsonl")
    assert done.returncode == 0
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["page"]["url"] for one in told] == urls
    assert [one["page"]["kind"] for one in told] == ["article", "error", "column", "blocked"]
    fails = [[r["check"] for r in one["results"] if r["outcome"] == "fail"] for one in told]
    assert fails == [["missing-alt"], [], [], []]
    assert told[2]["page"]["latest_item_date"] == "2026-11-24"


def test_a_challenged_page_alone_is_not_reached(server: SampleServer, tmp_path: Path) -> None:
    done = page(tmp_path, server.url(GUARDED), "--format", "json")
    assert done.returncode == 3
    assert {r["outcome"] for r in json.loads(done.stdout)["results"]} == {"unverifiable"}


def test_a_saved_page_needs_no_network(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text("<title>t</title><img src=a.png>", encoding="utf-8")
    before = len(server.requests)
    url = server.url(PORTAL, "/saved.html")
    done = page(tmp_path, "--html", "saved.html", "--url", url, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["page"]["url"] == url
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "请给出网址"),
        (["www.example.com"], "不是网址"),
        (["--from", "absent.txt"], "absent.txt"),
        (["http://127.0.0.1:1/", "http://127.0.0.1:1/a", "--format", "json"], "jsonl"),
    ],
)
def test_wrong_use_is_told_in_chinese(arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(main, ["page", *arguments])
    assert done.exit_code == 2
    assert words in done.stderr
