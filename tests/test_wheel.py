"""The wheel holds everything the program needs where there is no checkout, and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = "crawler/browser/engine/axe-core/"
DATA_FILES = (
    "checks/accessibility/page_tools.js",
    "checks/accessibility/axe_rules.toml",
    "checks/rubrics/national-2019-portal.toml",
    "crawler/sample/static/site.css",
    "crawler/sites_starter.toml",
    "reports/templates/document.html.j2",
    "reports/templates/report.html.j2",
)


def uv() -> list[str]:
    """The command of uv, which builds with the hatchling it has; skips without."""
    tools = ROOT / ".tools" / "uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(tools) if tools.exists() else "")
    for command in ([found], [shutil.which("python3") or sys.executable, "-m", "uv"]):
        if command[0]:
            said = subprocess.run([*command, "--version"], capture_output=True, check=False)
            if said.returncode == 0:
                return command
    pytest.skip("needs uv")


def copied(folder: Path) -> Path:
    """The sources as they would be checked out, without what set-up fetches."""
    away = shutil.ignore_patterns("node_modules", ".*", "__pycache__", "data", "tests", "dist")
    return Path(shutil.copytree(ROOT, folder / "source", ignore=away, symlinks=True))


def built(source: Path) -> set[str]:
    out = source.parent / "out"
    done = subprocess.run(
        [*uv(), "build", "--quiet", "--offline", "--wheel", "--out-dir", str(out), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "hatchling" in done.stderr and "offline" in done.stderr:
        pytest.skip("needs hatchling in uv's cache")
    assert done.returncode == 0, done.stderr
    [wheel] = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    wheel.unlink()
    return names


def test_the_wheel_holds_data_files_and_the_engine_where_npm_fetched_it(tmp_path: Path) -> None:
    source = copied(tmp_path)
    without = built(source)
    assert set(DATA_FILES) <= without
    assert not any(name.startswith(ENGINE) for name in without)
    fetched = source / "node_modules" / "axe-core"
    (fetched / "locales").mkdir(parents=True)
    for name in ("axe.min.js", "locales/zh_CN.json", "LICENSE", "axe.js"):
        (fetched / name).write_text("{}", encoding="utf-8")
    added = built(source) - without
    assert added == {f"{ENGINE}{n}" for n in ("axe.min.js", "locales/zh_CN.json", "LICENSE")}


def test_every_data_file_of_the_packages_is_in_the_wheel(tmp_path: Path) -> None:
    source = copied(tmp_path)
    names = built(source)
    here = {
        str(path.relative_to(source))
        for package in ("checks", "crawler", "reports")
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    assert here - names == set()
    kept = {n for n in names - here if ".dist-info/" not in n}
    assert kept == set()
