"""Papers down and up: lists of issues, official papers, reports, stamped replies."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from checks.errors import UserError
from crawler.workflow import freezing, months, papers_kept
from crawler.workflow.final import frozen_at
from crawler.workflow.months import DUE_WORKDAYS, State
from crawler.workflow.sealed import Sealed, titled
from reports.cli.common import day_of
from reports.html import LARGE_PRINT
from reports.issue_list import issues_of, write
from reports.issue_replies import import_issues
from reports.papers.facts import facts_of
from reports.papers.make import plan
from reports.reply_status import status_of
from reports.web.access import Who, me, needs, office, site_or_404, sites, stamp
from reports.web.downloads import download
from reports.web.months import month_or_404
from reports.web.wording import ELDER

pages = Blueprint("files", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURE = re.compile(r"[0-9a-f]{8,64}\.(?:jpg|png|webp)")
_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]{1,600})"')


@pages.get("/m/<month>/files")
@needs(Who.SIGNED_IN)
def index(month: str) -> str:
    """What can be had and handed in; who has replied."""
    month_or_404(month)
    user = me()
    rows = [r for r in status_of(sites(), month) if user.is_office or r.unit == user.unit]
    with office() as file:
        issued = months.issued(file, month) if user.is_office else []
        scans = papers_kept.scans(file, month, "" if user.is_office else user.unit)
    return render_template(
        "files.html.j2", month=month, rows=rows, issued=issued, scans=scans, units=sites().units
    )


@pages.get("/m/<month>/issues/<unit>.xlsx")
@needs(Who.SIGNED_IN)
def issues(month: str, unit: str) -> Response:
    """One unit's list of issues, made now."""
    month_or_404(month)
    _own(unit)
    mine = issues_of(sites(), month).get(unit)
    if not mine:
        abort(404)
    known = sites().units.get(unit)
    name = known.name if known else unit
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write(path, name, unit, month, mine, _due(month))
        body = path.read_bytes()
    return download(body, f"问题清单-{name}-{month}.xlsx", XLSX)


@pages.post("/m/<month>/issues")
@needs(Who.SIGNED_IN)
def replies(month: str) -> AnyResponse:
    """A filled-in list comes back; a unit's may speak of its own findings only."""
    month_or_404(month)
    upload, user = request.files.get("list"), me()
    if upload is None or not upload.filename:
        raise UserError("请选择填好的问题清单（.xlsx）。")
    if not upload.filename.lower().endswith(".xlsx"):
        raise UserError("只收 .xlsx，请不要交带宏的工作簿（.xlsm）或旧格式。")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        upload.save(path)
        with named(path, upload.filename):
            done = import_issues(
                path,
                sites(),
                month,
                stamp(),
                today=day_of(None),
                only_unit="" if user.is_office else user.unit,
                origin=f"网页上传 {Path(upload.filename).name[:100]}",
            )
    flash(
        f"收下：整改回复 {done.replies} 行，申诉 {done.appeals} 件，排队复查 {done.rechecks} 处；"
        f"{done.same} 行没有变化，{done.blank} 行没有填。",
        "done",
    )
    for problem in done.problems[:20]:
        flash(problem, "error")
    return redirect(url_for("files.index", month=month), 303)


@pages.post("/m/<month>/scans/<unit>")
@needs(Who.SIGNED_IN)
def scan(month: str, unit: str) -> AnyResponse:
    """A stamped reply of a unit."""
    month_or_404(month)
    _own(unit)
    upload = request.files.get("scan")
    if upload is None or not upload.filename:
        raise UserError("请选择盖章的回复（pdf、图片、docx 或 ofd）。")
    body = upload.stream.read(papers_kept.LARGEST + 1)
    with office() as file:
        kept = papers_kept.add_scan(file, month, unit, upload.filename, body, stamp())
    flash(f"已收下盖章件“{kept.name}”。", "done")
    return redirect(url_for("files.index", month=month), 303)


@pages.get("/m/<month>/scans/<unit>/<file>")
@needs(Who.SIGNED_IN)
def scanned(month: str, unit: str, file: str) -> Response:
    """A stamped reply that was handed in."""
    month_or_404(month)
    _own(unit)
    with office() as known:
        found = [s for s in papers_kept.scans(known, month, unit) if s.file == file]
        if not found:
            abort(404)
        body = (known.evidence_dir / found[0].file).read_bytes()
    return download(body, found[0].name, "application/octet-stream")


