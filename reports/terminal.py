"""A report for a terminal: the verdict, what to do first, what falls due, and the counts."""

import os
import sys
from collections.abc import Iterator

from reports.annexes import gb_line
from reports.columns import wrapped
from reports.first import first_of
from reports.immediate import lines as urgent_lines
from reports.ledger_rows import total_lost
from reports.opened import opened
from reports.safe_text import cut, one_line, short_url
from reports.summary import Report
from reports.views import Finding, LedgerRow
from reports.wording import amount, chinese_day, chinese_month, stop_reason

LISTED = 12
WIDTH = 78
_COLOURS = {"bad": "31", "doubt": "33", "soon": "33", "gap": "0", "grey": "2", "fine": "32"}


def render(report: Report, *, color: bool | None = None) -> str:
    """The report as lines of text. ``color``: ANSI colours; None asks whether stdout is a
    terminal and ``NO_COLOR`` is unset.
    """
    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return "\n".join(_lines(report, _Paint(color)))


class _Paint:
    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, text: str, level: str) -> str:
        return f"\x1b[{_COLOURS[level]}m{text}\x1b[0m" if self.color else text

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.color else text


def _lines(r: Report, paint: _Paint) -> Iterator[str]:
    s = r.sources
    yield paint.bold(one_line(f"{r.site_name} {chinese_month(s.month)}检查报告"))
    state = f"，{s.stage.words}" if s.stage else ""
    yield one_line(f"{s.site.url}，监测至 {chinese_day(s.as_of)}{state}")
    if s.outdated:
        yield from (paint(line, "doubt") for line in _wrapped(s.outdated))
    for line in s.issued.lines if s.issued else ():
        yield from (paint(part, "doubt") for part in _wrapped(line))
    yield ""
    yield from (paint(line, r.verdict_level) for line in _wrapped(r.headline))
    first = first_of(r)
    for level, text in first.vetoes:
        yield from (paint(line, level) for line in _wrapped(text))
    for text in filter(None, (first.sum, first.worst, first.spared)):
        yield from _wrapped(text)
    if s.stage:
        yield from (paint.bold(line) for line in _wrapped(s.stage.appeal))
    for reason in r.why:
        yield from _wrapped(reason, "  ")
    yield from _urgent(r, paint)
    yield from _vetoes(r, paint)
    yield from _ledger(r, paint)
    yield from _things(r, paint)
    yield from _due(r, paint)
    yield from _findings(r, paint)
    yield from _next(r)
    yield ""
    c = r.counts
    yield (
        f"发现 {c['fail']} 处，需人工复核 {c['review']} 处，"
        f"无法核验 {c['unverifiable']} 项，不适用 {c['not_applicable']} 项"
    )
    if s.annexes:
        yield from _wrapped(f"无障碍（GB/T 37668—2019）：{gb_line(s.annexes)}")
        yield from _wrapped(f"适老化：{s.annexes.aging.headline}")
    links = "，".join(f"{group.label} {len(group.links)}" for group in r.link_groups)
    yield f"不正常的链接：{links or '无'}"
    yield from _accounts(r)
    name, meaning = stop_reason(s.run.stop_reason)
    if s.sampling:
        yield from _wrapped(f"可用性采样：{s.sampling}")
    if told := opened(s.sampled):
        yield from _wrapped(f"浏览器检查：{told}")
    yield from _wrapped(f"抓取：{name}。{meaning}")
    if s.reused:
        yield from _wrapped(f"沿用以前月份的内容：{'；'.join(s.reused).replace('。；', '；')}")


def _next(r: Report) -> Iterator[str]:
    """What the office and the units do with it."""
    month, site = r.sources.month, r.site.id
    yield ""
    yield from _wrapped(
        f"问题清单.xlsx：govcheck rectify export --month {month}；整改回复和申诉填在清单里交回："
        f"govcheck rectify import；重新检测：govcheck recheck {site} 编号 --month {month}"
    )


def _accounts(r: Report) -> Iterator[str]:
    told = r.sources.accounts
    if told and told.report and told.report.rows:
        yield from _wrapped(f"新媒体账号：{told.report.headline}详见“新媒体.html”。")
    elif told and told.problem:
        yield from _wrapped(f"新媒体账号没有判断：{told.problem}")


