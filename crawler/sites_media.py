"""What an office asks of its accounts: the ``[media]`` table of ``sites.toml``."""

import re
from dataclasses import fields
from datetime import time
from urllib.parse import urlsplit

from checks.errors import UserError
from checks.media.models import Platform
from checks.media.words import platform_named
from crawler.media.bases import Bases, read_bases
from crawler.media.settings import MediaSettings, UnitScore
from crawler.site_fields import check_text, is_loopback
from crawler.toml_table import Table

UNIT_SCORES: dict[str, UnitScore] = {"mean": "mean", "lowest": "lowest"}
HINTS = {
    "window": "window_days",
    "warn_gap_days": "warn_days",
    "max_gap_days": "gap_days",
    "max_pending_share": "max_unverified_share",
    "base_urls": "bases",
    "time": "monitor_time",
}
_ELSEWHERE = {
    "account": "账号请写在单独的文件里，用 govcheck accounts import 导入",
    "ledger": "台账请用 govcheck accounts import 导入，不在这里写",
}


def read_media(top: Table) -> MediaSettings:
    """The table's values; those that are wrong are noted and replaced by the usual ones."""
    table, usual = top.table("media"), MediaSettings()
    window = table.number("window_days", usual.window_days, 1, 366)
    bases = _bases(table)
    local = all(is_loopback(urlsplit(getattr(bases, f.name)).netloc) for f in fields(Bases))
    settings = MediaSettings(
        rubric=table.text("rubric") or usual.rubric,
        window_days=window,
        warn_days=table.number("warn_days", min(usual.warn_days, window), 1, 366),
        monitor_time=_time(table),
        gap_days=table.number("gap_days", usual.gap_days, 0, 366, "（0 表示没有更严的要求）"),
        gaps=_gaps(table),
        closed_to=table.texts("closed_to", _word),
        max_unverified_share=table.number(
            "max_unverified_share", usual.max_unverified_share, 0.0, 1.0
        ),
        unit_score=_unit_score(table),
        requests_per_second=table.number(
            "requests_per_second",
            usual.requests_per_second,
            0.0 if local else 0.01,
            1e6 if local else 2.0,
            "" if local else "（平台都在本机的才可以不限速）",
        ),
        bases=bases,
    )
    if settings.warn_days > window:
        table.bad("warn_days", settings.warn_days, f"应不大于 window_days（{window}）")
    if table.text("timezone") not in ("", "Asia/Shanghai"):
        table.wrong("timezone", "监测时间一律是北京时间，请删掉这一行")
    for key, remedy in _ELSEWHERE.items():
        if table.has(key):
            table.asked.append(key)
            table.wrong(key, remedy)
    table.finish(HINTS)
    return settings


def _time(table: Table) -> time | None:
    table.asked.append("monitor_time")
    value = table.raw.get("monitor_time")
    if value is None or isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]?\d|2[0-3])[:：][0-5]\d", value):
        table.bad("monitor_time", value, '请写北京时间的钟点，如 monitor_time = "17:00"')
        return None
    hour, minute = re.split("[:：]", value)
    return time(int(hour), int(minute))


def _gaps(table: Table) -> dict[Platform, int]:
    inner = table.table("gaps")
    found: dict[Platform, int] = {}
    for key, value in inner.raw.items():
        inner.asked.append(key)
        platform = platform_named(key)
        if platform is None:
            known = "、".join(p.label for p in Platform if p is not Platform.OTHER)
            inner.wrong(key, f"不认识这个平台，可以写：{known}")
        elif isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 366:
            inner.bad(key, value, "应是天数，如 10")
        elif platform in found:
            inner.wrong(key, f"“{platform.label}”写了两遍，请删掉一个")
        else:
            found[platform] = value
    return found


def _word(value: str) -> str:
    text = check_text(value)
    if len(text) < 2:
        raise ValueError("字样太短，会误伤别的单位，至少写两个字，如“镇人民政府”")
    return text


def _unit_score(table: Table) -> UnitScore:
    text = table.text("unit_score")
    if text and text not in UNIT_SCORES:
        table.bad("unit_score", text, "只能写 mean（各账号平均）或 lowest（取最低的账号）")
    return UNIT_SCORES.get(text, "mean")


def _bases(table: Table) -> Bases:
    inner = table.table("bases")
    try:
        return read_bases(inner.raw, f"[{inner.path}]")
    except UserError as error:
        table.wrong("bases", str(error))
        return Bases()


def media_lines(settings: MediaSettings) -> list[tuple[str, object, str]]:
    """(key, value, note) of every value of ``[media]`` that is not the usual one."""
    usual = MediaSettings()
    notes = {
        "rubric": "账号按哪个口径判定",
        "window_days": "监测时间点前多少天内要有更新",
        "warn_days": "多少天没有更新就列为快到期",
        "monitor_time": "监测的钟点（北京时间）；不写就按整天算",
        "gap_days": "当地更严的更新期限",
        "closed_to": "单位名称含有这些字样的，原则上不单独开设账号",
        "max_unverified_share": "待核实超过这个比例，合格率旁边要写明",
        "requests_per_second": "对每个网站每秒最多几个请求",
        "unit_score": "单位得分：mean 各账号平均，lowest 取最低",
    }
    lines: list[tuple[str, object, str]] = []
    for name, note in notes.items():
        value = getattr(settings, name)
        if value != getattr(usual, name):
            written = f"{value:%H:%M}" if isinstance(value, time) else value
            lines.append((name, written, note))
    return lines


def base_lines(bases: Bases) -> list[tuple[str, str]]:
    """(name, address) of every platform whose address is not the usual one."""
    usual = Bases()
    return [
        (f.name, getattr(bases, f.name))
        for f in fields(Bases)
        if getattr(bases, f.name) != getattr(usual, f.name)
    ]
