"""Crawl counts and versions as labelled lines for readers."""

from collections.abc import Iterable, Mapping
from typing import Any

from checks.site import LinkReport, LinkState
from crawler.store import Run
from reports.summary import Sources
from reports.wording import beijing

_LABELS = {
    "way": "怎样访问",
    "pages": "抓取的页面",
    "browser": "浏览器",
    "fetched": "访问的次数（含复测）",
    "discovered": "要核对的不同地址",
    "requests": "发出的请求",
    "links": "核对的链接",
    "links_checked": "核对的链接",
    "rechecked": "复测的链接",
    "reasked": "复测的链接",
    "fallbacks": "HEAD 不行、改用 GET 的地址",
    "bytes": "下载的字节",
    "not_fetched": "没有抓取的地址",
    "skipped": "没有抓取的地址",
    "states": "链接状态",
    "statuses": "状态码",
    "incremental": "与以前月份比较",
    "spared": "为不影响网站而放慢、停顿",
    "blocked_hosts": "有防护、不让查看的主机",
    "robots": "读取 robots.txt 的次数",
    "robots_blocked": "robots.txt 不允许抓取的地址",
    "robots_disallowed": "robots.txt 不允许抓取的地址",
    "peak_rss_mb": "内存峰值（MB）",
    "seconds": "用时（秒）",
    "requests_per_second": "每秒请求数",
}
_VERSION_LABELS = {
    "way": "怎样访问",
    "engine": "程序版本",
    "judged_with": "判定所用版本",
    "crawled_with": "抓取所用版本",
    "rubric": "规则编号",
    "rubric_sha": "规则内容校验值",
    "wordlist": "用语词表版本（出报告时）",
}


def facts(run: Run, links: Iterable[LinkReport]) -> list[tuple[str, list[str]]]:
    """(label, lines) of what the crawl did; unknown counts are shown under their own name."""
    rows = [
        ("开始（北京时间）", [beijing(run.started_at)]),
        ("结束（北京时间）", [beijing(run.finished_at) if run.finished_at else "尚未完成"]),
        ("自报身份（User-Agent）", [run.user_agent or "未记录"]),
    ]
    guarded = _guarded(links)
    if guarded:
        rows.append(("有防护、不让查看的主机", guarded))
    for name, value in run.counts.items():
        lines = _lines(value)
        if lines:
            rows.append((_LABELS.get(name, name), lines))
    return rows


def _guarded(links: Iterable[LinkReport]) -> list[str]:
    hosts: dict[str, list[LinkReport]] = {}
    for link in links:
        if link.state is LinkState.BLOCKED:
            hosts.setdefault(link.url.split("/")[2] if "//" in link.url else link.url, []).append(
                link
            )
    return [f"{host}：{len(found)} 个地址，{found[0].reason}" for host, found in hosts.items()][:50]


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}：{_short(item)}" for key, item in value.items()]
    if isinstance(value, list | tuple):
        shown = [_short(item) for item in value[:50]]
        return [*shown, f"…另有 {len(value) - 50} 个"] if len(value) > 50 else shown
    return [_short(value)] if value not in (None, "") else []


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def versions(sources: Sources) -> list[tuple[str, str]]:
    """(label, version) of everything the numbers rest on."""
    rubric = sources.rubric
    rows = [("规则", rubric.title)]
    rows += [(_VERSION_LABELS.get(k, k), v) for k, v in sources.versions.items() if v]
    checked = {"full": "全部已核原件", "partial": "部分未核原件", "none": "均未核原件"}
    return [*rows, ("规则核对情况", checked[rubric.verified])]
