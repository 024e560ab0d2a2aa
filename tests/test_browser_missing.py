"""No browser, the wrong driver, a program that is not there: told in Chinese, with the remedy."""

import stat
import sys
from pathlib import Path

import pytest
from browser_site import needs_browser

from crawler.browser import attach
from crawler.browser.chromium import BrowserError, find
from crawler.sites import BrowserSettings

OLD_DRIVER = f"""#!{sys.executable}
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/status":
            said, status = {{"value": {{"ready": True, "message": ""}}}}, 200
        else:
            message = "session not created: This version of ChromeDriver only supports Chrome version 99"
            said, status = {{"value": {{"error": "session not created", "message": message}}}}, 500
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST = do_DELETE = answer
    def log_message(self, *_): pass

port = next(int(a.split("=")[1]) for a in sys.argv if a.startswith("--port="))
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def test_a_configured_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = BrowserSettings(chromium=str(tmp_path / "chromium"))
    with pytest.raises(BrowserError, match=r"chromium 不存在.*sites\.toml.*其他检查不受影响"):
        attach.start("", 1, settings=settings)


def test_a_configured_program_that_is_no_browser_is_told(tmp_path: Path) -> None:
    needs_browser()
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho no display >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    with pytest.raises(BrowserError, match="启动不了：no display"):
        attach.start("", 1, settings=BrowserSettings(chromium=str(program)))


@pytest.mark.browser
def test_a_driver_of_another_version_is_told_with_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_browser()
    binary = find()
    driver = tmp_path / "chromedriver"
    driver.write_text(OLD_DRIVER, encoding="utf-8")
    driver.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(BrowserError) as told:
        attach.start("", 2, binary=binary)
    assert "only supports Chrome version 99" in str(told.value)
    assert "apt-get install chromium-driver" in str(told.value)
    assert "其他检查不受影响" in str(told.value)
