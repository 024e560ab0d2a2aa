"""The commands as a person runs them, with keys in the environment: they are sent and left nowhere."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import pytest
from media_rows import error
from walking import fixture, post

from checks.page import SHANGHAI
from crawler.media.accounts_toml import read_accounts_toml
from crawler.media.credentials import variable, write_private
from crawler.media.ledger_read import read_ledger
from crawler.sample.platforms import MadeAccount, Platforms, Twist, serve_platforms

NOW = datetime.now(SHANGHAI)
POSTS = (post(1, "9700002", now=NOW), post(20, "9700020", now=NOW))
MADE = [
    MadeAccount("wechat_detail", "柳溪发布", "gh_0000000001", POSTS, "liuxi"),
    MadeAccount("weibo_own", "柳溪发布", "1001", POSTS, "bo"),
    MadeAccount("weibo_own", "柳溪公安", "1002", (), "echo",
                (Twist("", {"error": "made-up-token-echo is bad", "error_code": 21332}),)),
    MadeAccount("kuaishou", "柳溪交警", "1003", POSTS, "ks",
                extra={"renewable": True, "expired": True}),
    MadeAccount("bilibili_open", "柳溪文旅", "1004", POSTS, "bili"),
    MadeAccount("wechat_detail", "柳溪教育", "gh_0000000002", (), "quota", (Twist("detail", error(45009)),)),
    MadeAccount("weibo_commercial", "柳溪林业", "1005", (), "gone"),
]  # fmt: skip
PLATFORM = {"wechat_detail": "wechat_mp", "weibo_own": "weibo", "weibo_commercial": "weibo",
            "kuaishou": "kuaishou", "bilibili_open": "bilibili"}  # fmt: skip


def ledger() -> str:
    """The accounts as an office writes them."""
    return "\n".join(
        f"""[[media.account]]
name = "{one.name}"
platform = "{PLATFORM[one.kind]}"
platform_id = "{one.ident}"
organiser = "柳溪区政府办"
status = "正常"
  [[media.account.source]]
  kind = "{one.kind}"
  credential = "{one.credential}"
"""
        for one in MADE
    )


@dataclass
class Office:
    """A folder in which somebody works."""

    folder: Path
    environ: dict[str, str]
    here: Platforms
    printed: str = ""

    def run(self, *arguments: str) -> str:
        """A command of ours; what it prints is kept."""
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", *arguments], cwd=self.folder, check=False,
            env={**os.environ, **self.environ}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        self.printed += done.stdout + done.stderr
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    root = tmp_path_factory.mktemp("office")
    folder, keys = root / "work", root / "keys"
    folder.mkdir()
    keys.mkdir()
    with serve_platforms(MADE, NOW, port=0) as here:
        bases = "".join(f'{f.name} = "{getattr(here.bases, f.name)}"\n' for f in fields(here.bases))
        (folder / "sites.toml").write_text(
            'contact = "t@example.invalid"\n[media]\nrequests_per_second = 0\n[media.bases]\n'
            + bases,
            encoding="utf-8",
        )
        (folder / "账号.toml").write_text(ledger(), encoding="utf-8")
        environ = {k: v for k, v in here.environ.items() if "_GONE_" not in k}
        for name in ("refresh_token", "app_secret"):
            write_private(keys / name, environ.pop(variable("ks", name)))
            environ[f"{variable('ks', name)}_FILE"] = str(keys / name)
        yield Office(folder, environ, here)


def test_keys_are_sent_and_are_nowhere_afterwards(office: Office) -> None:
    office.run("accounts", "import", "账号.toml")
    told = office.run("accounts", "check")
    assert "缺少凭据的来源（1）" in told
    assert "GOVCHECK_CRED_GONE_ACCESS_TOKEN" in told
    walked = office.run("accounts", "walk")
    assert "来源 7 个，看成 4 个" in walked, walked
    assert "***" in walked
    checked = office.run("accounts", "check", "--all")
    assert "已更新（4）" in checked, checked
    office.run("accounts", "export", "台账.xlsx")
    office.run("accounts", "report")
    tried = office.run("accounts", "try", "wechat_mp:gh_0000000001")
    assert "getarticletotaldetail：{list: [{ref_date: text" in tried
    assert "stable_token：{access_token: text, expires_in: int}" in tried
    assert "标题" not in tried
    assert "errcode: 45009" in office.run("accounts", "try", "柳溪教育")
    assert "缺少 GOVCHECK_CRED_GONE" in office.run("accounts", "try", "柳溪林业")
    office.run("evidence", "sheet", "登记表.xlsx")
    sent = {v for r in office.here.requests for v in (*r.query.values(), *r.headers.values())}
    sent |= {
        str(v) for r in office.here.requests if isinstance(r.body, dict) for v in r.body.values()
    }
    secrets = {
        v
        for one in MADE
        for n, v in one.keys.items()
        if n not in ("appid", "app_id", "access_key_id")
    }
    assert {"made-up-secret-liuxi", "made-up-token-bo", "made-up-refresh-ks"} <= sent
    assert "made-up-token-bili" in sent
    files = [p for p in office.folder.rglob("*") if p.is_file()]
    assert any(p.suffix == ".html" for p in files)
    for path in files:
        body = path.read_bytes()
        for secret in (*secrets, "made-up-", "wxliuxi-T"):
            assert secret.encode() not in body, path
    assert "made-up" not in office.printed
    assert "wxliuxi-T" not in office.printed
    assert not any("referer" in r.headers for r in office.here.requests)


def test_the_example_ledger_and_configuration_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(fixture("ledger/accounts.csv"))
    (tmp_path / "a.toml").write_bytes(fixture("config/media.toml"))
    rows = read_ledger(tmp_path / "a.csv")
    assert [row.values["name"] for row in rows.rows] == [
        "柳溪发布",
        "柳溪发布",
        "柳溪交警",
        "柳溪林业",
        "柳溪通",
    ]
    assert not rows.bad
    found = read_accounts_toml(tmp_path / "a.toml")
    assert not found.bad
    kinds = [source.kind for row in found.rows for source in row.values["sources"]]
    assert kinds == ["wechat_detail", "wechat_link", "feed"]
