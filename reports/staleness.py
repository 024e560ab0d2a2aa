"""Whether a stored judgement still says what judging would say now, and judging anew where it may."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from checks.errors import UserError
from checks.rubric import loads
from crawler.engine import ENGINE
from crawler.judge import NothingStoredError, judge, last_run, pruned_of
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Run, Store
from crawler.workflow.final import frozen_at
from reports.final_settings import settings_of
from reports.rubrics import rubric_for


def judgement_of(store: Store, month: str, rubric: str) -> Mapping[str, Any] | None:
    """The row of ``judgements``; None when the month was not judged under this rubric."""
    rows = store.db.table("judgements").rows_where("month = ? AND rubric = ?", [month, rubric])
    return next(iter(rows), None)


def rubric_text(store: Store, sha: str) -> str:
    """The text a month was judged with."""
    return str(next(store.db.table("rubrics").rows_where("sha = ?", [sha]))["text"])


def outdated(
    store: Store, sites: SitesFile, config: SiteConfig, judged: Mapping[str, Any], run: Run
) -> str:
    """Why the stored judgement is out of date and what to run, in Chinese; "" while it stands.

    A final month stands for good, and so does one whose pages are no longer stored. ``run`` is the
    month's newest.
    """
    month = run.month
    if frozen_at(store.connection, month):
        return ""
    why = []
    if judged["run"] != run.id:
        why.append("判定以后又抓取过")
    if judged["engine"] != ENGINE:
        why.append(f"程序换了版本（判定时是 {judged['engine']}，现在是 {ENGINE}）")
    with suppress(UserError):  # a rubric that cannot be read is told where it is used
        now = rubric_for(sites, judged["rubric"], run.as_of)
        if now.sha != judged["rubric_sha"]:
            why.append("口径改过")
    if not why or pruned_of(store, run):
        return ""
    return (
        f"判定已过时：{'，'.join(why)}。以下是原来的结果；要按现在的重新判定，请运行："
        f"govcheck run {config.id} --month {month}"
    )


def judge_outdated(sites: SitesFile, month: str) -> None:
    """Judge every site again whose month was crawled once more since it was judged.

    For commands that then only read. Final months and sites without a judgement are left alone.
    """
    for site_id, config in sites.sites.items():
        path = sites.database(site_id)
        if not path.exists():
            continue
        with Store(path) as store, suppress(NothingStoredError):
            name = settings_of(store, config, month).rubric
            judged = judgement_of(store, month, name)
            if judged is None or frozen_at(store.connection, month):
                continue
            if judged["run"] == last_run(store, site_id, month).id:
                continue
            rubric = loads(rubric_text(store, judged["rubric_sha"]))
            judge(sites, site_id, month, rubric)
