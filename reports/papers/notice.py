"""月度通报: the sentences, from counted facts only. 公开版 leaves out what would point at a weakness."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.results import Outcome, Result
from checks.rubric import Rubric
from crawler.workflow.months import DUE_WORKDAYS, State, after_workdays
from reports import reported_words
from reports.decided import decisions_of, is_cleared, is_proved
from reports.diff import Change
from reports.papers.facts import MonthFacts
from reports.score import Verdict
from reports.summary import Report
from reports.wording import amount, chinese_day, chinese_month

ORDINALS = "一二三四五六七八九十"
MOST_PROBLEMS = 6
RECTIFY_WORKDAYS = DUE_WORKDAYS[State.MENDING]
HIDDEN_IN_PUBLIC = ("safety",)
"""Groups of checks whose findings tell an attacker where to look."""
NO_OFFICE = "（主管部门名称）"


def notice(facts: MonthFacts, *, public: bool = False) -> Mapping[str, Any]:
    """Values for the template 月度通报."""
    text = chinese_month(facts.month)
    return {
        "title": f"关于{text}政府网站与政务新媒体检查情况的通报",
        "addressee": "各有关单位",
        "month_text": text,
        "opening": _opening(facts, text),
        "mended": list(_mended(facts)),
        "sites": list(_sites(facts, public)),
        "accounts": list(_accounts(facts)),
        "reported_errors": list(
            reported_words.sentences(facts.reported, facts.sites, public=public)
        ),
        "problems": _problems(facts, public),
        "demands": _demands(facts),
        "office": facts.sites.office or NO_OFFICE,
        "day": chinese_day(facts.day),
        **result_table(facts, public=public),
    }


def result_table(facts: MonthFacts, *, public: bool = False) -> Mapping[str, Any]:
    """Values for 检查结果表: one row a site, in the order of the configuration (no ranking)."""
    rows = [_row(n, report, public) for n, report in enumerate(facts.reports, start=1)]
    notes = ["得分为试算分，分值没有核对过原件的按暂定分值计算。"] if not public else []
    notes.append("“已评”以外的指标没有评，不扣分，也不算满分；“无法核验”不等于有问题。")
    if facts.without:
        notes.append(f"没有结果的网站：{'、'.join(facts.without)}。")
    return {
        "month_text": chinese_month(facts.month),
        "rows": rows,
        "table_note": "注：" + "".join(notes),
    }


def _row(n: int, report: Report, public: bool) -> dict[str, str]:
    score = report.score
    tripped = [line.indicator for line in score.vetoes if line.tripped]
    doubted = [line for line in score.vetoes if line.possible and not line.tripped]
    vetoes = "、".join(row.code or row.name for row in tripped) or "无"
    if doubted:
        vetoes += f"；待确认 {len(doubted)} 项"
    lost = sorted((x for x in score.ledger if x.lost > 0 and x.indicator.kind == "deduct"),
                  key=lambda x: -x.lost)  # fmt: skip
    losses = "；".join(f"{x.indicator.name} {amount(x.lost)} 分" for x in lost[:3]) or "无"
    unit = report.sources.units.get(report.site.unit)
    return {
        "n": str(n),
        "site": report.site_name,
        "unit": unit.name if unit else "",
        "verdict": score.verdict.value,
        "score": "—" if public and not score.official_complete else amount(score.shown),
        "vetoes": vetoes,
        "losses": "、".join(x.indicator.name for x in lost[:3]) or "无" if public else losses,
        "assessed": f"{score.assessed}/{score.assessable}",
        "unseen": str(report.counts[str(Outcome.UNVERIFIABLE)]),
    }


def _opening(facts: MonthFacts, text: str) -> str:
    until = max((r.sources.as_of for r in facts.reports), default=facts.day)
    rubrics = _rubric_names([r.sources.rubric for r in facts.reports])
    accounts = f"、{facts.media.total.total} 个政务新媒体账号" if facts.media else ""
    return (
        f"{facts.correction}按照{rubrics}，对 {len(facts.reports)} 个政府网站{accounts}进行了{text}检查，"
        f"监测至{chinese_day(until)}。现将有关情况通报如下。"
    )


def _rubric_names(rubrics: Sequence[Rubric]) -> str:
    # GB/T 15834: no comma between titles in their marks
    return "".join(dict.fromkeys(f"《{rubric.title}》" for rubric in rubrics)) or "有关检查指标"


def _mended(facts: MonthFacts) -> Iterator[str]:
    if not facts.diffs:
        yield "没有上月的检查结果可以比较。"
        return
    names = {r.site.id: r.site_name for r in facts.reports}
    decided = {r.site.id: decisions_of(r) for r in facts.reports}
    total, doubtful, fresh = dict.fromkeys(Change, 0), 0, 0
    left = dict.fromkeys(facts.diffs, 0)
    for site, diff in facts.diffs.items():
        for c in diff.changed:
            if is_cleared(c.result, decided[site]):
                continue
            still = c.now is not None and is_proved(c.now, decided[site])
            if c.then is not None and c.then.outcome is Outcome.FAIL:
                total[c.change] += 1
                if c.change is Change.PERSISTING:
                    left[site] += still
                    doubtful += not still
            else:
                fresh += still
    before = sum(total.values())
    doubts = f"（其中 {doubtful} 处本月只是疑点，待复核）" if doubtful else ""
    yield (
        f"上月发现的 {before} 处问题中，本月复查已消失 {total[Change.FIXED]} 处，"
        f"仍存在 {total[Change.PERSISTING]} 处{doubts}，未能再次核验 {total[Change.UNSEEN]} 处；"
        f"本月新增 {fresh} 处。"
    )
    worst = [f"{names[site]} {n} 处" for site, n in left.items() if n]
    if worst:
        yield f"上月问题仍存在的网站：{'、'.join(worst)}。"


def _sites(facts: MonthFacts, public: bool) -> Iterator[str]:
    by: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for report in facts.reports:
        by[report.score.verdict].append(report.site_name)
    counted = "，".join(
        f"{verdict.value} {len(names)} 个" for verdict, names in by.items() if names
    )
    yield f"共检查网站 {len(facts.reports)} 个：{counted}。"
    for report in facts.reports:
        if report.score.verdict is Verdict.FAILED:
            why = "；".join(
                f"{line.indicator.code} {line.indicator.name}".strip()
                for line in report.score.vetoes
                if line.tripped
            )
            yield f"{report.site_name}不合格：{why or '得分低于合格线'}。"
    doubted = [r for r in facts.reports if r.score.verdict is Verdict.PENDING]
    if doubted and not public:
        names = "、".join(r.site_name for r in doubted)
        yield f"{names}有单项否决的疑点，确认以前不作不合格处理。"
    if facts.without:
        yield f"{'、'.join(facts.without)}没有取得结果，不作评价。"


def _accounts(facts: MonthFacts) -> Iterator[str]:
    if facts.media is None:
        yield "没有登记政务新媒体台账，本月没有检查。"
        return
    yield facts.media.headline.rstrip("。") + "。"
    yield facts.media.rate.rstrip("。") + "。"
    if facts.media.closings:
        certain = [c for c in facts.media.closings if c.certain]
        yield (
            f"建议关停整合或核对的账号 {len(facts.media.closings)} 个次，"
            f"其中确定的 {len(certain)} 个次。"
        )


def _problems(facts: MonthFacts, public: bool) -> list[dict[str, str]]:
    """The kinds of proved findings: those that count in a score first, then those on most sites."""
    found: dict[str, dict[str, list[Result]]] = {}
    titles: dict[str, str] = {}
    weighty: set[str] = set()
    for report in facts.reports:
        weighty |= {
            result.check
            for line in (*report.score.vetoes, *report.score.ledger)
            if line.lost or line.tripped
            for result in line.confirmed
        }
        for result in report.sources.results:
            check = report.sources.checks.get(result.check)
            if check is None or not is_proved(result, decisions_of(report)):
                continue
            if public and check.group in HIDDEN_IN_PUBLIC:
                continue
            titles[result.check] = check.title
            sites = found.setdefault(result.check, {})
            sites.setdefault(report.site_name, []).append(result)
    order = sorted(
        found,
        key=lambda c: (c not in weighty, -len(found[c]), -sum(map(len, found[c].values())), c),
    )
    problems = []
    for n, check_id in enumerate(order[:MOST_PROBLEMS]):
        sites = found[check_id]
        total = sum(map(len, sites.values()))
        named = "、".join(f"{site} {len(rows)} 处" for site, rows in list(sites.items())[:5])
        first = next(iter(sites.values()))[0]
        example = "" if public else f"如 {first.number}：{first.message}"
        problems.append(
            {
                "ordinal": ORDINALS[n],
                "title": f"{titles[check_id]}。",
                "text": f"{len(sites)} 个网站共 {total} 处：{named}。{example}",
            }
        )
    if not problems:
        problems = [
            {"ordinal": "一", "title": "没有发现确定的问题。", "text": "待复核的不在此列。"}
        ]
    return problems


def _demands(facts: MonthFacts) -> list[str]:
    due = after_workdays(facts.day, RECTIFY_WORKDAYS)
    return [
        f"请各有关单位对照问题清单逐条整改，于{chinese_day(due)}前交回填好的清单和盖章的回复。",
        "对检查结果有异议的，请在清单里写明申诉类别和理由，附上佐证；处理以前得分不变。",
        "整改情况以复查看到的为准，只有回复、复查仍存在的不算整改。",
    ]
