"""Account walks over made-up platforms, in a process of their own that cannot leave loopback."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from misbehaving import _context
from walk_process import run

from checks.media.models import (
    Account,
    LedgerStatus,
    Platform,
    Post,
    SourceConfig,
    SourceOutcome,
    Verdict,
    Window,
)
from checks.media.observations import Observation
from checks.media.verdict import judge
from checks.page import SHANGHAI
from crawler.media.office import Office
from crawler.sample.platforms import MadeAccount, MadePost, Platforms
from crawler.workflow.stamp import Stamp

NOW = datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)
DAY = NOW.date()
FIXTURES = Path(__file__).with_name("media_fixtures")
STAMP = Stamp("t", "2026-11-20T04:00:00+00:00")
PLATFORM = {
    "wechat_detail": Platform.WECHAT_MP,
    "wechat_freepublish": Platform.WECHAT_MP,
    "wechat_album": Platform.WECHAT_MP,
    "wechat_link": Platform.WECHAT_MP,
    "weibo_own": Platform.WEIBO,
    "weibo_commercial": Platform.WEIBO,
    "kuaishou": Platform.KUAISHOU,
    "bilibili_open": Platform.BILIBILI,
    "itunes": Platform.APP,
    "wxa_version": Platform.MINIPROGRAM,
    "feed": Platform.OTHER,
}
SCRIPT = Path(__file__).with_name("walk_process.py")


def fixture(name: str) -> Any:
    """A stored answer: JSON as values, anything else as bytes."""
    raw = (FIXTURES / name).read_bytes()
    return json.loads(raw) if name.endswith(".json") else raw


def post(ago: float, ident: str = "", *, state: str = "live", now: datetime = NOW) -> MadePost:
    """A made-up post of so many days ago."""
    at = now - timedelta(days=ago)
    return MadePost(ident or f"{int(at.timestamp())}", f"标题{ident}", at, state)


def ledger_account(made: MadeAccount, **more: Any) -> Account:
    """The ledger's row of a made-up account, with its one source."""
    platform = PLATFORM[made.kind]
    params = dict(more.pop("params", {}))
    if made.kind == "wechat_album":
        params = {"biz": made.ident, "album_id": "1", **params}
    complete = more.pop("complete", made.kind in ("wechat_detail", "bilibili_open"))
    source = SourceConfig(made.kind, params, made.credential, complete=complete)
    facts: dict[str, Any] = {
        "key": f"{platform}:{made.credential or made.ident}",
        "name": made.name,
        "platform": platform,
        "platform_id": made.ident,
        "status": LedgerStatus.ACTIVE,
        "sources": () if made.kind == "wechat_link" else (source,),
    }
    return Account(**{**facts, **more})


@dataclass
class Seen:
    """What a walk left: outcomes and the rest by account key, its log, where it connected to."""

    accounts: Mapping[str, Account]
    outcomes: Mapping[str, Sequence[SourceOutcome]]
    posts: Mapping[str, Sequence[Post]]
    observed: Mapping[str, Sequence[Observation]]
    log: str
    printed: str
    peers: frozenset[str]
    summary: Mapping[str, Any] = field(default_factory=dict)

    def outcome(self, key: str) -> SourceOutcome:
        """The one outcome of an account."""
        [found] = self.outcomes[key]
        return found

    def verdict(self, key: str, window: Window | None = None) -> Verdict:
        """What may be said of an account."""
        return judge(
            self.accounts[key],
            window or Window.on(DAY),
            posts=self.posts.get(key, ()),
            outcomes=self.outcomes.get(key, ()),
        )


def walk(
    folder: Path,
    platforms: Platforms,
    accounts: Iterable[Account],
    *,
    links: Mapping[str, Sequence[str]] | None = None,
    environ: Mapping[str, str] | None = None,
    longest_s: float = 120,
    **options: Any,
) -> Seen:
    """Store the accounts, walk them in a process of their own, and read what came of it. ``environ``
    is where the walk finds its keys, else all keys are there.
    """
    with Office.beside(folder / "sites.toml") as office, office.change():
        for account in accounts:
            office.put_account(account, STAMP)
        for key, urls in (links or {}).items():
            for url in urls:
                office.add_proof_link(key, url, "台账", STAMP)
    told = {
        "bases": {n: getattr(platforms.bases, n) for n in platforms.bases.__dataclass_fields__},
        "environ": dict(platforms.environ if environ is None else environ),
        "now": NOW.isoformat(),
        "contact": "t@example.invalid",
        "timeout_s": 20.0,
        **options,
    }
    process = _context().Process(target=run, args=(str(folder), told))
    process.start()
    process.join(timeout=longest_s)
    printed = (folder / "walk.out").read_text(encoding="utf-8")
    assert process.exitcode == 0, printed[-3000:]
    return read_back(folder, printed)


def read_back(folder: Path, printed: str) -> Seen:
    """What the office's file and the walk's own notes say."""
    notes = json.loads((folder / "walk.json").read_text())
    with Office.beside(folder / "sites.toml") as office:
        return Seen(
            office.accounts(),
            _grouped(office.outcomes()),
            _grouped(office.posts()),
            _grouped(office.observations()),
            (folder / "walk.log").read_text(encoding="utf-8"),
            printed,
            frozenset(notes["peers"]),
            notes,
        )


def _grouped[T: (Post, SourceOutcome, Observation)](values: Iterable[T]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for value in values:
        groups.setdefault(value.account, []).append(value)
    return groups


def midnight_before(days: int, day: date = DAY) -> datetime:
    """00:00 in Shanghai so many days before ``day``."""
    return datetime.combine(day - timedelta(days=days), datetime.min.time(), SHANGHAI)
