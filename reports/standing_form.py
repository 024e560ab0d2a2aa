"""The text and the JSON of ``govcheck status``."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from checks.page import SHANGHAI
from crawler.care.state import SiteState
from reports.standing import Standing
from reports.wording import stop_reason

ABOUT = {"accounts": "新媒体账号", "weekly": "每周提醒", "backup": "备份"}


def as_dict(stand: Standing) -> dict[str, Any]:
    """For ``--format json``: keys are stable."""
    sites = []
    for state in stand.sites:
        row = asdict(state) | {"age_days": _age(state, stand.now)}
        row.pop("exists")
        sites.append(row)
    office = asdict(stand.office)
    office.pop("exists")
    for month in office["months"]:
        month["due"] = month["due"].isoformat() if month["due"] else None
    return {
        "month": stand.month,
        "at": stand.now.isoformat(timespec="seconds"),
        "needs_attention": stand.needs_attention,
        "said": [{"level": str(s.level), "about": s.about, "text": s.text} for s in stand.said],
        "sites": sites,
        "office": office,
        "backup_at": stand.backup_at or None,
    }


def as_lines(stand: Standing, names: dict[str, str]) -> Iterable[str]:
    """For people."""
    yield f"{stand.month}，{_moment(stand.now.isoformat())}（北京时间）"
    for state in stand.sites:
        yield f"{names.get(state.site_id, state.site_id)}（{state.site_id}）：{_line(state, stand)}"
    for month in stand.office.months:
        due = f"，期限 {month.due}" if month.due else ""
        yield f"{month.month}：{month.state}{due}"
    if stand.office.accounts:
        walked = _moment(stand.office.walked_at) if stand.office.walked_at else "还没有"
        yield f"新媒体账号 {stand.office.accounts} 个，最近一次巡查：{walked}"
    if weekly := stand.office.weekly:
        most = f"，最多的已是第 {weekly.most} 次" if weekly.most else ""
        at = _moment(max(look.at for look in weekly.looks))
        yield f"最近一次每周提醒：{weekly.day}，提醒 {weekly.reminded} 件{most}（{at} 做完）"
    yield f"最近一次备份：{_moment(stand.backup_at) if stand.backup_at else '（无）'}"
    yield ""
    for said in stand.said:
        about = names.get(said.about) or ABOUT.get(said.about, said.about)
        yield f"[{said.level}] {about}：{said.text}"
    if not stand.said:
        yield "没有要处理的。"


def _line(state: SiteState, stand: Standing) -> str:
    if state.problem or not state.exists or state.crawl is None:
        last = f"，最近一次 {state.latest.month}" if state.latest else ""
        return ("数据库有问题" if state.problem else "本月没有抓取") + last
    crawl = state.crawl
    if not crawl.finished_at:
        return "正在运行" if state.running else "没有抓完"
    age = _age(state, stand.now)
    parts = [f"{stop_reason(crawl.stop_reason)[0]}，{_moment(crawl.finished_at)}（{age} 天前）"]
    parts.append("已判定" if state.is_judged_newest else "没有判定")
    parts.append("已计分" if state.scored_at else "没有计分")
    parts += ["已定稿"] if state.frozen_at else []
    return "，".join(parts)


def _age(state: SiteState, now: datetime) -> int | None:
    if state.latest is None or not state.latest.finished_at:
        return None
    return (now - datetime.fromisoformat(state.latest.finished_at)).days


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
