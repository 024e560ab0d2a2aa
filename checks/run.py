"""Run the checks a rubric selects, on one page or on one site. Pure: nothing is fetched here."""

import inspect
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from checks.accessibility.told_twice import told_once
from checks.keys import key_of
from checks.masking import masked
from checks.media.facts import AccountFacts
from checks.page import Page
from checks.registry import Check, all_checks
from checks.results import Outcome, Result, passed, unverifiable
from checks.rubric import Rubric, RubricError
from checks.scripted import SEEN, seen_at
from checks.site import Site

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Selected:
    """One check with the parameter values of a rubric."""

    check: Check
    params: Mapping[str, Any]


def selected(rubric: Rubric) -> list[Selected]:
    """The checks of the rubric's indicators, then those of ``also`` and ``also_groups``, each once.

    A check that has a ``month_mode`` parameter gets the rubric's. Raises :class:`RubricError` for
    an unknown check or parameter and for a parameter that has neither default nor value.
    """
    known = all_checks()
    given = rubric.check_params()
    chosen = []
    grouped = [
        check.id
        for check in known.values()
        if check.group in rubric.also_groups and not check.optional
    ]
    for check_id in dict.fromkeys([*given, *rubric.also, *grouped]):
        if check_id not in known:
            raise RubricError(
                f"口径“{rubric.id}”引用了不存在的检查项“{check_id}”。"
                "请用 govcheck checks 查看可用的检查项，改正名称或删去这一项。"
            )
        check = known[check_id]
        params = dict(given.get(check_id, {}))
        if "month_mode" in check.params:
            params.setdefault("month_mode", rubric.month_mode)
        _refuse_wrong_params(rubric, check, params)
        chosen.append(Selected(check, params))
    return chosen


def _refuse_wrong_params(rubric: Rubric, check: Check, params: Mapping[str, Any]) -> None:
    unknown = sorted(set(params) - set(check.params))
    empty = inspect.Parameter.empty
    missing = [n for n, default in check.params.items() if default is empty and n not in params]
    if unknown:
        raise RubricError(
            f"口径“{rubric.id}”给检查项“{check.id}”的参数 {'、'.join(unknown)} 不存在。"
            f"可用的参数：{'、'.join(check.params) or '（无）'}。请改正 params 里的名称。"
        )
    if missing:
        raise RubricError(
            f"口径“{rubric.id}”没有给检查项“{check.id}”的参数 {'、'.join(missing)}。"
            f"请在引用它的指标里写 params = {{ {missing[0]} = … }}。"
        )


UNSEEN = "unseen"
"""The one key of an artifact that could not be gathered; its value is the Chinese reason."""


def judge_page(
    page: Page,
    selection: Sequence[Selected],
    artifacts: Mapping[str, Any] | None = None,
    rendered: Page | None = None,
) -> Iterator[Result]:
    """What the selected page checks say of one page, with ``check`` and ``key`` filled in.

    ``rendered`` is the page as scripts left it in a browser, for the checks that judge that.

    ``artifacts`` is what the browser gathered on the page, by name; a browser check whose artifact
    is not there says nothing, because the page was not its to look at.
    """
    found = _of_page(page, selection, artifacts, rendered)
    return told_once(page, found) if artifacts else found


def _of_page(
    page: Page,
    selection: Sequence[Selected],
    artifacts: Mapping[str, Any] | None,
    rendered: Page | None,
) -> Iterator[Result]:
    seen = rendered if rendered is not None and rendered.is_rendered else None
    for one in selection:
        if one.check.scope == "page" and one.check.rendered and seen is not None:
            found = _complete(one, page.url, partial(_on_page, seen, one))
            yield from (as_rendered(result) for result in found)
        elif one.check.scope == "page":
            yield from _complete(one, page.url, partial(_on_page, page, one))
        elif one.check.scope == "browser" and one.check.artifact in (artifacts or {}):
            gathered = (artifacts or {})[one.check.artifact]
            yield from _complete(one, page.url, partial(_on_page, page, one, gathered))


def as_rendered(result: Result) -> Result:
    """The same, saying that it was seen in a browser: nobody finds it in the page's source."""
    says_so = "浏览器" in result.message
    if _only_counted(result) or result.outcome is Outcome.NOT_APPLICABLE or says_so:
        return result
    return replace(result, message=f"{result.message.removesuffix('。')}{SEEN}。")


def not_assessed(url: str, selection: Sequence[Selected], why: str = "") -> Iterator[Result]:
    """One result for each selected browser check of a site no browser has looked at.

    ``why`` is a Chinese sentence, "" when it is not known.
    """
    reason = f"没有用浏览器打开过这个网站的页面，这一项没有检查。{why}"
    for one in selection:
        if one.check.scope == "browser":
            yield from _complete(one, url, lambda: [unverifiable(url, reason)])


def judge_site(site: Site, selection: Sequence[Selected]) -> Iterator[Result]:
    """What the selected site checks say of one site, with ``check`` and ``key`` filled in."""
    for one in selection:
        if one.check.scope == "site":
            found = _complete(one, site.url, partial(one.check.run, site, **one.params))
            if one.check.rendered:
                found = (as_rendered(r) if _was_rendered(site, r) else r for r in found)
            yield from found


def judge_account(account: AccountFacts, selection: Sequence[Selected]) -> Iterator[Result]:
    """What the selected account checks say of one account, with check, key, target and unit."""
    url = account.url
    for one in selection:
        if one.check.scope == "account":
            yield from _complete(one, url, partial(_on_account, account, url, one))


def _on_account(account: AccountFacts, url: str, one: Selected) -> Iterator[Result]:
    """One result at least: silence of a check is "nothing found" said of this account."""
    for result in [*one.check.run(account, **one.params)] or [passed(url)]:
        target = f"{account.account.key} {result.target}".strip()
        unit = account.account.organiser
        yield replace(result, url=result.url or url, target=target, unit=unit)


def _was_rendered(site: Site, result: Result) -> bool:
    page = site.page(result.url)
    return page is not None and bool(seen_at(page.reading))


def _on_page(page: Page, one: Selected, *gathered: Any) -> Iterable[Result]:
    reading = page.reading
    if gathered and UNSEEN in gathered[0]:
        return [unverifiable(page.url, f"没有在浏览器里检查：{gathered[0][UNSEEN]}。")]
    if reading.kind.is_content:
        return one.check.run(page, *gathered, **one.params)
    return [unverifiable(page.url, reading.reason or "取得的不是正常页面内容，没有检查。")]


def _complete(one: Selected, url: str, produce: Callable[[], Iterable[Result]]) -> Iterator[Result]:
    try:
        results = list(produce())
    except Exception as error:  # the one place: a faulty check must not stop the month
        log.exception("check %s failed on %s", one.check.id, url)
        results = [
            unverifiable(
                url, f"检查程序出错：{type(error).__name__}，没有得出结论，请告诉维护人员。"
            )
        ]
    if not results:  # nearly always: said at once, without copying
        yield passed(url, check=one.check.id)
        return
    seen: Counter[str] = Counter()
    for result in results:
        if _only_counted(result):
            yield replace(result, check=one.check.id)
            continue
        key = key_of(result, check=one.check.id)
        nth = seen[key]
        seen[key] += 1
        if nth and result.target:
            continue  # a target said twice is one finding
        if nth:
            key = key_of(result, nth, check=one.check.id)
        yield replace(masked(result), check=one.check.id, key=key)


def _only_counted(result: Result) -> bool:
    """Whether it has nothing to say and to find again: most results, so they get no key."""
    return result.outcome is Outcome.PASS and not (result.message or result.excerpt)
