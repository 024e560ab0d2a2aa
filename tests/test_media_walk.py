"""A walk over loopback servers that answer well, badly and not at all: one outcome each."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from misbehaving import Handler, Server, hang, redirect, serving, status

from checks.media.models import Account, LedgerStatus, Platform, SourceConfig, Word
from checks.media.reasons import Reason
from checks.page import SHANGHAI
from crawler.media.assess import assess
from crawler.media.office import Office
from crawler.media.walk import CUT
from crawler.sites_file import load
from crawler.workflow.stamp import Stamp
from reports.cli.account_month import AccountWalk
from reports.cli.month_run import NOT_ALL_DONE

FIXTURES = Path(__file__).with_name("media_fixtures")
STAMP = Stamp("t", "2026-11-25T01:00:00+00:00")
SCRIPT = """
import sys
from pathlib import Path
import crawler.media.sources as sources
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp
from crawler.media.walk import walk
from crawler.sites import Politeness

real = sources.read_feed
def read_feed(body, **how):
    if how["account"] == "weibo:crash":
        raise RuntimeError("a fault of ours")
    return real(body, **how)
sources.read_feed = read_feed
quick = Politeness(requests_per_second=0, timeout_s=3, recheck_after_s=0, max_body_mb=1)
with Office.beside(Path("sites.toml")) as office:
    done = walk(office, contact="t@example.invalid", stamp=Stamp("t", sys.argv[1]),
                politeness=quick, wechat_hosts=tuple(sys.argv[2:]))
