"""Addresses that only stand for an address: nothing is asked of them on a site's behalf.

What came back would be kept as the site's own: a page of somebody else, or a site that cannot be
reached.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.sites import SiteConfig, SitesError, SitesFile

# Kept for documents by RFC 2606: what ``govcheck init`` and the ledger's template write. Its top-level
# domains (.test, .example) are not refused: networks of offices use such names for real hosts.
RESERVED = ("example.com", "example.net", "example.org")
REMEDY = "请改成真实的；不检查这个网站的，删掉它这一段 [[site]]。"


def is_reserved(netloc: str) -> bool:
    """Whether a host (with optional port) is one of the reserved names, or below one."""
    name = (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    return any(name == one or name.endswith(f".{one}") for one in RESERVED)


def why_example(site: SiteConfig) -> str:
    """Which key of a site is still an example, in Chinese; "" when none is."""
    if is_reserved(site.host):
        return f"url 还是示例网址 {site.url}"
    for host in site.hosts:
        if is_reserved(host):
            return f"hosts 里还有示例域名 {host}"
    return ""


def refuse_example(sites: SitesFile, site_id: str) -> None:
    """SitesError when the site is still an example."""
    if told := _told(sites, site_id):
        raise SitesError(f"{sites.path} 的 {told}，没有访问它。{REMEDY}")


def refuse_only_examples(sites: SitesFile, site_ids: Sequence[str]) -> None:
    """SitesError when every site is: then there is nobody to ask. None at all is no such case."""
    told = [_told(sites, one) for one in site_ids]
    if len(told) == 1:
        refuse_example(sites, site_ids[0])
    elif told and all(told):
        listed = "\n".join(f"  {one}" for one in told)
        raise SitesError(
            f"{sites.path} 里这 {len(told)} 个网站都还是示例，没有访问任何网站：\n{listed}\n{REMEDY}"
        )


def _told(sites: SitesFile, site_id: str) -> str:
    """Where the mistake stands, as :mod:`crawler.sites_file` counts; "" when there is none."""
    site = sites.site(site_id)
    if not (why := why_example(site)):
        return ""
    return f"site[{list(sites.sites).index(site_id) + 1}]（“{site.name}”，{site_id}）的 {why}"
