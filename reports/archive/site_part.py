"""What belongs to one website: its papers as issued, report and pictures, and who decided what."""

from collections.abc import Iterator, Sequence

from checks.page import SHANGHAI
from crawler import pictures
from crawler.judge import NothingStoredError
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, freezing, rechecks, replies
from crawler.workflow.papers_kept import is_kept
from crawler.workflow.sealed import Sealed
from crawler.workflow.stamp import moment_of
from reports.archive.entry import Entry, fit, table
from reports.archive.evidence import Evidence
from reports.csv_form import render as findings_csv
from reports.evidence_sheet import costing, sheets
from reports.evidence_sheet_files import render as proof
from reports.history import with_history
from reports.html import render
from reports.month_papers import site_papers
from reports.picture_files import FOLDER, pictured
from reports.sources import collect
from reports.summary import Report, build
from reports.wording import beijing

PAPER, REPORT, DECIDED = "定稿文件", "报告", "决定和经过"


def entries(sites: SitesFile, site_id: str, month: str, evidence: Evidence) -> Iterator[Entry]:
    """All of it. NothingStoredError for a site without a result; UserError for an altered paper."""
    config = sites.site(site_id)
    where = f"网站/{fit(f'{config.name}（{site_id}）')}"
    path = sites.database(site_id)
    if not path.exists():
        raise NothingStoredError(f"网站“{site_id}”还没有抓取过。")
    with Store(path) as store:
        issued = freezing.snapshots(store, month)
    read = collect(sites, site_id, month, issue=1 if issued else None)
    report = build(with_history(sites, read))
    with Store(path) as store:
        yield from _papers(store, issued, where, config.name)
    if not issued:
        for name, body in site_papers(sites, site_id, month).items():
            yield Entry(
                f"{where}/草稿/{name}", PAPER, f"{config.name} 现在的{name}，没有定稿", body
            )
    yield from _reports(sites, report, issued, where)
    with Store(sites.database(site_id)) as store:
        yield from _pictures(store, report, where)
        yield from _decided(store, sites, report, where)
        yield from _handed_in(store, month, where, evidence)


def unit_name(sites: SitesFile, unit: str) -> str:
    """A unit as people call it."""
    return sites.units[unit].name if unit in sites.units else unit


def which(correction: int) -> str:
    """定稿, or 第 n 次更正."""
    return f"第{correction}次更正" if correction else "定稿"


def _papers(store: Store, issued: Sequence[Sealed], where: str, name: str) -> Iterator[Entry]:
    for one in issued:
        body = freezing.paper(store, one.month, one.name, one.correction)
        reason = f"，原因：{one.reason}" if one.reason else ""
        about = (
            f"{name} {one.name}，{which(one.correction)}，{one.by} {beijing(one.at)[:16]}{reason}"
        )
        yield Entry(f"{where}/{which(one.correction)}/{fit(one.name)}", PAPER, about, body)


def _reports(
    sites: SitesFile, report: Report, issued: Sequence[Sealed], where: str
) -> Iterator[Entry]:
    """For people to read: once as it was made final, once for each correction."""
    name, site_id, month = report.site_name, report.site.id, report.sources.month
    yield Entry(
        f"{where}/报告.html", REPORT, f"{name} 月度报告（用浏览器打开）", render(report).encode()
    )
    if issued and (found := costing(report)):
        day = moment_of(issued[0].at).astimezone(SHANGHAI).date()
        made = proof(report, sheets(sites, report, found), day)
        about = f"{name} 扣分和触发否决的问题的取证单，每处一页"
        yield Entry(f"{where}/取证单.html", "佐证", about, made.encode())
    yield Entry(f"{where}/问题清单.csv", REPORT, f"{name} 全部问题", findings_csv(report).encode())
    for number in dict.fromkeys(s.correction for s in issued if s.correction):
        read = collect(sites, site_id, month, issue=number + 1)
        later = build(with_history(sites, read))
        about = f"{name} 月度报告，{which(number)}以后"
        yield Entry(f"{where}/报告（{which(number)}）.html", REPORT, about, render(later).encode())