print(len(done.outcomes), done.asked, done.posts, done.interrupted)
"""


def feed(*ages: float) -> bytes:
    """An RSS feed with posts of so many days ago."""
    now = datetime.now(SHANGHAI)
    items = "".join(
        f"<item><guid>{n}</guid><title>t{n}</title>"
        f"<pubDate>{now - timedelta(days=age):%a, %d %b %Y %H:%M:%S +0800}</pubDate></item>"
        for n, age in enumerate(ages)
    )
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


def article(name: str, age: float = 1) -> bytes:
    text = (FIXTURES / "wechat" / f"{name}.html").read_text(encoding="utf-8")
    at = int((datetime.now(SHANGHAI) - timedelta(days=age)).timestamp())
    return text.replace("1794963600", str(at)).encode()


class World:
    """Three servers, an office beside them, and walks in a process of their own."""

    def __init__(self, folder: Path, main: Server, screen: Server, closed: Server) -> None:
        self.folder, self.main, self.screen, self.closed = folder, main, screen, closed
        self.walks = 0

    def add(self, office: Office, name: str, *urls: str, links: tuple[str, ...] = ()) -> None:
        sources = tuple(SourceConfig("feed", {"url": url}) for url in urls)
        key = f"weibo:{name}" if urls else f"wechat_mp:{name}"
        platform = Platform.WEIBO if urls else Platform.WECHAT_MP
        account = Account(key, "柳溪发布", platform, sources=sources, status=LedgerStatus.ACTIVE)
        with office.change():
            office.put_account(account, STAMP)
            for link in links:
                office.add_proof_link(key, link, "台账", STAMP)

    def walk(self) -> str:
        self.walks += 1
        hosts = [s.url.removeprefix("http://") for s in (self.main, self.screen)]
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, f"w{self.walks}", *hosts],
            cwd=self.folder, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(f"127.0.0.{n}")) for n in (1, 2, 3)]
        yield World(tmp_path, *servers)


def outcomes(office: Office) -> dict[str, Any]:
    return {o.account.partition(":")[2]: (o.outcome, o.reason) for o in office.outcomes()}


def test_every_source_has_one_outcome_and_no_trouble_spreads(world: World) -> None:
    main, closed = world.main, world.closed
    main.routes |= {
        "/ok": status(200, feed(2, 30)),
        "/old": status(200, feed(20)),
        "/undated": status(200, (FIXTURES / "feeds/rsshub_kuaishou_no_dates.xml").read_bytes()),
        "/empty": status(200, feed()),
        "/login": redirect("/login.html"),
        "/login.html": status(200, b"<html><form>login</form></html>"),
        "/500": status(500),
        "/404": status(404),
        "/hang": hang,
        "/huge": status(200, b"<rss>" + b"x" * 3_000_000),
    }
    world.screen.routes["/403"] = status(403)
    closed.routes["/robots.txt"] = status(200, b"User-agent: *\nDisallow: /\n")
    with Office.beside(world.folder / "sites.toml") as office:
        for name in ("ok", "old", "undated", "empty", "login", "500", "404", "hang", "huge"):
            world.add(office, name, f"{main.url}/{name}")
        world.add(office, "crash", f"{main.url}/ok")
        world.add(office, "robots", f"{closed.url}/feed")
        world.add(office, "403", f"{world.screen.url}/403")
        world.add(office, "nowhere", "http://127.0.0.1:9/feed")
        world.add(office, "wrong", "http://[::1/feed")
        with office.change():
            later = SourceConfig("weibo_own", credential="x")
            office.put_account(Account("weibo:later", "n", Platform.WEIBO, sources=(later,)), STAMP)
            office.put_account(Account("weibo:none", "n", Platform.WEIBO), STAMP)
        assert world.walk() == "15 12 4 False"
        found = outcomes(office)
        assert found == {
            "ok": ("ok", None),
            "old": ("ok", None),
            "undated": ("failed", Reason.NO_DATES),
            "empty": ("failed", Reason.EMPTY_FEED),
            "login": ("failed", Reason.NOT_A_FEED),
            "500": ("failed", Reason.HTTP_ERROR),
            "404": ("failed", Reason.HTTP_ERROR),
            "hang": ("failed", Reason.TIMEOUT),
            "huge": ("failed", Reason.HTTP_ERROR),
            "crash": ("failed", Reason.CRASHED),
            "robots": ("failed", Reason.BLOCKED),
            "nowhere": ("failed", Reason.HTTP_ERROR),
            "wrong": ("failed", Reason.HTTP_ERROR),
            "403": ("failed", Reason.BLOCKED),
            "later": ("skipped", Reason.CREDENTIAL_MISSING),
        }
        words = {a.account.key: a.verdict for a in assess(office, datetime.now(SHANGHAI).date())}
        assert words["weibo:ok"].word is Word.UPDATED
        assert words["weibo:old"].reason is Reason.LOWER_BOUND_ONLY
        assert words["weibo:none"].reason is Reason.NO_SOURCE
        assert {v.word for v in words.values()} == {Word.UPDATED, Word.PENDING}
        assert len(words) == 16
        assert all("t@example.invalid" in agent for agent in main.agents)
        assert [path for _, path in closed.asked] == ["/robots.txt"]
        assert office.audited()[-1]["action"] == "巡查账号"


def test_proof_links_are_read_once_and_a_screen_ends_its_host(world: World) -> None:
    main, screen = world.main, world.screen
    main.routes |= {
        "/s/okokok": status(200, article("article_ok")),
        "/s/ancient": status(200, article("article_ok", 40)),
        "/s/deleted": status(200, article("article_deleted")),
        "/s/picture": status(200, article("article_image_type")),
    }
    for n in range(4):
        screen.routes[f"/s/screen{n}"] = status(200, article("article_captcha"))
    with Office.beside(world.folder / "sites.toml") as office:
        for name in ("okokok", "ancient", "deleted"):
            world.add(office, name, links=(f"{main.url}/s/{name}?scene=1#rd",))
        world.add(office, "claims", links=(f"{main.url}/s/okokok",))
        with office.change():
            other = office.accounts()["wechat_mp:claims"]
            office.put_account(replace(other, name="青山发布"), STAMP)
        several = tuple(f"{main.url}/s/{n}" for n in ("ancient", "deleted", "okokok"))
        world.add(office, "several", links=several)
        world.add(office, "elsewhere", links=("https://weibo.com/1/Pa",))
        for n in range(4):
            world.add(office, f"screen{n}", links=(f"{screen.url}/s/screen{n}",))
        world.walk()
        found = outcomes(office)
        assert found.pop("okokok") == ("ok", None)
        assert found.pop("ancient") == ("ok", None)
        assert found.pop("deleted") == ("failed", Reason.POST_GONE)
        assert found.pop("several") == ("partial", None)
        assert found.pop("claims") == ("failed", Reason.WRONG_ACCOUNT)
        assert found.pop("elsewhere") == ("skipped", Reason.WRONG_ADDRESS)
        assert set(found.values()) == {("failed", Reason.BLOCKED)}
        asked = [path for _, path in screen.asked if path != "/robots.txt"]
        assert len(set(asked)) == 1
        today = datetime.now(SHANGHAI).date()
        words = {a.account.key.partition(":")[2]: a.verdict for a in assess(office, today)}
        assert words["okokok"].word is Word.UPDATED
        assert words["several"].word is Word.UPDATED
        assert words["ancient"].reason is Reason.LINK_OLD
        assert words["elsewhere"].reason is Reason.WRONG_ADDRESS
        main.asked.clear()
        world.walk()
        again = {path for _, path in main.asked}
        assert again == {"/robots.txt", "/s/deleted", "/s/okokok"}
        assert outcomes(office)["claims"] == ("failed", Reason.WRONG_ACCOUNT)
        assert outcomes(office)["okokok"] == ("ok", None)


def test_a_walk_that_is_stopped_keeps_what_it_saw(world: World) -> None:
    seen = threading.Event()

    def slow(handler: Handler) -> None:
        time.sleep(0.2)
        handler.send(feed(1))
        seen.set()

    world.main.fallback = lambda path: None if path == "/robots.txt" else slow
    with Office.beside(world.folder / "sites.toml") as office:
        for n in range(40):
            world.add(office, str(n), f"{world.main.url}/{n}")
        walking = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, "w1"],
            cwd=world.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert seen.wait(120)
        time.sleep(0.5)
        walking.send_signal(signal.SIGINT)
        out, trouble = walking.communicate(timeout=120)
        assert (walking.returncode, trouble) == (0, "")
        total, asked, posts, interrupted = out.split()
        found = list(outcomes(office).values())
        assert (total, interrupted, len(found)) == ("40", "True", 40)
        assert 0 < int(asked) < 40
        assert found.count(("ok", None)) == int(posts) == len(office.posts())
        assert found.count(("skipped", Reason.NOT_RUN)) == 40 - int(posts)


def test_a_month_s_walk_that_is_ended_goes_on_with_what_is_left(world: World) -> None:
    """Closing its standard input is what happens when the parent is killed, too."""
    first, waited = threading.Event(), threading.Event()

    def one(handler: Handler) -> None:
        if first.is_set():  # the second one is under way when the walk is ended
            waited.wait(120)
        first.set()
        handler.send(feed(1))

    world.main.fallback = lambda path: None if path == "/robots.txt" else one
    config = world.folder / "sites.toml"
    config.write_text('contact = "t@example.invalid"\n[media]\nrequests_per_second = 2\n', "utf-8")
    sites = load(config)
    today, began = datetime.now(SHANGHAI).date(), datetime.now(UTC)
    with Office.beside(config) as office:
        for n in range(3):
            world.add(office, str(n), f"{world.main.url}/{n}")
        walk = AccountWalk.start(sites, today)
        assert first.wait(120)
        while len(world.main.asked) < 3:
            time.sleep(0.01)
        assert outcomes(office) == {"0": ("ok", None)}, "stored as it came: a kill loses nothing"
        words = [a.verdict.reason for a in assess(office, today)]
        assert words == [None, Reason.NOT_RUN, Reason.NOT_RUN]
        walk.stop()
        assert walk.wait() == NOT_ALL_DONE
        waited.set()
        assert [o.outcome for o in office.outcomes()] == ["ok", "skipped", "skipped"]
        assert {o.detail for o in office.outcomes()} == {"", CUT}
        world.main.asked.clear()
        assert AccountWalk.start(sites, today, began).wait() == 0
        assert {path for _, path in world.main.asked} == {"/robots.txt", "/1", "/2"}
        assert set(outcomes(office).values()) == {("ok", None)}
