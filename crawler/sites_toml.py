"""``sites.toml`` out: a clean, commented file that :func:`crawler.sites_file.loads` reads equal."""

import itertools
import json
import os
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

from checks.columns import Column, Limit
from checks.page import SHANGHAI
from checks.site import Downtime
from crawler.access import Network
from crawler.column_kinds import KIND_LIMITS
from crawler.media.settings import MediaSettings
from crawler.site_fields import shown
from crawler.sites import BrowserSettings, Politeness, SiteConfig, SitesError, SitesFile, Unit
from crawler.sites_access import access_lines, network_lines
from crawler.sites_media import base_lines, media_lines

_TOP = """\
# govcheck 的配置：要检查的单位、网站和栏目。
# “#”后面是说明，不起作用。改完后运行 govcheck sites check 检查写法。
"""
_POLITENESS_NOTES = {
    "requests_per_second": "每台主机每秒最多请求数",
    "concurrency": "同时进行的请求数",
    "time_budget_minutes": "最多用多少分钟",
    "page_budget": "最多抓多少页",
    "timeout_s": "多少秒没有回应算超时",
    "max_body_mb": "单个文件最多读多少 MB",
    "obey_robots": "遵守网站的 robots.txt",
    "attachments": "下载本站附件，检查其中的个人信息；false 时只询问是否存在",
    "incremental": "以前月份取过、没有变化的内容不再下载；false 时每月全部重新访问",
    "recheck_after_s": "可疑链接至少隔多少秒再看一次",
    "hours": "只在这个时段抓取（北京时间），时段外停下，下次接着抓",
    "agreed_faster": "网站的主办单位已经同意更快地访问",
}

_BROWSER_NOTES = {
    "enabled": "用浏览器检查无障碍、适老化和脚本生成的内容",
    "workers": "同时用几个浏览器；0 表示和处理器核数相同",
    "budget_s": "每个页面最多用多少秒",
    "grid": "Selenium Grid 的地址；不写就用本机的浏览器",
    "chromium": "浏览器程序的路径；不写就自动查找",
}


def starter_text() -> str:
    """The commented file that ``govcheck init`` writes. It is valid as it stands."""
    return Path(__file__).with_name("sites_starter.toml").read_text(encoding="utf-8")


def dumps(sites: SitesFile) -> str:
    """The whole configuration as TOML; values that equal the defaults are left out."""
    blocks = [_TOP]
    if sites.contact:
        blocks.append(
            "# 写进每个请求的联系方式，便于对方找到你\n" + _line("contact", sites.contact)
        )
    if sites.office:
        blocks.append("# 印发通报的主管部门\n" + _line("office", sites.office))
    if sites.notices:
        names = ", ".join(f'"{name}"' for name in sites.notices)
        blocks.append(f"# 每月做完后通知到哪里（凭据的名称，地址另放）\nnotices = [{names}]\n")
    if sites.vantage:
        blocks.append(
            "# 从哪里访问（网络、出口地址），印在取证单上\n" + _line("vantage", sites.vantage)
        )
    if sites.wordlist:
        blocks.append("# 自有词表，与内置词表合用\n" + _line("wordlist", sites.wordlist))
    if sites.network != Network():
        blocks.append(_block("[network]", *(_line(*line) for line in network_lines(sites.network))))
    if sites.browser != BrowserSettings():
        blocks.append(_browser(sites.browser))
    if sites.media != MediaSettings():
        blocks.append(_media(sites.media))
    blocks += [_unit(unit) for unit in sites.units.values()]
    blocks += [_site(site, sites) for site in sites.sites.values()]
    return "\n".join(blocks)


