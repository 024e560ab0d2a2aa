"""A report as one self-contained HTML file: no script, no request, no style from elsewhere."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checks.media.models import Word
from checks.results import Outcome
from reports import history_words, ledger_rows
from reports.annexes import rounded_points
from reports.charts import trend_svg
from reports.check_table import totals
from reports.crawl_facts import facts, versions
from reports.diff import Change
from reports.first import first_of
from reports.html_size import trimmed
from reports.media.views import LEVELS, Conclusion
from reports.opened import opened
from reports.picture_files import pictured
from reports.safe_text import cut, href, one_line, short_url, visible
from reports.summary import Report
from reports.wording import amount, beijing, chinese_day, chinese_month, stop_reason

LARGE_PRINT = '<details class="large">'
"""What starts the large-print switch of every file; with ``open`` the file comes up enlarged."""


def render(report: Report) -> str:
    """The whole document. Large reports are cut to stay readable; what is left out is counted."""
    shown = trimmed(report)
    return document(
        "report.html.j2",
        r=report,
        s=report.sources,
        first=first_of(report),
        shown=shown,
        anchored=shown.numbers,
        shown_pictures=len({p.sha for p in pictured(report)}),
        facts=facts(report.sources.run, report.sources.links),
        versions=versions(report.sources),
        stop=stop_reason(report.sources.run.stop_reason),
        totals=totals(report.sources.rubric),
        total_lost=ledger_rows.total_lost(report.ledger),
        total_worst=ledger_rows.total_worst(report.ledger),
        PROVISIONAL=ledger_rows.PROVISIONAL,
        outcomes=Outcome,
        headline=history_words.headline,
        counted=history_words.counted,
        signed=history_words.signed,
        CAUSES=history_words.CAUSES,
        FIXED=Change.FIXED,
        trend=lambda points: base64.b64encode(trend_svg(points)).decode(),
        media_words=tuple(Word),
        media_conclusions=tuple(Conclusion),
        media_levels=LEVELS,
    )


def document(template: str, *, css: str = "report.css", **values: Any) -> str:
    """A whole page from one of our templates, which gets the style and its digest as well."""
    text = style(css)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(text),  # noqa: S704 - our own file, not data
            style_hash=digest,
            **values,
        )
    )


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown_safely,
    )
    env.filters |= FILTERS
    return env


def _by(rows: Iterable[Any], attribute: str) -> list[tuple[str, list[Any]]]:
    """Rows by a dotted attribute, groups in order of their first row (``groupby`` sorts)."""
    value = attrgetter(attribute)
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(value(row), []).append(row)
    return list(grouped.items())


def shown_safely(value: object) -> object:
    """Every expression passes here: hidden characters become visible before escaping."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


FILTERS: Mapping[str, Callable[..., Any]] = {
    "opened": opened,
    "amount": amount,
    "beijing": beijing,
    "by": _by,
    "cn_day": chinese_day,
    "cn_month": chinese_month,
    "cut": cut,
    "one_line": one_line,
    "points": rounded_points,
    "safe_href": href,
    "short_url": short_url,
}
"""What templates call, of reports and of the web pages alike."""


@cache
def style(name: str = "report.css") -> str:
    """A style sheet: the one of reports and web pages, or another of ours."""
    return files("reports").joinpath("static", name).read_text(encoding="utf-8")
