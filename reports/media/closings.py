"""The list for 关停整合: accounts that sleep, stopped without being cancelled, or are doubled."""

from collections.abc import Iterable, Iterator

from checks.registry import all_checks
from checks.results import Outcome, Result
from reports.media.views import AccountRow, Closing

KINDS = {
    ("media-zombie", "silent"): "长期没有更新",
    ("media-zombie", "not-cancelled"): "停更未注销",
    ("media-zombie", "gone"): "平台上查不到",
    ("media-zombie", "post-gone"): "佐证打不开",
    ("media-closed-posting", ""): "关停后仍在发布",
    ("media-duplicate", ""): "同单位同平台重复",
    ("media-level", ""): "按规定不单独开设",
}
"""Result (check, rule) to the reason, in the order in which the list shows them."""


def closings(rows: Iterable[AccountRow]) -> Iterator[Closing]:
    """Every account to close or merge, by reason, then by unit and platform."""
    order = {kind: n for n, kind in enumerate(KINDS.values())}
    found = [one for row in rows for one in _of(row)]
    yield from sorted(
        found,
        key=lambda c: (order[c.kind], c.row.unit, c.row.account.platform_name, c.row.account.key),
    )


def _of(row: AccountRow) -> Iterator[Closing]:
    for result in row.findings:
        kind = KINDS.get((result.check, result.rule))
        if kind:
            yield Closing(
                kind, row, result.message, _action(result), result.outcome is Outcome.FAIL
            )


def _action(result: Result) -> str:
    check = all_checks().get(result.check)
    return result.fix or (check.manual["整改"] if check else "")
