"""What a stored month tells of attachments, strangers, earlier titles, and looks under two names."""

from datetime import date
from pathlib import Path
from typing import Any

import made_files as made
import misbehaving
import pytest

from checks.page import PageKind, Reading
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_site
from checks.site import LinkState
from crawler.sites import SiteConfig
from crawler.sites_file import loads
from crawler.sites_toml import dumps
from crawler.store import Fetch, Run, Store
from crawler.stored_site import StoredSite

DAY = date(2026, 11, 25)
HOME = "http://www.example.gov.cn/"


def a_run(store: Store, month: str) -> Run:
    return store.open_run(
        month, DAY, user_agent="govcheck/0 (+x)", engine="govcheck 0", settings="{}", fresh=False
    )


def fetch(url: str, role: str = "page", **more: Any) -> Fetch:
    told = {"state": "ok", "status": 200, "reason": "", "external": False, **more}
    return Fetch(url=url, role=role, method="GET", fetched_at="2026-11-25T02:00:00+00:00", **told)


def stored(path: Path, months: dict[str, list[Fetch]], titles: dict[str, str]) -> StoredSite:
    """The last month's site; every month's home page has the title given for it."""
    store = Store(path)
    for month, fetches in months.items():
        run = a_run(store, month)
        store.write(run, fetches)
        reading = Reading(PageKind.HOME, titles.get(month, "某区人民政府"))
        store.replace_readings(run.id, "e", [(store.url_id(HOME), reading)])
        store.close_run(run, "finished", {})
    return StoredSite(store, SiteConfig("t", "某区人民政府", HOME), store.runs(month)[-1], DAY)


def outside(*addresses: tuple[str, str]) -> list[Fetch]:
    targets = tuple(url for url, _ in addresses)
    home = fetch(HOME, body=b"<p>x", targets=targets)
    return [home, *(fetch(url, role, external=True) for url, role in addresses)]


def test_new_strangers_and_changed_titles_against_the_month_before(tmp_path: Path) -> None:
    old = outside(("http://old.example.com/", "external"))
    new = outside(
        ("http://old.example.com/a", "external"),
        ("http://new.example.com/", "external"),
        ("https://js.evil.example/a.js", "script"),
    )
    site = stored(tmp_path / "t.sqlite", {"2026-10": old, "2026-11": new}, {"2026-11": "Hacked"})
    assert site.foreign_hosts_before() == {"old.example.com"}
    assert site.titles_before() == {HOME: "某区人民政府"}
    hosts = {h.host: (h.roles, h.script) for h in site.foreign_hosts()}
    assert hosts["js.evil.example"] == ({"script"}, "https://js.evil.example/a.js")
    found = list(judge_site(site, [Selected(all_checks()["new-external-host"], {})]))
    assert [(r.rule, r.found_on) for r in found] == [("script", (HOME,)), ("link", (HOME,))]
    (changed,) = judge_site(site, [Selected(all_checks()["changed-title"], {})])
    assert changed.outcome is Outcome.REVIEW
    site.store.close()


def test_the_first_month_has_nothing_to_compare_with(tmp_path: Path) -> None:
    site = stored(tmp_path / "t.sqlite", {"2026-11": outside()}, {})
    assert site.foreign_hosts_before() is None
    assert site.titles_before() == {}
    site.store.close()


