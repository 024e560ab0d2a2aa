"""取证单: one A4 page a finding, that answers 「我这里能打开」 with what was seen, when and how."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checks.decision import Decision
from checks.masking import mask
from checks.results import Outcome, Result
from crawler import pictures
from crawler.pictures import AGAIN, ELEMENT, PAGE, Picture
from crawler.sites import SitesFile
from crawler.store import Run, Store
from crawler.workflow import rechecks
from reports.score import LedgerLine
from reports.summary import Report
from reports.wording import amount, beijing

ATTEMPTS_SHOWN = 8
UNTOLD = "未登记（配置里没有写 vantage）"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture ready to be put into a page. ``source`` is a data address."""

    source: str
    caption: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one page says; texts are plain and masked. ``costs`` are sentences on what the
    finding counts for. ``body`` describes the stored page ("" when it is not kept).
    """

    result: Result
    unit: str
    standing: str
    title: str
    basis: str
    costs: tuple[str, ...]
    pages: int
    attempts: tuple[str, ...]
    more_attempts: int
    rechecks: tuple[str, ...]
    vantage: str
    agent: str
    body: str
    pictures: tuple[Shown, ...]
    without: str
    versions: tuple[tuple[str, str], ...]


def costing(report: Report) -> list[Result]:
    """Confirmed findings that cost points or trip a veto, each once, by number."""
    found: dict[str, Result] = {}
    for line in (*report.score.vetoes, *report.score.ledger):
        if line.indicator.kind == "veto" or line.indicator.points is not None:
            for result in line.confirmed:
                found.setdefault(result.key, result)
    return sorted(found.values(), key=lambda r: (len(r.number), r.number))


def is_sure(result: Result, report: Report) -> bool:
    """Whether it may be put before a unit as a fact: certain, or confirmed by a person, and not
    withdrawn since.
    """
    known = report.sources.assessment
    decided = known.decisions.get(result.key) if known else None
    if decided in (Decision.FALSE_POSITIVE, Decision.FIXED):
        return False
    return result.outcome is Outcome.FAIL or (
        result.outcome is Outcome.REVIEW and decided == Decision.CONFIRMED
    )


def sheets(sites: SitesFile, report: Report, results: Sequence[Result]) -> list[Sheet]:
    """The sheets of these findings, in order."""
    run = report.sources.run
    with Store(sites.database(report.site.id)) as store:
        shots = {one.name: one for one in pictures.of_run(store, run)}
        return [_sheet(sites, report, store, shots, result) for result in results]


def _sheet(
    sites: SitesFile,
    report: Report,
    store: Store,
    shots: Mapping[str, Picture],
    result: Result,
) -> Sheet:
    sources = report.sources
    check = sources.checks.get(result.check)
    owner = sources.units.get(result.unit)
    attempts = result.evidence.attempts
    shown = _pictures(store, shots, result)
    return Sheet(
        result=replace(
            result, message=mask(result.message), excerpt=mask(result.excerpt),
            value=mask(result.value), fix=mask(result.fix),
        ),
        unit=owner.name if owner else result.unit or "（未登记）",
        standing=_standing(store, result),
        title=check.title if check else result.check,
        basis=check.manual.get("依据", "") if check else "",
        costs=_costs(report, result),
        pages=len(result.found_on),
        attempts=tuple(mask(one) for one in attempts[:ATTEMPTS_SHOWN]),
        more_attempts=max(0, len(attempts) - ATTEMPTS_SHOWN),
        rechecks=_rechecks(store, sources.month, result),
        vantage=sites.vantage or UNTOLD,
        agent=sources.run.user_agent,
        body=_body(store, sources.run, result.url),
        pictures=shown,
        without="" if shown else "没有截图：没有可用的浏览器，或这个页面没有存下来、已经打不开。",
        versions=_versions(sources),
    )  # fmt: skip


def _standing(store: Store, result: Result) -> str:
    """Who says that it is so."""
    row = store.connection.execute(
        "SELECT at, by, verdict FROM reviews WHERE key = ? ORDER BY id DESC LIMIT 1", [result.key]
    ).fetchone()
    if row is not None and row[2] == Decision.CONFIRMED:
        return f"经人工确认（{row[1]}，{beijing(row[0])}）"
    return "程序按规则确定"


def _rechecks(store: Store, month: str, result: Result) -> tuple[str, ...]:
    """What later looks at this one finding saw, oldest first."""
    done = [one for one in rechecks.of_month(store, month, key=result.key) if one.looked_at]
    return tuple(
        f"{beijing(one.looked_at)} {Outcome(one.outcome).label}：{mask(one.message)}"
        for one in done
    )


def _costs(report: Report, result: Result) -> tuple[str, ...]:
    said = tuple(
        _cost(line, result)
        for line in (*report.score.vetoes, *report.score.ledger)
        if any(one.key == result.key for one in line.confirmed)
    )
    return said or ("不计分，供整改参考",)


def _cost(line: LedgerLine, result: Result) -> str:
    row = line.indicator
    name = f"{row.code} {row.name}".strip()
    if row.kind == "veto":
        return f"单项否决“{name}”（满 {row.at_least} 处触发，现有 {len(line.confirmed)} 处）"
    if row.points is None:
        return f"指标“{name}”（分值未配置，不计分）"
    each = row.loss_of(result)
    mark = "" if row.points_verified else "，分值暂定"
    loss = f"每处扣 {amount(each)} 分" if each is not None else "发现即扣满"
    return f"扣分指标“{name}”（{loss}，该项共 {amount(row.points)} 分{mark}）"


def _body(store: Store, run: Run, url: str) -> str:
    """What identifies the stored page: anybody who has it can compute the same."""
    row = store.connection.execute(
        "SELECT f.body, f.fetched_at FROM fetches f JOIN urls u ON u.id = f.url"
        " WHERE f.run = ? AND u.url = ?",
        [run.id, url],
    ).fetchone()
    body = store.body(row[0]) if row is not None and row[0] else None
    if body is None:
        return ""
    digest = hashlib.sha256(body).hexdigest()
    return f"SHA-256 {digest}（{len(body)} 字节，{beijing(row[1])} 抓取）"


def _pictures(store: Store, shots: Mapping[str, Picture], result: Result) -> tuple[Shown, ...]:
    """The window as it was and, where it was asked for once more, as it is now."""
    names = [PAGE + result.key, AGAIN + PAGE + result.key]
    found = [shots[name] for name in names if name in shots]
    if not found and ELEMENT + result.key in shots:
        found = [shots[ELEMENT + result.key]]
    return tuple(
        Shown(
            f"data:{one.media_type};base64,"
            + base64.b64encode(pictures.data_of(store, one.sha)).decode(),
            _caption(one),
        )
        for one in found
    )


def _caption(one: Picture) -> str:
    about: Mapping[str, Any] = one.about
    status = f"，状态码 {about['status']}" if about.get("status") else ""
    how = "按抓取时存下的页面重现"
    if about.get("source") == "again":
        how = f"重新向网站请求所见{status}"
    hash_ = f"图片 SHA-256 {one.sha[:16]}…"
    return f"{about.get('caption', '')}。{beijing(one.taken_at)}（北京时间）摄，{how}；网址 {one.url}；{hash_}"


def _versions(sources: Any) -> tuple[tuple[str, str], ...]:
    told = sources.versions
    return (
        ("规则", f"{sources.rubric.title}，版本 {sources.rubric.sha[:12] or '未记录'}"),
        ("抓取程序", told.get("crawled_with") or sources.run.engine or "未记录"),
        ("判定程序", told.get("judged_with") or told.get("engine") or "未记录"),
    )
