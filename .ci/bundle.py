"""``make bundle``: what installs govcheck where there is no internet, one archive a processor.

Every wheel comes with the hash that requirements.lock has for it. The archive has the same bytes
whenever it is made of the same files. What a target lacks is said; only a target without any
Python that has all its wheels is an error.
"""

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
OFFLINE = Path(__file__).parent / "offline"
MACHINES = ("x86_64", "aarch64")
PYTHONS = ("3.12", "3.13", "3.14")
LIBC = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux1", "linux")
"""What runs on glibc 2.28 and newer."""
EPOCH = 1735689600
ENGINES = ("axe-core/axe.min.js", "axe-core/locales/zh_CN.json")

Environment = dict[str, str]


def main() -> int:
    """Make the archives in ``dist``; 0 when every machine asked for has one."""
    machines = sys.argv[1:] or MACHINES
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = blocks((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        own = project_wheel(Path(scratch))
        made = [one_machine(m, project["version"], lock, own, Path(scratch)) for m in machines]
    for archive in made:
        if archive is not None:
            print(f"{sha256(archive.read_bytes())}  {archive.relative_to(ROOT)}")
    return 0 if all(made) else 1


def one_machine(
    machine: str, version: str, lock: dict[str, str], own: Path, scratch: Path
) -> Path | None:
    """The archive for one processor; None, with a word why, when no Python has all wheels."""
    folder = scratch / f"govcheck-{version}-linux-{machine}"
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    pythons, needed = [], set[str]()
    for python in PYTHONS:
        names = closure("govcheck", environment(python, machine)) & lock.keys()
        missing = download(python, machine, [lock[name] for name in sorted(names)], wheels)
        if missing:
            print(f"{machine} 的 Python {python} 没有做：{missing}")
            continue
        pythons.append(python)
        needed |= names
    if not pythons:
        print(f"{machine} 的离线安装包没有做成：没有一个 Python 版本的依赖齐全。")
        return None
    shutil.copy(own, wheels)
    wanted = [lock[name] for name in sorted(needed)]
    wanted.append(f"govcheck=={version} --hash=sha256:{sha256(own.read_bytes())}\n")
    (folder / "requirements.txt").write_text("".join(wanted), encoding="utf-8")
    about = f"version={version}\nmachine={machine}\npythons={' '.join(pythons)}\n"
    (folder / "bundle.txt").write_text(about, encoding="utf-8")
    for path in sorted(OFFLINE.iterdir()):
        shutil.copy(path, folder)
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    sums = [
        f"{sha256(path.read_bytes())}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return pack(folder)


def project_wheel(scratch: Path) -> Path:
    """The project's own wheel. Ends the program when axe-core is not inside."""
    folder = scratch / "own"
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    build = ["wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip(*build), check=True, env=environ)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    gone = [name for name in ENGINES if not any(one.endswith(name) for one in names)]
    if gone:
        sys.exit(f"安装包里没有 {'、'.join(gone)}。请先安装 npm，再运行 make setup。")
    return wheel


def blocks(lock: str) -> dict[str, str]:
    """Each requirement of a lock file with its hashes, by its normal name."""
    parts = (part for part in re.split(r"(?m)^(?=[A-Za-z0-9])", lock) if part.strip())
    return {canonicalize_name(re.split(r"[=\s;\[]", part, maxsplit=1)[0]): part for part in parts}


def closure(name: str, where: Environment) -> set[str]:
    """Normal names of everything a package needs in an environment. What is not installed here
    (because another Python needs it) counts, without what it needs itself: the installation of
    the archive would notice.
    """
    found: set[tuple[str, tuple[str, ...]]] = set()
    todo: list[tuple[str, tuple[str, ...]]] = [(name, ())]
    while todo:
        package, extras = todo.pop()
        try:
            texts = requires(package) or []
        except PackageNotFoundError:
            continue
        for one in map(Requirement, texts):
            marker = one.marker
            if marker and not any(marker.evaluate({**where, "extra": e}) for e in ("", *extras)):
                continue
            key = (canonicalize_name(one.name), tuple(sorted(one.extras)))
            if key not in found:
                found.add(key)
                todo.append(key)
    return {package for package, _ in found}


def environment(python: str, machine: str) -> Environment:
    """What markers see there."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": machine,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def download(python: str, machine: str, wanted: list[str], wheels: Path) -> str:
    """Fetch wheels, checked against their hashes; what could not be had, "" when all could."""
    where = environment(python, machine)
    used = []
    for text in wanted:  # pip would judge the markers by the Python that runs it
        head, _, hashes = text.partition("\\\n")
        marker = Requirement(head).marker
        if marker is None or marker.evaluate(where):
            used.append(f"{head.partition(';')[0].strip()} \\\n{hashes}")
    short = python.replace(".", "")
    target = ["--implementation", "cp", "--python-version", python]
    target += [w for abi in (f"cp{short}", "abi3", "none") for w in ("--abi", abi)]
    target += [w for libc in LIBC for w in ("--platform", f"{libc}_{machine}")]
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch, "requirements.txt")
        listed.write_text("".join(used), encoding="utf-8")
        fetch = ["download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        done = subprocess.run(
            pip(*fetch, *target, "--requirement", str(listed), "--dest", scratch),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            errors = [x for x in done.stderr.splitlines() if x.startswith("ERROR: No matching")]
            return errors[0] if errors else done.stderr.strip()[-500:]
        for path in Path(scratch).glob("*.whl"):
            shutil.copy(path, wheels)
    return ""


def pack(folder: Path) -> Path:
    """A .tar.gz of a folder, its own hash beside it; the same bytes for the same files."""
    archive = ROOT / "dist" / f"{folder.name}.tar.gz"
    archive.parent.mkdir(exist_ok=True)
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            info.size, info.mtime = path.stat().st_size, EPOCH
            info.mode = 0o755 if path.suffix == ".sh" else 0o644
            with path.open("rb") as file:
                tar.addfile(info, file)
    with archive.open("wb") as file, gzip.GzipFile("", "wb", 9, file, EPOCH) as packed:
        packed.write(plain.getbuffer())
    beside = f"{sha256(archive.read_bytes())}  {archive.name}\n"
    archive.with_name(f"{archive.name}.sha256").write_text(beside, encoding="utf-8")
    return archive


def pip(*arguments: str) -> list[str]:
    """A pip command; .venv has one because sqlite-utils needs it."""
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