def _urgent(r: Report, paint: _Paint) -> Iterator[str]:
    if not r.urgent:
        return
    yield ""
    yield paint("【立即处置】", "bad")
    for line in urgent_lines(r.urgent):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        yield from _wrapped(line.strip(), indent)


def _vetoes(r: Report, paint: _Paint) -> Iterator[str]:
    if not r.vetoes and not r.manual_vetoes:
        return
    yield ""
    yield paint.bold("单项否决")
    for veto in r.vetoes:
        if veto.level == "gap":
            continue
        state = paint(veto.state, veto.level)
        text = one_line(f"{veto.code} {veto.name}：{veto.measured}（{veto.limit}）")
        yield f"  {text} {state}"
    left = [v for v in r.vetoes if v.level == "gap"]
    if left:
        names = "、".join(f"{v.code} {v.name}（{v.state}）" for v in left)
        yield from _wrapped(f"没有评的：{names}", "  ")
    if r.manual_vetoes:
        yield f"  须由人评定、尚未评的：{len(r.manual_vetoes)} 项"


def _ledger(r: Report, paint: _Paint) -> Iterator[str]:
    rows = [row for row in r.ledger if row.line.lost or row.candidates]
    if not r.sources.rubric.scored or not rows:
        return
    yield ""
    yield paint.bold("扣分")
    for row in rows:
        mark = "，分值暂定" if row.provisional else ""
        waiting = f"，待核 {row.candidates} 处" if row.candidates else ""
        full = "，已扣满" if row.line.capped else ""
        sign = "+" if row.line.indicator.kind == "bonus" else "-"
        text = one_line(f"{row.code} {row.name}（{_times(row)}{full}{waiting}{mark}）")
        lost = sign + row.lost if row.line.indicator.points is not None else "未配分值"
        yield f"  {lost.rjust(6 if lost.isascii() else 4)}  {text}"
    yield f"  扣分合计 {amount(total_lost(r.ledger))}，试算分最坏 {amount(r.score.told['worst'])}"


def _times(row: LedgerRow) -> str:
    return f"{row.found} 处" + (f" × {row.each}" if row.each != "—" else "")


def _things(r: Report, paint: _Paint) -> Iterator[str]:
    if not r.things:
        return
    yield ""
    yield paint.bold("三件事")
    for n, thing in enumerate(r.things, start=1):
        numbers = "、".join(f.result.number for f in thing.findings[:3])
        more = f" 等 {len(thing.findings)} 处" if len(thing.findings) > 3 else ""
        title, *rest = _wrapped(f"{cut(one_line(thing.title), 120)}（{numbers}{more}）", "     ")
        yield f"  {n}. {title.strip()}"
        yield from rest
        yield from _wrapped(f"{thing.worth}谁能改：{thing.findings[0].unit}。", "     ")


def _due(r: Report, paint: _Paint) -> Iterator[str]:
    rows = [d for d in r.due if d.level in ("bad", "soon", "fine")]
    if not rows:
        return
    yield ""
    yield paint.bold("快到期")
    for d in rows[:LISTED]:
        when = paint(d.countdown, d.level)
        yield f"  {when}  " + one_line(
            f"{d.name}（最近更新 {d.last}，最迟 {d.due}，{d.unit or '—'}）"
        )
    if len(rows) > LISTED:
        yield f"  另有 {len(rows) - LISTED} 个，见 HTML 报告"


def _findings(r: Report, paint: _Paint) -> Iterator[str]:
    listed: list[Finding] = [
        cause.first for section in r.sections for group in section.groups for cause in group.causes
    ]
    if not listed:
        return
    yield ""
    yield paint.bold("问题")
    for f in listed[:LISTED]:
        yield f"  {f.result.number}  {cut(one_line(f.result.message), 100)}"
        yield f"           {short_url(f.result.url, 64)}"
    if len(listed) > LISTED:
        yield f"  另有 {len(listed) - LISTED} 个原因，见 HTML 报告"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrapped(one_line(text), WIDTH, indent)
