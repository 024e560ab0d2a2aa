"""Keys are found by name, never shown, never stored; what is missing is said in plain words."""

import copy
import json
import logging
import pickle
import sys
import types
from pathlib import Path

import pytest
from scrapy.settings.default_settings import SPIDER_MIDDLEWARES_BASE

from checks.errors import UserError
from checks.media.models import Account, Platform, SourceConfig
from crawler.media.api.calls import Call
from crawler.media.api.spider import REFERER, refuse_traces
from crawler.media.bases import Bases, read_bases
from crawler.media.credentials import Credentials, MissingError, keyring_of_system, read_private
from crawler.media.secrets import Redactor, Secret
from crawler.media.sources import jobs_of, without_keys

NEEDS = (("appid", "secret"),)
KEY = "a-very/secret+key=1"


def nothing(service: str, user: str) -> str | None:
    return None


def credentials(environ: dict[str, str], ring: object = nothing) -> Credentials:
    return Credentials(environ, ring)  # type: ignore[arg-type]


def private(folder: Path, text: str = KEY, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(KEY)
    shown = f"{secret} {secret!r} {secret!s:>9} {[secret]} {{'a': {secret}}} {Call('b', 'p', {'q': secret})}"
    assert KEY not in shown
    assert "***" in shown
    assert secret.reveal() == KEY
    assert json.dumps({"k": secret}, default=str) == '{"k": "***"}'
    with pytest.raises(TypeError):
        json.dumps(secret)
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not to be stored"):
            store(secret)
    assert Secret(KEY) != Secret(KEY)
    assert not hasattr(secret, "__dict__")


def test_keys_come_from_variables_private_files_and_the_keyring_in_this_order(
    tmp_path: Path,
) -> None:
    environ = {"GOVCHECK_CRED_LIUXI_APPID": "wx1", "GOVCHECK_CRED_LIUXI_SECRET": "from-variable"}
    found = credentials(environ).find("liuxi", NEEDS)
    assert (found["appid"].reveal(), found["secret"].reveal()) == ("wx1", "from-variable")
    environ["GOVCHECK_CRED_LIUXI_SECRET_FILE"] = str(private(tmp_path))
    assert credentials(environ).find("liuxi", NEEDS)["secret"].reveal() == "from-variable"
    del environ["GOVCHECK_CRED_LIUXI_SECRET"]
    assert credentials(environ).find("liuxi", NEEDS)["secret"].reveal() == KEY

    def ring(service: str, user: str) -> str | None:
        return {("govcheck/liuxi", "secret"): "from-ring", ("govcheck/liuxi", "appid"): "wx2"}.get(
            (service, user)
        )

    assert credentials(environ, ring).find("liuxi", NEEDS)["secret"].reveal() == KEY
    found = credentials({}, ring).find("liuxi", NEEDS)
    assert (found["appid"].reveal(), found["secret"].reveal()) == ("wx2", "from-ring")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777, 0o620])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = private(tmp_path, mode=mode)
    with pytest.raises(MissingError) as told:
        read_private(path)
    assert f"{mode:04o}" in str(told.value)
    assert f"chmod 600 {path}" in str(told.value)
    assert KEY not in str(told.value)


@pytest.mark.parametrize("text", ["", " \n", "one\ntwo", "x" * 9000])
def test_a_file_must_hold_one_key(tmp_path: Path, text: str) -> None:
    with pytest.raises(MissingError, match="只有一行密钥"):
        read_private(private(tmp_path, text))
    assert read_private(private(tmp_path, f"{KEY}\n")) == KEY
    with pytest.raises(MissingError, match="读不了凭据文件"):
        read_private(tmp_path / "absent")
    with pytest.raises(MissingError, match="读不了凭据文件"):
        read_private(tmp_path)


def test_what_is_missing_is_named_with_the_place_to_put_it() -> None:
    with pytest.raises(MissingError) as told:
        credentials({"GOVCHECK_CRED_LIUXI_APPID": "wx-known"}).find("liuxi", NEEDS)
    assert "GOVCHECK_CRED_LIUXI_SECRET" in str(told.value)
    assert "_APPID" not in str(told.value)
    assert "wx-known" not in str(told.value)
    with pytest.raises(MissingError, match="没有写凭据的名称"):
        credentials({}).find("", NEEDS)
    either = (("access_token",), ("appid", "secret"))
    found = credentials({"GOVCHECK_CRED_A_APPID": "1", "GOVCHECK_CRED_A_SECRET": "2"})
    assert "secret" in found.find("a", either)


def test_a_keyring_is_used_if_it_is_installed_and_never_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keyring_of_system()("govcheck/a", "secret") is None
    ring = types.ModuleType("keyring")
    ring.get_password = lambda service, user: f"{service}:{user}"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert keyring_of_system()("govcheck/a", "secret") == "govcheck/a:secret"

    def locked(service: str, user: str) -> str:
        raise RuntimeError("no backend")

    ring.get_password = locked  # type: ignore[attr-defined]
    assert keyring_of_system()("govcheck/a", "secret") is None


