"""Writing the schedule where the system reads it, and taking it away; never a file of anybody else's."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.errors import UserError
from crawler.care import trouble
from crawler.care.schedule import Installation, Job, crontab, mark, units, without

SYSTEM = Path("/etc/systemd/system")
BOOTED = Path("/run/systemd/system")


def unit_folder(*, user: bool) -> Path:
    """Where units lie: the user's own, or the system's."""
    if not user:
        return SYSTEM
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "systemd" / "user"


def owner_of(sites_path: Path) -> str:
    """The name of whom the configuration belongs to: system units run as that user."""
    number = sites_path.stat().st_uid if sites_path.exists() else os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def install_units(
    here: Installation, table: Sequence[Job], folder: Path, *, user: bool
) -> Iterator[str]:
    """Write the units and switch the timers on; says in Chinese what it does, line by line.

    UserError before anything is written when a file of that name is not ours.
    """
    made = units(here, table, user="" if user else owner_of(here.sites_path))
    foreign = [n for n in made if (folder / n).exists() and not _is_ours(folder / n, here)]
    if foreign:
        raise UserError(
            f"{folder} 里已经有不是本程序为这份配置写的文件，什么也没有改动："
            f"{'、'.join(foreign)}。请先把它们移走。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            known = (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else ""
            if known == text:
                yield f"没有变化 {folder / name}"
                continue
            fresh = folder / f".{name}.new"
            fresh.write_text(text, encoding="utf-8")
            fresh.chmod(0o644)
            fresh.replace(folder / name)
            yield f"{'更新了' if known else '写好了'} {folder / name}"
    except OSError as error:
        raise trouble.told(error, "安装定时任务", folder) from error
    timers = [name for name in made if name.endswith(".timer")]
    yield from _systemctl(user, ["daemon-reload"])
    yield from _systemctl(user, ["enable", "--now", *timers])
    if user:
        yield "用户的定时任务在退出登录后也要运行的话，请执行一次：loginctl enable-linger"


def uninstall_units(here: Installation, folder: Path, *, user: bool) -> Iterator[str]:
    """Switch the timers off and remove our units."""
    ours = [p for p in sorted(folder.glob(f"govcheck-{here.tag}-*")) if _is_ours(p, here)]
    if not ours:
        yield f"{folder} 里没有这份配置的定时任务。"
        return
    yield from _systemctl(
        user, ["disable", "--now", *(p.name for p in ours if p.suffix == ".timer")]
    )
    try:
        for path in ours:
            path.unlink()
            yield f"删去了 {path}"
    except OSError as error:
        raise trouble.told(error, "删去定时任务", folder) from error
    yield from _systemctl(user, ["daemon-reload"])


def install_crontab(
    here: Installation, table: Sequence[Job], *, remove: bool = False
) -> Iterator[str]:
    """Replace our lines in the user's crontab (``remove``: take them out); others' lines stay."""
    if shutil.which("crontab") is None:
        raise UserError("这台电脑没有 crontab 命令。请安装 cron，或不加 --cron 用 systemd 定时。")
    listed = subprocess.run(
        ["crontab", "-l"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if listed.returncode and "no crontab" not in listed.stderr:
        raise UserError(f"读不了 crontab：{listed.stderr.strip()}。什么也没有改动。")
    before = listed.stdout if listed.returncode == 0 else ""
    others = without(before, here)
    after = others if remove else others + ("\n" if others.strip() else "") + crontab(here, table)
    if remove and after == before:
        yield "crontab 里没有这份配置的定时任务。"
        return
    folder = here.sites_path.parent / "data"
    kept, fresh = folder / "crontab.before", folder / "crontab.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(before, encoding="utf-8")
        fresh.write_text(after, encoding="utf-8")
    except OSError as error:
        raise trouble.told(error, "安装定时任务", folder) from error
    done = subprocess.run(  # noqa: S603
        ["crontab", str(fresh)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    fresh.unlink()
    if done.returncode:
        raise UserError(f"crontab 没有接受：{done.stderr.strip()}。原来的没有改动。")
    yield f"crontab {'删去了' if remove else '写好了'}这份配置的定时任务，原来的留在 {kept}。"


def _is_ours(path: Path, here: Installation) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n") == mark(here)
    except OSError:
        return False


def _systemctl(user: bool, arguments: Sequence[str]) -> Iterator[str]:
    """Run it where systemd runs; else say what to run."""
    command = ["systemctl", *(["--user"] if user else []), *arguments]
    if shutil.which("systemctl") is None or not BOOTED.exists():
        yield f"现在没有 systemd 在运行，请以后执行：{' '.join(command)}"
        return
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        yield f"没有成功：{' '.join(command)}（{done.stderr.strip()}）。请手工执行。"
    else:
        yield f"已执行 {' '.join(command)}"
