"""What belongs to the whole office: issued papers, the month's way, stamped replies, the accounts."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crawler.media.judge import last_day
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import months, papers_kept, special_reports
from crawler.workflow.months import State
from reports.archive.entry import Entry, fit, table
from reports.archive.evidence import Evidence
from reports.archive.site_part import DECIDED, PAPER, REPORT, unit_name, which
from reports.media.html import render as media_page
from reports.media.json_form import media_dict
from reports.media.writing import media_report
from reports.papers.facts import MEDIA_RUBRIC
from reports.reported_errors import reported_errors
from reports.rubrics import rubric_for
from reports.wording import beijing

SCANS, TOLD = "盖章件", "报备、提醒和留言"


def papers(office: Office, month: str) -> Iterator[Entry]:
    """The office's own papers as issued, and how the month went."""
    for one in months.issued(office, month):
        body = months.paper(office, month, one.name, one.correction)
        reason = f"，原因：{one.reason}" if one.reason else ""
        about = f"{which(one.correction)}，{one.by} {beijing(one.at)[:16]}{reason}"
        yield Entry(f"公文/{which(one.correction)}/{fit(one.name)}", PAPER, about, body)
    # Filing comes after packing; without it the archive is the same when it is packed again.
    steps = [s for s in months.steps(office, month) if s.state is not State.FILED]
    yield table(
        "公文/月度流程.csv", DECIDED, "月份经过的阶段", ("阶段", "时间（北京）", "谁", "截止", "说明"),
        ((s.state, beijing(s.at), s.by, s.due, s.note) for s in steps),
    )  # fmt: skip


def scans(office: Office, sites: SitesFile, month: str, evidence: Evidence) -> Iterator[Entry]:
    """Stamped papers that units handed in."""
    found = papers_kept.scans(office, month)
    head: Sequence[str] = ("单位", "文件名", "登记的文件", "谁", "时间（北京）")
    yield table(
        f"{SCANS}/盖章件清单.csv", DECIDED, "收到的盖章件", head,
        ((unit_name(sites, s.unit), s.name, s.file, s.by, beijing(s.at)) for s in found),
    )  # fmt: skip
    for one in found:
        unit = unit_name(sites, one.unit)
        about = f"{unit} 交来的盖章件，{beijing(one.at)[:16]} 登记"
        yield from evidence.entry(one.file, f"{SCANS}/{fit(unit)}", one.name, about)


def told(office: Office, sites: SitesFile, month: str) -> Iterator[Entry]:
    """What was reported, reminded of and imported for the month; each only where there is any."""
    first = date.fromisoformat(f"{month}-01")
    last = last_day(month, date.max)
    reports = [r for r in special_reports.reports(office) if r.since <= last and r.until >= first]
    if reports:
        yield table(
            f"{TOLD}/特殊情况报备.csv", DECIDED, "受理的特殊情况报备，终止的按终止后的日期",
            ("编号", "网站", "范围", "开始", "结束", "原因", "文号", "受理人", "时间（北京）", "终止人"),
            ((r.id, r.site, r.scope, r.since, r.until, r.reason, r.document, r.by, beijing(r.at),
              r.ended_by) for r in reports),
        )  # fmt: skip
    steps = office.db.execute(
        "SELECT day, unit, site, number, what, step, count, deadline, why, by, at FROM reminder_steps"
        " WHERE day BETWEEN ? AND ? ORDER BY id",
        [first.isoformat(), last.isoformat()],
    ).fetchall()
    if steps:
        yield table(
            f"{TOLD}/每周提醒.csv", DECIDED, "每周提醒的记录",
            ("日期", "责任单位", "网站", "问题", "事项", "记录", "第几次", "期限", "说明", "谁", "时间（北京）"),
            ((*tuple(s)[:10], beijing(s[10])) for s in steps),
        )  # fmt: skip
    found = reported_errors(sites.path, month, last)
    if found is not None:
        yield table(
            f"{TOLD}/找错留言.csv", DECIDED, "网民找错留言的办理情况（到月底，定稿或最近一次更正时的）",
            ("留言编号", "网站", "办理单位", "问题网址", "留言时间", "转办时间", "办理期限", "办结时间", "情况"),
            ((m.number, m.site, unit_name(sites, m.unit), m.page, m.received_on, m.assigned_on,
              m.due_on, m.answered_on, row.standing)
             for row in (*found.all.rows, *found.before) for m in (row.message,)),
        )  # fmt: skip