def _pictures(store: Store, report: Report, where: str) -> Iterator[Entry]:
    for one in sorted(
        {p.file_name: p for p in pictured(report)}.values(), key=lambda p: p.file_name
    ):
        body = pictures.data_of(store, one.sha)
        about = f"截图，{one.url}，{beijing(one.taken_at)[:16]}"
        yield Entry(f"{where}/{FOLDER}/{one.file_name}", "截图", about, body)


def _decided(store: Store, sites: SitesFile, report: Report, where: str) -> Iterator[Entry]:
    month = report.sources.month
    numbers = {r.key: r.number for r in report.sources.results}

    def numbered(key: str) -> str:
        return numbers.get(key) or key

    rows = store.connection.execute(
        "SELECT key, verdict, by, at, note, until, month, batch, undoes, appeal FROM reviews ORDER BY id"
    ).fetchall()
    mine = [r for r in rows if r[6] == month or (r[0] in numbers and r[6] < month)]
    head: Sequence[str] = (
        "问题",
        "决定",
        "谁",
        "时间（北京）",
        "理由",
        "有效至",
        "月份",
        "批次",
        "撤销的批次",
        "所答申诉",
    )
    yield table(
        f"{where}/复核决定.csv", DECIDED, "复核决定，只增不改，包括以前月份沿用的", head,
        ((numbered(r[0]), r[1], r[2], beijing(r[3]), *r[4:]) for r in mine),
    )  # fmt: skip
    claims = appeals.of_month(store, month)
    head = ("编号", "问题", "单位", "类别", "理由", "佐证", "谁", "时间（北京）", "来自", "处理", "处理说明",
            "处理人", "处理时间（北京）")  # fmt: skip
    yield table(
        f"{where}/申诉.csv", DECIDED, "单位的申诉和处理", head,
        ((a.id, numbered(a.key), unit_name(sites, a.unit), a.kind, a.reason, a.evidence, a.by, beijing(a.at), a.origin,
          a.ruling, a.ruling_note, a.ruled_by, beijing(a.ruled_at) if a.ruled_at else "")
         for a in claims),
    )  # fmt: skip
    head = ("问题", "单位", "整改措施", "完成时间", "谁", "时间（北京）", "来自")
    yield table(
        f"{where}/整改回复.csv", DECIDED, "单位对问题的整改回复", head,
        ((numbered(r.key), unit_name(sites, r.unit), r.measure, r.done_on, r.by, beijing(r.at), r.origin)
         for r in replies.of_month(store, month)),
    )  # fmt: skip
    head = ("问题", "要求的人", "要求时间（北京）", "为什么", "检测时间（北京）", "结论", "说明")
    yield table(
        f"{where}/重新检测.csv", DECIDED, "重新检测看到的", head,
        ((numbered(r.key), r.asked_by, beijing(r.asked_at), r.why,
          beijing(r.looked_at) if r.looked_at else "", r.outcome, r.message)
         for r in rechecks.of_month(store, month)),
    )  # fmt: skip


def _handed_in(store: Store, month: str, where: str, evidence: Evidence) -> Iterator[Entry]:
    rows = store.connection.execute(
        "SELECT indicator, outcome, points, by, seen_on, note, evidence, evidence_sha, at"
        " FROM manual_results WHERE month = ? ORDER BY id",
        [month],
    ).fetchall()
    head: Sequence[str] = (
        "指标",
        "结果",
        "分值",
        "评定人",
        "评定日期",
        "说明",
        "佐证",
        "佐证文件",
        "录入时间（北京）",
    )
    yield table(
        f"{where}/人工评定.csv", DECIDED, "由人评定的指标", head,
        ((*r[:8], beijing(r[8])) for r in rows),
    )  # fmt: skip
    for indicator, _, _, by, _, _, name, kept, _ in rows:
        if kept:
            about = f"{indicator} 的佐证，{by}"
            yield from evidence.entry(kept, f"{where}/佐证", f"{indicator}-{name or kept}", about)
    for claim in appeals.of_month(store, month):
        if is_kept(claim.evidence):
            about = f"申诉 {claim.id} 的佐证，{claim.unit}"
            name = f"申诉{claim.id}-{claim.evidence[:12]}.{claim.evidence.rpartition('.')[2]}"
            yield from evidence.entry(claim.evidence, f"{where}/佐证", name, about)
