"""Made-up months for report tests: no crawl, no database, every figure written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from checks.registry import Check
from checks.results import Evidence, Mender, Outcome, Result
from checks.rubric import Indicator, Rubric, Source
from checks.site import LinkReport, LinkState
from crawler.sites import SiteConfig, Unit
from crawler.store import Run
from reports.score import LedgerLine, Score, Verdict
from reports.summary import Sources

BASE = "http://www.yunxi.example"
AS_OF = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Due:
    """Has the fields of :class:`checks.deadlines.Due`."""

    what: str
    name: str
    url: str
    unit: str
    last: date | None
    due: date | None
    days_left: int | None
    state: str
    reason: str = ""


UNITS = {
    "office": Unit("office", "云溪区政府办公室"),
    "finance": Unit("finance", "云溪区财政局"),
    "health": Unit("health", "云溪区卫生健康局"),
}
SITE = SiteConfig(
    "yunxi",
    "云溪区人民政府",
    BASE + "/",
    id_code="4300000099",
    unit="office",
    platform="市集约化平台",
)


def check(check_id: str, title: str) -> Check:
    """A check that is only a manual page."""
    manual = {
        "依据": "《政府网站与政务新媒体检查指标》第一部分（未核原文）。",
        "判定": f"{title}，两次核对一致的为确定，只有一次的待人工复核。",
        "误报": "网站临时维护时可能误报，请对照看到的时间。",
        "整改": "改正地址或撤下链接，再运行一次检查确认。",
    }
    return Check(check_id, "page", lambda *_: (), "design", title, manual, {})


CHECKS = {
    c.id: c
    for c in (
        check("broken-link", "链接打不开"),
        check("column-stale", "栏目未按期更新"),
        check("footer-marks", "页脚标识不全"),
        check("missing-alt", "图片缺少替代文本"),
        check("page-labels", "页面标签不规范"),
    )
}


def result(n: int, outcome: Outcome = Outcome.FAIL, **more: Any) -> Result:
    """The ``n``-th numbered result; a dead link unless ``more`` says otherwise."""
    given: dict[str, Any] = {
        "url": f"{BASE}/zwgk/2026/t{n}.html",
        "message": f"第 {n} 个链接返回 404，目标页面已不存在。",
        "check": "broken-link",
        "unit": "office",
        "key": f"k1-{n:016x}",
        "number": f"11-{n:04d}",
        "evidence": Evidence(
            BASE,
            "2026-11-25T02:03:11+00:00",
            404,
            ("2026-11-25 10:03:11 HEAD 404", "2026-11-25 10:05:20 GET 404"),
        ),
    }
    return Result(outcome=outcome, **(given | more))


def indicator(code: str, name: str, kind: Any = "deduct", **more: Any) -> Indicator:
    """An indicator fed by broken-link unless ``more`` says otherwise."""
    given: dict[str, Any] = {
        "id": more.pop("id", code.lower()),
        "level1": "单项否决" if kind == "veto" else "功能设计",
        "text": f"{name}的评分细则原句。",
        "checks": ("broken-link",),
        "auto": "a",
        "source": Source("国办秘函〔2019〕19号", "中"),
    }
    return Indicator(name=name, kind=kind, code=code, **(given | more))


def line(
    ind: Indicator, confirmed: Sequence[Result] = (), candidates: Sequence[Result] = (), **more: Any
) -> LedgerLine:
    """A scored line whose amounts follow from the counts."""
    state = more.pop("state", "scored")
    reason = more.pop("reason", "")

    def lost(n: int) -> tuple[Decimal, Decimal]:
        if ind.points is None or not n:
            return Decimal(0), Decimal(0)
        raw = ind.points if ind.per_finding is None else ind.per_finding * n
        return raw, min(raw, ind.points)

    raw, taken = lost(len(confirmed))
    worst = lost(len(confirmed) + len(candidates))[1]
    n, both = len(confirmed), len(confirmed) + len(candidates)
    veto = ind.kind == "veto"
    return LedgerLine(
        ind, state, reason, tuple(confirmed), tuple(candidates),
        raw=raw, lost=taken, worst=worst, capped=bool(ind.points) and raw > taken,
        tripped=veto and n >= ind.at_least,
        possible=veto and n < ind.at_least <= both,
        **more,
    )  # fmt: skip


def rubric(**more: Any) -> Rubric:
    """A portal rubric by name; its indicators do not matter to reports."""
    given: dict[str, Any] = {
        "id": "national-2019-portal",
        "title": "国办秘函〔2019〕19号（政府门户网站）",
        "verified": "partial",
        "subject": "portal",
        "scored": True,
        "indicators": (),
        "sha": "8f3a41c09b7d2e65",
    }
    return Rubric(**(given | more))


def score_of(ledger: Sequence[LedgerLine], vetoes: Sequence[LedgerLine] = (), **more: Any) -> Score:
    """A score that adds up over the given lines."""
    deductions = sum((x.lost for x in ledger), Decimal(0))
    worst = sum((x.worst for x in ledger), Decimal(0))
    trial = Decimal(100) - deductions
    by_unit: dict[str, Decimal] = {}
    for x in ledger:
        if x.confirmed and x.lost:
            unit = x.confirmed[0].unit
            by_unit[unit] = by_unit.get(unit, Decimal(0)) + x.lost
    given: dict[str, Any] = {
        "verdict": Verdict.PASSED,
        "reasons": ("没有触发单项否决，试算分不低于 60 分。",),
        "vetoes": tuple(vetoes),
        "ledger": tuple(ledger),
        "trial": trial,
        "worst": Decimal(100) - worst,
        "official": None,
        "official_base": Decimal(0),
        "deductions": deductions,
        "bonus": Decimal(0),
        "factor": "1",
        "assessed": 6,
        "assessable": 22,
        "unassessed_vetoes": ("V1 安全、泄密事故等严重问题", "V5 互动回应差"),
        "derivation": (f"100 − {deductions} = {trial}（试算分，分值暂定）",),
        "by_unit": by_unit,
    }
    return Score(**(given | more))


def sources(results: Sequence[Result], score: Score, **more: Any) -> Sources:
    """A month of the made-up district."""
    given: dict[str, Any] = {
        "site": SITE,
        "units": UNITS,
        "month": "2026-11",
        "as_of": AS_OF,
        "run": Run(
            1, "2026-11", AS_OF, "2026-11-25T01:00:00+00:00", "2026-11-25T01:42:10+00:00",
            "finished", "Mozilla/5.0 govcheck/0.1 (+it@yunxi.example)", "govcheck 0.1.0",
            {"discovered": 1480, "fetched": 1312, "not_fetched": {"robots.txt 不允许": 12}},
        ),
        "rubric": rubric(),
        "score": score,
        "results": list(results),
        "tallies": {("broken-link", "pass"): 1290, ("broken-link", "fail"): len(results)},
        "links": [],
        "due": [],
        "versions": {"engine": "govcheck 0.1.0", "rubric": "national-2019-portal"},
        "checks": CHECKS,
    }  # fmt: skip
    return Sources(**(given | more))


def pages(n: int, folder: str = "xwzx") -> tuple[str, ...]:
    """Addresses of ``n`` pages, the home page first."""
    return (BASE + "/", *(f"{BASE}/{folder}/2026/11/t{i:05d}.html" for i in range(1, n)))


def dead(n: int, folder: str, found_on: int, unit: str = "office", **more: Any) -> Result:
    """A dead link into a folder of a host that is gone."""
    target = f"http://old.yunxi.example/{folder}/a{n}.html"
    where = pages(found_on)
    return result(
        n, url=where[0], target=target, found_on=where, unit=unit, rule="home-link",
        message=f"链接指向的页面返回 404：{target}", locator="body > div.links > ul > li > a",
        excerpt=f'<a href="{target}" target="_blank">区级部门名录</a>', **more,
    )  # fmt: skip


def rich() -> Sources:
    """A portal with something of everything."""
    links = [dead(n, "bmml", 14 if n == 1 else 2) for n in range(1, 8)]
    alts = [
        result(
            20 + n, check="missing-alt", url=f"{BASE}/xwzx/2026/11/t{n:05d}.html",
            message="图片没有替代文本，读屏软件读不出它的内容。", rule="no-alt",
            locator="div.header > a > img", excerpt='<img src="/static/banner.jpg" width="1200">',
            mender=Mender.PLATFORM,
        )
        for n in range(1, 31)
    ]  # fmt: skip
    labels = [
        result(
            60 + n, check="page-labels", url=f"{BASE}/zwgk/zcwj/t{n:05d}.html", rule="bad-pubdate",
            message="页面标签 PubDate 的格式不规范，应为 yyyy-MM-dd HH:mm。", value="2026-11-3",
            locator='head > meta[name="PubDate"]', excerpt='<meta name="PubDate" content="2026-11-3">',
            unit="finance",
        )
        for n in range(1, 5)
    ]  # fmt: skip
    stale = [
        result(
            70 + n, check="column-stale", url=f"{BASE}/{slug}/", target=name, column=name,
            message=f"栏目“{name}”最近一次更新距今 {days} 天，超过规定的 {limit} 天。", value=str(days),
            unit=unit, rule="stale-notice", fix="请尽快发布新的稿件；确无内容的，办理豁免并写明理由。",
        )
        for n, (slug, name, days, limit, unit) in enumerate(
            [("tzgg", "通知公告", 214, 183, "office"), ("jkkp", "健康科普", 41, 14, "health")]
        )
    ]  # fmt: skip
    doubts = [
        result(
            80 + n, Outcome.REVIEW, url=f"{BASE}/", target=f"https://www.mofang{n}.example/x",
            message=f"外部链接两次超时，可能已失效：https://www.mofang{n}.example/x", rule="home-link",
            found_on=pages(3),
        )
        for n in range(1, 4)
    ]  # fmt: skip
    unseen = [
        result(
            90 + n, Outcome.UNVERIFIABLE, check=c, url=f"{BASE}/bsfw/{n}.html",
            message="页面被防护程序拦截（HTTP 412），没有看到内容。",
        )
        for n, c in enumerate(["footer-marks", "missing-alt", "page-labels"] * 6)
    ]  # fmt: skip
    none = [
        result(140, Outcome.NOT_APPLICABLE, message="栏目已豁免，不评更新。", check="column-stale")
    ]
    d = Decimal
    v4 = indicator(
        "V4①", "栏目不更新（动态、通知类）", "veto", at_least=5, checks=("column-stale",)
    )
    vetoes = [
        line(indicator("V2", "站点无法访问", "veto"), state="insufficient",
             reason="取样不足：需 7 天、每天 20 次，现有 0 次。"),
        line(indicator("V3", "首页不更新", "veto", checks=("home-stale",))),
        line(v4, stale),
        line(indicator("V1", "安全、泄密事故等严重问题", "veto", auto="c"), state="not_assessed",
             reason="须由人评定。"),
    ]  # fmt: skip
    ledger = [
        line(indicator("D-1", "可用性", points=d(5), per_finding=d(1)), links, doubts,
             notes=("首页与内页的链接按同一标准计。",)),
        line(indicator("D-2", "网站标识", points=d(3), per_finding=d("0.5"), points_verified=True,
                       checks=("footer-marks",))),
        line(indicator("D-3", "页面标签", points=d(4), per_finding=d("0.5"),
                       checks=("page-labels",)), labels),
        line(indicator("D-4", "图片替代文本", points=None, checks=("missing-alt",)),
             excluded=tuple(alts), notes=("模板由平台统一维护，不扣本单位分。",)),
        line(indicator("D-5", "栏目更新", level1="发布解读", points=d(6), per_finding=d("1.5"),
                       checks=("column-stale",)), stale),
        line(indicator("D-6", "办事指南", level1="办事服务", points=d(5), auto="c"),
             state="not_assessed", reason="须由人评定，尚未录入。"),
        line(indicator("D-7", "办理答复", level1="互动交流", points=d(5), auto="c"),
             state="not_assessed", reason="须由人评定，尚未录入。"),
    ]  # fmt: skip
    attempts = ("2026-11-25 10:03:11 HEAD 404", "2026-11-25 10:05:20 GET 404")
    bad = [
        LinkReport(
            r.target, LinkState.DEAD, 404, "HTTP 404", external=True, text="区级部门名录",
            found_on=r.found_on, on_home=True, evidence=Evidence(r.target, "", 404, attempts),
        )
        for r in links
    ]  # fmt: skip
    bad += [
        LinkReport(r.target, LinkState.SUSPECT, 0, "连接超时", external=True, found_on=r.found_on)
        for r in doubts
    ]
    bad.append(
        LinkReport(f"{BASE}/bsfw/1.html", LinkState.BLOCKED, 412, "HTTP 412（防护程序）",
                   text="我要办事", found_on=pages(4), on_home=True)
    )  # fmt: skip
    due = [
        Due("column", "通知公告", f"{BASE}/tzgg/", "office", date(2026, 4, 25), date(2026, 10, 25),
            -31, "overdue"),
        Due("home", "首页", BASE + "/", "office", date(2026, 11, 13), date(2026, 11, 27), 2, "due"),
        Due("column", "政策解读", f"{BASE}/zcjd/", "finance", date(2026, 6, 4), date(2026, 12, 4), 9,
            "due"),
        Due("column", "年度规划", f"{BASE}/ghjh/", "office", date(2025, 12, 30), None, None, "exempt",
            "按年发布，豁免至 2026-12-31。"),
    ]  # fmt: skip
    score = score_of(ledger, vetoes, verdict=Verdict.INSUFFICIENT, reasons=(
        "机器能判的否决项中，“站点无法访问”因取样不足没有评，不能判合格。",
        "其余否决项没有触发；栏目不更新现有 2 处，满 5 处才触发。",
    ), derivation=("扣分指标 100 分起扣：可用性 5 + 页面标签 2 + 栏目更新 3 = 10",
                   "100 − 10 = 90，不评加分以外的项目，试算分 90"))  # fmt: skip
    everything = [*links, *alts, *labels, *stale, *doubts, *unseen, *none]
    made = sources(everything, score, links=bad, due=due)
    return replace(
        made,
        run=replace(
            made.run,
            counts={
                "discovered": 1480, "fetched": 1312, "pages": 946, "links_checked": 5210,
                "not_fetched": {"robots.txt 不允许": 12, "主机有防护，未再打扰": 156},
                "blocked_hosts": {"bsfw.yunxi.example": "HTTP 412 防护页"},
            },
        ),
    )  # fmt: skip
