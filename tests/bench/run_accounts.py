"""Walk a ledger of thousands of accounts over made-up platforms: one outcome each, time, memory.

    python tests/bench/run_accounts.py [--accounts 5000] [--failing 0.05]

Sources are mixed; the failing ones fail in every way of the test matrix. The last account of each
platform meets a screen. Exits with 1 when any account has not the outcome it must have.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from media_rows import NEW, OLD, Row
from media_rows_more import ROWS
from walking import NOW, Seen, ledger_account, post, walk

from checks.media.models import Account, Word
from checks.media.reasons import Reason
from crawler.media.credentials import variable
from crawler.sample.platforms import MadeAccount, Platforms, Twist, serve_platforms

SHARES = {
    "wechat_detail": 30, "wechat_freepublish": 10, "wechat_link": 20, "weibo_own": 10,
    "weibo_commercial": 10, "kuaishou": 5, "bilibili_open": 5, "feed": 5, "itunes": 3,
    "wxa_version": 2,
}  # fmt: skip
SCREENED = ("wechat_album", "weibo_own", "weibo_commercial", "kuaishou", "bilibili_open",
            "wechat_detail", "itunes")  # fmt: skip
LAST = 64
"""Accounts before the screens that no screen can reach, so that the others are through by then."""
RELEASE = {"release": {"release_version": "1", "release_time": 1793636000}}
BAD = [
    replace(row, twists=tuple(replace(t, delay_s=2.6 if t.delay_s else 0.0) for t in row.twists))
    for row in ROWS
    if row.reason is not None
]


def rows_of(count: int, failing: float) -> list[Row]:
    """The ledger: good accounts, bad ones in every way, and a screen for each platform at the end."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    step = max(1, round(1 / failing)) if failing else 0
    rows, bad = [], 0
    for n in range(count - len(SCREENED)):
        late = n >= count - len(SCREENED) - LAST
        if step and n % step == 0 and not late:
            rows.append(replace(BAD[bad % len(BAD)], name=f"{n}"))
            bad += 1
            continue
        kind = "feed" if late else kinds[n * 37 % len(kinds)]
        posts = (post(2, f"post{n:06}"),) if kind == "wechat_link" else (NEW, OLD)[n % 2]
        word = Word.UPDATED if n % 2 == 0 or kind == "wechat_link" else Word.PENDING
        rows.append(Row(f"{n}", kind, "ok", None, word, posts, extra=RELEASE))
    for kind in SCREENED:
        posts = (post(2, "9000001"),)
        screen = (Twist("", b"<html>blocked</html>", status=412, delay_s=1.5),)
        rows.append(
            Row(f"screen {kind}", kind, "failed", Reason.BLOCKED, Word.PENDING, posts, screen)
        )
    return rows


def ledger(
    rows: list[Row], made: list[MadeAccount], here: Platforms
) -> tuple[list[Account], dict[str, list[str]], dict[str, str]]:
    """Accounts, their proof links, and the keys that are there."""
    accounts, links, environ = [], {}, here.environ
    for n, (row, one) in enumerate(zip(rows, made, strict=True)):
        url = {"url": here.feed(one.ident)} if row.kind == "feed" else {}
        params = {**row.params, **url}
        accounts.append(
            ledger_account(
                one, key=f"row:{n}", name=row.account_name, complete=row.complete, params=params
            )
        )
        if row.kind == "wechat_link":
            links[f"row:{n}"] = [here.article(p.ident) for p in row.posts]
        for field in one.keys:
            name = variable(one.credential, field)
            environ[name] = row.environ.get(field.upper(), environ[name])
            if not row.credential:
                del environ[name]
    return accounts, links, environ


def wrong(rows: list[Row], seen: Seen) -> list[str]:
    """Accounts that have not exactly the one outcome they must have."""
    told = []
    for n, row in enumerate(rows):
        found = seen.outcomes.get(f"row:{n}", ())
        got: Any = [(o.outcome, o.reason) for o in found]
        if got != [(row.outcome, row.reason)]:
            told.append(f"{row.id}: {got}, not {(row.outcome, row.reason)}")
    return told


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=5000)
    options.add_argument("--failing", type=float, default=0.05)
    chosen = options.parse_args()
    rows = rows_of(chosen.accounts, chosen.failing)
    rows = [replace(row, posts=_own(row, n)) for n, row in enumerate(rows)]
    made = [row.made(n) for n, row in enumerate(rows)]
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_platforms(made, NOW, port=0, remember=False) as here,
    ):
        accounts, links, environ = ledger(rows, made, here)
        began = time.monotonic()
        seen = walk(
            Path(folder),
            here,
            accounts,
            links=links,
            environ=environ,
            quiet=True,
            timeout_s=2.0,
            longest_s=1800,
        )
        took = time.monotonic() - began
        size = sum(f.stat().st_size for f in Path(folder).rglob("*")) / 1e6
    summary = seen.summary
    reasons = Counter(str(o.reason) for found in seen.outcomes.values() for o in found)
    for line in (told := wrong(rows, seen)):
        print(line)
    print(f"accounts {len(rows)}, outcomes {summary['outcomes']}, wrong {len(told)}")
    print(f"interface calls {summary['calls']}, pages {summary['asked']}, posts {summary['posts']}")
    print(f"wall {took:.0f} s, CPU of the walk {summary['cpu_s']:.0f} s")
    print(f"accounts a minute {len(rows) / took * 60:.0f}, peak {summary['peak_kb'] / 1024:.0f} MB")
    print(f"files {size:.1f} MB; {dict(reasons.most_common())}")
    return 1 if told or not all(p.startswith("127.") for p in seen.peers) else 0


def _own(row: Row, n: int) -> Any:
    """Posts of linked articles need addresses of their own."""
    if row.kind != "wechat_link":
        return row.posts
    return tuple(replace(p, ident=f"article{n:06}") for p in row.posts)


if __name__ == "__main__":
    raise SystemExit(main())
