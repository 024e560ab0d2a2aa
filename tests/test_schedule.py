"""The schedule names this installation, is good syntax, and touches nobody else's files."""

import re
import shutil
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.care import schedule
from crawler.care.schedule import Installation, Job, crontab, jobs, units, without
from crawler.hours import Hours
from reports.cli import COMMANDS, main

SITES = """
[[unit]]
id = "u"
name = "单位"

[[site]]
id = "demo"
name = "示例"
url = "http://www.example.gov.cn/"
unit = "u"
"""


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    folder = tmp_path / '局 100% "$HOME"'
    folder.mkdir()
    (folder / "sites.toml").write_text(SITES, encoding="utf-8")
    return folder / "sites.toml"


def invoked(sites: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--sites", str(sites), "schedule", *arguments])
    return done.exit_code, done.output


NIGHT = Hours(time(22), time(6))


@pytest.mark.parametrize("job", jobs(["demo"], hours=[NIGHT]), ids=lambda job: job.name)
def test_every_job_is_a_command_with_options_that_exist(job: Job, sites: Path) -> None:
    assert job.arguments[0] in COMMANDS
    done = CliRunner().invoke(main, ["--sites", str(sites), *job.arguments, "--help"])
    assert done.exit_code == 0, done.output
    for option in (a for a in job.arguments if a.startswith("--")):
        assert re.search(rf"{option}\b", done.output), option


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("user", ["", "daemon"])
def test_units_are_good_syntax(sites: Path, tmp_path: Path, user: str) -> None:
    here = Installation((sys.executable, "-m", "reports.cli"), sites)
    made = units(here, jobs(["demo", "二"]), user=user)
    assert len(made) == 12
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in made)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "govcheck" in line]
    assert ours == []
    calendars = re.findall(r"OnCalendar=(.*)", "".join(made.values()))
    assert len(calendars) == 6
    for calendar in calendars:
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)


def test_what_systemd_starts_is_what_was_meant(tmp_path: Path) -> None:
    """Specifiers, variables, quotes and spaces in a path mean nothing."""
    path = tmp_path / 'a %h $HOME "q" \\' / "sites.toml"
    text = schedule.units(Installation(("/x/govcheck",), path), jobs(["demo"]))
    line = next(
        found for found in re.findall("ExecStart=(.*)", "".join(text.values())) if "prune" in found
    )
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    read = [re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in words]
    assert [w.replace("%%", "%").replace("$$", "$") for w in read] == [
        "/x/govcheck", "--sites", str(path), "prune", "--keep-months", "13", "--yes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "runs"), [("02", False), ("24", False), ("25", True), ("31", True)]
)
def test_a_monthly_run_is_not_made_up_for_in_the_next_month(
    tmp_path: Path, day: str, runs: bool
) -> None:
    """It would take the new month's crawl, weeks before its day."""
    made = schedule.units(Installation(("/x",), tmp_path / "sites.toml"), jobs(["demo"]))
    conditions = {
        name: found[1]
        for name, text in made.items()
        if (found := re.search("ExecCondition=/bin/sh -c '(.*)'", text))
    }
    [(name, command)] = conditions.items()
    assert "monthly" in name
    date = tmp_path / "date"
    date.write_text(f'#!/bin/sh\n[ "$1" = +%d ] && echo {day}\n')
    date.chmod(0o755)
    shell = command.replace("$$", "$").replace("%%", "%")
    done = subprocess.run(["/bin/sh", "-c", shell], env={"PATH": str(tmp_path)}, check=False)
    assert (done.returncode == 0) is runs


def test_a_crontab_line_runs_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "局 100% 'x' $HOME"
    folder.mkdir()
    tell = tmp_path / "tell"
    tell.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\n')
    tell.chmod(0o755)
    lines = crontab(Installation((str(tell),), folder / "sites.toml"), jobs(["demo"]))
    backup = next(line for line in lines.splitlines() if " backup " in line)
    assert re.match(r"\d+ 2 \* \* \* cd ", backup)
    command = backup.split(" ", 5)[5].replace("\\%", "%")  # what cron hands to the shell
    assert "%" not in re.sub(r"\\%", "", backup)
    subprocess.run(["sh", "-c", command], check=True)
    assert (folder / "cron.log").read_text(encoding="utf-8").splitlines() == [
        str(folder), "--sites", str(folder / "sites.toml"), "backup", "--keep", "7",
    ]  # fmt: skip


def test_the_weekly_look_is_made_in_the_hours_of_most_sites(sites: Path) -> None:
    def weekly(*hours: Hours) -> Job:
        return next(j for j in jobs(["demo"], hours=hours) if j.name == "weekly")

    assert (weekly().cron.split()[1], "--wait" in weekly().arguments) == ("7", False)
    for hours, hour in {
        (NIGHT,): "3",
        (Hours(time(9), time(17)), NIGHT, NIGHT): "3",
        (Hours(time(20), time(23)),): "20",
        (Hours(time(6), time(12)), Hours(time(23), time(23, 20))): "7",
    }.items():
        job = weekly(*hours)
        assert (job.cron.split()[1], job.cron.split()[4]) == (hour, "1")
        assert f" {int(hour):02d}:" in job.calendar
        assert "--wait" in job.arguments
    text = f'{SITES}[site.politeness]\nhours = "22:00-06:00"\n'
    sites.write_text(text, encoding="utf-8")
    _, said = invoked(sites, "--cron")
    assert re.search(r"^\d+ 3 \* \* 1 .* weekly --jobs 2 --wait ", said, re.MULTILINE), said


