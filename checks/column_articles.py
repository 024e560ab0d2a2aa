"""The month's stored articles of one kind of column, with their titles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from checks.columns import Column
from checks.page import PageKind, Reading
from checks.site import PageSummary, Site
from checks.updates import folder_of

_SITE_NAME = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,40}$")
_KIND_LABELS = {
    "政策文件": re.compile(
        r"^(?!.*(?:解读|图解)).*(?:政策文件|规范性文件|政府文件|文件库|政策法规)"
    ),
    "政策解读": re.compile(r"解读|图解"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """One stored article. ``facts`` as :mod:`checks.article_facts` names them."""

    url: str
    title: str
    day: date | None
    reading: Reading
    page: PageSummary

    def fact(self, name: str) -> Any:
        """One of its facts; None when there is none."""
        return self.reading.facts.get(name)


def title_of(reading: Reading) -> str:
    """An article's title: its label, else the page's title without the site's name."""
    label = reading.labels.get("ArticleTitle", "").strip()
    return label or _SITE_NAME.sub("", reading.title).strip() or reading.title


def stored_articles(site: Site) -> Iterator[Article]:
    """Every stored article, each final address once, in crawl order."""
    seen: set[str] = set()
    for page in site.pages():
        if page.reading.kind is not PageKind.ARTICLE or page.final_url in seen:
            continue
        seen.add(page.final_url)
        moment = page.reading.published
        yield Article(
            page.final_url,
            title_of(page.reading),
            moment.day if moment else None,
            page.reading,
            page,
        )


def articles_of(site: Site, kind: str) -> list[Article]:
    """Articles of the columns of one kind: lying in such a column's folder, listed there, or
    saying so in their ColumnName label. A folder inside a folder is the inner column's.
    """
    listed = {url for c in site.columns if c.kind == kind for url in _listed(site, c)}
    folders = _folders(site.columns)
    own_label = _KIND_LABELS.get(kind)
    found = []
    for article in stored_articles(site):
        name = article.reading.labels.get("ColumnName", "")
        owner = next((k for folder, k in folders if article.url.startswith(folder)), "")
        if (
            owner == kind
            or (owner == "" and not listed.isdisjoint((article.url, article.page.url)))
            or (owner == "" and own_label is not None and own_label.search(name))
        ):
            found.append(article)
    return found


def _folders(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """(folder, kind) of columns with a folder of their own, the deepest first."""
    kinds: dict[str, set[str]] = {}
    for column in columns:
        folder = folder_of(column.url)
        if urlsplit(folder).path.strip("/"):
            kinds.setdefault(folder, set()).add(column.kind)
    single = [(folder, min(found)) for folder, found in kinds.items() if len(found) == 1]
    return sorted(single, key=lambda pair: len(pair[0]), reverse=True)


def _listed(site: Site, column: Column) -> Iterator[str]:
    page = site.page(column.url)
    if page is not None:
        yield from (item.url for item in page.reading.items if item.url)
