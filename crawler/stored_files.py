"""What a stored month tells of attachments, and of the hosts and titles of this month and the last."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from checks.documents.extract import Extracted
from checks.page import Page
from checks.results import Evidence
from checks.site import AgentLook, Attachment, ForeignHost, LinkState
from crawler.isolated import Isolated
from crawler.roles import AS_BROWSER, AS_SEARCHER, BASELINE, address, is_document
from crawler.urls import host_of

if TYPE_CHECKING:
    from crawler.stored_site import StoredSite

NOT_WANTED = "按配置（attachments = false）没有下载附件"
NOT_READ = "文件太大或传输太慢，没有下载"
NO_DOCUMENT = "程序、镜像、接口数据等文件，没有下载"
PRUNED = "保存的内容已被清理"
_MISSING = Extracted((), PRUNED)


def attachments(site: "StoredSite") -> Iterator[Attachment]:
    """Every attachment on the site's own hosts. One child process reads them all."""
    rows = list(site.rows("AND f.role = 'attachment' AND f.external = 0"))
    found_on = site.linked_from([row["url"] for row in rows])
    with Isolated() as reader:
        for row in rows:
            state = LinkState(row["state"])
            if state is LinkState.REDIRECT and not row["body"]:
                continue  # its end has a row of its own
            yield Attachment(
                url=row["url"],
                name=_name(row["url"]),
                state=state,
                reason=_reason(site, row, state),
                size=row["length"] or 0,
                content_type=row["content_type"] or "",
                found_on=tuple(found_on.get(row["url"], ())),
                load=partial(_load, site, row["body"]),
                text=partial(_text, site, row["body"], row["url"], reader),
                evidence=site.evidence(row),
            )


def _reason(site: "StoredSite", row: Mapping[str, Any], state: LinkState) -> str:
    if row["body"]:
        return ""
    if state not in (LinkState.OK, LinkState.REDIRECT):
        return row["reason"] or str(state)
    if not is_document(row["url"]):
        return NO_DOCUMENT
    return NOT_READ if site.config.politeness.attachments else NOT_WANTED


def _load(site: "StoredSite", sha: str | None) -> bytes | None:
    return site.store.body(sha) if sha else None


def _text(site: "StoredSite", sha: str | None, url: str, reader: Isolated) -> Extracted:
    data = _load(site, sha)
    return _MISSING if data is None else reader.extract(data, _name(url))


def _name(url: str) -> str:
    """The file's name as its address gives it."""
    path, _, query = url.partition("?")
    last = unquote(path.rstrip("/").rpartition("/")[2])
    if query and "." in (value := unquote(query.rpartition("=")[2]))[-6:]:
        return value.rpartition("/")[2][-80:]  # download.jsp?file=名单.xlsx
    return last[-80:]


def foreign_hosts(site: "StoredSite", run: int | None = None) -> list[ForeignHost]:
    """The hosts outside the site that the pages of a run (this one) point to."""
    roles: dict[str, set[str]] = {}
    examples: dict[str, str] = {}
    scripts: dict[str, str] = {}
    for url, role in site.store.connection.execute(
        "SELECT u.url, f.role FROM fetches f JOIN urls u ON u.id = f.url"
        " WHERE f.run = ? AND f.external = 1 ORDER BY u.id",
        [site.run.id if run is None else run],
    ):
        host = host_of(url)
        roles.setdefault(host, set()).add(role)
        examples.setdefault(host, url)
        if role in ("script", "frame"):
            scripts.setdefault(host, url)
    return [ForeignHost(h, frozenset(r), examples[h], scripts.get(h, "")) for h, r in roles.items()]


def foreign_hosts_before(site: "StoredSite") -> frozenset[str] | None:
    """Those of the last earlier month's finished run."""
    run = _run_before(site)
    return None if run is None else frozenset(h.host for h in foreign_hosts(site, run))


def titles_before(site: "StoredSite") -> dict[str, str]:
    """Titles of the pages of that run by address."""
    run = _run_before(site)
    if run is None:
        return {}
    return dict(
        site.store.connection.execute(
            "SELECT u.url, g.title FROM readings g JOIN urls u ON u.id = g.url"
            " WHERE g.run = ? AND g.kind NOT IN ('error', 'blocked')",
            [run],
        )
    )


def error_pages(site: "StoredSite") -> Iterator[Page]:
    """Pages read as errors, and the answers to addresses that cannot exist, if they were kept."""
    errors = (
        "AND f.body IS NOT NULL AND (f.role = ? OR EXISTS (SELECT 1 FROM readings g"
        " WHERE g.run = f.run AND g.url = f.url AND g.kind = 'error'))"
    )
    for row in list(site.rows(errors, [BASELINE])):
        page = site.load_page(row)
        if page is not None:
            yield page


def agent_looks(site: "StoredSite") -> list[AgentLook] | None:
    """The pages asked under two names, in the order they were asked."""
    if not site.config.compare_user_agents:
        return None
    rows = {r["url"]: r for r in site.rows("AND f.role IN (?, ?)", [AS_BROWSER, AS_SEARCHER])}
    looks = []
    for url in dict.fromkeys(url.partition("#")[0] for url in rows):
        pair = [rows.get(address(url, role)) for role in (AS_BROWSER, AS_SEARCHER)]
        browser, searcher = (None if row is None else site.load_page(row) for row in pair)
        reason = next((r["reason"] for r in pair if r and not r["body"]), "")
        evidence = site.evidence(pair[1]) if pair[1] else Evidence()
        looks.append(AgentLook(url, browser, searcher, reason or "没有取得网页内容", evidence))
    return looks


def _run_before(site: "StoredSite") -> int | None:
    row = site.store.connection.execute(
        "SELECT id FROM runs WHERE month < ? AND stop_reason = 'finished'"
        " ORDER BY month DESC, id DESC LIMIT 1",
        [site.run.month],
    ).fetchone()
    return int(row[0]) if row else None