def accounts(office: Office, sites: SitesFile, month: str, evidence: Evidence) -> Iterator[Entry]:
    """The accounts' month: ledger, report, decisions, what people saw; nothing without a ledger."""
    known = office.accounts()
    if not known:
        return
    names = {key: f"{one.platform_name} {one.name}" for key, one in known.items()}
    head: Sequence[str] = (
        "编号",
        "账号",
        "平台",
        "账号ID",
        "主办单位",
        "主管单位",
        "状态",
        "主页",
        "备案号",
    )
    yield table(
        "新媒体/账号台账.csv", REPORT, "账号台账（打包时的）", head,
        ((a.key, a.name, a.platform_name, a.platform_id, a.organiser, a.supervisor, a.status_text
          or a.status, a.home_url, a.filing_no) for a in known.values()),
    )  # fmt: skip
    day = _as_of(sites, month)
    rubric = rubric_for(sites, sites.media.rubric or MEDIA_RUBRIC, day)
    made = media_report(sites.path, rubric, month, day, sites.media, sites)
    yield Entry(
        "新媒体/新媒体.html", REPORT, "账号月度报告（用浏览器打开）", media_page(made).encode()
    )
    text = json.dumps(media_dict(made), ensure_ascii=False, indent=1)
    yield Entry("新媒体/新媒体.json", REPORT, "账号月度报告的数据", text.encode())
    yield Entry(
        "新媒体/口径.toml", PAPER, f"账号的口径《{made.rubric.title}》", made.rubric.text.encode()
    )
    rows = office.db.execute(
        "SELECT account, check_id, verdict, who, at, note, until, key FROM decisions"
        " WHERE month = ? ORDER BY id",
        [month],
    ).fetchall()
    head = ("账号", "检查项", "决定", "谁", "时间（北京）", "理由", "有效至", "问题")
    yield table(
        "新媒体/认定.csv", DECIDED, "对账号问题的认定", head,
        ((names.get(r[0], r[0]), r[1], r[2], r[3], beijing(r[4]), *tuple(r)[5:]) for r in rows),
    )  # fmt: skip
    first = day.replace(day=1) - timedelta(days=sites.media.window_days)
    seen = [one for one in office.records() if first <= one.seen_on <= last_day(month, date.max)]
    head = ("账号", "核查日期", "核查人", "结论", "最近一条", "链接", "图片", "备注", "来自")
    yield table(
        "新媒体/人工佐证.csv", DECIDED, "人工核查账号的记录", head,
        ((names.get(r.account, r.account), r.seen_on, r.who,
          "有更新" if r.finding == "updated" else "无更新", r.last_post, " ".join(r.links), r.picture,
          r.note, r.origin) for r in seen),
    )  # fmt: skip
    for one in seen:
        if one.picture:
            name = names.get(one.account, one.account)
            about = f"{name} 的截图，{one.who} {one.seen_on} 核查"
            ending = one.picture.rpartition(".")[2]
            file = f"{name}-{one.seen_on}.{ending}"
            yield from evidence.entry(one.picture, "新媒体/佐证", file, about)


def _as_of(sites: SitesFile, month: str) -> date:
    """The day the sites of the month were looked at last, else the month's own last day."""
    days = []
    for site_id in sites.sites:
        path = sites.database(site_id)
        if path.exists():
            with Store(path) as store:
                days += [run.as_of for run in store.runs(month)]
    return max(days, default=last_day(month, date.max))
