"""Notices after a run: they arrive, they hold counts and numbers only, and no key shows anywhere."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from misbehaving import Server, serving, status
from web_site import MONTH, made_office

from checks.results import Outcome
from crawler.media.credentials import Credentials
from crawler.sites import SitesError, SitesFile
from crawler.sites_file import dumps, loads
from reports.notices import notice_of, send
from reports.sources import collect
from reports.summary import build

KEY = "k3yThatNobodyMaySee"


def target(server: Server) -> str:
    return server.url.replace("http://", "json://") + f"/hook?+X-Key={KEY}"


def credentials(server: Server) -> Credentials:
    return Credentials({"GOVCHECK_CRED_OFFICE_MAIL_URL": target(server)}, ring=lambda *_: None)


def test_a_notice_arrives_and_tells_no_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    got = []
    with serving() as server:

        def take(handler):  # type: ignore[no-untyped-def]
            got.append(json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))
            handler.send(b"{}")

        server.routes["/hook"] = take
        assert send(["office_mail"], "标题", "正文", credentials(server)) == []
        server.routes["/hook"] = status(500)
        (problem,) = send(["office_mail"], "标题", "正文", credentials(server))
    assert got[0]["title"] == "标题"
    assert got[0]["message"] == "正文"
    assert "没有送到" in problem
    (gone,) = send(["office_mail"], "标题", "正文", credentials(server))
    (unknown,) = send(["other"], "标题", "正文", credentials(server))
    assert "GOVCHECK_CRED_OTHER_URL" in unknown
    wrong = Credentials({"GOVCHECK_CRED_OFFICE_MAIL_URL": f"nonsense-{KEY}"}, ring=lambda *_: None)
    (bad,) = send(["office_mail"], "标题", "正文", wrong)
    assert "写法不对" in bad
    for text in (problem, gone, unknown, bad, caplog.text):
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
