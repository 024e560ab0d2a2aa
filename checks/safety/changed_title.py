import re
from collections.abc import Iterator

from checks.registry import site_check
from checks.results import Result, not_applicable, review
from checks.site import Site

_WORD = re.compile(r"[A-Za-z0-9]{3,}|[\u4e00-\u9fff]+")


@site_check("changed-title")
def changed_title(site: Site) -> Iterator[Result]:
    """首页或栏目页的标题与上次完全不同（篡改候选）。

    依据：国办秘函〔2019〕19号单项否决“对挂马、篡改等攻击未及时有效处置，造成严重安全事故”（V1④）。
    判定：首页和台账里的栏目页，这次的网页标题与上次月份抓取时的标题没有任何两个字以上的共同词语，
    也不含本站名称的，为“需人工复核”。没有上次的抓取结果的，为“不适用”。
    误报：网站改版、更名、栏目调整会换标题，请人工确认。
    整改：不是本单位改的，先截图留存，恢复页面，查明入侵途径，并按网络安全事件流程报告。
    """
    before = site.titles_before()
    if not before:
        yield not_applicable(site.url, "没有以前月份的抓取结果，无从比较标题。")
        return
    for url in dict.fromkeys([site.url, *(column.url for column in site.columns)]):
        page = site.page(url)
        if page is None or not page.reading.kind.is_content:
            continue
        now, old = page.reading.title, before.get(page.url, "")
        known = _parts(old) | _parts(site.name)
        if old and now and not known & _parts(now):
            yield review(
                page.url,
                f"网页标题从“{old[:40]}”变成了“{now[:40]}”，前后没有共同之处，可能被篡改，请用浏览器打开确认。",
                target=page.url,
                value=now[:80],
            )


def _parts(title: str) -> set[str]:
    """Words of Latin letters, and every two neighbouring Han characters."""
    parts = set()
    for word in _WORD.findall(title.lower()):
        if word.isascii():
            parts.add(word)
        else:
            parts.update(word[n : n + 2] for n in range(len(word) - 1))
    return parts
