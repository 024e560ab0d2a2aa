"""找错留言 of a month in sentences, for the 通报, the pages and the terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

from crawler.sites import SitesFile
from reports.reported_errors import LIMIT_WORKDAYS, Group, Judged, ReportedErrors, Standing
from reports.wording import beijing, chinese_day, chinese_month

NONE = "没有导入找错留言数据"
RULE = (
    f"期限：自转办之日（没有写转办时间的，自留言之日）的次日起 {LIMIT_WORKDAYS} 个工作日；"
    "表里写有办理期限的按那一天。"
)
_SHOWN = (Standing.IN_TIME, Standing.LATE, Standing.WITHIN, Standing.OVERDUE)


def place(sites: SitesFile, site: str, unit: str) -> str:
    """The names of a site and the unit that answers for it."""
    config, known = sites.sites.get(site), sites.units.get(unit)
    return f"{config.name if config else site}（{known.name if known else unit or '未登记单位'}）"


def counts(group: Group) -> str:
    """收到 3 条：按期办结 2 条，超期未办结 1 条."""
    parts = [f"{one} {group.count(one)} 条" for one in _SHOWN if group.count(one)]
    if unknown := group.count(Standing.UNKNOWN):
        parts.append(f"是否超期算不出 {unknown} 条")
    out = group.count(Standing.OUT)
    beside = f"；另有无效、重复或不属本单位的 {out} 条，不计入" if out else ""
    return f"收到 {group.received} 条{'：' if parts else ''}{'，'.join(parts)}{beside}"


def sentences(found: ReportedErrors | None, sites: SitesFile, *, public: bool) -> Iterator[str]:
    """Section 找错留言 of the 月度通报."""
    if found is None:
        said = "本段请按国家平台的统计补写，没有收到的写“本月没有收到”"
        yield f"{NONE}，{said}；或用 govcheck messages import 导入后重新生成。"
        return
    month, whole = chinese_month(found.month), found.all
    if not whole.rows:
        yield f"{month}没有收到网民找错留言。"
    else:
        yield f"截至{chinese_day(found.as_of)}，{month}{counts(whole)}。"
        yield RULE
    late = [g for g in found.groups if g.count(Standing.OVERDUE) + g.count(Standing.LATE)]
    if late and not public:
        told = [f"{place(sites, g.site, g.unit)}{_late(g)}" for g in late]
        yield f"有超期的：{'；'.join(told)}。"
    if found.before:
        yield f"{backlog(found.before)}。"
    if not public:
        at, who = found.last
        day = chinese_day(date.fromisoformat(beijing(at)[:10]))
        yield f"以上数据由{who}于{day}导入，是本部门自己的记录，不计入检查得分。"


def backlog(rows: Sequence[Judged]) -> str:
    """What earlier months left behind."""
    overdue = sum(row.standing is Standing.OVERDUE for row in rows)
    return f"以前月份收到、仍未办结的 {len(rows)} 条，其中超期 {overdue} 条"


def line(row: Judged, sites: SitesFile) -> str:
    """One message, for a list."""
    one = row.message
    name = one.number or "（没有编号）"
    days = f"，第 {row.days} 个工作日" if row.days is not None else ""
    why = f"（{row.why}）" if row.why else ""
    return f"{name} {place(sites, one.site, one.unit)} {one.received_on} 留言，{row.standing}{days}{why}"


def _late(group: Group) -> str:
    parts = [
        f"{one} {group.count(one)} 条"
        for one in (Standing.OVERDUE, Standing.LATE)
        if group.count(one)
    ]
    return "、".join(parts)
