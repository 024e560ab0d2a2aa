"""``sites.toml`` in: read, validate everything, and say every mistake at once.

Paths in messages count from 1: ``site[2].column[3].limit_days`` is the third column of the second
site. :func:`dumps` (in :mod:`crawler.sites_toml`) writes what :func:`loads` reads back equal.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from crawler.hours import Hours
from crawler.own_words import with_words
from crawler.site_fields import (
    check_contact,
    check_host,
    check_id,
    check_id_code,
    check_name,
    check_url,
    is_loopback,
    shown,
    without_scheme,
)
from crawler.sites import (
    CEILING_AT_ONCE,
    CEILING_RATE,
    Politeness,
    SiteConfig,
    SitesError,
    SitesFile,
    Unit,
)
from crawler.sites_access import read_access, read_network, with_network
from crawler.sites_advice import warnings
from crawler.sites_browser import read_browser
from crawler.sites_columns import read_columns, read_unit_id
from crawler.sites_downtime import read_downtimes
from crawler.sites_media import read_media
from crawler.sites_toml import dumps, save, starter_text
from crawler.toml_lines import index_lines
from crawler.toml_table import Problems, Table

__all__ = ["dumps", "load", "loads", "save", "starter_text", "warnings", "without_examples"]

SITE_KINDS = {"portal": "门户", "department": "部门"}
FASTEST = 20.0
"""Most requests per second and host that may be asked of a site that is not this computer."""
LARGEST_FILE = 5_000_000
RESERVED = {"office": "账号库的文件名", "新媒体": "账号报告的文件名"}
"""Names of files of the office that lie beside the sites'."""
HINTS = {"title": "name", "host": "hosts", "domain": "hosts", "code": "id_code", "type": "kind"}


