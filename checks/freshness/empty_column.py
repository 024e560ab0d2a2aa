from collections.abc import Iterator

from checks.columns import Column
from checks.page import PageKind
from checks.registry import site_check
from checks.results import Mender, Outcome, Result, not_applicable, passed, unverifiable
from checks.scripted import unread
from checks.site import PageSummary, Site
from checks.updates import LEADS_HOME, Articles, leads_home


@site_check("empty-column", rendered=True)
def empty_column(site: Site) -> Iterator[Result]:
    """空白栏目。

    依据：国办秘函〔2019〕19号单项否决“栏目不更新”中的空白栏目（5 个及以上否决），少于 5 个的按扣分指标处理。
    判定：台账里的栏目正常打开、不由脚本生成，而列表没有任何条目的为“发现”。
    页面不像列表页、上面有文字、图片或栏目目录下的链接、几乎没有任何链接、栏目目录下抓到过稿件、栏目是推测出来的，为“需人工复核”。
    没有取得、被拦截或列表由脚本生成的为“无法核验”：抓取失败不等于空白。
    误报：概况、职能等单篇内容的栏目没有列表，不按本项检查；内容放在图片、附件或别的系统里的请人工确认。
    整改：补充内容，或在台账登记豁免、合并下线没有内容的栏目。
    """
    if not site.columns:
        yield unverifiable(site.url, "没有栏目台账，有没有空白栏目无从核对；请在配置里登记栏目。")
    articles = Articles(site)
    for column in site.columns:
        yield _judge(site, column, articles)


def _judge(site: Site, column: Column, articles: Articles) -> Result:
    name = f"栏目“{column.name}”"
    exemption = column.exemption
    if exemption is not None and exemption.holds(site.as_of):
        reason = f"{name}已登记豁免：{exemption.reason}。"
        return not_applicable(column.url, reason, column=column.name)
    page = site.page(column.url)
    if page is None:
        reason = site.why_missing(column.url) or "没有取得栏目页面"
        return unverifiable(column.url, f"{name}：{reason}。", column=column.name)
    reading = page.reading
    if not reading.kind.is_content:
        reason = reading.reason or "取得的不是正常的栏目页面"
        return unverifiable(column.url, f"{name}：{reason}。", column=column.name)
    if leads_home(site, column, page):
        return unverifiable(column.url, f"{name}：{LEADS_HOME}。", column=column.name)
    if reading.items or reading.item_links:
        return passed(column.url, column=column.name)
    if reading.script_built:
        reason = f"{name}的列表由脚本生成，{unread(reading, '条目')}，不能判断是否空白。"
        return unverifiable(column.url, reason, column=column.name)
    if column.limit is None and reading.kind is not PageKind.COLUMN:
        reason = f"{name}不是列表栏目，不按空白栏目检查。"
        return not_applicable(column.url, reason, column=column.name)
    return _empty(column, page, any(articles.under(column.url)))


def _empty(column: Column, page: PageSummary, has_articles: bool) -> Result:
    message = f"栏目“{column.name}”能正常打开，但没有任何条目"
    doubt = ""
    if page.reading.kind is not PageKind.COLUMN:
        doubt = "页面不像列表页"
    elif page.reading.facts.get("rendered", {}).get("waited"):
        doubt = "列表由脚本生成，在浏览器里打开后仍没有条目，可能要点击才显示"
    elif page.reading.facts.get("like_missing"):
        doubt = "页面和不存在的地址所返回的相同，可能不是栏目页"
    elif holds := page.reading.facts.get("holds"):
        doubt = holds
    elif has_articles:
        doubt = "在栏目目录下抓到了稿件"
    elif column.limit is None:
        doubt = "台账没有写更新期限，它可能不是列表栏目"
    elif column.guessed:
        doubt = "栏目是推测出来的"
    return Result(
        Outcome.REVIEW if doubt else Outcome.FAIL,
        column.url,
        f"{message}；但{doubt}，请人工确认。" if doubt else f"{message}。",
        rule="empty",
        value="0",
        column=column.name,
        mender=Mender.UNKNOWN if column.guessed else Mender.UNIT,
    )
