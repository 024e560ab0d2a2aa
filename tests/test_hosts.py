"""Whose turn it is, and what a host's answers teach; robots.txt; certificates."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from checks.blocking import Block
from crawler import robots
from crawler.asking import Answer, Trouble
from crawler.hosts import SILENCES, Host, Hosts, Target
from crawler.sites import Politeness
from crawler.tls import facts


def answer(status: int = 0, trouble: Trouble = Trouble.NONE, **more: object) -> Answer:
    return Answer("http://a.cn/x", "GET", "", status, trouble=trouble, **more)  # type: ignore[arg-type]


def test_hosts_take_turns() -> None:
    hosts = Hosts(Politeness(requests_per_second=0, concurrency=1))
    for name in "aaab":
        hosts.add(name, Target(f"http://{name}/", "page", external=False))
    order = []
    while (turn := hosts.take(0.0)) is not None:
        host, _ = turn
        order.append(host.name)
    assert sorted(order) == ["a", "a", "a", "b"]
    assert order.index("b") <= 1


def test_pace_and_limit() -> None:
    hosts = Hosts(Politeness(requests_per_second=2, concurrency=2))
    for _ in range(3):
        hosts.add("a", Target("http://a/", "page", external=False))
    turn = hosts.take(10.0)
    assert turn is not None
    turn[0].started(10.0)
    assert hosts.take(10.4) is None
    assert hosts.next_at() == 10.5
    turn = hosts.take(10.5)
    assert turn is not None
    turn[0].started(10.5)
    assert hosts.take(99.0) is None  # two are under way
    assert hosts.queued == 1


def test_a_host_that_answers_others_is_not_silent() -> None:
    host = Host("a.cn", 4, 0)
    for n in range(20):
        host.learn(answer(200), now=100.0 + n)
        host.learn(answer(0, Trouble.TIMEOUT, latency_ms=15000), now=101.0 + n)
    assert not host.silent


def test_silence_and_a_new_chance() -> None:
    host = Host("a.cn", 4, 0)
    for n in range(SILENCES):
        assert not host.silent
        host.learn(answer(0, Trouble.TIMEOUT, latency_ms=1000), now=10.0 * n)
    assert host.silent
    host.second_round()
    assert not host.silent
    host.learn(answer(0, Trouble.REFUSED), now=200.0)
    assert not host.silent


def test_refusals_in_a_row_close_a_host_and_one_success_forgives() -> None:
    refused = answer(403, block=Block("拒绝访问（HTTP 403）", screen=False))
    host = Host("a.cn", 4, 0)
    for _ in range(4):
        host.learn(refused, 0.0)
    host.learn(answer(200), 0.0)
    for _ in range(4):
        host.learn(refused, 0.0)
    assert host.closed is None
    host.learn(refused, 0.0)
    assert host.closed is not None


@pytest.mark.parametrize(
    ("seconds", "wait"), [("7", 7.0), ("9999", 600.0), ("soon", 2.0), ("", 2.0)]
)
def test_retry_after(seconds: str, wait: float) -> None:
    host = Host("a.cn", 4, 0)
    host.learn(answer(429, headers={"retry-after": seconds}), now=50.0)
    assert host.next_at == 50.0 + wait


def test_robots_rules() -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: govcheck\nCrawl-delay: 5\nDisallow: /oa/\n"
    rules = robots.read(200, text)
    assert rules.allow("http://a.cn/x")
    assert not rules.allow("http://a.cn/oa/x")
    assert rules.delay_s == 5.0
    assert robots.read(404, b"").allow("http://a.cn/oa/x")
    assert robots.read(0, b"").allow("http://a.cn/oa/x")
    assert robots.read(200, b"<html>Disallowed</html>").allow("http://a.cn/x")
    closed = robots.read(500, b"")
    assert not closed.allow("http://a.cn/x")
    assert "HTTP 500" in closed.closed
    assert robots.read(200, b"User-agent: *\nCrawl-delay: 86400").delay_s == 60.0


class Wrapped:
    """Looks like Twisted's certificate."""

    def __init__(self, certificate: x509.Certificate) -> None:
        self.original = self
        self._certificate = certificate

    def to_cryptography(self) -> x509.Certificate:
        return self._certificate


def certificate(*names: str, issuer: str = "Some CA", days: int = 30) -> Wrapped:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .sign(key, hashes.SHA256())
    )
    return Wrapped(made)


def test_certificates() -> None:
    good = certificate("www.example.gov.cn", "*.example.gov.cn")
    assert facts(good, "zwfw.example.gov.cn")["problem"] == ""
    assert facts(good, "zwfw.example.gov.cn")["issuer"] == "Some CA"
    assert "不符" in facts(good, "a.b.example.gov.cn")["problem"]
    assert "过期" in facts(certificate("a.cn", days=-1), "a.cn")["problem"]
    assert facts(object(), "a.cn") == {}