def load(path: Path | str) -> SitesFile:
    """Read and validate a configuration file; SitesError lists everything that is wrong."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SitesError(f"{path} 太大，不像是配置文件。请检查文件是否选对。")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SitesError(
            f"找不到配置文件 {path}。"
            "第一次使用请先运行 govcheck init 生成一份，或用 govcheck import 台账.xlsx 从台账生成；"
            "已有配置文件的，请到它所在的文件夹里运行。"
        ) from None
    except UnicodeDecodeError as error:
        raise SitesError(
            f"{path} 不是 UTF-8 编码（第 {error.object[: error.start].count(b'\n') + 1} 行开始读不懂）。"
            "请用记事本打开，另存为时把编码选成 UTF-8。"
        ) from None
    except OSError as error:
        reason = "它是文件夹，不是文件" if path.is_dir() else (error.strerror or str(error))
        raise SitesError(f"读不了配置文件 {path}：{reason}。请检查路径和权限。") from None
    return with_network(with_words(loads(text, path)))


def loads(text: str, path: Path | str = "sites.toml") -> SitesFile:
    """The same for text already read; ``path`` is where it stands or will stand."""
    path = Path(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SitesError(_broken(path, text, str(error))) from None
    except ValueError as error:  # a number of thousands of digits
        raise SitesError(
            f"{path} 里有长得不正常的数字，请检查文件是否选对。（原文：{error}）"
        ) from None
    except RecursionError:
        raise SitesError(f"{path} 的括号嵌套太深，不像是配置文件。请检查文件是否选对。") from None
    problems = Problems(index_lines(text))
    top = Table(raw, "", problems)
    contact = top.text("contact", check=check_contact)
    wordlist = top.text("wordlist")
    vantage = top.text("vantage")
    office = top.text("office")
    notices = top.texts("notices", check_name)
    units = _units(top)
    sites = _sites(top, units)
    browser = read_browser(top)
    media = read_media(top)
    network = read_network(top)
    top.finish(
        {
            "sites": "site",
            "units": "unit",
            "网站": "site",
            "单位": "unit",
            "词表": "wordlist",
            "出口": "vantage",
            "访问位置": "vantage",
            "主管部门": "office",
            "发文机关": "office",
            "通知": "notices",
            "浏览器": "browser",
            "新媒体": "media",
            "网络": "network",
            "代理": "network",
            "proxy": "network",
        }
    )
    if problems.found:
        raise SitesError(_listed(path, problems.sorted()))
    return SitesFile(
        path, units, sites, contact, wordlist, browser, media, vantage, office, tuple(notices),
        network,
    )  # fmt: skip


def _listed(path: Path, messages: list[str]) -> str:
    if len(messages) == 1:
        return f"{path} 有 1 处错误：\n  {messages[0]}"
    lines = "\n".join(f"  {n}. {message}" for n, message in enumerate(messages, start=1))
    return f"{path} 有 {len(messages)} 处错误：\n{lines}"


def _units(top: Table) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    owners: dict[str, str] = {}
    for table in top.tables("unit", "unit"):
        identity = _identity(table, units, "单位")
        unit = Unit(
            id=identity,
            name=table.text("name", required="请填责任单位全称"),
            prefixes=table.texts("prefixes", check_url),
            contact=table.text("contact"),
        )
        table.finish(HINTS | {"url": "prefixes", "urls": "prefixes"})
        for prefix in unit.prefixes:
            key = prefix.rstrip("/")
            if key in owners:
                reason = f"已经归单位“{owners[key]}”，一个网址前缀只能归一个单位，请删掉一处"
                table.bad("prefixes", prefix, reason)
            owners.setdefault(key, identity)
        if identity:
            units[identity] = unit
    return units


def _identity(table: Table, taken: Mapping[str, object], what: str) -> str:
    identity = table.text(
        "id",
        required=f'请加一行，如 id = "{"u01" if what == "单位" else "chenglan"}"',
        check=check_id,
    )
    same = next((other for other in taken if other.casefold() == identity.casefold()), None)
    if same is not None:
        table.bad(
            "id", identity, f"前面已有{what}用了“{same}”，编号不能重复（不分大小写），请换一个"
        )
        return ""
    if what == "网站" and (why := RESERVED.get(identity.casefold())):
        table.bad("id", identity, f"网站编号不能用 {identity}，它是{why}，请换一个")
        return ""
    return identity


def _sites(top: Table, units: Mapping[str, Unit]) -> dict[str, SiteConfig]:
    sites: dict[str, SiteConfig] = {}
    homes: dict[str, str] = {}
    for table in top.tables("site", "site"):
        site = _site(table, units, sites)
        key = without_scheme(site.url)
        if key and key in homes:
            table.bad("url", site.url, f"和网站“{homes[key]}”的网址相同，请删掉一个")
        homes.setdefault(key, site.id)
        if site.id:
            sites[site.id] = site
    return sites


def _site(table: Table, units: Mapping[str, Unit], taken: Mapping[str, SiteConfig]) -> SiteConfig:
    identity = _identity(table, taken, "网站")
    name = table.text("name", required="请填网站全称")
    url = table.text("url", required="请填首页的完整网址", check=check_url)
    kind = table.text("kind", check=_one_of(SITE_KINDS)) or "portal"
    id_code = table.text("id_code", check=check_id_code)
    unit = read_unit_id(table, units)
    hosts = table.texts("hosts", check_host)
    rubric = table.text("rubric")
    public_services = table.flag("public_services", True)
    platform = table.text("platform")
    site = SiteConfig(
        id=identity, name=name, url=url, kind=kind, id_code=id_code, unit=unit, hosts=hosts,
        rubric=rubric, public_services=public_services, platform=platform,
        compare_user_agents=table.flag("compare_user_agents", False),
    )  # fmt: skip
    local = bool(url) and all(is_loopback(host) for host in (site.host, *hosts))
    site = replace(
        site,
        politeness=_politeness(table.table("politeness"), local),
        columns=read_columns(table, url, units),
        downtimes=read_downtimes(table),
        access=read_access(table),
    )
    table.finish(
        HINTS | {"columns": "column", "organiser": "unit", "organizer": "unit", "停机": "downtime"}
    )
    return site


def _one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value in known:
            return value
        names = "或 ".join(f"{name}（{meaning}）" for name, meaning in known.items())
        raise ValueError(f"只能写 {names}")

    return check


def _politeness(table: Table, local: bool) -> Politeness:
    usual = Politeness()
    only_local = "" if local else "（只有检查本机的网站才可以不限速）"
    politeness = Politeness(
        requests_per_second=table.number(
            "requests_per_second", usual.requests_per_second,
            0.0 if local else 0.01, 1e6 if local else FASTEST, only_local),
        concurrency=table.number("concurrency", usual.concurrency, 1, 64 if local else 16),
        time_budget_minutes=table.number(
            "time_budget_minutes", float(usual.time_budget_minutes), 0.1, 10080.0),
        page_budget=table.number("page_budget", usual.page_budget, 1, 2_000_000),
        timeout_s=table.number("timeout_s", float(usual.timeout_s), 0.1 if local else 5.0, 120.0),
        max_body_mb=table.number("max_body_mb", float(usual.max_body_mb), 0.001, 1000.0),
        obey_robots=table.flag("obey_robots", usual.obey_robots),
        attachments=table.flag("attachments", usual.attachments),
        incremental=table.flag("incremental", usual.incremental),
        recheck_after_s=table.number(
            "recheck_after_s", float(usual.recheck_after_s), 0.0 if local else 10.0, 86400.0),
        hours=table.text("hours", check=_hours),
        agreed_faster=table.flag("agreed_faster", usual.agreed_faster),
    )  # fmt: skip
    table.finish(
        {"rps": "requests_per_second", "robots": "obey_robots", "时段": "hours", "night": "hours"}
    )
    return politeness if local else _below_ceiling(table, politeness)


def _hours(value: str) -> str:
    Hours.parse(value)
    return value.strip()


def _below_ceiling(table: Table, politeness: Politeness) -> Politeness:
    """Complain of a pace above the ceiling to which nobody is said to have agreed."""
    if not politeness.agreed_faster:
        for key, most in (("requests_per_second", CEILING_RATE), ("concurrency", CEILING_AT_ONCE)):
            value = getattr(politeness, key)
            if value > most:
                table.bad(
                    key,
                    value,
                    f"超过了每个网站的上限 {most:g}，会影响群众访问。请改到 {most:g} 以内；"
                    "确实得到网站主办单位同意的，在同一段加一行 agreed_faster = true",
                )
    return politeness


def _broken(path: Path, text: str, error: str) -> str:
    """Chinese for a TOML syntax error: the line, what stands there, and the usual cause."""
    lines = text.splitlines()
    match = re.search(r"at line (\d+), column (\d+)", error)
    number = int(match[1]) if match else max(len(lines), 1)
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if any(mark in line for mark in "“”‘’＂"):
        remedy = '引号要用英文的 "，不能用中文的 “ ”'
    elif any(mark in line for mark in "＝［］，"):
        remedy = "等号、方括号和逗号要用英文（半角）的"
    elif "overwrite" in error or "twice" in error:
        remedy = "同一段里同一项写了两次，请删掉一个；另一个网站或栏目要另起一段 [[site]] 或 [[site.column]]"
    elif "=" in line:
        remedy = '等号右边的文字要加英文引号，如 name = "澄岚区政府"；数字、true、日期不加引号'
    else:
        remedy = "每行应写成 项 = 值 的样子，说明文字前面要加 #，每段开头写 [[site]] 这样的方括号"
    seen = f"这一行是：{shown(line)}\n  " if line else ""
    return (
        f"{path} 第 {number} 行的写法不对，读到这里就停下了。\n  {seen}{remedy}。（原文：{error}）"
    )


def without_examples(sites: SitesFile) -> SitesFile:
    """The settings alone where the units and sites are still those of ``govcheck init``, else the
    same.
    """
    starter = loads(starter_text(), sites.path)
    known = (sites.units, sites.sites) == (starter.units, starter.sites)
    return replace(sites, units={}, sites={}) if known else sites
