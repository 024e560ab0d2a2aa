"""What only people can judge: one indicator at a time, or the whole sheet down and up."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from checks.errors import UserError
from reports.cli.common import day_of
from reports.manual_entries import import_sheet, store_entries
from reports.manual_row import RowError, RubricOf, read_row
from reports.manual_sheet import export, to_judge
from reports.manual_words import words
from reports.rubrics import rubric_for
from reports.web.access import Who, me, needs, site_or_404, sites
from reports.web.downloads import download
from reports.web.months import month_or_404, report_of, rescore
from reports.web.pages.files import XLSX, named

pages = Blueprint("manual", __name__)
PLACE = "/m/<month>/s/<site_id>/manual"


@pages.get(PLACE)
@needs(Who.OFFICE)
def index(month: str, site_id: str) -> str:
    """Everything that still wants a person."""
    report = report_of(site_or_404(site_id), month_or_404(month))
    lines = to_judge(report)
    return render_template(
        "manual.html.j2",
        r=report,
        s=report.sources,
        month=month,
        lines=lines,
        words={line.indicator.id: list(words(line.indicator)) for line in lines},
        today=day_of(None),
    )


@pages.post(PLACE)
@needs(Who.OFFICE)
def enter(month: str, site_id: str) -> AnyResponse:
    """One indicator, with its evidence."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month))
    given = {
        name: request.form.get(name, "").strip() or None
        for name in ("indicator", "outcome", "points", "seen_on", "note", "evidence")
    }
    upload = request.files.get("file")
    with tempfile.TemporaryDirectory() as folder:
        if upload is not None and upload.filename:
            name = Path(upload.filename).name[-80:]
            upload.save(Path(folder) / name)
            given["evidence"] = name
        values = given | {
            "by": me().name,
            "site": site_id,
            "month": month,
            "rubric": report.sources.rubric.id,
        }
        try:
            entry = read_row(1, values, Path(folder), sites(), _rubrics(), day_of(None))
        except RowError as error:
            raise UserError(f"没有登记：{str(error).lstrip('：')}。") from error
        if entry is None:
            raise UserError("没有填结果，什么也没有登记。")
        added, _ = store_entries([entry], sites())
    rescore(config, month)
    flash("已登记。" if added else "和上次登记的一样，没有重复登记。", "done")
    return redirect(url_for("manual.index", month=month, site_id=site_id), 303)


@pages.get(f"{PLACE}.xlsx")
@needs(Who.OFFICE)
def sheet(month: str, site_id: str) -> Response:
    """The sheet to fill in."""
    report = report_of(site_or_404(site_id), month_or_404(month))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        export(report, path)
        return download(path.read_bytes(), f"人工评定表-{site_id}-{month}.xlsx", XLSX)


@pages.post(f"{PLACE}.xlsx")
@needs(Who.OFFICE)
def filled(month: str, site_id: str) -> AnyResponse:
    """The sheet comes back; its evidence must be addresses, files are given one by one."""
    config = site_or_404(site_id)
    month_or_404(month)
    upload = request.files.get("sheet")
    if upload is None or not upload.filename:
        abort(400)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        upload.save(path)
        with named(path, upload.filename):
            done = import_sheet(path, sites(), _rubrics(), today=day_of(None))
    rescore(config, month)
    flash(f"已录入 {len(done.added)} 项；{done.same} 项没有变化，{done.blank} 行没有填。", "done")
    return redirect(url_for("manual.index", month=month, site_id=site_id), 303)


def _rubrics() -> RubricOf:
    known, day = sites(), day_of(None)
    return RubricOf(lambda name: rubric_for(known, name, day))
