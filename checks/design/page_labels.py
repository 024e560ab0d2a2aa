import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from bs4 import Tag

from checks.labels import ARTICLE, COLUMN, SITE
from checks.locators import css_path, excerpt
from checks.page import LABELS, Page, PageKind
from checks.registry import page_check
from checks.results import Outcome, Result, fail, not_applicable, review

REQUIRED = {
    PageKind.HOME: SITE,
    PageKind.COLUMN: SITE + COLUMN,
    PageKind.ARTICLE: SITE + COLUMN + ARTICLE,
}
KIND_NAMES = {PageKind.HOME: "首页", PageKind.COLUMN: "栏目页", PageKind.ARTICLE: "内容页"}
_PLACEHOLDER = re.compile(
    r"null|undefined|none|nan|n/a|-+|\?+|\.+|test|\$\{.*\}|\{\{.*\}\}|<%.*%>|\[object object\]",
    re.IGNORECASE,
)
_PUB_DATE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_WITH_SECONDS = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}):\d{2}")
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID_CODE = re.compile(r"\d{10}|bm\d{8}|[a-z]\d{9}", re.IGNORECASE)


@page_check("page-labels", rendered=True)
def page_labels(page: Page) -> Iterator[Result]:
    """页面标签缺失或不规范。

    依据：《政府网站发展指引》（国办发〔2017〕47号）网页标签规范；国办秘函〔2019〕19号“页面标签”（扣分分值原文未核）。
    判定：首页应有 SiteName、SiteDomain、SiteIDCode 三项，栏目页另有 ColumnName、ColumnDescription、
    ColumnKeywords、ColumnType 四项，内容页再有 ArticleTitle、PubDate、ContentSource 三项；
    缺少、为空、填的是 null 之类占位值，PubDate 不是“年-月-日 时:分”（yyyy-MM-dd HH:mm），
    SiteDomain 带 http:// 或与本站域名不同，SiteIDCode 与台账不同的，为“发现”；
    PubDate 只多了秒或只有日期、标签可能由脚本写入、页面可能不在全站模板内的，为“需人工复核”。
    误报：专题、跳转页和统一平台的页面可能不使用本站模板；没有台账信息时不核对域名和标识码。
    整改：在首页、栏目页、内容页模板的 head 里补齐标签；PubDate 用 24 小时制；SiteDomain 只写域名。
    """
    kind = _kind(page)
    if kind not in REQUIRED:
        yield not_applicable(page.url, "不是首页、栏目页或内容页，不要求页面标签。")
        return
    labels = page.reading.labels
    missing = [name for name in REQUIRED[kind] if name not in labels]
    yield from _missing(page, kind, missing)
    for name in REQUIRED[kind]:
        if name in labels:
            yield from _wrong(page, name, labels[name])


def _kind(page: Page) -> PageKind:
    """The kind that decides what is required: configuration comes before what was read."""
    if page.is_home:
        return PageKind.HOME
    return PageKind.COLUMN if page.column is not None else page.reading.kind


def _missing(page: Page, kind: PageKind, names: Sequence[str]) -> Iterator[Result]:
    if not names:
        return
    doubt = _doubt(page, kind, names)
    what = KIND_NAMES[kind]
    nothing = len(names) == len(REQUIRED[kind])
    groups = [tuple(names)] if nothing else [(name,) for name in names]
    for group in groups:
        listed = "、".join(group)
        label = "all" if nothing else group[0]
        said = (
            f"{what}缺少全部 {len(group)} 个页面标签" if nothing else f"{what}缺少页面标签 {listed}"
        )
        if doubt:
            target = f"label:{kind}:{label}:missing:review"
            yield review(page.url, f"{said}，但{doubt}。", rule="missing", target=target)
        else:
            target = f"label:{kind}:{label}:missing"
            yield fail(page.url, f"{said}。", rule="missing", target=target, value=listed)


def _doubt(page: Page, kind: PageKind, names: Sequence[str]) -> str:
    """Chinese reason for which a missing label is not certain; "" when it is."""
    code = "\n".join(tag.get_text() for tag in page.tags["script"])
    told = page.rendering
    if page.is_rendered and told is not None and (doubt := told.doubt(LABELS)):
        return doubt
    if not page.is_rendered and any(name in code for name in names):
        return "标签可能由脚本写入，请用浏览器查看"
    if not page.tags["title"] and not page.tags["meta"]:
        return "取得的页面没有 head 部分，可能只是片段，请人工查看"
    labels = page.reading.labels
    if kind is PageKind.COLUMN and page.column is None and not labels:
        return "页面可能是专题或平台页面，不在本站模板内，请人工确认"
    if kind is PageKind.ARTICLE and not any(name in labels for name in ARTICLE):
        if page.reading.published is None:
            return "不能确定它是内容页，请人工确认"
        if not labels and _is_foreign(page):
            return "页面不在本站主域名下，可能不用本站模板，请人工确认"
    return ""


def _is_foreign(page: Page) -> bool:
    return page.site is not None and _host(page.final_url) != _bare(page.site.host)


