"""Which few pages are used like a person uses them: home page, a list, an article, elder versions."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from checks.outline import outline
from checks.page import Page
from crawler.browser import visits
from crawler.stored_site import StoredSite
from crawler.urls import MalformedError, canonical

HOME, LIST, ARTICLE, ELDER = "首页", "栏目页", "内容页", "长者版"
MOST_ELDER = 2
_ELDER = re.compile(r"长辈|长者|老年|适老|关怀|关爱|亲情|大字")
_LONGEST = 8
"""Characters of an entry's words; news about old people have longer titles."""


def fill(site: StoredSite) -> None:
    """Put them into the queue of visits."""
    home = next(site.rows("AND u.url = ? AND f.body IS NOT NULL", [site.home_url]), None)
    if home is None:
        return
    _put(site, home["id"], HOME)
    page = site.load_page(home)
    for url in list(dict.fromkeys(_elder_links(page)))[:MOST_ELDER] if page is not None else ():
        _put_url(site, url, ELDER)
    for column in site.columns:
        stored = next(_page_at(site, column.url), None)
        if stored is not None:
            _put(site, stored, LIST)
            article = next(_articles(site, column.url), None)
            if article is not None:
                _put(site, article, ARTICLE)
            return


def _put(site: StoredSite, number: int, why: str) -> None:
    visits.fill(site.store, site.run, [number], why, "tour")
    if why == ELDER:  # a version for old people is looked at like a page of its own, too
        visits.fill(site.store, site.run, [number], why)


def _put_url(site: StoredSite, url: str, why: str) -> None:
    for number in _page_at(site, url):
        _put(site, number, why)


def _page_at(site: StoredSite, url: str) -> Iterator[int]:
    """The number of a stored page of the site itself that is not the home page."""
    try:
        spelled = canonical(url)
    except (MalformedError, ValueError):
        return
    wanted = "AND u.url IN (?, ?) AND f.role = 'page' AND f.external = 0 AND f.body IS NOT NULL"
    for row in site.rows(wanted, [url, spelled]):
        if not site.is_home(row["url"]):
            yield row["id"]


def _articles(site: StoredSite, column: str) -> Iterator[int]:
    """Stored pages in a column's folder that its list links to."""
    folder = column.rpartition("/")[0] + "/"
    own = {column, folder}
    for url in site.links_on(canonical(column)):
        if (
            url.startswith(folder)
            and url not in own
            and not re.search(r"/(?:index|list)\w*\.", url)
        ):
            yield from _page_at(site, url)


def _elder_links(home: Page) -> Iterator[str]:
    base = home.final_url
    for link in outline(home.tree).links:
        words = "".join((link.text or link.title).split())
        if len(words) <= _LONGEST and _ELDER.search(words) and not link.href.startswith("#"):
            yield _joined(base, link.href)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
