import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.column_articles import Article, stored_articles
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review
from checks.site import Site
from checks.updates import folder_of

_NOT_WORDS = re.compile(r"[\W_]+")
_VARIANT = re.compile(r"^(?:www|m|wap|3g)\.")
_FILE = re.compile(r"\.s?html?$", re.IGNORECASE)
_FIGURES = re.compile(r"/[^/]*\d[^/]*(?=/)")


@site_check("duplicate-article")
def duplicate_article(site: Site) -> Iterator[Result]:
    """同一稿件重复发布。

    依据：各地网站检查通报多次点名“重复发布同一稿件”；国办秘函〔2019〕19号未见单列扣分项，只作提示。
    判定：标题相同、正文（去掉空白和标点）也完全相同，而地址不同的稿件，每组为一条“需人工复核”；
    规则名区分同一栏目内重复（same-column）和不同栏目各发一次（other-column）。正文不足 150 字的不比较。
    误报：同一稿件按职责在两个栏目各发一次是允许的；只是协议、www 或手机版前缀、静态页面的参数不同的，不算重复。
    整改：同一栏目内重复的删去多余的一篇，并让旧地址跳转到保留的一篇；跨栏目的改为引用同一地址。
    """
    groups: dict[tuple[str, str], dict[str, Article]] = {}
    compared = 0
    for article in stored_articles(site):
        if article.fact("print"):
            compared += 1
            key = (_NOT_WORDS.sub("", article.title), str(article.fact("print")))
            groups.setdefault(key, {}).setdefault(_address(article.url), article)
    if not compared:
        yield not_applicable(site.url, "没有抓到正文够长的稿件，不比较是否重复。")
        return
    found = [list(group.values()) for group in groups.values() if len(group) > 1]
    for group in found:
        yield _repeated(group)
    if not found:
        yield passed(site.url)


def _address(url: str) -> str:
    """An address without what does not make another page: scheme, www or m, the query of a file."""
    parts = urlsplit(url)
    host = _VARIANT.sub("", parts.netloc.lower())
    query = "" if _FILE.search(parts.path) else f"?{parts.query}"
    return f"{host}{parts.path}{query}"


def _repeated(group: list[Article]) -> Result:
    columns = {_column(article) for article in group}
    first, *others = group
    if len(columns) == 1:
        said, rule = "在同一栏目里", "same-column"
    else:
        said, rule = "在不同栏目里", "other-column"
    message = (
        f"稿件“{first.title}”{said}以 {len(group)} 个地址发布，标题和正文完全相同，请人工确认。"
    )
    return review(
        first.url,
        message,
        rule=rule,
        target=others[0].url,
        value=str(len(group)),
        found_on=tuple(article.url for article in group),
    )


def _column(article: Article) -> str:
    """The column by its label, else by the folder up to the first segment with a figure."""
    name = article.reading.labels.get("ColumnName", "").strip()
    return name or _FIGURES.sub("", folder_of(article.url))
