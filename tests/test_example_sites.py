"""What ``govcheck init`` writes is nobody's site: nothing goes out before it has been changed."""

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.__main__ import main as site_process
from crawler.example_sites import is_reserved
from reports.cli import main
from reports.weekly.__main__ import main as weekly_process

DAY = "2026-11-25"
REAL = '[[site]]\nid = "real"\nname = "示例市人民政府"\nurl = "http://127.0.0.1:1/"\n'


@pytest.fixture
def gone_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was about to leave this computer: names asked for, connections, processes begun."""
    tried: list[str] = []

    def noted(what: str) -> Callable[..., None]:
        def refuse(*args: object, **kwargs: object) -> None:
            tried.append(f"{what} {args}")
            raise OSError(what)

        return refuse

    monkeypatch.setattr(socket, "getaddrinfo", noted("getaddrinfo"))
    monkeypatch.setattr(socket.socket, "connect", noted("connect"))
    monkeypatch.setattr(socket.socket, "sendto", noted("sendto"))
    begin = subprocess.Popen.__init__

    def begun(self: subprocess.Popen[bytes], *args: Any, **kwargs: Any) -> None:
        tried.append(f"process {args}")
        begin(self, *args, **kwargs)

    monkeypatch.setattr(subprocess.Popen, "__init__", begun)
    return tried


def govcheck(folder: Path, *arguments: str) -> Result:
    path = str(folder / "sites.toml")
    return CliRunner().invoke(main, ["--sites", path, *arguments], catch_exceptions=False)


def test_an_untouched_file_is_refused_before_anything_goes_out(
    tmp_path: Path, gone_out: list[str]
) -> None:
    assert govcheck(tmp_path, "init").exit_code == 0
    for command in (
        ("run", "chenglan"),
        ("monthly",),
        ("monthly", "--site", "chenglan", "--dask", "tcp://127.0.0.1:1"),
        ("weekly",),
        ("probe",),
        ("columns", "chenglan"),
        ("recheck", "chenglan", "--waiting"),
    ):
        done = govcheck(tmp_path, *command)
        assert done.exit_code == 2, command
        for part in ("sites.toml", "site[1]", "url", "https://www.example.com/", "请改成"):
            assert part in done.stderr, (command, part)
    assert gone_out == []
    done = govcheck(tmp_path, "doctor", "--online", "--quick")
    assert "[有问题] 联网 chenglan：url 还是示例网址" in done.output
    assert done.exit_code == 1
    assert not [one for one in gone_out if not one.startswith("process")]
    assert not list(tmp_path.glob("data/*.sqlite"))


def test_an_example_among_other_sites_is_refused_alone(tmp_path: Path) -> None:
    assert govcheck(tmp_path, "init").exit_code == 0
    path = tmp_path / "sites.toml"
    path.write_text(path.read_text(encoding="utf-8") + REAL, encoding="utf-8")
    done = govcheck(tmp_path, "probe")
    assert done.exit_code == 2
    assert "示例：澄岚区人民政府" in done.stderr
    assert "示例市人民政府：IPv4 没打开" in done.stdout
    assert [one.name for one in tmp_path.glob("data/*.sqlite")] == ["real.sqlite"]


def test_its_own_process_refuses_it_too(
    tmp_path: Path, gone_out: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert govcheck(tmp_path, "init").exit_code == 0
    path = str(tmp_path / "sites.toml")
    assert site_process([path, "chenglan", "2026-11", DAY, "--no-browser"]) == 2
    assert weekly_process([path, "chenglan", DAY, "王某", "7", "200"]) == 2
    assert capsys.readouterr().err.count("还是示例网址") == 2
    assert gone_out == []


def test_only_names_kept_for_examples_are_refused() -> None:
    for name in ("example.com", "www.example.com:8080", "a.b.example.org", "example.net."):
        assert is_reserved(name), name
    for name in ("myexample.com", "example.com.cn", "www.example.gov.cn", "a.test", "127.0.0.1"):
        assert not is_reserved(name), name
