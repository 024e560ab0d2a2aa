from collections.abc import Iterator

from checks.column_articles import Article, articles_of
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review
from checks.site import Site

SHOWN = 3
ELEMENTS = {
    "number": "文号",
    "date": "成文日期或发布日期",
    "validity": "有效性（是否有效、有效期或失效、废止）",
}


@site_check("policy-elements")
def policy_elements(site: Site) -> Iterator[Result]:
    """政策文件缺少文号、日期或有效性。

    依据：国办秘函〔2019〕19号“政策文件”（要素文字和分值原文未核）；2022 年起要求集中公开现行有效的规范性文件，文件应标明有效性。
    判定：在政策文件类栏目抓到的文件页面里，找不到文号、找不到成文日期或发布日期、没有任何有效性说明的，
    每个要素合并为一条“需人工复核”，列出缺少它的页面。
    误报：意见、公告、规划等文件可能本来没有文号；要素可能在附件、图片或由脚本载入的表格里。
    整改：在文件页面的信息表里补齐文号、成文日期、发布日期和有效性，一般改页面模板即可。
    """
    policies = articles_of(site, "政策文件")
    if not policies:
        yield not_applicable(site.url, "没有抓到政策文件类栏目的文件页面，不检查要素。")
        return
    for element, name in ELEMENTS.items():
        without = [a for a in policies if not _has(a, element)]
        if without:
            yield _missing(element, name, without, len(policies))
        else:
            yield passed(site.url, rule=element, target=f"policy:{element}")


def _has(article: Article, element: str) -> bool:
    if element == "date":
        published = article.reading.published
        shown = published is not None and published.source in ("label", "visible")
        return shown or bool(article.fact("written"))
    return bool(article.fact(element))


def _missing(element: str, name: str, without: list[Article], count: int) -> Result:
    titles = "、".join(f"“{a.title}”" for a in without[:SHOWN])
    more = "等" if len(without) > SHOWN else ""
    message = f"抓到的 {count} 份政策文件里，有 {len(without)} 份没有读到{name}：{titles}{more}，请人工确认。"
    return review(
        without[0].url,
        message,
        rule=element,
        target=f"policy:{element}",
        value=str(len(without)),
        found_on=tuple(a.url for a in without),
    )
