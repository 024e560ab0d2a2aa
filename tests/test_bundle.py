"""The archive for places without internet: complete, the same each time, and installed from alone."""

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", ROOT / ".ci" / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def put_sums(folder: Path) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder)}\n" for p in files
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def small_bundle(folder: Path) -> Path:
    """The real installer with a program of three lines in place of govcheck and its wheels."""
    shutil.copytree(ROOT / ".ci" / "offline", folder)
    (folder / "wheels").mkdir()
    wheel = folder / "wheels" / "govcheck-0.1.0-py3-none-any.whl"
    about = "govcheck-0.1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("tried.py", "def main():\n    print('ran')\n")
        made.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: govcheck\nVersion: 0.1.0\n"
        )
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        made.writestr(f"{about}/WHEEL", tags)
        made.writestr(f"{about}/entry_points.txt", "[console_scripts]\ngovcheck = tried:main\n")
        made.writestr(f"{about}/RECORD", "")
    sha = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements.txt").write_text(f"govcheck==0.1.0 --hash=sha256:{sha}\n")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    facts = f"version=0.1.0\nmachine={platform.machine()}\npythons={version}\n"
    (folder / "bundle.txt").write_text(facts)
    put_sums(folder)
    return folder


def install(
    folder: Path, to: Path, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    # An index that nobody answers at: whoever asks it fails.
    environ = {**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_INDEX": "0"}
    command = ["sh", str(folder / "install.sh"), "--to", str(to), "--python", python]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.full
def test_it_installs_from_the_folder_alone_and_again_over_itself(tmp_path: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        pytest.skip("needs ensurepip")
    folder, to = small_bundle(tmp_path / "bundle"), tmp_path / "here"
    (folder / "安装说明.txt").unlink()
    put_sums(folder)
    done = install(folder, to)
    assert done.returncode == 0, done.stderr
    assert "文件核对无误" in done.stdout
    ran = subprocess.run([to / "bin" / "govcheck"], capture_output=True, text=True, check=True)
    assert ran.stdout == "ran\n"


def test_what_cannot_be_installed_is_told_and_nothing_is_touched(tmp_path: Path) -> None:
    folder, to = small_bundle(tmp_path / "bundle"), tmp_path / "here"
    done = install(folder, to, "/no/such/python")
    assert (done.returncode, "可以用的版本" in done.stderr) == (2, True)
    to.mkdir()
    (to / "mine.txt").write_text("mine")
    done = install(folder, to)
    assert (done.returncode, "已有别的东西" in done.stderr) == (2, True)
    assert [p.name for p in to.iterdir()] == ["mine.txt"]
    (folder / "bundle.txt").write_text("version=0.1.0\nmachine=mips\npythons=3.12\n")
    done = install(folder, tmp_path / "other")
    assert (done.returncode, "校验值不符" in done.stderr) == (2, True)  # hashes come first
    put_sums(folder)
    done = install(folder, tmp_path / "other")
    assert (done.returncode, "Linux mips" in done.stderr) == (2, True)
    assert not (tmp_path / "other").exists()


def test_a_target_gets_what_the_program_needs_there_and_no_tool_of_ours(bundle: ModuleType) -> None:
    lock = bundle.blocks((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    names = bundle.closure("govcheck", bundle.environment("3.12", "aarch64"))
    assert {"scrapy", "lxml", "flask", "backports-zstd"} <= names <= lock.keys()
    assert not {"mypy", "ruff", "hypothesis"} & names
    newer = bundle.closure("govcheck", bundle.environment("3.14", "aarch64"))
    assert "backports-zstd" not in newer
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", lock[name]) for name in names)


def test_the_same_files_make_the_same_archive(
    bundle: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    folder = small_bundle(tmp_path / "govcheck-0.1.0-linux-x86_64")
    first = bundle.pack(folder).read_bytes()
    os.utime(folder / "bundle.txt", (1, 1))
    archive = bundle.pack(folder)
    assert archive.read_bytes() == first
    beside = archive.with_name(f"{archive.name}.sha256").read_text()
    assert beside == f"{hashlib.sha256(first).hexdigest()}  {archive.name}\n"
    with tarfile.open(archive) as opened:
        modes = {m.name.rpartition("/")[2]: m.mode for m in opened.getmembers()}
    assert modes["install.sh"] == 0o755
    assert modes["安装说明.txt"] == 0o644
