"""Grouping findings by what causes them, so that one faulty template reads as one thing to mend."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from checks.results import Result
from reports.views import Cause, Finding

_VARIABLE = re.compile(r"\d+|[0-9a-f]{8,}", re.IGNORECASE)


def cause_key(result: Result) -> tuple[str, ...]:
    """Same check, rule and target; without a target, the same place and source in the template.

    Numbers are left out of the place, because ``li:nth-child(3)`` and ``(4)`` are one template.
    """
    if result.target:
        return (result.check, result.rule, "target", result.target)
    place = _VARIABLE.sub("#", result.locator)
    return (result.check, result.rule, "template", place, _VARIABLE.sub("#", result.excerpt[:160]))


def bundle_key(result: Result) -> tuple[str, ...]:
    """Wider than :func:`cause_key`: dead links into one folder of one host, or one template place.

    A moved folder breaks many targets at once and is mended at once.
    """
    if not result.target:
        return (result.check, result.rule, "place", _VARIABLE.sub("#", result.locator))
    try:
        parts = urlsplit(result.target)
    except ValueError:
        return cause_key(result)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return cause_key(result)
    folder = parts.path.rsplit("/", 1)[0]
    return (result.check, result.rule, "folder", parts.netloc.lower(), folder)


def causes(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """Findings by cause, the cause on most pages first, else in order of their numbers."""
    grouped: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(cause_key(finding.result), []).append(finding)
    made = [Cause(tuple(members), pages_touched(members)) for members in grouped.values()]
    return tuple(sorted(made, key=lambda cause: -cause.pages))


def pages_touched(findings: Sequence[Finding]) -> int:
    """How many distinct pages show any of them."""
    return len({page for finding in findings for page in finding.pages})
