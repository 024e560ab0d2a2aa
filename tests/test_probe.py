"""Availability samples against servers on this computer, and what the verdict makes of them."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from misbehaving import (
    AMPLE_S,
    LONGEST_S,
    Handler,
    Server,
    cut_short,
    drip,
    empty_reply,
    hang,
    page,
    redirect,
    serving,
    status,
)
from reached import private_authority

from checks.errors import UserError
from crawler.access import Network
from crawler.connecting import Deadline
from crawler.engine import user_agent
from crawler.locking import locked
from crawler.probe import Sample, keep, probe_all, visit, why_not_now
from crawler.sites import Politeness, SiteConfig
from crawler.store import Store
from crawler.stored_site import StoredSite
from crawler.trusting import trust_of
from reports.cli import main

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
AGENT = user_agent("it@yunxi.example")


def site(url: str, site_id: str = "t") -> SiteConfig:
    return SiteConfig(site_id, "测试网站", url)


def seen(url: str, family: str = "ipv4", limit_s: float = AMPLE_S) -> Sample:
    return visit(site(url), family, AGENT, at=NOW, limit_s=limit_s)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("127.0.0.71") as running:
        running.routes |= {
            "/": page("/a.html"),
            "/moved": redirect("/"),
            "/circle": redirect("/circle"),
            "/mail": redirect("mailto:a@yunxi.example"),
            "/missing": status(404),
            "/broken": status(502),
            "/screen": status(521, b"<script>", Set_Cookie="__jsluid_s=1"),
            "/screen200": status(200, b"<script>$_ts=window['$_ts'];</script>"),
            "/forbidden": status(403),
            "/hang": hang,
            "/drip": drip,
            "/drip-head": drip_head,
            "/short": cut_short,
            "/empty": empty_reply,
            "/no-http": no_http,
        }
        yield running


def drip_head(handler: Handler) -> None:
    """A header line without end, a byte at a time."""
    for _ in range(int(LONGEST_S / 0.1)):
        handler.wfile.write(b"X")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.close_connection = True


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail ready\r\n")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("path", "ok", "words"),
    [
        ("/", True, "HTTP 200"),
        ("/moved", True, "HTTP 200"),
        ("/missing", False, "HTTP 404"),
        ("/broken", False, "HTTP 502"),
        ("/short", False, "残缺"),
        ("/empty", False, ""),
        ("/no-http", False, "不是 HTTP"),
        ("/mail", False, "不是网页"),
        ("/screen", None, "加速乐"),
        ("/screen200", None, "瑞数"),
        ("/forbidden", None, "403"),
        ("/circle", None, "不能判断"),
    ],
)
def test_what_a_visit_says(server: Server, path: str, ok: bool | None, words: str) -> None:
    one = seen(server.url + path)
    assert one.ok is ok, one
    assert words in one.detail
    assert one.connected
    assert one.timings.dns_ms is not None
    assert one.timings.tcp_ms is not None
    assert one.timings.tls_ms is None
    assert server.agents == {AGENT}


@pytest.mark.parametrize("path", ["/hang", "/drip", "/drip-head"])
def test_the_deadline_holds_whatever_the_server_does(server: Server, path: str) -> None:
    one = seen(server.url + path, limit_s=0.6)
    assert one.ok is False
    assert "0.6 秒没有打开" in one.detail
    assert 0.6 <= one.seconds < LONGEST_S / 2  # so long the server holds on


@pytest.mark.parametrize(
    ("took_s", "ok", "words"),
    [(1000.0, False, "1000.0 秒才打开，达到 1000 秒"), (999.9, True, "HTTP 200")],
)
def test_exactly_the_limit_is_too_late_and_just_under_is_not(
    server: Server, monkeypatch: pytest.MonkeyPatch, took_s: float, ok: bool, words: str
) -> None:
    """On a clock that only the server moves: what this machine takes does not count."""
    passed = [0.0]

    def late(handler: Handler) -> None:
        passed[0] = took_s
        handler.send(b"<p>hi")

    monkeypatch.setattr(Deadline, "passed", property(lambda _: passed[0]))
    monkeypatch.setattr("crawler.probe.MARGIN_S", 60.0)
    server.routes["/late"] = late
    one = seen(server.url + "/late", limit_s=1000)
    assert (one.ok, one.status, one.seconds) == (ok, 200, took_s)
    assert words in one.detail


def test_cookies_set_on_the_way_are_brought_back(server: Server) -> None:
    def wants_cookie(handler: Handler) -> None:
        if "seen=1" in handler.headers.get("Cookie", ""):
            handler.send(b"<p>welcome")
        else:
            handler.send(b"", status=302, Location="/cookie", Set_Cookie="seen=1; Path=/")

    server.routes["/cookie"] = wants_cookie
    assert seen(server.url + "/cookie").ok is True


def test_a_bad_certificate_is_noted_and_the_page_still_counts(tmp_path: Path) -> None:
    with serving("127.0.0.72", tls=tmp_path) as running:
        running.routes["/"] = page()
        one = seen(running.url + "/")
    assert one.ok is True
    assert "证书" in one.detail
    assert one.timings.tls_ms is not None


def test_a_private_authority_is_trusted_and_named(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "strange").mkdir()
    ca, pem = private_authority(tmp_path / "office", "127.0.0.74")
    strange, _ = private_authority(tmp_path / "strange", "127.0.0.74")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with serving("127.0.0.74") as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        running.routes["/"] = page()
        home = site(f"https://127.0.0.74:{running.server_address[1]}/")
        details = []
        for file in ("", str(ca), str(strange)):
            one = visit(replace(home, network=Network(ca_file=file)), "ipv4", AGENT, at=NOW)
            assert one.ok is True
            details.append(one.detail)
        with pytest.raises(UserError, match=r"ca_file.*none\.pem"):
            visit(replace(home, network=Network(ca_file="none.pem")), "ipv4", AGENT, at=NOW)
    assert trust_of(str(ca)).told(b"names that only OpenSSL can read") == ""
    assert details == [
        "HTTP 200；证书链无法核实",
        "HTTP 200；证书凭 ca_file（ca.pem）里另外信任的证书核实",
        "HTTP 200；证书链无法核实（除系统的证书外，还信任 ca_file ca.pem 里的证书）",
    ]


def test_refused_and_unknown_names_fail() -> None:
    with socket.create_server(("127.0.0.73", 0)) as taken:
        port = taken.getsockname()[1]
    one = seen(f"http://127.0.0.73:{port}/")
    assert (one.ok, one.detail, one.connected) == (False, "拒绝连接", False)


def test_tls_asked_of_a_plain_server_fails(server: Server) -> None:
    one = seen(server.url.replace("http:", "https:") + "/")
    assert (one.ok, one.detail) == (False, "HTTPS 加密握手失败")


def stored(store: Store, config: SiteConfig, as_of: date = date(2026, 11, 25)) -> StoredSite:
    runs = store.runs()
    run = runs[-1] if runs else store.open_run(
        "2026-11", as_of, user_agent="", engine="", settings="", fresh=False
    )  # fmt: skip
    return StoredSite(store, config, run, as_of)


@contextmanager
def over_ipv6() -> Iterator[Server]:
    class Six(Server):
        address_family = socket.AF_INET6

    running = Six("::1")
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        running.routes["/"] = page()
        yield running
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_ipv6_is_a_sample_of_its_own(tmp_path: Path) -> None:
    with over_ipv6() as running:
        url = f"http://[::1]:{running.server_address[1]}/"
        [samples] = probe_all([site(url)], AGENT, now=lambda: NOW)
    assert [(one.family, one.ok) for one in samples] == [("ipv6", True)]
    keep(tmp_path / "a.sqlite", samples)
    with Store(tmp_path / "a.sqlite") as store:
        assert [(p.ok, p.at) for p in stored(store, site(url)).probes()] == [(True, NOW)]


def test_a_site_without_ipv6_says_so_and_only_ipv4_is_judged(
    server: Server, tmp_path: Path
) -> None:
    [samples] = probe_all([site(server.url + "/")], AGENT, now=lambda: NOW)
    assert [(one.family, one.ok) for one in samples] == [("ipv4", True), ("ipv6", False)]
    assert samples[1].detail == "域名没有 IPv6 地址"
    keep(tmp_path / "a.sqlite", samples)
    with Store(tmp_path / "a.sqlite") as store:
        assert [p.ok for p in stored(store, site(server.url)).probes()] == [True]


def test_many_sites_side_by_side_and_a_bad_one_harms_nobody(server: Server) -> None:
    sites = [site(server.url + ("/hang" if n % 2 else "/"), f"s{n}") for n in range(12)]
    started = time.monotonic()
    made = probe_all(sites, AGENT, limit_s=4)
    assert time.monotonic() - started < 24  # one after another
    assert [samples[0].site_id for samples in made] == [s.id for s in sites]
    assert [samples[0].ok for samples in made] == [True, False] * 6


def test_when_nothing_at_all_answers_it_is_our_network() -> None:
    closed = [site(f"http://127.0.0.74:{port}/", f"s{port}") for port in (1, 2, 3)]
    made = probe_all(closed, AGENT)
    assert {samples[0].ok for samples in made} == {None}
    assert "监测点疑似断网" in made[0][0].detail
    assert probe_all(closed[:1], AGENT)[0][0].ok is False


def test_no_route_and_silent_name_servers_are_not_the_sites_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crawler.connecting.has_route", lambda *_: False)
    assert seen("http://127.0.0.75/").ok is None
    assert seen("http://127.0.0.75/").detail == "监测点没有 IPv4 网络"

    def silent(*_: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "again")

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    assert probe_all([site("http://yunxi.example/")], AGENT)[0][0].ok is None


def test_samples_are_spaced_and_robots_is_obeyed(tmp_path: Path) -> None:
    path, config = tmp_path / "a.sqlite", site("http://a.test/")
    assert why_not_now(config, path, NOW, 600) == ""
    keep(path, [Sample("t", NOW.isoformat(), "ipv4", True, 1.0, "")])
    assert "只有 5 分钟" in why_not_now(config, path, NOW + timedelta(minutes=5), 600)
    later = NOW + timedelta(minutes=10)
    assert why_not_now(config, path, later, 600) == ""
    with Store(path) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="", engine="", settings="", fresh=True
        )
        store.close_run(run, "home-disallowed", {})
    assert "robots.txt" in why_not_now(config, path, later, 600)
    loose = SiteConfig("t", "", "http://a.test/", politeness=Politeness(obey_robots=False))
    assert why_not_now(loose, path, later, 600) == ""


# ---- the command


def run(tmp_path: Path, url: str, *arguments: str) -> tuple[int, str]:
    config = tmp_path / "sites.toml"
    config.write_text(
        f'contact = "it@yunxi.example"\n[[site]]\nid = "t"\nname = "测试网站"\nurl = "{url}"\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(main, ["--sites", str(config), "probe", *arguments])
    return done.exit_code, done.output


def test_the_command_stores_prints_and_returns(server: Server, tmp_path: Path) -> None:
    code, text = run(tmp_path, server.url + "/", "--jitter", "0.1")
    assert code == 0
    assert "测试网站：IPv4 打开" in text
    assert "HTTP 200" in text
    code, text = run(tmp_path, server.url + "/", "t")
    assert (code, "没有访问" in text) == (0, True)
    code, text = run(tmp_path, server.url + "/broken", "--gap", "0")
    assert (code, "没打开" in text, "HTTP 502" in text) == (3, True, True)
    assert run(tmp_path, server.url + "/", "other")[0] == 2
    with Store(tmp_path / "data" / "t.sqlite") as store:
        rows = list(store.connection.execute("SELECT family, ok, status FROM probes"))
    assert sorted(rows) == [
        ("ipv4", 0, 502), ("ipv4", 1, 200), ("ipv6", 0, 0), ("ipv6", 0, 0),
    ]  # fmt: skip


def test_two_rounds_never_overlap(server: Server, tmp_path: Path) -> None:
    run(tmp_path, server.url + "/")
    with locked(tmp_path / "data" / "probe.lock", "x"):
        code, text = run(tmp_path, server.url + "/", "--gap", "0")
    assert code == 2
    assert "可用性采样正在被另一个 govcheck 进程处理" in text


@pytest.mark.parametrize("where", ["http://" + "a" * 70 + ".example/", "http://[bad/", "//:99999/"])
def test_a_redirect_to_nonsense_is_a_failure_of_the_site(server: Server, where: str) -> None:
    server.routes["/nonsense"] = redirect(where)
    assert seen(server.url + "/nonsense").ok is False


def test_a_page_whose_end_is_not_announced_is_still_open(server: Server) -> None:
    def never_ends(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"<html><p>whole page</p></html>\n")
        handler.wfile.flush()
        hang(handler)

    def wrong_length(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "9000")
        handler.end_headers()
        handler.wfile.write(b"<html><p>whole page</p></HTML>")
        handler.close_connection = True

    server.routes |= {"/no-end": never_ends, "/wrong-length": wrong_length}
    one = seen(server.url + "/no-end", limit_s=4)
    assert one.ok is True
    assert one.seconds < 4  # that the connection was held on to until then does not count
    assert seen(server.url + "/wrong-length").ok is True


def test_no_time_left_is_a_time_out_and_no_wrong_number() -> None:
    with pytest.raises(TimeoutError):
        Deadline(0).left()
    assert 0 < Deadline(5).left() <= 5
