"""Why a walk ended, and the figures that its run record keeps."""

from checks.site import LinkState
from crawler.earlier import Earlier
from crawler.frontier import Frontier
from crawler.hosts import Hosts
from crawler.link_states import why_home_unseen
from crawler.looking import Counts
from crawler.second_looks import SecondLooks
from crawler.urls import host_of

LONG_S = 5.0
PAGES_SPENT = "达到页数上限，未抓取"


def why_ended(frontier: Frontier, later: SecondLooks) -> str:
    """The stop reason, judged by the home page first: without it the month says nothing."""
    home = later.end_of(frontier.home)
    if not home:
        return "home-unreachable"
    if not frontier.is_ours(home):
        return "home-moved"
    state, reason = later.bad().get(home, (LinkState.OK, ""))
    if state is LinkState.BLOCKED:
        return "home-blocked"
    if state is LinkState.UNVERIFIABLE and (unseen := why_home_unseen(reason)):
        return unseen
    cut_short = state is LinkState.UNVERIFIABLE and reason.startswith("HTTP 2")
    if state not in (LinkState.OK, LinkState.REDIRECT) and not cut_short:
        return "home-unreachable"
    host = frontier.hosts.of(host_of(home))
    if host.closed is not None:
        return "blocked" if host.closed.screen else "overloaded"
    if host.silent:
        return "site-silent"
    return "budget-pages" if PAGES_SPENT in frontier.left_out else "finished"


def waiting(hosts: Hosts, now: float) -> str:
    """What a person is told when nothing is under way and every host wants to be left in peace for
    a while; "" otherwise.
    """
    wait_s = (hosts.next_at() or now) - now
    return f"为不影响网站暂停，还有 {wait_s:.0f} 秒" if wait_s > LONG_S else ""


def tally(
    frontier: Frontier, counts: Counts, earlier: Earlier | None, requests: int
) -> dict[str, object]:
    """Counts by English names; what is inside them is labelled in Chinese."""
    told = {"incremental": earlier.told} if earlier is not None else {}
    spared = {
        f"{host.name}：{what}": figure
        for host in frontier.hosts.known().values()
        if host.ours
        for what, figure in host.told().items()
    }
    return {
        **told,
        **({"spared": spared} if spared else {}),
        "discovered": len(frontier.seen),
        "requests": requests,
        "fetched": counts.fetched,
        "pages": counts.pages,
        "reasked": counts.reasked,
        "fallbacks": counts.fallbacks,
        "robots": counts.robots,
        "skipped": dict(frontier.reasons()),
    }