def test_attachments_with_the_pages_that_link_to_them(tmp_path: Path) -> None:
    file, gone, big = (HOME + name for name in ("a.xlsx", "gone.pdf", "big.pdf"))
    moved, program = HOME + "moved.pdf", HOME + "setup.exe"
    body = made.xlsx({"名单": [["姓名"]]})
    site = stored(
        tmp_path / "t.sqlite",
        {
            "2026-11": [
                fetch(HOME, body=b"<p>x", targets=(file, gone, big, moved, program)),
                fetch(file, "attachment", body=body, length=len(body)),
                fetch(gone, "attachment", state="dead", status=404, reason="HTTP 404"),
                fetch(big, "attachment"),
                fetch(program, "attachment"),
                fetch(moved, "attachment", state="redirect", final_url=file),
            ]
        },
        {},
    )
    files = {a.name: a for a in site.attachments()}
    assert set(files) == {"a.xlsx", "gone.pdf", "big.pdf", "setup.exe"}
    assert files["gone.pdf"].state is LinkState.DEAD
    assert "太大" in files["big.pdf"].reason
    assert "程序" in files["setup.exe"].reason
    assert files["a.xlsx"].found_on == (HOME,)
    assert files["a.xlsx"].load() == body
    texts = {a.name: a.text().blocks for a in site.attachments() if not a.reason}
    assert texts == {"a.xlsx": (("工作表“名单”第 1 行", "姓名"),)}
    site.store.connection.execute("DELETE FROM bodies")
    (pruned,) = (a.text() for a in site.attachments() if a.name == "a.xlsx")
    assert "清理" in pruned.problem
    site.store.close()


def test_error_pages_are_those_read_as_such_and_the_made_up_ones(tmp_path: Path) -> None:
    soft, made_up, fine = HOME + "soft.html", HOME + "govcheck-1.html", HOME + "fine.html"
    pages = [fetch(url, body=b"<title>x") for url in (soft, fine)]
    site = stored(
        tmp_path / "t.sqlite",
        {"2026-11": [*pages, fetch(made_up, "baseline", body=b"<title>y")]},
        {},
    )
    reading = Reading(PageKind.ERROR, "x", reason="出错页面")
    site.store.replace_readings(site.run.id, "e", [(site.store.url_id(soft), reading)])
    assert {page.url for page in site.error_pages()} == {soft, made_up}
    site.store.close()


def cloaked(handler: misbehaving.Handler) -> None:
    """A hacked home page: search engines are shown other links."""
    links = '<a href="/xw/">要闻</a>'
    if "Baiduspider" in handler.headers["User-Agent"]:
        links += (
            '<a href="http://127.0.0.77:9/">六合彩</a><a href="http://k8.example.net/">棋牌</a>'
        )
    handler.send(f"<title>某区人民政府</title>{links}".encode())


@pytest.mark.parametrize("agreed", [True, False])
def test_search_engines_are_only_played_where_the_owner_agrees(
    tmp_path: Path, agreed: bool
) -> None:
    with misbehaving.serving() as server:
        server.routes["/"] = cloaked
        server.routes["/xw/"] = misbehaving.page()
        config = misbehaving.site(server.url + "/")
        config = SiteConfig(
            **{f: getattr(config, f) for f in config.__slots__ if f != "compare_user_agents"},
            compare_user_agents=agreed,
        )
        run = misbehaving.crawl_site(config, tmp_path / "t.sqlite")
        agents = sorted(server.agents)
    with Store(tmp_path / "t.sqlite") as store:
        site = StoredSite(store, config, run, DAY)
        results = list(judge_site(site, [Selected(all_checks()["cloaking"], {})]))
        checked = site.links_checked()
    assert all(agent.endswith("(+a@example.cn)") for agent in agents)  # honest in any case
    assert checked == 2
    if agreed:
        assert len(agents) == 3
        assert [(r.outcome, r.rule) for r in results] == [(Outcome.REVIEW, "links")]
        assert "k8.example.net" in results[0].message
        assert results[0].evidence.seen_at
    else:
        assert len(agents) == 1
        assert [r.outcome for r in results] == [Outcome.NOT_APPLICABLE]


def test_the_agreement_is_written_and_read(tmp_path: Path) -> None:
    text = f'[[site]]\nid = "a"\nname = "甲"\nurl = "{HOME}"\ncompare_user_agents = true\n'
    sites = loads(text, tmp_path / "sites.toml")
    assert sites.site("a").compare_user_agents
    again = loads(dumps(sites), tmp_path / "sites.toml")
    assert again.site("a").compare_user_agents
    assert (
        not loads(text.replace("true", "false"), tmp_path / "sites.toml")
        .site("a")
        .compare_user_agents
    )
