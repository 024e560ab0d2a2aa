"""One month of the whole office: its sites, its state, moving it on."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow import months
from crawler.workflow.months import BACK, DUE_WORKDAYS, ORDER, State
from reports.cli.common import day_of
from reports.month_close import close, correct
from reports.stage import restage
from reports.web.access import Who, needs, office, sites, stamp
from reports.web.months import month_or_404, overview
from reports.web.reported import reported_of

pages = Blueprint("month", __name__)


@pages.get("/m/<month>/")
@needs(Who.SIGNED_IN)
def index(month: str) -> str:
    """Where the month stands and its sites."""
    found = overview(month_or_404(month))
    with office() as file:
        steps, papers = months.steps(file, month), months.issued(file, month)
    at = ORDER.index(found.state)
    return render_template(
        "month.html.j2",
        overview=found,
        steps=steps,
        papers=papers,
        following=ORDER[at + 1] if at + 1 < len(ORDER) else None,
        before=BACK.get(found.state),
        workdays=DUE_WORKDAYS,
        State=State,
        reported=reported_of(month),
        early=_still_open(steps),
    )


def _still_open(steps: Sequence[months.Step]) -> date | None:
    """The deadline of the state the month is in, while it has not passed."""
    due = steps[-1].due if steps else None
    return due if due is not None and day_of(None) <= due else None


@pages.post("/m/<month>/state")
@needs(Who.OFFICE)
def move(month: str) -> Response:
    """Move the month one state on or back; making it final freezes everything."""
    month_or_404(month)
    given, who = request.form.get("state", ""), stamp()
    if given not in set(State):
        raise UserError("没有这个阶段。")
    wanted = State(given)
    if wanted is State.FINAL:
        done = close(sites(), month, who, early="early" in request.form)
        flash(f"已定稿：{len(done.papers) - 1} 个网站。得分和文件不能再改。", "done")
        for problem in done.problems:
            flash(problem, "error")
    else:
        days = request.form.get("workdays", "")
        if days and not (days.isascii() and days.isdigit() and len(days) <= 3 and int(days) <= 250):
            raise UserError("工作日要写成 0 到 250 的整数。")
        due = months.after_workdays(day_of(None), int(days)) if days and int(days) else None
        with office() as file:
            _begin(file, month)
            note = request.form.get("note", "").strip()[:500]
            step = months.enter(file, month, wanted, who, note=note, due=due)
        restage(sites(), month)
        flash(f"已转到“{step.state}”{f'，截止 {step.due}' if step.due else ''}。", "done")
    return redirect(url_for("month.index", month=month), 303)


def _begin(file: Office, month: str) -> None:
    if months.current(file, month) is None:
        months.enter(file, month, State.COLLECTING, stamp())


@pages.post("/m/<month>/correct")
@needs(Who.OFFICE)
def correction(month: str) -> Response:
    """Issue a numbered correction of a final month."""
    month_or_404(month)
    done = correct(sites(), month, stamp(), request.form.get("reason", "")[:500])
    flash("已作更正；原来的文件保持不变。", "done")
    for problem in done.problems:
        flash(problem, "error")
    return redirect(url_for("month.index", month=month), 303)
