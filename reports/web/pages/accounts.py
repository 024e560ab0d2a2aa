"""New-media accounts: verdicts, and what a person saw of one."""

import tempfile
from datetime import date
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from checks.errors import UserError
from checks.media.addresses import addresses_in
from crawler.media.evidence import Sighting, checked, store
from reports.cli.common import day_of
from reports.media.views import LEVELS, AccountRow, Conclusion, MediaReport
from reports.media.writing import ledger_file, media_report
from reports.rubrics import rubric_for
from reports.web.access import Who, me, needs, office, sites, stamp

pages = Blueprint("accounts", __name__)


@pages.get("/accounts")
@needs(Who.SIGNED_IN)
def index() -> str:
    """Every account the asking person may see, those that want something first."""
    report = _report()
    rows = sorted(report.rows, key=_weight) if report else []
    return render_template("accounts.html.j2", report=report, rows=rows, levels=LEVELS)


@pages.get("/accounts/<key>")
@needs(Who.SIGNED_IN)
def account(key: str) -> str:
    """One account: the verdict, what it rests on, and the form for what a person saw."""
    row = _row(key)
    return render_template("account.html.j2", row=row, levels=LEVELS, today=day_of(None))


@pages.post("/accounts/<key>")
@needs(Who.SIGNED_IN)
def seen(key: str) -> Response:
    """A person looked at the account."""
    row, today = _row(key), day_of(None)
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
                    finding="not_updated" if request.form.get("finding") == "no" else "updated",
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
    flash("已登记。" if new else "同样的佐证已经登记过。", "done")
    return redirect(url_for("accounts.account", key=key), 303)


def _who() -> str:
    """Who looked. What a unit says of its own account is told as such wherever it is shown."""
    user = me()
    if user.is_office:
        return user.name
    unit = sites().units.get(user.unit)
    return f"{user.name}（{unit.name[:15] if unit else user.unit[:15]}自报）"


def _report() -> MediaReport | None:
    """All accounts for the office, a unit's own for the unit."""
    known, user, today = sites(), me(), day_of(None)
    if ledger_file(known.path) is None:
        return None
    mine = None
    if not user.is_office:
        unit = known.units.get(user.unit)
        mine = [unit.name] if unit else []
    rubric = rubric_for(known, known.media.rubric, today)
    return media_report(
        known.path, rubric, f"{today:%Y-%m}", today, known.media, known, organisers=mine
    )


def _row(key: str) -> AccountRow:
    report = _report()
    for row in report.rows if report else ():
        if row.account.key == key:
            return row
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