def save(sites: SitesFile) -> Path | None:
    """Write ``sites.path`` in one step; an older file is copied to ``….bak``, whose path is returned.

    A comment somebody wrote into the old file is not carried over: the copy is where it survives,
    so no copy ever replaces another. SitesError when the folder cannot be written.
    """
    path, text = sites.path, dumps(sites)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_bytes() if path.exists() else None
        backup = _unused(path) if old is not None else None
        if old is not None and backup is not None:
            _replace(backup, old)
        _replace(path, text.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise SitesError(
            f"写不了 {path}：{reason}。原来的内容没有变，请检查文件夹的权限和磁盘空间后再试。"
        ) from None
    return backup


def _unused(path: Path) -> Path:
    names = (f"{path.name}.bak{number or ''}" for number in itertools.count())
    return next(place for name in names if not (place := path.with_name(name)).exists())


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _unit(unit: Unit) -> str:
    return _block(
        "[[unit]]",
        _line("id", unit.id),
        _line("name", unit.name),
        _lines("prefixes", unit.prefixes),
        _line("contact", unit.contact) if unit.contact else "",
    )


def _site(site: SiteConfig, sites: SitesFile) -> str:
    head = _block(
        "[[site]]",
        _line("id", site.id),
        _line("name", site.name),
        _line("url", site.url),
        _line("kind", site.kind),
        _line("id_code", site.id_code) if site.id_code else "",
        _line("unit", site.unit, _name(sites, site.unit)) if site.unit else "",
        _lines("hosts", site.hosts),
        _line("rubric", site.rubric) if site.rubric else "",
        "" if site.public_services else _line("public_services", False, "没有对外服务职能"),
        _line("compare_user_agents", True, "主管单位已同意：以搜索引擎的名义访问几个页面，比对暗链")
        if site.compare_user_agents
        else "",
        _line("platform", site.platform) if site.platform else "",
    )
    politeness = _politeness(site.politeness)
    return "\n".join(
        [
            head,
            *([politeness] if politeness else []),
            *([_access(site)] if site.access else []),
            *map(_downtime, site.downtimes),
            *(column_block(column, _name(sites, column.unit)) for column in site.columns),
        ]
    )


def _politeness(politeness: Politeness) -> str:
    lines = _unusual(politeness, Politeness(), _POLITENESS_NOTES)
    return _block("[site.politeness]", *lines) if lines else ""


def _access(site: SiteConfig) -> str:
    return _block("[site.access]", *(_line(*line) for line in access_lines(site.access)))


def _browser(settings: BrowserSettings) -> str:
    return _block("[browser]", *_unusual(settings, BrowserSettings(), _BROWSER_NOTES))


def _media(settings: MediaSettings) -> str:
    blocks = [_block("[media]", *(_line(*line) for line in media_lines(settings)))]
    gaps = [_line(str(platform), days) for platform, days in settings.gaps.items()]
    bases = [_line(name, url) for name, url in base_lines(settings.bases)]
    blocks += [_block("[media.gaps]", *gaps)] if gaps else []
    blocks += [_block("[media.bases]", *bases)] if bases else []
    return "\n".join(blocks)


def _unusual[T: (Politeness, BrowserSettings)](
    settings: T, usual: T, notes: Mapping[str, str]
) -> list[str]:
    return [
        _line(f.name, getattr(settings, f.name), notes[f.name])
        for f in fields(usual)
        if getattr(settings, f.name) != getattr(usual, f.name)
    ]


def _downtime(one: Downtime) -> str:
    return _block(
        "[[site.downtime]]",
        _line("from", one.start),
        _line("until", one.end),
        _line("reason", one.reason),
    )


def column_block(column: Column, unit_name: str = "") -> str:
    """One ``[[site.column]]``; the limit is written only when it is not the kind's own."""
    exemption = column.exemption
    return _block(
        "[[site.column]]",
        _line("name", column.name),
        _line("url", column.url),
        _line("kind", column.kind),
        _limit(column.limit) if column.limit != KIND_LIMITS.get(column.kind) else "",
        _line("unit", column.unit, unit_name) if column.unit else "",
        _line("exempt_reason", exemption.reason) if exemption else "",
        _line("exempt_until", exemption.until) if exemption and exemption.until else "",
        _line("guessed", True, "程序猜的，不扣分；核对后删掉这一行") if column.guessed else "",
    )


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return _line("limit", "无")
    if limit.days is not None:
        return _line("limit_days", limit.days)
    if limit.months is not None:
        return _line("limit_months", limit.months)
    return _line("limit_count", limit.count) + _line("limit_per", limit.per, limit.text)


def _name(sites: SitesFile, unit_id: str) -> str:
    return sites.units[unit_id].name if unit_id in sites.units else ""


def _block(*lines: str) -> str:
    return lines[0] + "\n" + "".join(lines[1:])


def _lines(key: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return f"{key} = [{_value(values[0])}]\n"
    return f"{key} = [\n" + "".join(f"  {_value(value)},\n" for value in values) + "]\n"


def _line(key: str, value: object, note: str = "") -> str:
    return f"{key} = {_value(value)}{f'  # {shown(note)}' if note else ''}\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):  # TOML's local time: everybody here writes Beijing time
        return value.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        # JSON's escapes are all valid in TOML; DEL is the one character JSON leaves bare.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
