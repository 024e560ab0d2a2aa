"""Attachments that open and are not what their names say: login pages, error pages, empty files."""

import re
from collections.abc import Iterator

from checks.documents.magic import kind_of
from checks.page import Page, PageKind
from checks.registry import site_check
from checks.results import Outcome, Result, not_applicable, passed, unverifiable
from checks.site import Attachment, LinkState, Site

_GROUPS = {
    "pdf": ("pdf",),
    "办公文档": (
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "rtf", "ole", "encrypted",
    ),
    "压缩包": ("zip", "rar", "7z", "gz", "bz2", "xz", "tar"),
    "OFD": ("ofd",),
}  # fmt: skip
GROUP_OF = {extension: name for name, ways in _GROUPS.items() for extension in ways}
"""Extension -> what opens it."""
_PASSWORD = re.compile(rb"type\s*=\s*[\"']?password", re.IGNORECASE)
_READ = 200_000
_CUT = 3
"""Broken characters where the text was cut off; more mean another charset."""


@site_check("attachment-unusable")
def attachment_unusable(site: Site) -> Iterator[Result]:
    """附件下载下来不能用。

    依据：国办秘函〔2019〕19号扣分指标“表格样表”：提到的表格、附件能下载并打开（名称和分值未核原文）；
    HTML 登录页冒充附件是常见情况。
    判定：本站附件能打开，而取得的内容是登录页、是空文件的，为“发现”。
    内容是出错页（可能是一时故障）或别的网页、开头的特征字节与扩展名说的不是一类文件，或者没有保存内容而服务器说是网页的，为“需人工复核”。
    被拦截、没有取得的，为“无法核验”。打不开的死链归“可用性”，这里不重复列出。
    doc 与 docx、xls 与 xlsx 之类能用同一软件打开的，不算不一致。
    误报：把网页表格存成 xls 的文件可以打开，请下载确认；需要登录才能下载的，请确认是否本应公开。
    整改：重新上传文件，去掉下载前的登录要求。
    """
    looked = 0
    for attachment in site.attachments():
        if attachment.state is LinkState.DEAD:
            continue
        looked += 1
        result = _judge(attachment)
        yield result or passed(attachment.url)
    if not looked:
        yield not_applicable(site.url, "抓到的页面没有链接到本站的附件。")


def _judge(one: Attachment) -> Result | None:
    if one.state not in (LinkState.OK, LinkState.REDIRECT):
        reason = one.reason or "没有取得"
        return unverifiable(one.url, f"附件“{one.name}”没有取得：{reason}。", target=one.url)
    extension = one.name.rpartition(".")[2].lower()
    expected = GROUP_OF.get(extension, "")
    data = one.load()
    if data is None:
        if expected and "html" in one.content_type.lower():
            message = f"附件“{one.name}”的扩展名是 {extension}，服务器说它是网页，请下载确认。"
            return _said(one, Outcome.REVIEW, "html", message)
        return None
    if not data:
        return _said(one, Outcome.FAIL, "empty", f"附件“{one.name}”是空文件（0 字节）。")
    kind = kind_of(data)
    if kind == "html" and expected:
        return _web_page(one, data, extension)
    if not expected or GROUP_OF.get(kind) == expected:
        return None
    what = f"是 {kind} 文件" if kind else "不像任何常见的文件"
    message = f"附件“{one.name}”的扩展名是 {extension}，内容{what}，可能打不开，请下载确认。"
    return _said(one, Outcome.REVIEW, "kind", message)


def _web_page(one: Attachment, data: bytes, extension: str) -> Result:
    html = data[:_READ]
    text = html.decode("utf-8", "replace")
    if text.count("\ufffd") > _CUT:
        text = html.decode("gb18030", "replace")
    page = Page(one.url, text)
    kind = page.reading.kind
    said = f"附件“{one.name}”的扩展名是 {extension}，下载到的是"
    if kind is PageKind.BLOCKED:
        return unverifiable(one.url, f"{said}防护页，没有取得附件。", target=one.url)
    if _PASSWORD.search(html):
        return _said(one, Outcome.FAIL, "html", f"{said}登录页，不是文件。")
    if kind is PageKind.ERROR:
        return _said(one, Outcome.REVIEW, "html", f"{said}出错页，可能是一时故障，请再下载确认。")
    return _said(one, Outcome.REVIEW, "html", f"{said}网页，请确认能否打开。")


def _said(one: Attachment, outcome: Outcome, rule: str, message: str) -> Result:
    return Result(
        outcome,
        one.found_on[0] if one.found_on else one.url,
        message,
        target=one.url,
        rule=rule,
        found_on=one.found_on,
        evidence=one.evidence,
    )
