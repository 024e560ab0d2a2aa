"""One finding: its evidence, its history, and what may be done about it."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from checks.decision import Decision
from checks.errors import UserError
from crawler import pictures
from crawler.store import Store
from crawler.workflow import appeals, months, papers_kept, rechecks, replies, reviews
from crawler.workflow.appeals import Appeal, Claim, Ruling
from crawler.workflow.final import later_words
from crawler.workflow.months import State
from crawler.workflow.replies import Reply
from reports.cli.common import day_of
from reports.review_queue import cause_of
from reports.summary import Report
from reports.views import Finding
from reports.web.access import Who, mine, needs, office, site_or_404, sites, stamp
from reports.web.downloads import download
from reports.web.months import month_or_404, report_of, rescore

pages = Blueprint("finding", __name__)
LONGEST = 1000
PLACE = "/m/<month>/s/<site_id>/f/<number>"


@pages.get(PLACE)
@needs(Who.SIGNED_IN)
def show(month: str, site_id: str, number: str) -> str:
    """Everything known of one finding."""
    report, finding = _found(month, site_id, number)
    key = finding.result.key
    with Store(sites().database(site_id)) as store:
        history = reviews.history(store, key)
        claims = appeals.of_month(store, month, key=key)
        told = replies.of_month(store, month, key=key)
        looks = rechecks.of_month(store, month, key=key)
    with office() as file:
        state = months.state_of(file, month)
    return render_template(
        "finding.html.j2",
        r=report,
        s=report.sources,
        f=finding,
        month=month,
        state=state,
        State=State,
        history=history,
        undone={review.undoes for review in history if review.undoes},
        claims=claims,
        replies=told,
        looks=looks,
        cause=cause_of(report, key),
        verdicts=list(Decision),
        kinds=list(Claim),
        is_kept=papers_kept.is_kept,
        rulings=list(Ruling),
        check=report.sources.checks.get(finding.result.check),
    )


@pages.get(f"{PLACE}/picture")
@needs(Who.SIGNED_IN)
def picture(month: str, site_id: str, number: str) -> Response:
    """The picture a browser took of it."""
    _, finding = _found(month, site_id, number)
    if finding.picture is None:
        raise NotFound
    with Store(sites().database(site_id)) as store:
        body = pictures.data_of(store, finding.picture.sha)
    return Answer(body, mimetype=finding.picture.media_type)


@pages.get(f"{PLACE}/appeals/<int:appeal>")
@needs(Who.SIGNED_IN)
def proof(month: str, site_id: str, number: str, appeal: int) -> Response:
    """The file a unit handed in with its appeal against this finding."""
    _, finding = _found(month, site_id, number)
    with Store(sites().database(site_id)) as store:
        known = appeals.of_month(store, month, unit=finding.result.unit, key=finding.result.key)
    kept = next((a.evidence for a in known if a.id == appeal), "")
    with office() as file:
        path = file.evidence_dir / kept
    if not papers_kept.is_kept(kept) or not path.is_file():
        raise NotFound
    return download(path.read_bytes(), f"申诉{appeal}佐证{path.suffix}", "application/octet-stream")


@pages.post(f"{PLACE}/decide")
@needs(Who.OFFICE)
def decide(month: str, site_id: str, number: str) -> Response:
    """Decide on it, or on all findings of its cause."""
    report, finding = _found(month, site_id, number)
    keys: tuple[str, ...] = (finding.result.key,)
    if request.form.get("cause") == "1":
        keys = cause_of(report, finding.result.key) or keys
    with Store(sites().database(site_id)) as store:
        reviews.decide(
            store, keys, _verdict(), stamp(), _text("note"), month=month, until=_day("until")
        )
    rescore(site_or_404(site_id), month)
    flash(f"已记下决定，涉及 {len(keys)} 处。{_later(site_id, month)}", "done")
    return _back(month, site_id, number)


@pages.post(f"{PLACE}/undo")
@needs(Who.OFFICE)
def undo(month: str, site_id: str, number: str) -> Response:
    """Take a decision back."""
    _, finding = _found(month, site_id, number)
    batch = request.form.get("batch", "")
    with Store(sites().database(site_id)) as store:
        if batch not in {r.batch for r in reviews.history(store, finding.result.key)}:
            abort(404)
        count = reviews.undo(store, batch, stamp(), _text("note"), month=month)
    rescore(site_or_404(site_id), month)
    flash(f"已撤销，涉及 {count} 处。{_later(site_id, month)}", "done")
    return _back(month, site_id, number)


@pages.post(f"{PLACE}/claim")
@needs(Who.SIGNED_IN)
def claim(month: str, site_id: str, number: str) -> Response:
    """A unit appeals against it; nothing changes before the office has ruled."""
    _, finding = _found(month, site_id, number)
    kind = request.form.get("kind", "")
    if kind not in set(Claim):
        raise UserError("请选择申诉的类别。")
    with Store(sites().database(site_id)) as store:
        appeals.claim(
            store,
            month=month,
            key=finding.result.key,
            unit=finding.result.unit,
            kind=Claim(kind),
            reason=_text("reason"),
            evidence=_text("evidence"),
            stamp=stamp(),
            origin="网页",
        )
    flash("申诉已登记，等待主管部门处理；在此之前得分不变。", "done")
    return _back(month, site_id, number)


@pages.post(f"{PLACE}/rule")
@needs(Who.OFFICE)
def rule(month: str, site_id: str, number: str) -> Response:
    """The office rules on an appeal."""
    _, finding = _found(month, site_id, number)
    ruling, appeal = request.form.get("ruling", ""), request.form.get("appeal", "")
    if ruling not in set(Ruling):
        raise UserError("请选择处理结果。")
    with Store(sites().database(site_id)) as store:
        known = appeals.of_month(store, month, key=finding.result.key)
        wanted: Appeal | None = next((a for a in known if str(a.id) == appeal), None)
        if wanted is None:
            abort(404)
        follows = _verdict() if request.form.get("verdict") else None
        appeals.rule(
            store,
            wanted.id,
            Ruling(ruling),
            stamp(),
            _text("note"),
            verdict=follows,
            until=_day("until"),
        )
    rescore(site_or_404(site_id), month)
    flash(f"申诉已处理：{ruling}。{_later(site_id, month)}", "done")
    return _back(month, site_id, number)


@pages.post(f"{PLACE}/reply")
@needs(Who.SIGNED_IN)
def reply(month: str, site_id: str, number: str) -> Response:
    """A unit says what it has done; it is queued to be looked at again, not believed."""
    _, finding = _found(month, site_id, number)
    measure = _text("measure")
    if not measure:
        raise UserError("请写明整改措施。")
    done_on = _day("done_on")
    if done_on and done_on > day_of(None):
        raise UserError(f"“完成时间”{done_on} 还没有到；没做完的请空着。")
    said = Reply(month, finding.result.key, finding.result.unit, measure, done_on)
    with Store(sites().database(site_id)) as store:
        replies.add(store, [said], stamp())
        if done_on:
            why = f"单位回复 {done_on} 已整改"
            rechecks.ask(store, month, [finding.result.key], stamp(), why)
    flash(
        "回复已登记，并已排队复查。"
        if done_on
        else "回复已登记。改完以后请再填“完成时间”，就会排队复查。",
        "done",
    )
    return _back(month, site_id, number)


@pages.post(f"{PLACE}/recheck")
@needs(Who.SIGNED_IN)
def recheck(month: str, site_id: str, number: str) -> Response:
    """Ask for a second look."""
    _, finding = _found(month, site_id, number)
    with Store(sites().database(site_id)) as store:
        rechecks.ask(store, month, [finding.result.key], stamp(), "网页上申请")
    flash("已排队重新检测；结果会列在下面，原来的记录保留。", "done")
    return _back(month, site_id, number)


def _found(month: str, site_id: str, number: str) -> tuple[Report, Finding]:
    """The finding, if there is one and it is the asking person's; else 404, which tells nothing."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month))
    for finding in report.findings:
        if finding.result.number == number and mine(finding.result):
            return report, finding
    raise NotFound


def _back(month: str, site_id: str, number: str) -> Response:
    return redirect(url_for("finding.show", month=month, site_id=site_id, number=number), 303)


def _later(site_id: str, month: str) -> str:
    with Store(sites().database(site_id)) as store:
        return later_words(store.connection, month)


def _verdict() -> Decision:
    given = request.form.get("verdict", "")
    if given not in set(Decision):
        raise UserError("请选择决定。")
    return Decision(given)


def _text(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST]


def _day(name: str) -> date | None:
    given = request.form.get(name, "").strip()
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UserError(f"“{given[:20]}”不是日期，请写成 2026-12-31 这样。") from None
