"""Dockerfile and compose.yaml, checked against what is here: there need not be an engine."""

import fnmatch
import json
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from checks.page import SHANGHAI
from crawler.care.running import Runner, is_due, missed
from crawler.care.schedule import Job, jobs
from reports.cli import main
from reports.cli.serve import PORT

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [x for x in text.splitlines() if x.strip() and not x.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(w, rest.strip()) for w, _, rest in (x.partition(" ") for x in joined.splitlines())]


def parsed(command: list[str]) -> None:
    """Have the real command line read it, without running it."""
    with click.Context(main) as ctx:
        found = main.get_command(ctx, command[0])
        assert found is not None, command
        found.make_context(command[0], list(command[1:]), parent=ctx)


def test_the_image_is_made_of_what_is_here_and_runs_as_nobody_special() -> None:
    made = instructions()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    stages = {rest.split()[-1] for word, rest in made if word == "FROM" and " AS " in rest}
    for word, rest in made:
        if word != "COPY":
            continue
        *sources, _target = rest.split()
        if sources[0].startswith("--from="):
            assert sources[0].removeprefix("--from=") in stages
            continue
        for source in sources:
            assert (ROOT / source).exists(), source
            assert not any(fnmatch.fnmatch(source, pattern) for pattern in ignored), source
    last = [n for n, (word, _) in enumerate(made) if word == "FROM"][-1]
    final = made[last:]
    words = [word for word, _ in final]
    assert dict(final)["USER"] not in ("root", "0")
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert json.loads(dict(final)["ENTRYPOINT"]) == ["tini", "--", "govcheck"]
    installed = next(rest for word, rest in final if word == "RUN" and "apt-get" in rest)
    assert {"chromium", "chromium-driver", "fonts-noto-cjk", "tini"} <= set(installed.split())
    health = dict(final)["HEALTHCHECK"]
    check = json.loads(health[health.index("[") :])
    assert check[0] == "govcheck"
    parsed(check[1:])
    runs = [rest for word, rest in made if word == "RUN"]
    assert all("--require-hashes" in rest for rest in runs if "requirements.lock" in rest)
    # What is installed is what the program asks for: the lock has the developers' tools, too.
    [installs] = [rest for rest in runs if "/opt/govcheck/bin/pip install" in rest]
    assert "requirements.lock" not in installs
    assert "--no-index --find-links wheels own/*.whl" in installs


@pytest.mark.parametrize("name", SERVICES)
def test_services_run_commands_there_are_and_bind_to_this_machine_alone(name: str) -> None:
    service = SERVICES[name]
    parsed(service["command"])
    assert service["build"] == "."
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    [volume] = service["volumes"]
    assert volume.split(":")[1] == "/data" == dict(instructions())["WORKDIR"]
    for port in service.get("ports", ()):
        assert re.fullmatch(rf"127\.0\.0\.1:\d+:{PORT}", port)
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert service["healthcheck"]["interval"]


def test_there_is_a_page_and_a_scheduler_and_they_share_the_data() -> None:
    assert {"web", "scheduler"} == set(SERVICES)
    assert SERVICES["web"]["command"][0] == "serve"
    assert SERVICES["web"]["ports"]
    assert SERVICES["scheduler"]["command"] == ["schedule", "--run"]
    assert SERVICES["web"]["volumes"] == SERVICES["scheduler"]["volumes"]
    assert str(PORT) in SERVICES["web"]["healthcheck"]["test"][-1]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def job(name: str) -> Job:
    return next(one for one in jobs(["demo"]) if one.name == name)


def test_jobs_are_due_when_their_crontab_says_in_beijing() -> None:
    monthly = job("monthly")
    minute = int(monthly.cron.split()[0])
    due = at(f"2026-11-25 20:{minute:02d}")
    assert is_due(monthly, due)
    assert is_due(monthly, due.astimezone(tz=None))
    assert not is_due(monthly, due + timedelta(minutes=1))
    assert not is_due(monthly, due + timedelta(days=1))
    minute, hour, *_, weekday = next(
        job for job in jobs(["a"]) if job.name == "weekly"
    ).cron.split()
    monday = datetime(2026, 11, 23, int(hour), int(minute), tzinfo=SHANGHAI)
    weekly = next(job for job in jobs(["a"]) if job.name == "weekly")
    assert weekday == "1"
    assert [n for n in range(8) if is_due(weekly, monday + timedelta(days=n))] == [0, 7]
    assert not missed(monthly, None, due - timedelta(minutes=1))
    assert missed(monthly, None, due + timedelta(days=3))
    assert not missed(monthly, due, due + timedelta(days=3))
    assert not missed(monthly, None, at("2026-12-02 08:00"))  # that would be December's work
    backup = job("backup")
    assert not missed(backup, None, due)  # a container that starts often makes no backups by it
    assert missed(backup, due - timedelta(days=2), due)
    assert not missed(job("probe"), due - timedelta(days=2), due)


class Started:
    """A job that ends with a code when it is asked the second time."""

    def __init__(self, code: int) -> None:
        self.code, self.asked, self.ended = code, 0, False

    def poll(self) -> int | None:
        self.asked += 1
        return self.code if self.asked > 1 else None

    def terminate(self) -> None:
        self.ended = True

    def wait(self, timeout: float | None = None) -> int:
        return self.code


def test_the_runner_begins_ends_and_repeats_jobs_and_remembers_it(tmp_path: Path) -> None:
    said: list[str] = []
    started: list[tuple[str, Started]] = []

    def start(one: Job) -> Started:
        made = Started(2 if one.name == "monthly" else 0)
        started.append((one.name, made))
        return made

    def runner() -> Runner:
        return Runner(jobs(["demo"]), start, said.append, tmp_path / "data" / "alive")

    due = at(f"2026-11-25 20:{int(job('monthly').cron.split()[0]):02d}")
    one = runner()
    for n in range(40):
        one.minute(due + timedelta(minutes=n))
    names = [name for name, _ in started if name != "probe"]
    assert names == ["monthly", "monthly"]  # failed, and again half an hour later
    assert any("没有做成（退出码 2），30 分钟后再试" in line for line in said)
    assert set(json.loads((tmp_path / "data" / "alive").read_text())) == {"monthly", "probe"}
    started.clear()
    stop, clock = threading.Event(), ticking(due + timedelta(hours=1))
    stop.set()
    runner().run(stop, clock)
    assert started == []  # what had begun is not made up for
    (tmp_path / "data" / "alive").unlink()
    runner().run(stop, clock)
    assert [(name, made.ended) for name, made in started] == [("monthly", True)]


def ticking(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment
