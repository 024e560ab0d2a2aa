from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from checks.accessibility.standard import gb
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import PageSummary, Site

FEWEST_PAGES = 5
FEWEST_LINKS = 4
PAGES_COMPARED = 200
COMMON = 0.8


@site_check("consistent-navigation")
def consistent_navigation(site: Site) -> Iterator[Result]:
    """各页导航的先后次序不一致。

    依据：GB/T 37668—2019 3.4.2.1 一致的导航，一级；WCAG 2.2 成功准则 3.2.3（未核原文）。
    判定：最多取 200 个栏目页和内容页，找出八成以上页面都有的链接（导航、页头、页尾），比较它们在各页上的先后。
    次序与多数页面不同的页面合成一项，为“需人工复核”；次序都相同的为“未发现”。页面不足 5 个、共有的链接不足 4 条
    （例如导航由脚本生成）的为“无法核验”。
    误报：正文碰巧在导航之前放了同样的链接，会看成次序不同；子网站本来可以有自己的导航。
    整改：各页共用一个导航模板，增减栏目时所有页面一起改。
    """
    links = {page.url: tuple(dict.fromkeys(site.links_on(page.url))) for page in _chosen(site)}
    orders = {url: found for url, found in links.items() if found}
    if len(orders) < FEWEST_PAGES:
        yield unverifiable(site.url, f"能比较的页面只有 {len(orders)} 个，没有比较导航的次序。")
        return
    ranks = _ranks(list(orders.values()))
    if len(ranks) < FEWEST_LINKS:
        reason = "没有找到各页共有的导航链接，可能由脚本生成，没有比较导航的次序。"
        yield unverifiable(site.url, reason)
        return
    different = [url for url, found in orders.items() if _moved(found, ranks)]
    if not different:
        yield passed(site.url)
        return
    yield review(
        different[0],
        f"比较了 {len(orders)} 个页面上共有的 {len(ranks)} 条导航链接，有 {len(different)} 个页面的先后次序"
        f"与其他页面不同，请人工确认。（{gb('3.4.2.1')}）",
        rule="order",
        target="导航次序",
        value=str(len(different)),
        found_on=tuple(different),
    )


def _chosen(site: Site) -> list[PageSummary]:
    """Pages with content, evenly taken; the home page may have a frame of its own."""
    pages = [p for p in site.pages() if p.reading.kind.is_content and not p.is_home]
    step = max(1, -(-len(pages) // PAGES_COMPARED))
    return pages[::step]


def _ranks(orders: Sequence[Sequence[str]]) -> Mapping[str, int]:
    """The links most pages have, numbered in the order most pages have them in."""
    times = Counter(link for links in orders for link in links)
    common = {link for link, n in times.items() if n >= COMMON * len(orders)}
    places: dict[str, list[int]] = {link: [] for link in common}
    for links in orders:
        for place, link in enumerate(one for one in links if one in common):
            places[link].append(place)
    ordered = sorted(common, key=lambda link: (median(places[link]), link))
    return {link: rank for rank, link in enumerate(ordered)}


def _moved(links: Sequence[str], ranks: Mapping[str, int]) -> int:
    """How many links would have to be moved to be in order: all but the longest rising run."""
    own = [ranks[link] for link in links if link in ranks]
    tails: list[int] = []
    for rank in own:
        at = bisect_left(tails, rank)
        tails[at : at + 1] = [rank]
    return len(own) - len(tails)
