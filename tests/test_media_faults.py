"""Faults of our own, an interrupted walk, and certificates: one outcome each, and no key is lost."""

import json
import signal
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from media_rows import NEW
from misbehaving import _wrong_certificate
from walking import (
    NOW,
    SCRIPT,
    STAMP,
    Seen,
    ledger_account,
    read_back,
    walk,
)

from checks.media.models import Word
from checks.media.reasons import Reason
from crawler.media.office import Office
from crawler.sample.platforms import MadeAccount, Platforms, Twist, serve_platforms


def result(seen: Seen, key: str) -> tuple[str, Reason | None]:
    outcome = seen.outcome(key)
    return outcome.outcome, outcome.reason


FAULTS = {
    "in a source": """
import crawler.media.api.kinds as kinds
from dataclasses import replace
async def look(session):
    raise RuntimeError("made-up-token-w at http://h/?access_token=made-up-token-w")
kinds.KINDS["weibo_own"] = replace(kinds.KINDS["weibo_own"], look=look)
""",
    "in reading an answer": """
import crawler.media.api.calls as calls
real = calls.parsed
def parsed(answer):
    if "user_timeline" in answer.url:
        raise KeyError(answer.url)
    return real(answer)
calls.parsed = parsed
""",
    "in the request": """
from crawler.media.api.spider import ApiSpider
real_send = ApiSpider.send
async def send(self, call):
    if "user_timeline" in call.path:
        raise OSError(call.url())
    return await real_send(self, call)
ApiSpider.send = send
""",
    "in start": """
from crawler.media.api.spider import ApiSpider
async def start(self):
    raise RuntimeError("made-up-token-w")
    yield
ApiSpider.start = start
""",
    "closed early": """
import asyncio
from crawler.media.api.spider import ApiSpider
async def worker(self):
    if not hasattr(self, "closing"):
        self.closing = asyncio.ensure_future(self.crawler.stop_async())
    await asyncio.sleep(60)
ApiSpider._worker = worker
""",
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_source_has_one_outcome_whatever_breaks_in_us(tmp_path: Path, fault: str) -> None:
    made = [
        MadeAccount("weibo_own", "柳溪发布", "1001", NEW, "w"),
        MadeAccount("kuaishou", "柳溪发布", "1002", NEW, "k"),
    ]
    free = MadeAccount("feed", "柳溪发布", "free", NEW)
    with serve_platforms([*made, free], NOW, port=0) as here:
        accounts = [ledger_account(one, key=one.credential) for one in made]
        accounts.append(ledger_account(free, key="f", params={"url": here.feed("free")}))
        seen = walk(tmp_path, here, accounts, faults=[FAULTS[fault]])
        assert seen.summary["outcomes"] == 3
        assert result(seen, "f") == ("ok", None)
        if fault.startswith("in ") and fault != "in start":
            assert result(seen, "w") == ("failed", Reason.CRASHED)
            assert result(seen, "k") == ("ok", None)
        else:
            assert {result(seen, "w"), result(seen, "k")} == {("skipped", Reason.NOT_RUN)}
            assert seen.summary["interrupted"]
        assert seen.verdict("w").word is Word.PENDING
        for text in (seen.log, seen.printed, seen.outcome("w").detail):
            assert "made-up-token" not in text


def test_a_walk_that_is_stopped_keeps_what_it_saw(tmp_path: Path) -> None:
    slow = Twist("", {"result": 7}, delay_s=0.3)
    made = [MadeAccount("kuaishou", "n", f"{n}", NEW, f"k{n}", (slow,)) for n in range(40)]
    with serve_platforms(made, NOW, port=0) as here:
        with Office.beside(tmp_path / "sites.toml") as office, office.change():
            for one in made:
                office.put_account(ledger_account(one), STAMP)
        told = {
            "bases": {n: getattr(here.bases, n) for n in here.bases.__dataclass_fields__},
            "environ": here.environ, "now": NOW.isoformat(), "contact": "t@example.invalid",
            "timeout_s": 20,
        }  # fmt: skip
        walking = subprocess.Popen(
            [sys.executable, str(SCRIPT)], cwd=tmp_path, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert walking.stdin
        walking.stdin.write(json.dumps(told))
        walking.stdin.close()
        walking.stdin = None
        end = time.monotonic() + 120
        while len(here.requests) <= 6:
            assert time.monotonic() < end, "the walk does not begin"
            time.sleep(0.05)
        walking.send_signal(signal.SIGINT)
        printed, trouble = walking.communicate(timeout=120)
        assert walking.returncode == 0, trouble
    seen = read_back(tmp_path, printed)
    assert seen.summary["interrupted"]
    found = [result(seen, key) for key in seen.accounts]
    assert len(found) == 40
    assert 0 < found.count(("failed", Reason.ERROR_CODE)) < 40
    assert ("skipped", Reason.NOT_RUN) in found


@pytest.mark.parametrize(
    ("host", "trusted"), [("127.9.9.9", True), ("127.9.9.9", False), ("127.0.0.1", True)]
)
def test_only_a_certificate_that_is_trusted_and_of_that_name_gets_a_key(
    tmp_path: Path, host: str, trusted: bool
) -> None:
    heard: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer((host, 0), Listener)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = _wrong_certificate(tmp_path)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    made = MadeAccount("weibo_own", "柳溪发布", "1001", NEW, "w")
    trust = {"SSL_CERT_FILE": str(certificate)} if trusted else {}
    try:
        with serve_platforms([made], NOW, port=0) as here:
            there = _There(here, f"https://{host}:{server.server_port}")
            seen = walk(tmp_path, there, [ledger_account(made, key="a")], process=trust)  # type: ignore[arg-type]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert result(seen, "a") == ("failed", Reason.HTTP_ERROR)
    good = trusted and host == "127.9.9.9"
    assert ("证书核对不上" in seen.outcome("a").detail) is not good
    assert bool(heard) is good


class _There:
    """Platforms whose Weibo is elsewhere."""

    def __init__(self, here: Platforms, weibo: str) -> None:
        from dataclasses import replace

        self.bases = replace(here.bases, weibo=weibo)
        self.environ = here.environ


@pytest.mark.full
def test_thousands_of_accounts_have_one_outcome_each_in_little_memory() -> None:
    bench = Path(__file__).parent / "bench" / "run_accounts.py"
    done = subprocess.run(
        [sys.executable, str(bench), "--accounts", "5000"],
        capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "accounts 5000, outcomes 5000, wrong 0" in done.stdout
    peak = int(done.stdout.partition("peak ")[2].partition(" MB")[0])
    assert peak < 200
