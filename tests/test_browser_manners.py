"""What a browser asks of the site goes out at the site's pace and as robots.txt allows."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.browser.manners import Manners
from crawler.browser.scope import Scope, place
from crawler.sites import Politeness

WAITED_S = 20.0
ROBOTS = b"User-agent: govcheck\nDisallow: /private/\n"


@contextmanager
def robots(status: int, body: bytes, agents: list[str]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agents.append(f"{self.path} {self.headers['User-Agent']}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


class Asked:
    """Asks for addresses and notes when each was let go or refused."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.said: dict[str, tuple[str, float]] = {}
        self._begun = time.monotonic()

    def ask(self, *urls: str) -> dict[str, tuple[str, float]]:
        for url in urls:
            self.manners.ask(
                url, lambda u=url: self._note(u, "go"), lambda u=url: self._note(u, "refuse")
            )
        end = time.monotonic() + WAITED_S
        while len(self.said) < len(urls) and time.monotonic() < end:
            time.sleep(0.01)
        self.manners.close()
        return self.said

    def _note(self, url: str, what: str) -> None:
        self.said[url] = (what, time.monotonic() - self._begun)


def manners_of(site: str, **polite: float | bool) -> Manners:
    share = int(polite.pop("share", 1))
    scope = Scope(frozenset({place(site + "/")}))
    usual: dict[str, float | bool] = {"requests_per_second": 0.0} | polite
    return Manners(Politeness(**usual), "a@example.cn", scope, share=share)  # type: ignore[arg-type]


def test_robots_txt_is_asked_once_by_our_name_and_obeyed() -> None:
    agents: list[str] = []
    with robots(200, ROBOTS, agents) as site:
        said = Asked(manners_of(site)).ask(f"{site}/a.js", f"{site}/private/b.json", f"{site}/c")
    assert [said[url][0] for url in sorted(said)] == ["go", "go", "refuse"]
    assert len(agents) == 1
    assert "/robots.txt" in agents[0]
    assert "govcheck" in agents[0]
    assert "a@example.cn" in agents[0]


def test_where_robots_txt_need_not_be_obeyed_it_is_not_asked_for() -> None:
    agents: list[str] = []
    with robots(200, ROBOTS, agents) as site:
        said = Asked(manners_of(site, obey_robots=False)).ask(f"{site}/private/b.json")
    assert [what for what, _ in said.values()] == ["go"]
    assert agents == []


@pytest.mark.parametrize(("share", "gap_s"), [(1, 0.1), (2, 0.2)])
def test_requests_keep_the_distance_that_the_workers_share(share: int, gap_s: float) -> None:
    with robots(404, b"", []) as site:
        manners = manners_of(site, requests_per_second=10.0, share=share)
        said = Asked(manners).ask(*(f"{site}/{n}" for n in range(4)))
    times = sorted(at for _, at in said.values())
    assert len(times) == 4
    # A busy machine may let any of them go late, but none early.
    assert [number for number, at in enumerate(times) if at < number * gap_s * 0.99] == []


def test_other_hosts_do_not_wait() -> None:
    with robots(404, b"", []) as site:
        manners = manners_of(site, requests_per_second=0.5 / WAITED_S)
        said = Asked(manners).ask(f"{site}/a", "http://cdn.example.com/lib.js")
    assert [what for what, _ in said.values()] == ["go", "go"]  # the turn after would be too late


def test_a_site_whose_robots_txt_fails_is_left_alone() -> None:
    with robots(503, b"", []) as site:
        said = Asked(manners_of(site)).ask(f"{site}/a.js")
    assert [what for what, _ in said.values()] == ["refuse"]
