"""New-media accounts: verdicts, and what a person saw of one."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Literal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from checks.errors import UserError
from checks.media.addresses import addresses_in
from crawler.media.evidence import Sighting, checked, store
from crawler.media.judge import last_day
from reports.cli.common import day_of
from reports.media.frozen import account_issues
from reports.media.views import LEVELS, AccountRow, Conclusion, MediaReport
from reports.media.writing import ledger_file, media_report
from reports.rubrics import rubric_for
from reports.web.access import Who, me, needs, office, sites, stamp
from reports.web.months import issue_or_404, month_or_404

pages = Blueprint("accounts", __name__)


@pages.get("/accounts")
@needs(Who.SIGNED_IN)
def index() -> str:
    """Every account the asking person may see, those that want something first: of today, or of
    another month as it was judged or issued.
    """
    month = month_or_404(request.args.get("month", f"{day_of(None):%Y-%m}"))
    number = issue_or_404()
    report = _report(month, number)
    rows = sorted(report.rows, key=_weight) if report else []
    with office() as file:
        issues = account_issues(file, month)
    shown = [one for one in issues if number is None or one.correction < number]
    return render_template(
        "accounts.html.j2",
        report=report,
        rows=rows,
        levels=LEVELS,
        month=month,
        before=shown[-2].correction + 1 if len(shown) > 1 else None,
        is_old=len(shown) < len(issues),
    )


@pages.get("/accounts/<key>")
@needs(Who.SIGNED_IN)
def account(key: str) -> str:
    """One account today: the verdict, what it rests on, and the form for what a person saw."""
    row, report = _row(key)
    return render_template(
        "account.html.j2", row=row, report=report, levels=LEVELS, today=day_of(None)
    )


FINDINGS: dict[str, Literal["updated", "not_updated"]] = {"yes": "updated", "no": "not_updated"}
"""What a person may have seen, as the form says it."""


@pages.post("/accounts/<key>")
@needs(Who.SIGNED_IN)
def seen(key: str) -> Response:
    """A person looked at the account."""
    (row, report), today = _row(key), day_of(None)
    finding = FINDINGS.get(request.form.get("finding", ""))
    if finding is None:
        raise UserError("请选择结论：有更新还是无更新。")
    links = addresses_in(request.form.get("links", "")[:4000])
    upload = request.files.get("picture")
    with tempfile.TemporaryDirectory() as folder:
        picture = None
        if upload is not None and upload.filename:
            picture = Path(folder) / "picture"
            upload.save(picture)
        try:
            sighting = checked(
                Sighting(
                    account=row.account.key,
                    who=_who(),
                    seen_on=_day("seen_on") or today,
                    finding=finding,
                    last_post=_day("last_post"),
                    links=tuple(dict.fromkeys(links)),
                    picture=picture,
                    note=request.form.get("note", "").strip(),
                    origin="网页",
                ),
                today,
                sites().media.window_days,
            )
            with office() as file, file.change():
                new = store(file, sighting, stamp())
        except ValueError as error:
            raise UserError(f"没有登记：{error}。") from error
    said = "已登记。" if new else "同样的佐证已经登记过。"
    flash(said + "".join(report.notes[:1]), "done")
    return redirect(url_for("accounts.account", key=key), 303)


def _who() -> str:
    """Who looked. What a unit says of its own account is told as such wherever it is shown."""
    user = me()
    if user.is_office:
        return user.name
    unit = sites().units.get(user.unit)
    return f"{user.name}（{unit.name[:15] if unit else user.unit[:15]}自报）"


def _report(month: str, issue: int | None = None) -> MediaReport | None:
    """All accounts for the office, a unit's own for the unit. 404 for what has not been yet."""
    known, user, today = sites(), me(), day_of(None)
    if ledger_file(known.path) is None:
        return None
    if month > f"{today:%Y-%m}":
        abort(404)
    mine = None
    if not user.is_office:
        unit = known.units.get(user.unit)
        mine = [unit.name] if unit else []
    day = last_day(month, today)
    rubric = rubric_for(known, known.media.rubric, day)
    return media_report(
        known.path, rubric, month, day, known.media, known, organisers=mine, issue=issue
    )


def _row(key: str) -> tuple[AccountRow, MediaReport]:
    report = _report(f"{day_of(None):%Y-%m}")
    for row in report.rows if report else ():
        if report and row.account.key == key:
            return row, report
    abort(404)
    raise AssertionError  # abort never comes back


def _weight(row: AccountRow) -> tuple[int, str]:
    return (list(Conclusion).index(row.conclusion), row.account.key)


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"“{text[:20]}”不是日期，请写成 2026-12-31 这样。") from None
