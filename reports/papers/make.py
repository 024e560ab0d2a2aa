"""Make a month's papers as files, by name; the office's month close keeps them by hash."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from checks.errors import UserError
from reports.issue_list import Issue, issues_in
from reports.papers import others
from reports.papers.facts import MonthFacts
from reports.papers.notice import notice, result_table
from reports.papers.render import render
from reports.wording import chinese_month

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def papers(facts: MonthFacts, units: Collection[str] | None = None) -> dict[str, bytes]:
    """What is in :func:`plan`, made."""
    return {name: make() for name, make in plan(facts, units).items()}


def plan(facts: MonthFacts, units: Collection[str] | None = None) -> dict[str, Callable[[], bytes]]:
    """What makes each paper, by its name: 通报 (内部版 and 公开版), 检查结果表 and a 整改通知单 for each
    unit (of ``units``) that has something to mend. UserError when the month has no result.
    """
    if not facts.reports and facts.media is None:
        raise UserError(
            f"{facts.month} 没有任何网站的结果，出不了公文。请检查月份，或先运行：govcheck monthly"
        )
    text, path = chinese_month(facts.month), facts.sites.path
    made: dict[str, Callable[[], bytes]] = {
        f"月度通报-{text}.docx": lambda: render("月度通报", notice(facts), path),
        f"月度通报-{text}（公开版）.docx": lambda: render(
            "月度通报", notice(facts, public=True), path
        ),
        f"检查结果表-{text}.docx": lambda: render("检查结果表", result_table(facts), path),
    }
    for unit, issues in issues_in(facts.reports).items():
        if units is not None and unit not in units:
            continue
        if any(issue.is_certain for issue in issues):
            known = facts.sites.units.get(unit)
            name = _UNFIT.sub("_", known.name if known else unit or "未登记单位")[:60]
            made[f"整改通知单-{name}-{text}.docx"] = partial(_to_mend, facts, unit, issues)
    return made


def _to_mend(facts: MonthFacts, unit: str, issues: Sequence[Issue]) -> bytes:
    return render("整改通知单", others.rectification(facts, unit, issues), facts.sites.path)


def write(made: dict[str, bytes], folder: Path) -> list[Path]:
    """Write papers; those of an earlier time are replaced: what was issued is kept elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, body in made.items():
        path = folder / name
        path.write_bytes(body)
        paths.append(path)
    return paths
