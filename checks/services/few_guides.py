"""Sites with fewer than five services, all of whose guides lack elements."""

from collections.abc import Iterator

from checks.guides import names
from checks.offered import offered
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site


@site_check("few-guides")
def few_guides(site: Site, *, fewer_than: int = 5, many: int = 4) -> Iterator[Result]:
    """办事事项不足 5 个且指南都缺要素。

    依据：国办秘函〔2019〕19号单项否决“服务不实用”：事项总数不足 5 个的，每个事项的重点要素都缺 4 类及以上
    （转载互相印证，未核原件）。
    判定：抓取完成，读到的办事指南不足 5 个而且每个都缺 4 类及以上的，为“需人工复核”。
    网站链接到政务服务平台的，事项总数在平台上，本站几个指南说明不了，为“不适用”；没有对外服务职能的网站也不适用。
    一个指南都没有读到、抓取没有完成的，为“无法核验”。
    误报：指南放在附件或图片里的读不到；事项总数请以台账为准。
    整改：补齐每个事项的八类要素。
    """
    if not site.public_services:
        yield not_applicable(site.url, "没有对外服务职能，不查办事服务。")
        return
    lacking, total = [], 0
    for page in site.pages():
        guide = page.reading.facts.get("guide")
        if guide is not None:
            total += 1
            if len(names()) - len(guide["found"]) >= many:
                lacking.append(page.url)
    if total >= fewer_than or (total and len(lacking) < total):
        yield passed(
            site.url, f"读到 {total} 个办事指南，其中 {len(lacking)} 个缺 {many} 类及以上要素。"
        )
    elif any(one.platform for one in offered(site)):
        yield not_applicable(site.url, "办事事项链接到政务服务平台，事项总数不在本站。")
    elif not total:
        yield unverifiable(site.url, "没有读到办事指南页面，不能判断。")
    elif site.stop_reason != "finished":
        yield unverifiable(site.url, "抓取没有完成，办事指南可能没有读全，不能判断。")
    else:
        yield review(
            site.url,
            f"只读到 {total} 个办事指南，每个都缺 {many} 类及以上重点要素，请按台账核对事项总数。",
            target="guides:few",
            found_on=tuple(lacking),
            value=str(total),
        )
