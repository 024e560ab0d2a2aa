"""The computer: versions, disk, clock, names, IPv6, and programs that are only used where there are any."""

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.care.backup import said_size
from crawler.doctor.finding import Finding, bad, care, good
from crawler.engine import VERSION

PACKAGES = ("scrapy", "twisted", "selenium", "axe-selenium-python", "selectolax", "sqlite-utils")
LITTLE, LEAST = 5_000_000_000, 1_000_000_000
TEMPORARY = 300_000_000
YEARS = range(2026, 2100)
OPTIONAL = (
    ("soffice", "把旧的 .doc、.wps 文件转成文字"),
    ("npm", "安装新版 axe-core"),
    ("java", "运行自己的 Selenium Grid"),
)
EXTRAS = (
    ("keyring", "把密钥放进系统的密钥环", "pip install keyring"),
    ("datasette", "用浏览器查数据库", "pip install datasette"),
)
"""Python packages that are only used where there are any, for what, and how they come."""
RESOLVER = Path("/etc/resolv.conf")
IPV6 = Path("/proc/net/if_inet6")


def look(folder: Path, now: datetime, newest: datetime | None) -> Iterator[Finding]:
    """``folder`` is that of the data, ``newest`` the last time something was stored in it."""
    yield _versions()
    yield from _disk(folder)
    yield _clock(now, newest)
    yield _names()
    yield _ipv6()
    yield _rights()
    yield from _optional()


def _versions() -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    text = f"govcheck {VERSION}，Python {platform.python_version()}，{'，'.join(found)}"
    if missing:
        return bad("版本", f"缺少 {'、'.join(missing)}", "请重新安装 govcheck。")
    return good("版本", text)


def _disk(folder: Path) -> Iterator[Finding]:
    there = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(there).free
    text = f"{there} 所在的磁盘还有 {said_size(free)}"
    remedy = "请腾出空间，或清理旧月份的网页原文：govcheck prune --keep-months 13。"
    if free < LEAST:
        yield bad("磁盘空间", text, remedy)
    elif free < LITTLE:
        yield care("磁盘空间", text, remedy)
    else:
        yield good("磁盘空间", text)
    temporary = Path(tempfile.gettempdir())
    free = shutil.disk_usage(temporary).free
    if free < TEMPORARY:
        text = f"临时文件夹 {temporary} 只有 {said_size(free)}，浏览器可能启动不了"
        yield care("临时文件夹", text, "请清理它，或用环境变量 TMPDIR 换一个文件夹。")


def _clock(now: datetime, newest: datetime | None) -> Finding:
    remedy = "请校准系统时间（如 timedatectl set-ntp true）。监测时间点、期限、更新天数都靠它。"
    try:
        local = now.astimezone(ZoneInfo("Asia/Shanghai"))
    except ZoneInfoNotFoundError:
        return bad("时间", "没有时区资料", "请安装 Python 包 tzdata。")
    text = f"北京时间 {local:%Y-%m-%d %H:%M}"
    if now.year not in YEARS:
        return bad("时间", f"{text}，年份不对", remedy)
    if newest and newest > now and (newest - now).total_seconds() > 60:
        ahead = f"{newest.astimezone(local.tzinfo):%Y-%m-%d %H:%M}"
        return bad("时间", f"{text}，比已存的数据（{ahead}）还早", remedy)
    return good("时间", text)


def _names() -> Finding:
    try:
        lines = RESOLVER.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    servers = [w[1] for w in map(str.split, lines) if len(w) > 1 and w[0] == "nameserver"]
    if not servers:
        text = f"{RESOLVER} 里没有域名服务器"
        return care("域名解析", text, "请设置域名服务器；用 --online 可以试着解析配置里的网站。")
    return good("域名解析", f"域名服务器 {'、'.join(servers)}（没有联网试）")


def _ipv6() -> Finding:
    try:
        rows = [line.split() for line in IPV6.read_text(encoding="ascii").splitlines()]
    except OSError:
        rows = []
    # scope 00 is global; fc and fd are addresses nobody outside can reach
    if any(r[3] == "00" and not r[0].startswith(("fc", "fd")) for r in rows if len(r) > 3):
        return good("IPv6", "本机有 IPv6 地址（没有联网试）")
    remedy = "不影响其他检查；要核验网站的 IPv6，请在有 IPv6 的网络里运行。"
    return care("IPv6", "本机没有 IPv6 地址，网站的 IPv6 只能是无法核验", remedy)


def _rights() -> Finding:
    if os.geteuid() == 0:
        remedy = "请建一个普通用户来运行 govcheck，数据文件夹也归它。"
        return care("用户", "正以 root 身份运行，打开不可信的网页有风险", remedy)
    return good("用户", "普通用户")


def _optional() -> Iterator[Finding]:
    for program, what in OPTIONAL:
        path = shutil.which(program)
        text = f"{path}" if path else f"没有安装；只在{what}时需要"
        yield good(f"可选：{program}", text)
    for package, what, how in EXTRAS:
        try:
            text = f"{package} {version(package)}"
        except PackageNotFoundError:
            text = f"没有安装；只在{what}时需要（{how}；不能联网的先在别处 pip download 再拷来）"
        yield good(f"可选：{package}", text)
