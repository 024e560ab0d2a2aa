"""What the stored month knows of certificates and of the site's search."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from checks.site import Certificate, LinkState, SearchLook
from crawler.charset import decode
from crawler.rows import detail_of
from crawler.search_look import ROLE, finding
from crawler.urls import host_of

if TYPE_CHECKING:
    from crawler.stored_site import StoredSite


def ipv6_samples(site: "StoredSite") -> Iterator[tuple[datetime, int | None, float, str]]:
    """(when, ok, seconds, detail) of the availability samples taken by IPv6."""
    for at, *said in site.store.connection.execute(
        "SELECT at, ok, seconds, detail FROM probes WHERE family = 'ipv6' ORDER BY at"
    ):
        yield datetime.fromisoformat(at), *said


def certificates(site: "StoredSite") -> list[Certificate]:
    """One for each host of the site; of several certificates the one with a problem."""
    found: dict[str, Certificate] = {}
    for row in site.rows("AND f.external = 0 AND f.detail LIKE ?", ['%"tls"%']):
        facts = detail_of(row).get("tls")
        host = host_of(row["url"])
        if not facts or (host in found and (found[host].problem or not facts["problem"])):
            continue
        until = date.fromisoformat(facts["until"]) if facts.get("until") else None
        found[host] = Certificate(host, row["url"], until, facts["problem"], facts["issuer"])
    return list(found.values())


def search_look(site: "StoredSite") -> SearchLook | None:
    """How the one try of the site's search went; None when none was made."""
    for row in site.rows("AND f.role = ?", [ROLE]):
        told = detail_of(row)
        found, reason = None, row["reason"] or ""
        body = site.store.body(row["body"]) if row["body"] else None
        if body is not None:
            html = decode(body, row["content_type"] or "").html
            found, reason = finding(html, told["searched"], told["article"])
        elif row["state"] in (LinkState.OK, LinkState.REDIRECT):
            reason = "搜索结果页面没有保存"
        return SearchLook(
            row["url"], told["searched"], told["article"], found, reason, site.evidence(row)
        )
    return None
