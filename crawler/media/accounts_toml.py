"""Accounts as TOML, for people who automate: the only form that names sources in detail."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from checks.media.models import SourceConfig
from crawler.ledger_cells import Repaired
from crawler.media.ledger_cells import READERS, SECRETS, read_feeds
from crawler.media.ledger_fields import BY_NAME
from crawler.media.ledger_read import AccountLedger, Row
from crawler.site_fields import shown
from crawler.sites import SitesError

KINDS = (
    "wechat_detail", "wechat_freepublish", "wechat_link", "wechat_album", "weibo_own",
    "weibo_commercial", "kuaishou", "bilibili_open", "feed", "itunes", "wxa_version", "manual",
)  # fmt: skip
_FIELDS = (
    "name", "platform", "platform_id", "organiser", "supervisor", "filing_no", "status",
    "opened_on", "status_on", "home_url", "update_rule", "max_gap_days", "note",
)  # fmt: skip
_SOURCE_KEYS = ("kind", "params", "credential", "tz", "complete")
LARGEST = 5_000_000


def read_accounts_toml(path: Path) -> AccountLedger:
    """``[[media.account]]`` tables, each like a row of a ledger. SitesError (Chinese) when the file
    cannot be read; a wrong account is listed and the others are taken.
    """
    ledger = AccountLedger(path)
    accounts, others = _accounts(path)
    if others:
        ledger.notes.append(
            f"media 里的 {'、'.join(shown(name) for name in others)} 没有采用：这个文件只说有哪些账号，"
            "其余的设置写在 sites.toml 的 [media] 里。"
        )
    for number, raw in enumerate(accounts, start=1):
        ledger.seen += 1
        place = f"media.account[{number}]"
        try:
            values, notes = _values(raw)
        except ValueError as error:
            ledger.bad.append(f"{place}：{error}。这个账号没有导入。")
            continue
        ledger.notes += [f"{place}：{note}。" for note in notes]
        ledger.rows.append(Row(path.name, number, values, place))
    return ledger


def _accounts(path: Path) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The accounts, and what else stands in ``[media]``."""
    try:
        if path.stat().st_size > LARGEST:
            raise SitesError(f"{path} 太大，不像是配置文件。请检查文件是否选对。")
        whole = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise SitesError(f"找不到文件 {path}。请检查路径和文件名。") from None
    except UnicodeDecodeError:
        raise SitesError(f"{path} 不是 UTF-8 编码。请用记事本另存为 UTF-8。") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SitesError(f"{path} 不是正确的 TOML：{error}。请检查引号、括号和等号。") from None
    except OSError as error:
        raise SitesError(f"读不了文件 {path}：{error.strerror or error}。") from None
    media = whole.get("media")
    found = media.get("account") if isinstance(media, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SitesError(
            f"{path} 里没有账号。每个账号写一段 [[media.account]]，至少有 name 和 platform。"
        )
    return found, [name for name in media if name != "account"] if isinstance(media, dict) else []


def _values(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    strange = [key for key in raw if key not in (*_FIELDS, "key", "source")]
    if strange:
        raise ValueError(f"不认识“{shown(strange[0])}”，可以写的有 {'、'.join(_FIELDS)}、source")
    values: dict[str, Any] = {}
    notes = []
    for name in _FIELDS:
        if name not in raw:
            continue
        try:
            read = READERS[BY_NAME[name].read](raw[name])
        except ValueError as error:
            raise ValueError(f"{name} = “{shown(raw[name])}”不对：{error}") from None
        if isinstance(read, Repaired):
            notes.append(f"{name}：{read.note}")
            read = read.value
        values[name] = read
    for name in ("name", "platform"):
        if name not in values:
            raise ValueError(f"没有写 {name}")
    kind, _, ident = str(raw.get("key", "")).partition(":")
    if "platform_id" not in values and ident and kind == values["platform"][0]:
        values["platform_id"] = ident
    if "source" in raw:
        values["sources"] = _sources(raw["source"])
    return values, notes


def _sources(raw: object) -> tuple[SourceConfig, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise ValueError("来源要写成 [[media.account.source]]，每个一段")
    return tuple(_source(one) for one in raw)


def _source(raw: Mapping[str, Any]) -> SourceConfig:
    strange = [key for key in raw if key not in _SOURCE_KEYS]
    if strange:
        advice = "；密钥不能写在文件里，只写凭据的名称 credential" if _is_secret(strange[0]) else ""
        raise ValueError(f"来源里不认识“{shown(strange[0])}”{advice}")
    kind = raw.get("kind")
    if kind not in KINDS:
        raise ValueError(f"来源的 kind 写的是“{shown(kind)}”，可以写的有 {'、'.join(KINDS)}")
    params = raw.get("params", {})
    if not isinstance(params, dict) or not all(isinstance(v, str) for v in params.values()):
        raise ValueError('来源的 params 要写成 { 名称 = "文字" }')
    if secret := next(filter(_is_secret, params), ""):
        raise ValueError(f"来源的 params 里有“{shown(secret)}”：密钥不能写在文件里，只写凭据的名称")
    if kind == "feed":
        _check_feed(params.get("url", ""))
    credential = raw.get("credential", "")
    if not isinstance(credential, str) or not re.fullmatch(r"[A-Za-z0-9_]{0,40}", credential):
        raise ValueError("credential 只写凭据的名称（字母、数字、下划线，最多 40 个），不写密钥")
    complete = raw.get("complete", False)
    if not isinstance(complete, bool):
        raise ValueError("complete 只能写 true 或 false")  # noqa: TRY004 - readers raise ValueError
    return SourceConfig(kind, params, credential, _zone(raw.get("tz", "Asia/Shanghai")), complete)


def _check_feed(url: str) -> None:
    if not url.startswith(("http://", "https://")) or read_feeds(url) != (url,):
        raise ValueError("feed 来源要写 params.url，是以 http:// 或 https:// 开头的网址")


def _zone(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ValueError, KeyError, OSError):
        raise ValueError(f"时区“{shown(name)}”不认识，如 Asia/Shanghai、UTC") from None


def _is_secret(name: str) -> bool:
    return name.casefold() in SECRETS