@pages.get("/m/<month>/papers/<name>")
@needs(Who.OFFICE)
def paper(month: str, name: str) -> Response:
    """A paper of the office: as issued when the month is final, else made now."""
    month_or_404(month)
    with office() as file:
        issued = months.issued(file, month)
        wanted = _wanted(issued, name)
        if wanted is not None:
            body = months.paper(file, month, name, wanted)
            return download(body, titled(name, wanted), "application/octet-stream")
    if issued:
        abort(404)
    makes = plan(facts_of(sites(), month, day_of(None)))
    if name not in makes:
        abort(404)
    return download(makes[name](), name, DOCX)


@pages.get("/m/<month>/papers/")
@needs(Who.OFFICE)
def all_papers(month: str) -> str:
    """The papers there are, by name."""
    month_or_404(month)
    with office() as file:
        issued = {p.name: p.correction for p in months.issued(file, month)}  # the newest is last
    names = sorted(issued or plan(facts_of(sites(), month, day_of(None), diffs_too=False)))
    return render_template("papers.html.j2", month=month, names=names, issued=issued)


@pages.get("/m/<month>/s/<site_id>/report.html")
@needs(Who.OFFICE)
def report(month: str, site_id: str) -> Response:
    """The month's report as it was last written."""
    path = _written(month, site_id, "html")
    body = path.read_text(encoding="utf-8")
    if request.cookies.get(ELDER) == "1":
        body = body.replace(LARGE_PRINT, f"{LARGE_PRINT[:-1]} open>", 1)
    answer = Response(body, mimetype="text/html")
    policy = _POLICY.search(body[:3000])
    if policy:
        answer.headers["Content-Security-Policy"] = (
            policy[1].replace("&#39;", "'") + "; frame-ancestors 'none'"
        )
    return answer


@pages.get("/m/<month>/s/<site_id>/pictures/<name>")
@needs(Who.OFFICE)
def picture(month: str, site_id: str, name: str) -> Response:
    """A picture that the written report shows."""
    if not _PICTURE.fullmatch(name):
        abort(404)
    path = _written(month, site_id, "html").parent / "pictures" / name
    if not path.is_file():
        abort(404)
    answer: Response = send_file(path.resolve(), mimetype=_TYPES[path.suffix])
    return answer


@pages.get("/m/<month>/s/<site_id>/report.json")
@needs(Who.OFFICE)
def report_json(month: str, site_id: str) -> Response:
    """The same for programs."""
    body = _written(month, site_id, "json").read_bytes()
    return download(body, f"{site_id}-{month}.json", "application/json")


@pages.get("/m/<month>/s/<site_id>/frozen/<name>")
@needs(Who.OFFICE)
def frozen(month: str, site_id: str, name: str) -> Response:
    """A site's paper as it was made final."""
    from crawler.store import Store

    site_or_404(site_id)
    with Store(sites().database(site_id)) as store:
        if not frozen_at(store.connection, month_or_404(month)):
            abort(404)
        wanted = _wanted(freezing.snapshots(store, month), name)
        if wanted is None:
            abort(404)
        body = freezing.paper(store, month, name, wanted)
    return download(body, f"{site_id}-{month}-{titled(name, wanted)}", "application/octet-stream")


def _wanted(papers: Sequence[Sealed], name: str) -> int | None:
    """Which issue of a paper an address asks for: the newest when it does not say, 0 is the first.

    None when there is none.
    """
    known = [p.correction for p in papers if p.name == name]
    text = request.args.get("n", "")
    if not text:
        return known[-1] if known else None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
    return number if number in known else None


def _written(month: str, site_id: str, form: str) -> Path:
    site_or_404(site_id)
    path = sites().path.parent / "output" / month_or_404(month) / f"{site_id}.{form}"
    if not path.is_file():
        abort(404)
    return path


@contextmanager
def named(path: Path, filename: str) -> Iterator[None]:
    """A refusal speaks of the file as the person knows it, not of where it lies here."""
    try:
        yield
    except UserError as error:
        known = f"“{Path(filename).name[:100]}”"
        raise UserError(str(error).replace(str(path), known).replace(path.name, known)) from error


def _own(unit: str) -> None:
    user = me()
    if unit not in sites().units or not (user.is_office or user.unit == unit):
        abort(404)


def _due(month: str) -> date | None:
    with office() as file:
        step = months.current(file, month)
    return step.due if step else months.after_workdays(day_of(None), DUE_WORKDAYS[State.MENDING])
