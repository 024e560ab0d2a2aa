"""The browser's part of a spot check: what it adds to a page's results, step by step."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from checks.accessibility.told_twice import told_once
from checks.masking import masked
from checks.page import Page, PageKind
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page
from checks.scripted import parts
from reports.safe_text import one_line
from reports.spot import Spot, result_lines

if TYPE_CHECKING:
    from crawler.browser.spot import SpotBrowser, Step
    from crawler.fetched import Fetched

SHORT = (Outcome.PASS, Outcome.NOT_APPLICABLE)
"""What is only counted on a terminal: there are dozens of browser checks."""
ALIKE = 3
"""So many findings of one rule are shown on a terminal."""
NOT_WANTED = "按要求没有使用浏览器"
NOT_REACHED = "没有取得页面内容，没有用浏览器打开"


@dataclass(frozen=True, slots=True)
class Opened:
    """One page as far as the browser has got. ``note`` is Chinese: why it did not look at all.

    ``steps`` are (name, seconds, reason), ``results`` those of the last step.
    """

    spot: Spot
    note: str = ""
    steps: tuple[tuple[str, float, str], ...] = ()
    results: tuple[Result, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)


def browser_checks(*, optional: bool = False) -> list[Selected]:
    """Every check that needs a browser, with its usual parameters; the second engine if wanted."""
    return [
        Selected(check, {})
        for check in all_checks().values()
        if check.scope == "browser" and (optional or not check.optional)
    ]


def scripted(page: Page) -> bool:
    """Whether the page should be read again when its scripts have run."""
    return bool(parts(page, configured=page.reading.kind in (PageKind.HOME, PageKind.COLUMN)))


def opened(
    browser: "SpotBrowser",
    fetched: "Fetched",
    spot: Spot,
    page: Page,
    selection: Sequence[Selected],
    *,
    quick: bool,
) -> Iterator[Opened]:
    """The page after each step, its results growing."""
    now = Opened(spot, versions=browser.versions)
    for step in browser.steps(fetched, page, quick=quick, scripted=scripted(page)):
        found = tuple(judge_page(page, selection, step.gathered))
        if step.rendered is not None:
            now = replace(now, spot=_read_again(now.spot, page, step.rendered))
        # What the page's source has told already is not told again.
        said = tuple(told_once(page, (*now.spot.results, *found)))
        now = replace(
            now,
            spot=replace(now.spot, results=said),
            results=said[len(now.spot.results) :],
            steps=(*now.steps, _told(step)),
        )
        yield now


def _told(step: "Step") -> tuple[str, float, str]:
    return step.name, round(step.seconds, 2), step.reason


def _read_again(spot: Spot, page: Page, rendered: Page) -> Spot:
    """What the checks of page content say now that scripts have run."""
    chosen = [Selected(c, {}) for c in all_checks().values() if c.scope == "page" and c.rendered]
    again = {one.check.id for one in chosen} if rendered.is_rendered else set()
    kept = [r for r in spot.results if r.check not in again]
    fresh = list(judge_page(page, chosen, rendered=rendered)) if again else []
    return replace(spot, reading=rendered.reading, results=(*kept, *fresh))


def browser_dict(one: Opened) -> dict[str, Any]:
    """The documented JSON of what the browser did."""
    return {
        "used": bool(one.steps),
        "note": one.note,
        "steps": [
            {"name": name, "seconds": seconds, "reason": reason}
            for name, seconds, reason in one.steps
        ],
    }


def step_lines(one: Opened) -> Iterator[str]:
    """The last step for a terminal."""
    name, seconds, reason = one.steps[-1]
    yield f"  浏览器 · {name}（{seconds:.1f} 秒）{f'：{reason}' if reason else ''}"
    alike: dict[tuple[str, str, Outcome], list[Result]] = {}
    blind: dict[str, list[Result]] = {}
    for result in one.results:
        if result.outcome is Outcome.UNVERIFIABLE:
            blind.setdefault(result.message, []).append(result)
        elif result.outcome not in SHORT:
            alike.setdefault((result.check, result.rule, result.outcome), []).append(result)
    for found in alike.values():
        yield from result_lines(map(masked, found[:ALIKE]))
        if len(found) > ALIKE:
            yield f"      同样的问题另有 {len(found) - ALIKE} 处，全部见 --format json"
    for found in blind.values():  # one frame, say, keeps many checks from seeing what is in it
        if len(found) == 1:
            yield from result_lines(map(masked, found))
            continue
        names = "、".join(dict.fromkeys(all_checks()[r.check].title for r in found))
        yield f"  [{Outcome.UNVERIFIABLE.label}] {len(found)} 项：{one_line(masked(found[0]).message)}（{names}）"
    counted = Counter(r.outcome for r in one.results if r.outcome in SHORT)
    if counted:
        yield "  " + "，".join(f"[{what.label}] {n} 项" for what, n in counted.items())


def ending(one: Opened, checks: Sequence[Selected]) -> Iterator[str]:
    """What is to be said when the browser is done with a page, or did not look at it."""
    if one.note:
        yield f"  浏览器检查：{len(checks)} 项没有做。{one.note.rstrip('。')}。"
    elif one.versions:
        yield f"  检查所用：{'，'.join(one.versions.values())}"
