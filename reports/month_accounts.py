"""The accounts' part of making an office's month final, correcting it and checking it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from checks.errors import UserError
from crawler.media.decisions import in_force
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.workflow.issues import Issue
from reports.media import frozen
from reports.media.frozen import FrozenAccounts
from reports.media.overall import with_sites
from reports.media.views import MediaReport
from reports.media.writing import wordlist_of
from reports.rubrics import rubric_for


@dataclass(frozen=True, slots=True)
class AccountsOf:
    """The accounts of a month: the view, and the papers that are to be kept of it."""

    report: MediaReport
    papers: dict[str, bytes] = field(default_factory=dict)

    @property
    def shown(self) -> MediaReport | None:
        """The view for the office's papers; an empty ledger is none."""
        return self.report if self.report.rows else None


def frozen_accounts(sites: SitesFile, office: Office, month: str, as_of: date) -> AccountsOf:
    """Every account as it is known now, to be made final."""
    rubric = rubric_for(sites, sites.media.rubric, as_of)
    decisions = in_force(office, month, as_of)
    made, held = frozen.freeze(
        office, month, as_of, rubric, sites.media, wordlist_of(sites), decisions
    )
    report = with_sites(frozen.report_of(made), sites)
    return AccountsOf(report, frozen.papers(made, held, report))


def corrected_accounts(
    sites: SitesFile, office: Office, month: str, issue: Issue
) -> AccountsOf | None:
    """The accounts with what was found out and decided since the last issue; without papers when
    that changes nothing. None for a month whose accounts were not kept.
    """
    base = frozen.frozen_of(office, month)
    if base is None:
        return None
    decisions = in_force(office, month, base.as_of)
    done = frozen.corrected(office, base, wordlist_of(sites), decisions, issue)
    if done is None:
        return AccountsOf(with_sites(frozen.report_of(base), sites))
    made, held = done
    report = with_sites(frozen.report_of(made), sites)
    return AccountsOf(report, frozen.papers(made, held, report))


def differing_accounts(sites: SitesFile, office: Office, month: str) -> Iterator[tuple[str, str]]:
    """Papers of the accounts that do not come out again, and pictures that are gone, with why."""
    for issue in frozen.account_issues(office, month):
        which = f"第 {issue.correction} 号更正" if issue.correction else "定稿"
        try:
            kept = frozen.frozen_of(office, month, issue.correction + 1)
            if kept is None:
                continue
            again = frozen.replayed(office, kept, wordlist_of(sites))
        except UserError:
            continue  # the paper itself is told of where hashes are checked
        if again:
            names = "、".join(again[:5]) + (f" 等 {len(again)} 个" if len(again) > 5 else "")
            yield (
                frozen.VERDICTS,
                f"按{which}时的资料重新判断，账号 {names} 与{which}不一致（程序或词表版本不同时可能如此）。",
            )
        yield from _pictures(office, kept, which)


def _pictures(office: Office, kept: FrozenAccounts, which: str) -> Iterator[tuple[str, str]]:
    for name in sorted(frozen.held_of(office, kept.month, kept.issue).pictures):
        path = office.evidence_dir / name
        try:
            sha = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            yield frozen.KNOWN, f"{which}用到的佐证 {name} 不在 evidence 文件夹里，请从备份恢复。"
            continue
        if not name.startswith(sha):
            yield frozen.KNOWN, f"{which}用到的佐证 {name} 与它的哈希不一致，请从备份恢复。"
