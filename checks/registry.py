"""Checks register themselves by decorator and are found by walking the group packages."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import checks
from checks.gathering import Gatherer
from checks.media.facts import AccountFacts
from checks.page import Page
from checks.results import Result
from checks.site import Site

Scope = Literal["page", "browser", "site", "account"]
PageCheck = Callable[..., Iterable[Result]]
SECTIONS = ("依据", "判定", "误报", "整改")


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check. ``group`` is its package (availability, freshness, …)."""

    id: str
    scope: Scope
    run: PageCheck
    group: str
    title: str
    manual: Mapping[str, str]
    params: Mapping[str, Any]
    """Parameter names with their defaults; a parameter without one maps to inspect._empty."""
    gather: Gatherer | None = None
    """What a browser check is given the result of; runs once a page for all checks that name it."""

    optional: bool = False
    """Runs only where a rubric names it, not where it names its group."""

    rendered: bool = False
    """Judges a page as scripts left it in a browser, where it was opened there for that."""

    @property
    def artifact(self) -> str:
        """The name the gathered JSON is stored under: the function's own; "" without one."""
        return self.gather.name if self.gather else ""


class RegistryError(Exception):
    """A check is declared wrongly: a fault of ours, not of the user."""


_found: dict[str, Check] = {}


def page_check[F: PageCheck](check_id: str, *, rendered: bool = False) -> Callable[[F], F]:
    """Register ``def check(page: Page, *, param=…) -> Iterable[Result]``.

    ``rendered``: where scripts make parts of the page, it is given what they made.
    """
    return _register(check_id, "page", Page, rendered=rendered)


def browser_check[F: PageCheck](
    check_id: str, *, gather: Gatherer, optional: bool = False
) -> Callable[[F], F]:
    """Register ``def check(page: Page, gathered: …, *, param=…) -> Iterable[Result]``.

    ``gather`` runs in the browser stage; the check itself is pure and is given what was stored.
    ``optional``: only for rubrics that name it, not for those that name its group.
    """
    return _register(check_id, "browser", Page, gather, optional=optional)


def site_check[F: PageCheck](check_id: str, *, rendered: bool = False) -> Callable[[F], F]:
    """Register ``def check(site: Site, *, param=…) -> Iterable[Result]``.

    ``rendered``: it judges what pages show, so it is said which were seen in a browser.
    """
    return _register(check_id, "site", Site, rendered=rendered)


def account_check[F: PageCheck](check_id: str) -> Callable[[F], F]:
    """Register ``def check(account: AccountFacts, *, param=…) -> Iterable[Result]``.

    Results need no ``target``: the runner puts the account's key there, before what is written.
    """
    return _register(check_id, "account", AccountFacts)


def _register[F: PageCheck](
    check_id: str,
    scope: Scope,
    first: type,
    gather: Gatherer | None = None,
    *,
    optional: bool = False,
    rendered: bool = False,
) -> Callable[[F], F]:
    def keep(function: F) -> F:
        if check_id in _found and _found[check_id].run is not function:
            raise RegistryError(f"check id {check_id!r} is declared twice")
        title, manual = _manual(function, check_id)
        names = list(inspect.signature(function).parameters.values())
        if not names or names[0].annotation is not first:
            raise RegistryError(f"{check_id}: the first parameter must be a {first.__name__}")
        params = {p.name: p.default for p in names[2 if gather else 1 :]}
        group = function.__module__.split(".")[1]
        _found[check_id] = Check(
            check_id, scope, function, group, title, manual, params, gather, optional, rendered
        )
        return function

    return keep


def _manual(function: PageCheck, check_id: str) -> tuple[str, Mapping[str, str]]:
    text = inspect.getdoc(function) or ""
    title, _, rest = text.partition("\n")
    parts = re.split(rf"^({'|'.join(SECTIONS)})[:：]", rest, flags=re.MULTILINE)
    manual = {name: _joined(body) for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    missing = [name for name in SECTIONS if not manual.get(name)]
    if not title or missing:
        raise RegistryError(f"{check_id}: the docstring lacks {'、'.join(missing) or 'a title'}")
    return title.rstrip("。"), manual


def _joined(text: str) -> str:
    """Undo the line breaks of the source file; a blank line stays a paragraph."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n".join(re.sub(r"\s*\n\s*", "", p.strip()) for p in paragraphs)


@cache
def groups() -> tuple[str, ...]:
    """The names of the group packages."""
    return tuple(group.name for group in pkgutil.iter_modules(checks.__path__) if group.ispkg)


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check by id, found by importing all modules of the group packages."""
    for group in groups():
        package = importlib.import_module(f"checks.{group}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"checks.{group}.{module.name}")
    return dict(sorted(_found.items()))
