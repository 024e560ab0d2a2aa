"""After a walk: every source that was to be asked has exactly one outcome, whatever became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checks.media.models import SourceOutcome
from checks.media.reasons import Reason

_WORST_FIRST = ("failed", "skipped", "partial", "ok")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``outcomes`` has one for each planned (account, source), in the plan's order; ``strays`` are
    those nobody planned.
    """

    outcomes: tuple[SourceOutcome, ...]
    strays: tuple[SourceOutcome, ...]


def reconcile(
    planned: Sequence[tuple[str, str]],
    reported: Iterable[SourceOutcome],
    *,
    began: Iterable[tuple[str, str]] = (),
    crashes: Mapping[tuple[str, str], str] | None = None,
) -> Reconciled:
    """Fill in what never reported: crashed when it had begun or is in ``crashes`` (with a Chinese
    detail), else not run. Of two reports of one source the worse one counts.
    """
    crashes = crashes or {}
    begun = set(began)
    known: dict[tuple[str, str], SourceOutcome] = {}
    wanted = dict.fromkeys(planned)
    strays = []
    for outcome in reported:
        place = (outcome.account, outcome.source)
        if place not in wanted:
            strays.append(outcome)
        elif place not in known or _rank(outcome) < _rank(known[place]):
            known[place] = outcome
    return Reconciled(
        tuple(
            known[place] if place in known and place not in crashes
            else _missing(place, place in begun or place in crashes, crashes.get(place, ""))
            for place in wanted
        ),
        tuple(strays),
    )  # fmt: skip


def _rank(outcome: SourceOutcome) -> tuple[int, bool, bool, bool]:
    """Lower is worse: nothing but a flawless report may rank last."""
    return (
        _WORST_FIRST.index(outcome.outcome),
        outcome.reason is None,
        outcome.exhaustive,
        outcome.covered is not None,
    )


def _missing(place: tuple[str, str], crashed: bool, detail: str) -> SourceOutcome:
    account, source = place
    if crashed:
        return SourceOutcome(account, source, "failed", Reason.CRASHED, detail)
    return SourceOutcome(account, source, "skipped", Reason.NOT_RUN, detail)
