"""Notices after a run: they arrive, they hold counts and numbers only, and no key shows anywhere."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from web_site import MONTH, made_office

from checks.results import Outcome
from crawler.media.credentials import Credentials
from crawler.sites import SitesError, SitesFile
from crawler.sites_file import dumps, loads
from reports.notices import notice_of, send
from reports.sources import collect
from reports.summary import build

KEY = "k3yThatNobodyMaySee"


class Hook(ThreadingHTTPServer):
    """Takes what is posted to it, and answers with ``code``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.got: list[dict[str, str]] = []
        self.code = 200

    def credentials(self, scheme: str = "json") -> Credentials:
        url = f"{scheme}://127.0.0.1:{self.server_address[1]}/{KEY}/hook?+X-Key={KEY}"
        return Credentials({"GOVCHECK_CRED_OFFICE_MAIL_URL": url}, ring=lambda *_: None)


class _Taking(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body) | {"key": self.headers["X-Key"]})
        self.send_response(self.server.code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_notice_arrives_and_tells_no_key(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert send(["office_mail"], "标题", "正文", hook.credentials()) == []
    (got,) = hook.got
    assert (got["title"], got["message"], got["key"]) == ("标题", "正文", KEY)
    hook.code = 500
    (problem,) = send(["office_mail"], "标题", "正文", hook.credentials())
    assert "没有送到" in problem
    (unknown,) = send(["other"], "标题", "正文", hook.credentials())
    assert "GOVCHECK_CRED_OTHER_URL" in unknown
    (bad,) = send(["office_mail"], "标题", "正文", hook.credentials("nonsense"))
    assert "写法不对" in bad
    for text in (problem, unknown, bad, caplog.text):
        assert KEY not in text


def test_a_notice_holds_counts_and_numbers_only(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    report = build(collect(sites, "demo", MONTH))
    leak = replace(
        next(r for r in report.sources.results if r.outcome is Outcome.FAIL),
        url="http://www.example.gov.cn/secret.xls", message="身份证 11010519491231002X",
    )  # fmt: skip
    shown = build(replace(report.sources, results=[*report.sources.results, leak]))
    title, text = notice_of([shown], MONTH, ["水务局\u202e网站"])
    assert title == "2026年11月政府网站检查"
    assert f"发现 {shown.counts['fail']}" in text
    assert "没有做完的网站" in text
    for word in ("http", "secret", "1101", "\u202e", leak.message):
        assert word not in text
    many = notice_of([shown] * 40, MONTH)[1]
    assert "另有 10 个网站" in many
    assert len(many) < 4000


def test_the_configuration_holds_names_and_no_keys() -> None:
    text = 'notices = ["office_mail", "wecom"]\n'
    sites: SitesFile = loads(text)
    assert sites.notices == ("office_mail", "wecom")
    assert loads(dumps(sites)).notices == sites.notices
    with pytest.raises(SitesError, match="只写凭据的名称"):
        loads(f'notices = ["json://host/{KEY}"]')
