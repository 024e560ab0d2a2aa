from collections.abc import Iterator

from checks.column_articles import Article, articles_of
from checks.policy_pairs import Pair, pair_up
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site


@site_check("policy-links")
def policy_links(site: Site) -> Iterator[Result]:
    """政策文件和解读没有双向关联。

    依据：国办秘函〔2019〕19号“政策解读”：解读稿与文件双向关联（每处扣分原文未核）。
    判定：在政策解读类栏目抓到的稿件里，按标题里的文件名、正文里的文号或文件名找到本站政策文件栏目里对应的文件；
    解读页没有链接到文件页，或文件页没有链接到解读页的，每一对为“需人工复核”。
    解读的文件没有在抓到的政策文件里找到的，不能判断，合并为一条“无法核验”。
    误报：关联可能由脚本载入，或放在附件、图片里；同一文件有几篇解读的，逐篇列出；按标题配对可能配错，请人工确认。
    整改：在解读页写明并链接所解读的文件，在文件页的“相关解读”里链接解读稿。
    """
    interpretations = articles_of(site, "政策解读")
    policies = articles_of(site, "政策文件")
    if not interpretations:
        yield not_applicable(site.url, "没有抓到政策解读类栏目的稿件，不检查双向关联。")
        return
    pairs = pair_up(interpretations, policies)
    for pair in pairs:
        if result := _one_way(site, pair):
            yield result
        else:
            yield passed(pair.interpretation.url, target=pair.interpretation.url)
    paired = {pair.interpretation.url for pair in pairs}
    alone = [a for a in interpretations if a.url not in paired]
    if alone:
        yield _alone(site, alone, len(interpretations))


def _one_way(site: Site, pair: Pair) -> Result | None:
    there = _links_to(site, pair.interpretation, pair.policy)
    back = _links_to(site, pair.policy, pair.interpretation)
    if there and back:
        return None
    policy, text = f"“{pair.policy.title}”", f"“{pair.interpretation.title}”"
    if not there and not back:
        said, rule = f"解读{text}和文件{policy}互相没有链接", "none"
    elif not there:
        said, rule = f"解读{text}没有链接到文件{policy}", "to-policy"
    else:
        said, rule = f"文件{policy}没有链接到解读{text}", "to-interpretation"
    message = f"{said}，请人工确认两者是否对应、是否已用别的方式关联。"
    url = pair.policy.url if there else pair.interpretation.url
    found_on = (pair.interpretation.url, pair.policy.url)
    return review(url, message, target=pair.interpretation.url, rule=rule, found_on=found_on)


def _links_to(site: Site, article: Article, other: Article) -> bool:
    wanted = {other.url, other.page.url}
    for url in site.links_on(article.page.url):
        if url in wanted:
            return True
        page = site.page(url)
        if page is not None and page.final_url == other.url:
            return True
    return False


def _alone(site: Site, alone: list[Article], count: int) -> Result:
    titles = "、".join(f"“{a.title}”" for a in alone[:3])
    more = "等" if len(alone) > 3 else ""
    message = (
        f"{count} 篇解读里有 {len(alone)} 篇没有在抓到的政策文件里找到所解读的文件，"
        f"不能判断是否双向关联：{titles}{more}。"
    )
    found_on = tuple(a.url for a in alone)
    return unverifiable(site.url, message, rule="no-document", found_on=found_on)