def test_minutes_are_those_of_the_sites() -> None:
    def probe(sites: list[str], every: int = 30) -> Job:
        return next(j for j in jobs(sites, probe_minutes=every) if j.name == "probe")

    assert probe(["a", "b"]) == probe(["b", "a"])
    assert len({probe([str(n)]).cron for n in range(20)}) > 5
    first, second = map(int, probe(["a"]).cron.split()[0].split(","))
    assert second - first == 30
    assert probe(["a"], 60).cron.split()[0].isdigit()
    assert not probe(["a"]).persistent  # yesterday's visits cannot be made up for


def test_installing_says_what_it_did_and_can_be_taken_back(sites: Path, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    (folder / "other.timer").write_text("x")
    code, said = invoked(sites, "--install", "--user", "--folder", str(folder))
    assert code == 0, said
    assert said.count("写好了") == 12
    assert "systemctl --user" in said
    services = [p.read_text(encoding="utf-8") for p in folder.glob("*.service")]
    assert all("User=" not in text for text in services)
    assert any(f"{Path(sys.executable).parent}" in text for text in services)
    code, said = invoked(sites, "--install", "--user", "--folder", str(folder))
    assert (code, said.count("没有变化")) == (0, 12)
    code, said = invoked(sites, "--install", "--user", "--jobs", "7", "--folder", str(folder))
    assert (said.count("没有变化"), said.count("更新了")) == (10, 2)
    code, said = invoked(sites, "--uninstall", "--user", "--folder", str(folder))
    assert (code, said.count("删去了")) == (0, 12)
    assert [p.name for p in folder.iterdir()] == ["other.timer"]


def test_a_foreign_file_is_not_overwritten(sites: Path, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    name = f"govcheck-{Installation.here(sites).tag}-prune.timer"
    (folder / name).write_text("# mine\n")
    code, said = invoked(sites, "--install", "--user", "--folder", str(folder))
    assert code == 2
    assert name in said
    assert [p.name for p in folder.iterdir()] == [name]
    code, said = invoked(sites, "--uninstall", "--user", "--folder", str(folder))
    assert code == 0
    assert (folder / name).read_text() == "# mine\n"


def test_two_configurations_do_not_meet(sites: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "sites.toml"
    other.parent.mkdir()
    other.write_text(SITES, encoding="utf-8")
    folder = tmp_path / "units"
    for path in (sites, other):
        assert invoked(path, "--install", "--user", "--folder", str(folder))[0] == 0
    assert len(list(folder.iterdir())) == 24
    invoked(other, "--uninstall", "--user", "--folder", str(folder))
    assert len(list(folder.iterdir())) == 12


def test_a_crontab_keeps_everybody_elses_lines(
    sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, tools = tmp_path / "table", tmp_path / "bin"
    tools.mkdir()
    fake = tools / "crontab"
    fake.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then [ -f "{table}" ] && cat "{table}" && exit 0\n'
        f'echo "no crontab for me" >&2; exit 1; fi\ncat "$1" > "{table}"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    code, said = invoked(sites, "--cron", "--install")
    assert code == 0, said
    first = table.read_text(encoding="utf-8")
    assert first.count(" --sites ") == 6
    table.write_text("MAILTO=x\n5 4 * * * other\n" + first + "1 1 * * * last\n", encoding="utf-8")
    invoked(sites, "--cron", "--install", "--jobs", "9")
    text = table.read_text(encoding="utf-8")
    assert text.count(" --sites ") == 6
    assert "--jobs 9" in text
    assert "5 4 * * * other" in text
    assert "1 1 * * * last" in text
    code, said = invoked(sites, "--cron", "--uninstall")
    assert code == 0, said
    assert "govcheck" not in table.read_text(encoding="utf-8")
    assert "5 4 * * * other\n" in table.read_text(encoding="utf-8")
    assert "1 1 * * * last\n" in table.read_text(encoding="utf-8")
    assert "没有这份配置" in invoked(sites, "--cron", "--uninstall")[1]


def test_lines_of_another_configuration_stay(tmp_path: Path) -> None:
    one, two = (Installation(("/x",), tmp_path / n / "sites.toml") for n in ("a", "ab"))
    both = crontab(one, jobs(["s"])) + crontab(two, jobs(["s"]))
    assert without(both, one) == crontab(two, jobs(["s"]))


@pytest.mark.parametrize("arguments", [(), ("--cron",)])
def test_printing_changes_nothing(sites: Path, arguments: tuple[str, ...]) -> None:
    code, said = invoked(sites, *arguments)
    assert code == 0
    assert "monthly" in said
    assert [p.name for p in sites.parent.iterdir()] == ["sites.toml"]
