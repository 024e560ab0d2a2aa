"""Making an office's month final: every site's papers by hash, then the office's state."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.judge import NothingStoredError
from crawler.locking import locked
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import freezing, months
from crawler.workflow.final import frozen_at
from crawler.workflow.issues import Issue
from crawler.workflow.months import State
from crawler.workflow.sealed import Sealed, sha
from crawler.workflow.stamp import Stamp, moment_of
from reports.month_accounts import corrected_accounts, frozen_accounts
from reports.month_papers import DECIDING, DECISIONS, as_bytes, site_papers
from reports.papers.facts import MonthFacts, facts_of, media_day
from reports.papers.make import papers as office_papers
from reports.reported_errors import differs_since_issue
from reports.rewriting import rewrite
from reports.wording import chinese_day


@dataclass(frozen=True, slots=True)
class Closed:
    """What was made final: papers by site ("" for the office's own), and sites without a result.

    ``problems``: reports beside the papers that could not be written again, in Chinese.
    """

    papers: Mapping[str, Sequence[Sealed]]
    without: tuple[str, ...]
    problems: tuple[str, ...] = ()


def close(sites: SitesFile, month: str, stamp: Stamp, *, early: bool = False) -> Closed:
    """Make a month final for every site that has a result, with the office's own papers, which are
    dated the day of the stamp.

    The month must be in the state before (申诉), and its deadline past unless ``early``. Nothing is frozen when a site cannot be scored, nor
    while one is being crawled or somebody else is at it.
    """
    with _alone(sites, month, crawls=True), Office.beside(sites.path) as office:
        now = months.state_of(office, month)
        if now is not State.APPEALS:
            raise UserError(f"{month} 现在是“{now}”，要先转到“申诉”阶段才能定稿。")
        due = months.steps(office, month)[-1].due
        if due is not None and _day(stamp) <= due and not early:
            raise UserError(
                f"{month} 的申诉到 {due} 才截止（含当天），定稿以后收到的申诉只能作更正，没有定稿。"
                "单位都已答复、确实要提前的，加 --early（网页上勾选“提前定稿”）。"
            )
        _refuse_open_appeals(sites, month)
        _refuse_unfinished(sites, month)
        made, without = {}, []
        for site_id in sites.sites:
            try:
                # What is decided while this works is not part of it, nor is it when it is replayed.
                made[site_id] = site_papers(sites, site_id, month, until=stamp.at)
            except NothingStoredError:
                without.append(site_id)
        if not made:
            raise UserError(f"{month} 没有任何网站的结果，不能定稿。请先运行：govcheck monthly")
        # A template that cannot be filled in is found before anything is frozen.
        facts = facts_of(sites, month, _day(stamp), until=stamp.at, accounts=False)
        as_of = media_day(facts.reports, month, facts.day)
        accounts = frozen_accounts(sites, office, month, as_of)
        own = office_papers(replace(facts, media=accounts.shown)) | accounts.papers
        kept: dict[str, Sequence[Sealed]] = {}
        for site_id, papers in made.items():
            with Store(sites.database(site_id)) as store:
                if frozen_at(store.connection, month):
                    # An earlier attempt was interrupted after this site.
                    kept[site_id] = freezing.snapshots(store, month)
                else:
                    kept[site_id] = freezing.freeze(store, month, papers, stamp)
        own["目录.json"] = _index(month, kept, without, accounts.papers)
        kept[""] = months.issued(office, month) or months.issue(office, month, own, stamp)
        months.enter(office, month, State.FINAL, stamp)
    problems = rewrite(sites, month, [site for site in kept if site])
    return Closed(kept, tuple(without), tuple(problems))


def correct(sites: SitesFile, month: str, stamp: Stamp, reason: str) -> Closed:
    """Issue the next numbered correction of a final month: its papers with what was decided since,
    what was found out of its accounts, and the messages of people that were imported since.

    The office's own papers are issued again, with the reason in them, and the 整改通知单 of the units
    whose findings were decided otherwise. The first issue stays as it is; UserError when no score, decision or figure of
    the messages differs from the last issue, or no reason is given.
    """
    reason = reason.strip()
    if not reason:
        raise UserError("更正要写明原因，什么也没有记下。")
    with _alone(sites, month, crawls=False), Office.beside(sites.path) as office:
        issued = months.issued(office, month)
        if not issued:
            raise UserError(f"{month} 还没有定稿，直接修改即可，不用更正。")
        number = max(p.correction for p in issued) + 1
        found = _differing(sites, month, stamp, number)
        accounts = corrected_accounts(sites, office, month, Issue(number, stamp.at, reason))
        day = _day(stamp)
        told = differs_since_issue(sites.path, month, day, stamp.at)
        if not (found.made or found.kept or told or (accounts and accounts.papers)):
            raise UserError(
                f"{month} 定稿（或上一次更正）以后，没有会改变结果的决定和佐证，也没有新导入的留言会改变"
                "找错留言的办理情况，没有可更正的内容。要更正，请先登记决定（govcheck review decide）、"
                "佐证（govcheck evidence add）或导入留言（govcheck messages import）。"
            )
        said = f"本件是{chinese_day(day)}所作的第{number}次更正，原因：{reason.rstrip('。')}。"
        facts = facts_of(sites, month, day, until=stamp.at, accounts=accounts is None)
        media = accounts.shown if accounts else facts.media
        facts = replace(facts, correction=said, media=media)
        own = office_papers(facts, _units_of(facts, found.decided))
        own |= accounts.papers if accounts else {}
        kept = dict(found.kept)
        for site_id, papers in found.made.items():
            with Store(sites.database(site_id)) as store:
                kept[site_id] = freezing.correct(store, month, papers, stamp, reason, number=number)
        own["目录.json"] = _index(month, kept, [], accounts.papers if accounts else {}, number)
        kept[""] = months.issue(office, month, own, stamp, reason)
    return Closed(kept, (), tuple(rewrite(sites, month, [site for site in kept if site])))


@dataclass(frozen=True, slots=True)
class _Differing:
    """What a correction is about, by site: papers that differ from the last issue, those that an
    attempt at it kept already before it was cut off, and the keys that were decided otherwise.
    """

    made: Mapping[str, Mapping[str, bytes]]
    kept: Mapping[str, Sequence[Sealed]]
    decided: Mapping[str, set[str]]


def _differing(sites: SitesFile, month: str, stamp: Stamp, number: int) -> _Differing:
    made: dict[str, Mapping[str, bytes]] = {}
    kept: dict[str, Sequence[Sealed]] = {}
    decided: dict[str, set[str]] = {}
    for site_id in sites.sites:
        path = sites.database(site_id)
        if not path.exists():
            continue
        with Store(path) as store:
            if not frozen_at(store.connection, month):
                continue
            last = freezing.snapshots(store, month)
            before = [p for p in last if p.name == DECISIONS and p.correction < number][-1]
            then = json.loads(freezing.paper(store, month, before.name, before.correction))
        papers = site_papers(sites, site_id, month, until=stamp.at)
        newest = {one.name: one.sha for one in last}  # later corrections come later
        begun = [one for one in last if one.correction >= number]
        if any(newest.get(name) != sha(papers[name]) for name in DECIDING):
            made[site_id] = papers
        elif begun:
            kept[site_id] = begun
        else:
            continue
        now = json.loads(papers[DECISIONS])
        decided[site_id] = {
            one["key"] for one in (*then, *now) if one not in then or one not in now
        }
    return _Differing(made, kept, decided)


def _units_of(facts: MonthFacts, keys: Mapping[str, set[str]]) -> set[str]:
    """The units that findings belong to, given by site and key."""
    return {
        result.unit
        for report in facts.reports
        for result in report.sources.results
        if result.key in keys.get(report.site.id, ())
    }


def _day(stamp: Stamp) -> date:
    return moment_of(stamp.at).astimezone(SHANGHAI).date()


@contextmanager
def _alone(sites: SitesFile, month: str, *, crawls: bool) -> Iterator[None]:
    """Nobody else closes or corrects, nor (``crawls``) crawls a site, in the meantime."""
    with ExitStack() as held:
        held.enter_context(locked(sites.data_dir / "month.lock", f"{month} 的定稿或更正"))
        for site_id in sites.sites if crawls else ():
            path = sites.database(site_id)
            if path.exists():
                held.enter_context(locked(path.with_suffix(".lock"), f"网站“{site_id}”"))
        yield


def _refuse_open_appeals(sites: SitesFile, month: str) -> None:
    from crawler.workflow import appeals

    waiting = []
    for site_id in sites.sites:
        path = sites.database(site_id)
        if path.exists():
            with Store(path) as store:
                waiting += [str(a.id) for a in appeals.of_month(store, month) if not a.ruling]
    if waiting:
        raise UserError(
            f"{month} 还有 {len(waiting)} 件申诉没有处理，不能定稿。请先处理：govcheck appeal list"
        )


def _refuse_unfinished(sites: SitesFile, month: str) -> None:
    """An interrupted crawl did not see the whole site: nothing may be made final from it."""
    broken = []
    for site_id in sites.sites:
        path = sites.database(site_id)
        if path.exists():
            with Store(path) as store:
                runs = store.runs(month)
            if runs and not any(run.finished_at for run in runs):
                broken.append(site_id)
    if broken:
        again = "；".join(f"govcheck run {site_id} --month {month}" for site_id in broken)
        raise UserError(
            f"{month} 有 {len(broken)} 个网站的抓取中断了，没有抓完，不能定稿。"
            f"请先接着抓完（从中断处继续）：{again}"
        )


def _index(
    month: str,
    kept: Mapping[str, Sequence[Sealed]],
    without: Sequence[str],
    accounts: Mapping[str, bytes],
    number: int = 0,
) -> bytes:
    rows = [
        {"site": site, "name": p.name, "sha256": p.sha, "correction": p.correction}
        for site, papers in kept.items()
        for p in papers
    ]
    rows += [
        {"site": "", "name": name, "sha256": sha(body), "correction": number}
        for name, body in sorted(accounts.items())
    ]
    return as_bytes({"month": month, "papers": rows, "without_result": list(without)})
