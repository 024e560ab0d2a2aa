from collections.abc import Iterator

from checks.registry import site_check
from checks.results import Result, review, unverifiable
from checks.site import Site


@site_check("broken-anchor-elsewhere")
def broken_anchor_elsewhere(site: Site) -> Iterator[Result]:
    """链接指向另一页面的某个位置，而那里没有这个位置。

    依据：国办秘函〔2019〕19号“可用性”指标：链接打不开或错误（锚点是否计错原文未核，只作提示）。
    判定：链接写成“页面地址#名称”，目标页面在本站、已经取得，而源代码里没有这个 id 或 name 的，
    为“需人工复核”。目标页面没有取得的，不下结论，合并成一条“无法核验”。站外页面的位置不查。
    误报：目标位置由脚本生成的，源代码里看不到，请用浏览器打开确认。
    整改：在目标页面的相应位置加上 id，或改正链接里的名称。
    """
    if not any(page.reading.kind.is_content for page in site.pages()):
        reason = site.why_missing(site.url) or "没有读到任何页面"
        yield unverifiable(site.url, f"没有可查看的页面：{reason}。")
        return
    wanted: dict[str, dict[str, list[str]]] = {}
    for page in site.pages():
        for address in page.reading.facts.get("anchors", ()):
            url, _, place = address.partition("#")
            wanted.setdefault(url, {}).setdefault(place, []).append(page.url)
    unseen = 0
    for url, places in wanted.items():
        target = site.page(url)
        names = site.ids_on(target.url) if target and target.reading.kind.is_content else None
        if names is None:
            unseen += len(places)
            continue
        for place, pages in places.items():
            if place not in names:
                more = f"，有 {len(pages)} 个页面这样链接" if len(pages) > 1 else ""
                yield review(
                    pages[0],
                    f"链接指向 {url} 里的“#{place}”，但那个页面里没有这个位置{more}，请用浏览器打开确认。",
                    target=f"#{place} → {url}",
                    found_on=tuple(pages),
                )
    if unseen:
        reason = f"有 {unseen} 处链接指向别的页面里的某个位置，而那些页面没有取得，没有核对。"
        yield unverifiable(site.url, reason, rule="not-stored", value=str(unseen))
