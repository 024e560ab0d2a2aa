"""What a check says: outcomes, findings with their evidence, and who can mend them."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a check says of one thing it looked at. "Could not look" is never pass or fail."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    REVIEW = "review"
    UNVERIFIABLE = "unverifiable"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The Chinese word readers see."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.PASS: "未发现",
    Outcome.FAIL: "发现",
    Outcome.REVIEW: "需人工复核",
    Outcome.UNVERIFIABLE: "无法核验",
    Outcome.NOT_APPLICABLE: "不适用",
}


class Mender(StrEnum):
    """Who can mend a finding. PLATFORM and UNKNOWN never cost a unit points by themselves."""

    UNIT = "本单位"
    PLATFORM = "平台"
    SUPERIOR = "上级"
    UNKNOWN = "未定"


@dataclass(frozen=True, slots=True)
class Evidence:
    """When and how the thing was seen. ``attempts`` holds every observation, oldest first, as
    Chinese one-liners ("2026-11-25 10:03:11 HEAD 404"). ``seen_at`` is UTC ISO 8601.
    """

    url: str = ""
    seen_at: str = ""
    status: int = 0
    attempts: tuple[str, ...] = ()


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Result:
    """One thing a check has to say. ``message`` is a full Chinese sentence with the number in it.

    ``url`` is the page it concerns; ``target`` the thing that is wrong when it is not the page
    (a dead link's address, a column's name): one result per distinct target, with the pages that
    show it in ``found_on``. ``locator`` is a CSS path, ``excerpt`` the source around it (at most
    300 characters). ``rule`` refines the check ("stale-news"); rubrics may select by it.
    ``value`` is the measured value as text, ``fix`` what to do when the manual's 整改 is not
    specific enough. ``check``, ``unit``, ``key`` and ``evidence`` are filled in by the runner.
    """

    outcome: Outcome
    url: str
    message: str
    target: str = ""
    locator: str = ""
    excerpt: str = ""
    rule: str = ""
    value: str = ""
    fix: str = ""
    found_on: tuple[str, ...] = ()
    mender: Mender = Mender.UNIT
    column: str = ""
    check: str = ""
    unit: str = ""
    key: str = ""
    number: str = ""
    evidence: Evidence = NO_EVIDENCE
    inherited_on: tuple[str, ...] = ()
    """Pages nobody opened that are built alike, so that it is expected there: inferred from the page
    of ``url``, never counted or confirmed."""
    alike: tuple[str, ...] = ()
    """Paths of all the elements of the page this speaks of, where that is more than ``locator``. Of use
    while a page is judged; not stored."""


def fail(url: str, message: str, **more: object) -> Result:
    """A certain finding."""
    return Result(Outcome.FAIL, url, message, **more)  # type: ignore[arg-type]


def review(url: str, message: str, **more: object) -> Result:
    """A candidate that a person must confirm."""
    return Result(Outcome.REVIEW, url, message, **more)  # type: ignore[arg-type]


def unverifiable(url: str, reason: str, **more: object) -> Result:
    """Could not look; ``reason`` says why."""
    return Result(Outcome.UNVERIFIABLE, url, reason, **more)  # type: ignore[arg-type]


def not_applicable(url: str, reason: str, **more: object) -> Result:
    """The rule does not concern this thing."""
    return Result(Outcome.NOT_APPLICABLE, url, reason, **more)  # type: ignore[arg-type]


def passed(url: str, message: str = "", **more: object) -> Result:
    """Looked and found nothing. A check that yields nothing for a page is recorded as this."""
    return Result(Outcome.PASS, url, message, **more)  # type: ignore[arg-type]
