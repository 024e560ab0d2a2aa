"""The scripts behind make: run for real in a copy, with stand-ins for what they call."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("bash", "cat", "chmod", "dirname", "env", "head", "mkdir", "sha256sum", "touch")
FILES = ("requirements.lock", "pyproject.toml", ".python-version", "package-lock.json", "Makefile")

PYTHON = """\
echo "python $*" >> "$CALLS"
case "$*" in
  "-c "*) exit 0 ;;
  "-m uv --version") exit 1 ;;
  "-m pip install"*)
    mkdir -p .tools/uv/bin
    cat "$STAND_INS/uv" > .tools/uv/bin/uv
    chmod +x .tools/uv/bin/uv ;;
  *) exit 1 ;;
esac
"""
UV = """\
echo "uv $*" >> "$CALLS"
case "$*" in
  "venv "*) mkdir -p .venv/bin ;;
  "pip install "*) echo > .venv/bin/govcheck; chmod +x .venv/bin/govcheck ;;
esac
"""
FAILS = """\
echo "$(basename "$0") $*" >> "$CALLS"
exit 1
"""


@dataclass
class Copy:
    """A copy of the scripts with its own PATH. ``calls`` are what the stand-ins were asked."""

    folder: Path

    def stand_in(self, name: str, script: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(f"#!{shutil.which('bash')}\n{script}", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder / "home"),
            "CALLS": str(self.folder / "calls"),
            "STAND_INS": str(self.folder / "bin"),
        }
        return subprocess.run(
            command, cwd=self.folder / "repo", env=environment, capture_output=True, text=True,
            check=False, timeout=180,
        )  # fmt: skip

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    shutil.copytree(ROOT / ".ci", tmp_path / "repo" / ".ci")
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / "repo" / name)
    for name in (*TOOLS, "basename"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    made = Copy(tmp_path)
    made.stand_in("uv", "exit 1")
    return made


def is_shell(path: Path) -> bool:
    return path.read_bytes().startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))


@pytest.mark.parametrize("script", ["setup", "test", "run", "lock", "readme"])
def test_scripts_are_executable_and_valid(script: str) -> None:
    path = ROOT / ".ci" / script
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def test_scripts_pass_shellcheck() -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    scripts = [p for p in sorted((ROOT / ".ci").rglob("*")) if p.is_file() and is_shell(p)]
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("status", [0, 3])
def test_ci_runs_make_test_and_hands_on_its_status(copy: Copy, status: int) -> None:
    copy.stand_in("make", f'echo "make $*" >> "$CALLS"; exit {status}')
    assert copy.run("bash", ".ci/run").returncode == status
    assert copy.calls == ["make test"]


def test_setup_fetches_uv_with_pip_and_installs_what_is_locked(copy: Copy) -> None:
    copy.stand_in("python3", PYTHON)
    (copy.folder / "bin" / "uv").write_text(f"#!{shutil.which('bash')}\n{UV}", encoding="utf-8")
    (copy.folder / "bin" / "uv").chmod(0o644)  # to be copied by pip, not to be found on the path
    done = copy.run("bash", ".ci/setup")
    assert done.returncode == 0, done.stderr
    assert any(
        c.startswith("python -m pip install") and "--target .tools/uv" in c for c in copy.calls
    )
    uv = [c for c in copy.calls if c.startswith("uv ")]
    wanted = ("uv venv --quiet --clear --python 3.12 ", "--require-hashes requirements.lock",
              "--no-deps --editable .")  # fmt: skip
    assert all(part in call for part, call in zip(wanted, uv, strict=True))


def test_setup_does_nothing_the_second_time(copy: Copy) -> None:
    copy.stand_in("uv", UV)
    assert copy.run("bash", ".ci/setup").returncode == 0
    before = copy.calls
    assert copy.run("bash", ".ci/setup").returncode == 0
    assert copy.calls == before
    (copy.folder / "repo" / "requirements.lock").write_text("changed\n", encoding="utf-8")
    assert copy.run("bash", ".ci/setup").returncode == 0
    assert len(copy.calls) > len(before)


def test_setup_names_missing_packages_and_goes_on(copy: Copy) -> None:
    copy.stand_in("uv", UV)
    done = copy.run("bash", ".ci/setup")
    assert done.returncode == 0
    for package in ("chromium", "chromium-driver", "fonts-noto-cjk", "npm"):
        assert package in done.stderr
    assert "请管理员安装" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install packages")
def test_setup_installs_missing_packages_as_root(copy: Copy) -> None:
    copy.stand_in("uv", UV)
    copy.stand_in("apt-get", 'echo "apt-get $*" >> "$CALLS"')
    assert copy.run("bash", ".ci/setup").returncode == 0
    update, install, extra = [c for c in copy.calls if c.startswith("apt-get")]
    assert "update" in update
    assert "chromium chromium-driver fontconfig fonts-noto-cjk" in install
    assert extra.endswith("chromium-headless-shell")


def test_setup_fetches_the_browser_engine_without_running_its_scripts(copy: Copy) -> None:
    copy.stand_in("uv", UV)
    copy.stand_in("npm", 'echo "npm $*" >> "$CALLS"; mkdir -p node_modules')
    assert copy.run("bash", ".ci/setup").returncode == 0
    assert copy.run("bash", ".ci/setup").returncode == 0
    (npm,) = [c for c in copy.calls if c.startswith("npm")]
    assert npm.startswith("npm ci --ignore-scripts")


def test_setup_goes_on_when_the_browser_engine_cannot_be_had(copy: Copy) -> None:
    copy.stand_in("uv", UV)
    copy.stand_in("npm", FAILS)
    done = copy.run("bash", ".ci/setup")
    assert done.returncode == 0
    assert "axe-core" in done.stderr


def test_setup_says_what_to_do_without_a_new_python(copy: Copy) -> None:
    copy.stand_in("uv", 'echo "uv $*" >> "$CALLS"; [[ $1 != venv ]]')
    done = copy.run("bash", ".ci/setup")
    assert done.returncode == 1
    assert "Python 3.12" in done.stderr
    assert not any("pip" in call for call in copy.calls)


def test_one_failing_step_fails_the_run_but_hides_no_other(copy: Copy) -> None:
    for tool in ("mypy", "lint-imports", "pytest"):
        copy.stand_in(tool, 'echo "$(basename "$0") $*" >> "$CALLS"')
    copy.stand_in("ruff", FAILS)
    done = copy.run("bash", ".ci/test", "-k", "word")
    assert done.returncode == 1
    assert [c.split()[0] for c in copy.calls] == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert copy.calls[-1].endswith("-k word")
    summary = done.stdout.split("小结")[1]
    assert (summary.count("未通过"), summary.count(" 通过")) == (2, 3)


def test_lint_leaves_the_tests_out(copy: Copy) -> None:
    for tool in ("ruff", "mypy", "lint-imports", "pytest"):
        copy.stand_in(tool, 'echo "$(basename "$0") $*" >> "$CALLS"')
    assert copy.run("bash", ".ci/test", "--lint-only").returncode == 0
    assert not any(call.startswith("pytest") for call in copy.calls)


def test_make_test_sets_up_then_tests() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "test"], cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == [".ci/setup", ".ci/test"]
