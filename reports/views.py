"""What a report shows, as plain values that every renderer shares. Built by reports.summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from checks.registry import Check
from checks.results import Result
from checks.site import LinkReport, LinkState
from crawler.pictures import Picture
from reports.score import LedgerLine


@dataclass(frozen=True, slots=True)
class Finding:
    """One numbered result with the words around it. ``counted`` says what it costs, and where."""

    result: Result
    unit: str
    counted: str
    picture: Picture | None = None
    reminded: str = ""
    """How often the unit was reminded of it, in words; "" for never."""

    @property
    def subject(self) -> str:
        """The target in readers' words or as an address; "" when it is only a key of ours."""
        target = self.result.target
        readable = "://" in target or not target.isascii()
        return target if readable and target != self.result.url else ""

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page that shows it; its own page when no list was recorded."""
        return self.result.found_on or (self.result.url,)


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings with one cause: the same check, rule and target, or the same template."""

    findings: tuple[Finding, ...]
    pages: int

    @property
    def inherited(self) -> tuple[str, ...]:
        """Pages nobody opened, of which it is inferred; those that show it are not among them."""
        shown = {page for finding in self.findings for page in finding.pages}
        told = dict.fromkeys(p for f in self.findings for p in f.result.inherited_on)
        return tuple(page for page in told if page not in shown)

    @property
    def first(self) -> Finding:
        """The finding that stands for all of them."""
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """All causes one check found. ``check`` is None when this version no longer has the check."""

    id: str
    title: str
    check: Check | None
    causes: tuple[Cause, ...]

    @property
    def count(self) -> int:
        """Numbered findings in it."""
        return sum(len(cause.findings) for cause in self.causes)

    def manual(self, section: str) -> str:
        """A section of the check's manual page (依据、判定、误报、整改)."""
        return self.check.manual.get(section, "") if self.check else ""


@dataclass(frozen=True, slots=True)
class Section:
    """The findings under one indicator, or under none (advice)."""

    anchor: str
    title: str
    line: LedgerLine | None
    groups: tuple[CheckGroup, ...]

    @property
    def count(self) -> int:
        """Numbered findings in it."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One deduction or bonus as the table shows it; amounts are ready to print."""

    code: str
    name: str
    level1: str
    found: int
    candidates: int
    excluded: int
    each: str
    raw: str
    cap: str
    lost: str
    worst: str
    state: str
    provisional: bool
    notes: tuple[str, ...]
    anchor: str
    line: LedgerLine


@dataclass(frozen=True, slots=True)
class VetoRow:
    """One veto as the table shows it. ``level`` is bad, doubt, gap or fine."""

    code: str
    name: str
    rule: str
    measured: str
    limit: str
    state: str
    level: str
    notes: tuple[str, ...]
    anchor: str
    line: LedgerLine


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the three things to do. ``gain`` is in trial points, after the factor, exact.
    ``brief`` is ``worth`` for the first screen.
    """

    title: str
    worth: str
    fix: str
    pages: int
    findings: tuple[Finding, ...]
    gain: Fraction = Fraction(0)
    brief: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One column or home page of the 快到期 strip. ``level`` is bad, soon, grey, gap or fine."""

    what: str
    name: str
    url: str
    unit: str
    last: str
    due: str
    days_left: int | None
    remark: str
    level: str
    countdown: str


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Results that could not be looked at, for one reason. ``alike``: all say the same words."""

    reason: str
    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    alike: bool = True


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links in one state that is not ok."""

    state: LinkState
    label: str
    meaning: str
    links: Sequence[LinkReport]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What one unit has. ``lost`` are trial points before the factor, "—" when not scored."""

    id: str
    name: str
    fails: int
    own: int
    elsewhere: int
    reviews: int
    unverifiable: int
    lost: str
