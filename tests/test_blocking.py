"""Protection screens are recognised; pages that merely speak of them are not."""

import json
from pathlib import Path

import pytest

from checks.blocking import blocked_by, look

LOGIN = """<title>网上办事大厅登录</title><form><input name=user><input type="password" name=pw>
<input name=code placeholder="验证码">请完成安全验证后登录</form>""".encode()
ARTICLE = (
    "<title>网络安全知识</title>" + "<a href=/>导航</a>" * 30 + "<p>访问过于频繁，请稍后再试。"
).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "name"),
    [
        (521, {"set-cookie": "__jsluid_s=1; path=/"}, b"<script>x</script>", "加速乐"),
        (521, {}, b"", "521"),
        (412, {}, b"<script>$_ts=window['$_ts'];</script>", "瑞数"),
        (200, {}, b"<html><script>$_ts.nsd=1</script><body></body>", "瑞数"),
        (412, {}, b"", "412"),
        (403, {"server": "Safedog/4.0"}, b"", "拒绝访问（HTTP 403）"),
        (403, {}, "如果您是网站管理员，请登录安全狗查看".encode("gb18030"), "安全狗"),
        (405, {"set-cookie": "acw_tc=1"}, b"", "阿里云盾"),
        (200, {}, b"<script>var arg1='x';setCookie('acw_sc__v2',1)</script>", "阿里云盾"),
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (503, {}, b"<script src=/cdn-cgi/challenge-platform/x>", "Cloudflare"),
        (403, {}, "创宇盾提示您：已拦截".encode(), "创宇盾"),
        (403, {}, "您的请求已被拦截".encode("gb18030"), "安全验证"),
        (200, {}, "<title>安全验证</title>请完成安全验证".encode(), "安全验证"),
        (403, {}, b"Forbidden", "拒绝访问（HTTP 403）"),
        (401, {}, b"", "需要登录（HTTP 401）"),
        (429, {}, b"", "访问过于频繁（HTTP 429）"),
    ],
)
def test_blocked(status: int, headers: dict[str, str], body: bytes, name: str) -> None:
    assert name in blocked_by(status, headers, body)
    if body.isascii():
        assert name in blocked_by(status, headers, body.decode())


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {}, LOGIN),
        (200, {}, ARTICLE),
        (200, {"set-cookie": "acw_tc=1"}, b"<p>fine"),
        (200, {"server": "cloudflare"}, b""),
        (404, {}, b"<p>not found"),
        (404, {"set-cookie": "__jsluid_s=1"}, b"<p>not found"),
        (404, {"server": "Safedog/4.0"}, b"<p>not found"),
        (404, {"x-iinfo": "1", "wzws-ray": "2"}, b"<p>not found"),
        (500, {}, b"error"),
        (503, {"set-cookie": "__jsluid_s=1"}, b""),
        (302, {}, b""),
    ],
)
def test_not_blocked(status: int, headers: dict[str, str], body: bytes) -> None:
    assert blocked_by(status, headers, body) == ""


def test_only_a_screen_closes_the_host() -> None:
    assert (block := look(403, {}, b"")) is not None
    assert not block.screen
    assert (block := look(521, {}, b"")) is not None
    assert block.screen


@pytest.mark.shared
def test_real_pages(shared: Path) -> None:
    corpora = shared / "corpora"
    for line in (corpora / "waf-challenge-pages" / "manifest.jsonl").read_text().splitlines():
        row = json.loads(line)
        body = (corpora / "waf-challenge-pages" / row["file"]).read_bytes()
        block = look(row["serve_status"], {}, body)
        assert block is not None
        assert block.screen
    for bundle in ("govcn-pages", "gov-policy", "soft404"):
        for line in (corpora / bundle / "manifest.jsonl").read_text().splitlines():
            row = json.loads(line)
            if row.get("page_type") == "error" or row.get("expected") == "error_page":
                continue
            body = (corpora / bundle / row["file"]).read_bytes()
            assert (row["file"], blocked_by(200, {}, body)) == (row["file"], "")
