"""What the repository promises: three packages, locked dependencies, no address, honest README."""

import json
import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest

from reports.check_table import as_markdown
from reports.cli import COMMANDS
from reports.spot import look, page_of_file, to_dict
from reports.spot_browser import Opened, browser_dict

ROOT = Path(__file__).parents[1]
PACKAGES = ["checks", "crawler", "reports"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Written in two parts, so that this file does not contain what it looks for.
ADDRESSES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb.debian" + ".org",
    "/root" + "/",
    "/work" + "/main",
    "/work" + "/shared",
    "/opt" + "/wheels",
    "/opt" + "/pypi",
    ".pyenv" + "/shims",
]


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement)[0]).lower()


def locked() -> dict[str, str]:
    """The lock's entries by name; continued lines are joined."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and line[0] != "#"]
    return {name_of(entry): entry for entry in entries}


def test_wheel_holds_the_three_packages_and_nothing_else() -> None:
    hatch = pyproject()["tool"]["hatch"]
    assert sorted(hatch["build"]["targets"]["wheel"]["packages"]) == PACKAGES
    assert hatch["build"] == {
        "targets": {"wheel": hatch["build"]["targets"]["wheel"]},
        "hooks": {"custom": {"path": "hatch_build.py"}},  # see test_wheel.py
    }
    assert list(hatch["build"]["targets"]["wheel"]) == ["packages"]
    assert all((ROOT / package / "__init__.py").is_file() for package in PACKAGES)
    assert pyproject()["project"]["scripts"] == {"govcheck": "reports.cli:main"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    folders = {p.parent for p in (ROOT / package).rglob("*.py")}
    assert [str(f) for f in folders if not (f / "__init__.py").is_file()] == []


def test_locked_requirements_have_hashes_and_no_address() -> None:
    assert len(locked()) > 20
    for name, entry in locked().items():
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name
        assert "://" not in entry, name
        assert " @ " not in entry, name
    assert "--index" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_lock_covers_every_declared_dependency() -> None:
    project = pyproject()
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert {name_of(d) for d in declared} - set(locked()) == set()


def test_browser_engine_is_locked_with_integrity_and_no_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_no_tracked_file_names_a_registry_or_a_path_of_some_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {a}" for a in ADDRESSES if a in text]
    assert found == []


def test_nothing_generated_is_tracked() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert "uv.lock" not in names
    parts = {part for name in names for part in name.split("/")}
    assert parts & {"node_modules", ".venv", "__pycache__", ".tools"} == set()
    assert [n for n in names if n.endswith((".sqlite", ".pyc", ".whl"))] == []


def test_licence_is_the_whole_apache_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert pyproject()["project"]["license"] == "Apache-2.0"


def test_readme_shows_the_table_of_checks_as_it_is() -> None:
    table = README.split("<!-- checks:begin -->")[1].split("<!-- checks:end -->")[0]
    assert table.strip() == as_markdown().strip()


def test_readme_names_every_command_and_no_other() -> None:
    named = re.findall(r"`govcheck ([a-z]+)", README)
    assert set(named) == set(COMMANDS)


def test_documented_page_json_is_what_the_command_prints() -> None:
    block = re.search(r"```json\n(.*?)```", README.partition("## JSON 格式")[2], re.DOTALL)
    assert block is not None
    documented = json.loads(block[1])
    html = '<html><head><title>t</title></head><body><img src="a.png"></body></html>'
    spot = look(page_of_file(html.encode(), "https://www.example.com/", date(2026, 1, 2)))
    printed = to_dict(spot, browser_dict(Opened(spot, steps=(("axe-core 检查", 0.6, ""),))))
    assert set(documented) <= set(printed)
    assert set(documented["page"]) <= set(printed["page"])
    assert set(documented["browser"]) == set(printed["browser"])
    assert set(documented["browser"]["steps"][0]) == set(printed["browser"]["steps"][0])
    assert printed["results"]
    for result in printed["results"]:
        assert set(documented["results"][0]) <= set(result)


def test_docker_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["1000"]
    assert any("--uid 1000 govcheck" in line for line in lines)
    copied = [
        line.split()[1] for line in lines if line.startswith("COPY ") and len(line.split()) == 3
    ]
    assert set(PACKAGES) <= set(copied)
