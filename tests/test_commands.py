"""The commands as a person runs them: what goes wrong, what they say, how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from misbehaving import page, serving, status

GOVCHECK = [sys.executable, "-m", "reports.cli"]
DAY = ["--as-of", "2026-11-25"]


def govcheck(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GOVCHECK, *arguments],
        cwd=folder,
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def configured(folder: Path, url: str, more: str = "", head: str = "") -> Path:
    path = folder / "sites.toml"
    path.write_text(
        f"""contact = "test@example.invalid"
{head}
[browser]
enabled = false

[[unit]]
id = "office"
name = "办公室"

[[site]]
id = "town"
name = "试验镇"
url = "{url}"
kind = "portal"
unit = "office"
{more}
[site.politeness]
requests_per_second = 0
timeout_s = 2
recheck_after_s = 0.2
""",
        encoding="utf-8",
    )
    return path


def test_no_configuration_says_how_to_get_one(tmp_path: Path) -> None:
    done = govcheck(tmp_path, "run", "town")
    assert done.returncode == 2
    assert "sites.toml" in done.stderr
    assert "govcheck init" in done.stderr
    assert govcheck(tmp_path, "init").returncode == 0
    assert govcheck(tmp_path, "sites", "check").returncode == 0
    again = govcheck(tmp_path, "init")
    assert again.returncode == 2
    assert "--force" in again.stderr


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text("[[unit]\nid = 1\n", encoding="utf-8")
    done = govcheck(tmp_path, "sites", "check")
    assert done.returncode == 2
    assert "sites.toml" in done.stderr
    assert "第 1 行" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_key_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9/", 'rubik = "x"')
    done = govcheck(tmp_path, "run", "town")
    assert done.returncode == 2
    assert "rubik" in done.stderr
    assert "rubric" in done.stderr


def test_an_unknown_rubric_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with serving() as server:
        configured(tmp_path, server.url, 'rubric = "national-2091-portal"')
        for command in (("run", "town"), ("monthly",), ("sites", "check")):
            done = govcheck(tmp_path, *command, *DAY)
            assert done.returncode == 2, command
            assert "national-2019-portal" in done.stderr, command
        assert server.asked == []


def test_an_unknown_site_lists_the_known_ones(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9/")
    for command in ("run", "score", "report", "columns"):
        done = govcheck(tmp_path, command, "twon")
        assert done.returncode == 2
        assert "twon" in done.stderr
        assert "town" in done.stderr


def test_a_month_that_was_not_crawled_says_what_to_run(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9/")
    done = govcheck(tmp_path, "report", "town", *DAY)
    assert done.returncode == 2
    assert "govcheck run town" in done.stderr


def test_wrong_dates_are_refused(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9/")
    assert govcheck(tmp_path, "run", "town", "--as-of", "25.11.2026").returncode == 2
    assert govcheck(tmp_path, "run", "town", "--month", "2026-13").returncode == 2


def report_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "output/2026-11/town.json").read_text("utf-8"))
    return found


def no_accusation(report: dict[str, object]) -> None:
    """Nothing was seen, so nothing may be found, passed or scored in full."""
    results = report["results"]
    assert isinstance(results, list)
    assert [r for r in results if r["outcome"] in ("fail", "pass")] == []
    assert report["verdict"] == "证据不足"
    coverage = report["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["assessed"] == 0


def test_a_name_that_does_not_exist_is_not_judged(tmp_path: Path) -> None:
    configured(tmp_path, "http://no-such-town.localhost/")
    done = govcheck(tmp_path, "run", "town", *DAY)
    assert done.returncode == 3, done.stderr
    report = report_of(tmp_path)
    assert report["stop_reason"] == "home-unreachable"
    no_accusation(report)


def test_a_site_behind_a_screen_is_not_judged(tmp_path: Path) -> None:
    with serving() as server:
        server.fallback = lambda _: status(521)
        configured(tmp_path, server.url)
        done = govcheck(tmp_path, "run", "town", *DAY)
        assert done.returncode == 3, done.stderr
        assert govcheck(tmp_path, "monthly", *DAY).returncode == 3
    report = report_of(tmp_path)
    assert report["stop_reason"] == "home-blocked"
    no_accusation(report)


def test_scores_below_the_limit_end_with_one(tmp_path: Path) -> None:
    with serving() as server:
        server.routes["/"] = page("/gone.html")
        configured(tmp_path, server.url)
        assert govcheck(tmp_path, "run", "town", *DAY, "--fail-under", "50").returncode == 0
        again = govcheck(tmp_path, "run", "town", *DAY, "--fail-under", "99.9")
        assert again.returncode == 1
        assert "已于" in again.stdout
        assert len([a for a in server.asked if "gone" in str(a)]) == 2


def test_one_bad_site_does_not_stop_the_others(tmp_path: Path) -> None:
    with serving() as server:
        server.routes["/"] = page()
        configured(tmp_path, server.url)
        with (tmp_path / "sites.toml").open("a", encoding="utf-8") as file:
            file.write(
                '\n[[site]]\nid = "away"\nname = "远"\nurl = "http://away.localhost/"\n'
                'kind = "department"\nunit = "office"\n[site.politeness]\nrecheck_after_s = 0.2\n'
            )
        done = govcheck(tmp_path, "monthly", "--jobs", "2", *DAY)
    assert done.returncode == 3, done.stderr
    assert (tmp_path / "output/2026-11/town.html").exists()
    assert "没能访问到" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not allow mounting a small file system")
    try:
        with serving() as server:
            server.routes["/"] = page(*(f"/{n}.html" for n in range(60)))
            for n in range(60):
                server.routes[f"/{n}.html"] = big_page(n)
            configured(tmp_path, server.url)
            done = govcheck(tmp_path, "run", "town", *DAY)
            assert done.returncode == 2, (done.stdout, done.stderr)
            assert "磁盘" in done.stderr
            assert "Traceback" not in done.stderr
            kept = rows(folder / "town.sqlite")
            subprocess.run(
                ["mount", "-o", "remount,size=200m", str(folder)], check=True, capture_output=True
            )
            done = govcheck(tmp_path, "run", "town", *DAY)
            assert done.returncode == 0, done.stderr
            assert rows(folder / "town.sqlite") >= max(kept, 61)
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def big_page(n: int):  # type: ignore[no-untyped-def]
    def answer(handler):  # type: ignore[no-untyped-def]
        noise = os.urandom(90_000).hex()
        handler.send(f"<!doctype html><title>{n}</title><p>{noise}".encode())

    return answer


def rows(path: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM fetches").fetchone()[0])


def test_judging_again_loads_no_crawl_engine_and_says_the_same(tmp_path: Path) -> None:
    with serving() as server:
        server.routes["/"] = page("/gone.html", "/a.html")
        server.routes["/a.html"] = page()
        configured(tmp_path, server.url)
        assert govcheck(tmp_path, "run", "town", *DAY).returncode == 0
    local = tmp_path / "stricter.toml"
    local.write_text(
        'id = "stricter"\ntitle = "试验口径"\nextends = "national-2019-portal"\n'
        "[indicator.D-availability]\npoints = 10\nper_finding = 3\n",
        encoding="utf-8",
    )
    script = (
        "import sys; from reports.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    code = end.code\n"
        "loaded = {m.partition('.')[0] for m in sys.modules}\n"
        "print('LOADED', sorted(loaded & {'scrapy', 'selenium', 'twisted'}))\n"
        "sys.exit(code)"
    )
    told = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script, "score", "town", "--rubric", str(local), *DAY,
             "--format", "json"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.rstrip().endswith("LOADED []")
        told.append(done.stdout)
    assert told[0] == told[1]
    assert json.loads(told[0].rpartition("LOADED")[0])["deductions"] == 3


def test_a_spot_check_of_nothing_we_can_reach(tmp_path: Path) -> None:
    with serving() as server:
        server.fallback = lambda _: status(521)
        done = govcheck(tmp_path, "page", server.url, "--format", "json")
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert told["page"]["kind"] == "blocked"
    assert {r["outcome"] for r in told["results"]} == {"unverifiable"}
    assert govcheck(tmp_path, "page", "ftp://example.invalid/").returncode == 2
    assert govcheck(tmp_path, "page", "--html", "missing.html").returncode == 2