@dataclass(frozen=True, slots=True)
class _Fault:
    outcome: Outcome
    rule: str
    message: str


def _wrong(page: Page, name: str, value: str) -> Iterator[Result]:
    """What is wrong with a label that is there."""
    fault = _fault(page, name, value)
    if fault is None:
        return
    element = _meta(page, name)
    shape = value if fault.rule in ("domain", "id-code", "id-format", "placeholder") else ""
    yield Result(
        fault.outcome,
        page.url,
        fault.message,
        rule=fault.rule,
        target=f"label:{name}:{fault.rule}:{fault.outcome}:{shape}".rstrip(":"),
        locator=css_path(element) if element else "",
        excerpt=excerpt(element) if element else "",
        value=value,
    )


def _fault(page: Page, name: str, value: str) -> _Fault | None:
    if not value:
        return _Fault(Outcome.FAIL, "empty", f"页面标签 {name} 的内容为空。")
    if _PLACEHOLDER.fullmatch(value):
        return _Fault(
            Outcome.FAIL, "placeholder", f"页面标签 {name} 填的是占位值“{value}”，不是真实内容。"
        )
    if name == "PubDate":
        return _pub_date(value)
    if name == "SiteDomain":
        return _domain(page, value)
    if name == "SiteIDCode":
        return _id_code(page, value)
    return None


def _pub_date(value: str) -> _Fault | None:
    """Strict on the form; :mod:`checks.dates` reads it leniently elsewhere."""
    form = "规范格式是“年-月-日 时:分”，例如 2026-01-08 09:30"
    if _PUB_DATE.fullmatch(value):
        if _is_time(value):
            return None
        return _Fault(Outcome.FAIL, "date", f"页面标签 PubDate 的“{value}”不是存在的日期时间。")
    seconds = _WITH_SECONDS.fullmatch(value)
    if seconds and _is_time(seconds[1]):
        return _Fault(
            Outcome.REVIEW,
            "format",
            f"页面标签 PubDate“{value}”多写了秒，{form}，请确认是否要求改。",
        )
    if _DAY_ONLY.fullmatch(value) and _is_time(value + " 00:00"):
        return _Fault(
            Outcome.REVIEW,
            "format",
            f"页面标签 PubDate“{value}”只有日期，{form}，请确认是否要求改。",
        )
    return _Fault(Outcome.FAIL, "format", f"页面标签 PubDate“{value}”格式不规范，{form}。")


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - only whether it exists
    except ValueError:
        return False
    return True


def _domain(page: Page, value: str) -> _Fault | None:
    if page.site is None or not page.site.host:
        return None
    host = _host(value) if "://" in value else _bare(value.strip("/"))
    own = {_host(page.final_url), _bare(page.site.host)}
    if host not in own and host.removeprefix("www.") not in {o.removeprefix("www.") for o in own}:
        if any(map(_is_address, own)):
            return _Fault(
                Outcome.UNVERIFIABLE,
                "domain",
                f"本次按 IP 地址访问网站，无法核对页面标签 SiteDomain“{value}”。",
            )
        return _Fault(
            Outcome.FAIL,
            "domain",
            f"页面标签 SiteDomain 是“{value}”，本站域名是“{page.site.host}”，两者不一致。",
        )
    if "://" in value or value.endswith("/"):
        return _Fault(
            Outcome.FAIL, "domain-form", f"页面标签 SiteDomain“{value}”应只写域名，不带协议和斜杠。"
        )
    if host not in own:
        return _Fault(
            Outcome.REVIEW,
            "domain",
            f"页面标签 SiteDomain“{value}”与本站域名“{page.site.host}”只差 www，请确认主域名。",
        )
    return None


def _id_code(page: Page, value: str) -> _Fault | None:
    known = page.site.id_code if page.site is not None else ""
    if known and value.lower() != known.lower():
        return _Fault(
            Outcome.FAIL,
            "id-code",
            f"页面标签 SiteIDCode 是“{value}”，与台账里的网站标识码“{known}”不一致。",
        )
    if not known and not _ID_CODE.fullmatch(value):
        return _Fault(
            Outcome.REVIEW, "id-format", f"页面标签 SiteIDCode“{value}”不像网站标识码，请人工核对。"
        )
    return None


def _meta(page: Page, name: str) -> Tag | None:
    """The element the value was read from: the first with content, else the first."""
    named = [m for m in page.tags["meta"] if str(m.get("name", "")).strip().lower() == name.lower()]
    filled = (m for m in named if str(m.get("content", "")).strip())
    return next(filled, named[0] if named else None)


def _host(url: str) -> str:
    try:
        return _bare(urlsplit(url.strip()).netloc)
    except ValueError:
        return ""


def _bare(netloc: str) -> str:
    """A host in lower case without user, port and final dot."""
    netloc = netloc.strip().lower().rpartition("@")[2]
    return re.sub(r":\d+\Z", "", netloc).rstrip(".")


def _is_address(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
