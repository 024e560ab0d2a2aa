"""Checking a final month: every paper against its hash, every issue scored once more."""

from dataclasses import dataclass

from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import freezing, months
from crawler.workflow.issues import issues_in
from crawler.workflow.sealed import sha
from reports.month_accounts import differing_accounts
from reports.month_papers import DECIDING, site_papers


@dataclass(frozen=True, slots=True)
class Difference:
    """A paper that no longer comes out as it was issued, or whose content does not fit its hash."""

    site: str
    name: str
    what: str


def verify(sites: SitesFile, month: str) -> list[Difference]:
    """Check every paper against its hash, and that the scores and the verdicts on accounts, of
    the first issue and of every correction, still come out the same.
    """
    with Office.beside(sites.path) as office:
        if not months.issued(office, month):
            raise UserError(f"{month} 还没有定稿，没有可以核对的文件。")
    found = []
    for site_id in sites.sites:
        path = sites.database(site_id)
        if not path.exists():
            continue
        with Store(path) as store:
            issued = freezing.snapshots(store, month)
            for paper in issued:
                try:
                    freezing.paper(store, month, paper.name, paper.correction)
                except UserError as error:
                    found.append(Difference(site_id, paper.name, str(error)))
        for one in issues_in(issued):
            then = {s.name: s.sha for s in issued if s.correction == one.correction}
            again = site_papers(sites, site_id, month, issue=one.correction + 1)
            which = f"第 {one.correction} 号更正" if one.correction else "定稿"
            found += [
                Difference(
                    site_id,
                    name,
                    f"按{which}时的结果和决定重新计算，与{which}不一致（程序版本不同时可能如此）。",
                )
                for name in DECIDING
                if sha(again[name]) != then.get(name)
            ]
    with Office.beside(sites.path) as office:
        for paper in months.issued(office, month):
            try:
                months.paper(office, month, paper.name, paper.correction)
            except UserError as error:
                found.append(Difference("", paper.name, str(error)))
        for name, what in differing_accounts(sites, office, month):
            found.append(Difference("", name, what))
    return found
