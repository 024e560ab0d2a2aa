"""How much of a large report the HTML shows, so that a browser can still open it.

Nothing is dropped silently: every list carries how many of it are only in the JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.site import LinkReport
from reports.summary import Report
from reports.views import Cause, CheckGroup, Finding, LinkGroup, ReasonGroup, Section

PAGE_BYTES = 3_600_000
"""For findings, reviews, reasons and links together; the rest of the file is small."""
CAUSES_A_CHECK = 150
MEMBERS_A_CAUSE = 200
PAGES_FIRST = 10
INFERRED_FIRST = 3
PAGES_SHOWN = 60
REASON_MEMBERS = 60
REASONS_SHOWN = 60
LINKS_A_STATE = 300


@dataclass(frozen=True, slots=True)
class ShownCause:
    """A cause with the findings shown; ``pages`` are those of its first finding."""

    cause: Cause
    members: Sequence[Finding]
    pages: Sequence[str]
    more_members: int
    more_pages: int


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A check group with the causes shown; ``more`` numbered findings are left to the JSON."""

    group: CheckGroup
    causes: Sequence[ShownCause]
    more: int


@dataclass(frozen=True, slots=True)
class ShownSection:
    """An indicator's findings as shown."""

    section: Section
    groups: Sequence[ShownGroup]


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A reason with the results shown."""

    group: ReasonGroup
    members: Sequence[Finding]
    more: int


@dataclass(frozen=True, slots=True)
class ShownLinks:
    """A link state with the links shown."""

    group: LinkGroup
    links: Sequence[LinkReport]
    more: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything long, cut."""

    sections: Sequence[ShownSection]
    reviews: Sequence[ShownSection]
    unverifiable: Sequence[ShownReason]
    more_reasons: int
    not_applicable: Sequence[ShownReason]
    links: Sequence[ShownLinks]

    @property
    def numbers(self) -> frozenset[str]:
        """Numbers that have an anchor in the file."""
        listed = [
            finding.result.number
            for section in (*self.sections, *self.reviews)
            for group in section.groups
            for cause in group.causes
            for finding in cause.members
        ]
        reasons = [f.result.number for reason in self.unverifiable for f in reason.members]
        return frozenset(listed + reasons)

    @property
    def left_out(self) -> int:
        """Numbered findings and reviews that are only in the JSON."""
        return sum(
            group.more + sum(cause.more_members for cause in group.causes)
            for section in (*self.sections, *self.reviews)
            for group in section.groups
        )


def trimmed(report: Report) -> Shown:
    """What the HTML shows of a report. Findings come before reviews, reasons and links."""
    room = _Room(PAGE_BYTES)
    found = [_section(s, room.part(0.5, len(report.sections))) for s in report.sections]
    doubtful = [_section(s, room.part(0.5, len(report.reviews))) for s in report.reviews]
    reasons = [_reason(g) for g in report.unverifiable[:REASONS_SHOWN]]
    return Shown(
        sections=found,
        reviews=doubtful,
        unverifiable=reasons,
        more_reasons=sum(len(g.findings) for g in report.unverifiable[REASONS_SHOWN:]),
        not_applicable=[_reason(g, 5) for g in report.not_applicable[:20]],
        links=[_links(g) for g in report.link_groups],
    )


class _Room:
    """Bytes left. ``part`` gives each section a fair share, so a long one cannot starve others."""

    def __init__(self, size: int) -> None:
        self.left = size

    def part(self, share: float, among: int) -> "_Room":
        return _Room(int(self.left * share / max(among, 1)))

    def take(self, size: int) -> bool:
        self.left -= size
        return self.left >= 0


def _section(section: Section, room: _Room) -> ShownSection:
    groups = []
    for position, group in enumerate(section.groups):
        own = room.part(1, len(section.groups) - position)
        before = own.left
        groups.append(_group(group, own))
        room.take(before - max(own.left, 0))
    return ShownSection(section, groups)


def _group(group: CheckGroup, room: _Room) -> ShownGroup:
    shown: list[ShownCause] = []
    for cause in group.causes[:CAUSES_A_CHECK]:
        if not room.take(_weight(cause.first)) and shown:
            break
        shown.append(_cause(cause, room))
    left = group.causes[len(shown) :]
    return ShownGroup(group, shown, sum(len(cause.findings) for cause in left))


def _cause(cause: Cause, room: _Room) -> ShownCause:
    members = [cause.first]
    for finding in cause.findings[1:MEMBERS_A_CAUSE]:
        if not room.take(600 + _bytes(finding.result.url, finding.result.excerpt)):
            break
        members.append(finding)
    pages = cause.first.pages
    kept = list(pages[:PAGES_FIRST])
    for page in pages[PAGES_FIRST:PAGES_SHOWN]:
        if not room.take(80 + 2 * _bytes(page)):
            break
        kept.append(page)
    return ShownCause(
        cause, members, kept, len(cause.findings) - len(members), len(pages) - len(kept)
    )


def _weight(finding: Finding) -> int:
    r = finding.result
    pages = finding.pages[:PAGES_FIRST]
    own = 2 * _bytes(r.url, r.target) + _bytes(r.message, r.excerpt, r.locator, r.fix)
    pages += r.inherited_on[:INFERRED_FIRST]
    return 1800 + own + 2 * _bytes(*pages) + 80 * len(pages)


def _bytes(*texts: str) -> int:
    return sum(min(len(text), 1200) * (1 if text.isascii() else 3) for text in texts)


def _reason(group: ReasonGroup, limit: int = REASON_MEMBERS) -> ShownReason:
    members = group.findings[:limit]
    return ShownReason(group, members, len(group.findings) - len(members))


def _links(group: LinkGroup) -> ShownLinks:
    links = group.links[:LINKS_A_STATE]
    return ShownLinks(group, links, len(group.links) - len(links))