def test_sources_without_keys_are_listed_and_have_an_outcome(tmp_path: Path) -> None:
    wide = private(tmp_path, mode=0o644)
    sources = (
        SourceConfig("wechat_detail", credential="liuxi"),
        SourceConfig("weibo_own", credential="bo"),
        SourceConfig("weibo_own"),
        SourceConfig("itunes"),
        SourceConfig("manual"),
    )
    account = Account("a", "柳溪发布", Platform.WECHAT_MP, sources=sources)
    known = credentials({"GOVCHECK_CRED_BO_ACCESS_TOKEN_FILE": str(wide)})
    told = without_keys([account], known)
    assert len(told) == 3
    assert "柳溪发布”（wechat_detail）：凭据“liuxi”缺少" in told[0]
    assert "chmod 600" in told[1]
    assert "没有写凭据的名称" in told[2]
    jobs = jobs_of(account, (), credentials=known)
    assert [(j.source, j.outcome.reason if j.outcome else None) for j in jobs] == [
        ("wechat_detail", "credential_missing"),
        ("weibo_own", "credential_missing"),
        ("weibo_own#2", "credential_missing"),
        ("itunes", None),
    ]


def test_keys_are_taken_out_of_texts_however_they_are_quoted() -> None:
    redactor = Redactor()
    redactor.learn(Secret(KEY))
    redactor.learn(Secret('q"uo\\te-ü'))
    for text in (
        f"at {KEY} end", "x?y=a-very%2Fsecret%2Bkey%3D1&z=1", "a-very/secret%2Bkey%3D1",
        json.dumps({"k": 'q"uo\\te-ü'}), 'q"uo\\te-ü',
    ):  # fmt: skip
        cleaned = redactor.clean(text)
        assert "***" in cleaned, text
        assert "very" not in cleaned
        assert "uo" not in cleaned
    unknown = redactor.clean(
        "https://h/p?access_token=UNKNOWN123&x=1 'secret': 'abc def' appsecret=q"
    )
    assert "UNKNOWN123" not in unknown
    assert "abc" not in unknown
    assert "x=1" in unknown


def test_logs_are_cleaned_whoever_writes_them(caplog: pytest.LogCaptureFixture) -> None:
    redactor = Redactor()
    redactor.learn(Secret(KEY))
    log = logging.getLogger("somebody.else")
    with caplog.at_level(logging.DEBUG), redactor.guarding_logs():
        log.debug("asked %s of %r", f"http://h/?t={KEY}", {"k": KEY})
        try:
            raise ValueError(f"failed at http://h/?access_token={KEY}")
        except ValueError:
            log.exception("oops %s", KEY)
        log.error("bad format %d", KEY)
        log.info("with a stack", stack_info=True)
    assert "very" not in caplog.text
    assert "ValueError: failed at http://h/?access_token=***" in caplog.text
    assert all(KEY not in repr(vars(record)) for record in caplog.records)
    log.error("afterwards %s", "as before")
    assert caplog.records[-1].args == ("as before",)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"weixin": "http://api.example.com"}, "只能用于本机"),
        ({"weixin": "http://127.evil.example"}, "只能用于本机"),
        ({"weixin": "https://h/path"}, "不带路径"),
        ({"weixin": "https://user@h"}, "不对"),
        ({"weixin": "ftp://h"}, "不对"),
        ({"weixin": "https://h:99999"}, "不对"),
        ({"weixin": 5}, "不对"),
        ({"weixn": "https://h"}, "不认识“weixn”"),
    ],
)
def test_keys_go_to_https_or_to_this_computer_only(raw: dict[str, object], told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_bases(raw)


def test_addresses_are_settings() -> None:
    found = read_bases({"weixin": "http://127.0.0.1:8080/", "weibo": "https://proxy.example:8443"})
    assert found.weixin == "http://127.0.0.1:8080"
    assert found.weibo == "https://proxy.example:8443"
    assert found.kuaishou == Bases().kuaishou
    assert all(getattr(Bases(), n).startswith("https://") for n in Bases.__dataclass_fields__)


@pytest.mark.parametrize(
    "change",
    [
        {"JOBDIR": "jobs"},
        {"HTTPCACHE_ENABLED": True},
        {"SPIDER_MIDDLEWARES": {REFERER: 700}},
        {"SPIDER_MIDDLEWARES_BASE": SPIDER_MIDDLEWARES_BASE},
    ],
)
def test_nothing_starts_that_would_write_requests_down(change: dict[str, object]) -> None:
    from scrapy.settings import Settings

    from crawler.settings import scrapy_settings
    from crawler.sites import Politeness

    usual = scrapy_settings(Politeness(), "agent")
    refuse_traces(Settings(usual))
    with pytest.raises(UserError, match="不能启动"):
        refuse_traces(Settings({**usual, **change}))
