from collections.abc import Iterator

from bs4 import Tag

from checks.locators import css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, review
from checks.unrelated import is_excused, unrelated

_ABOUT = frozenset(("keywords", "description"))


@page_check("tampered-page")
def tampered_page(page: Page) -> Iterator[Result]:
    """页面标题或关键词疑似被篡改。

    依据：国办秘函〔2019〕19号单项否决“对挂马、篡改等攻击未及时有效处置，造成严重安全事故”（V1④）。
    判定：本站页面的标题，或 meta 里的关键词、简介出现博彩、色情用语的，为“需人工复核”；
    标题、关键词全部用 &#数字; 写成、还原后是这类用语的也算（常见于只给搜索引擎看的篡改）。
    误报：查处赌博、扫黄打非、福利彩票等正常文章的标题不报；确属误报的请人工排除。
    整改：先截图留存，恢复页面，查明入侵途径、清除后门，并按网络安全事件流程报告；
    再到搜索引擎提交更新，清除快照。
    """
    yield from _judge(page, "标题", next(iter(page.tags["title"]), None), page.reading.title)
    if is_excused(page.reading.title):
        return
    for meta in page.tags["meta"]:
        name = str(meta.attrs.get("name") or "").lower()
        if name in _ABOUT:
            what = "关键词" if name == "keywords" else "简介"
            yield from _judge(page, what, meta, str(meta.attrs.get("content") or ""))


def _judge(page: Page, what: str, element: Tag | None, text: str) -> Iterator[Result]:
    hit = unrelated(text, "", ("gambling", "sex")) if len(text) > 1 else None
    if hit is None or element is None:
        return
    yield review(
        page.url,
        f"页面的{what}“{text[:60]}”像是{hit.label}内容（“{'”“'.join(hit.words)}”），"
        "可能被篡改，请立即用浏览器打开确认。",
        rule="title" if what == "标题" else "meta",
        target=page.url,
        locator=css_path(element),
        excerpt=excerpt(element),
        value=text[:80],
    )
