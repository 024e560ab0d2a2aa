"""Which sources an account has, and what the answer of one address means for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.media.models import Account, Post, SourceConfig, SourceOutcome
from checks.media.observations import NAME, STATUS, Observation
from checks.media.reasons import Reason
from checks.media.verdict import BY_HAND
from checks.site import LinkState
from crawler.fetched import Fetched
from crawler.link_states import DISALLOWED
from crawler.media.api.kinds import KINDS, Kind
from crawler.media.credentials import Credential, Credentials, MissingError
from crawler.media.feed import read_feed
from crawler.media.wechat_article import CAPTCHA_PATH, HOSTS, canonical, read_article

MOST_LINKS = 3
"""So many of the newest proof links of an account are opened."""


@dataclass(frozen=True, slots=True)
class Job:
    """One source of one account: ``urls`` to be fetched, or a ``kind`` of interface to be asked
    with ``keys``; with neither, ``outcome`` says why.
    """

    account: Account
    source: str
    config: SourceConfig
    urls: tuple[str, ...] = ()
    outcome: SourceOutcome | None = None
    kind: Kind | None = None
    keys: Credential | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one address told. ``stop``: its host wants to be left alone."""

    posts: tuple[Post, ...] = ()
    reason: Reason | None = None
    detail: str = ""
    stop: bool = False
    observed: tuple[Observation, ...] = ()


def jobs_of(
    account: Account,
    links: Sequence[str],
    known: frozenset[str] = frozenset(),
    hosts: tuple[str, ...] = HOSTS,
    credentials: Credentials | None = None,
) -> list[Job]:
    """Every source of an account, each under a name of its own. ``links`` are its proof links,
    oldest first; ``known`` the ids of its posts that were read before and need no second visit.
    What people record by hand is no source that could be asked.
    """
    jobs: list[Job] = []
    names: dict[str, int] = {}
    for config in account.sources:
        if config.kind in BY_HAND:
            continue
        names[config.kind] = names.get(config.kind, 0) + 1
        count = names[config.kind]
        name = config.kind if count == 1 else f"{config.kind}#{count}"
        url = config.params.get("url", "")
        if config.kind == "feed" and url:
            jobs.append(Job(account, name, config, (url,)))
        elif kind := KINDS.get(config.kind):
            jobs.append(_interface_job(account, name, config, kind, credentials or Credentials()))
        elif config.kind == "feed":
            jobs.append(_idle(account, name, config, Reason.CONFIG_INCOMPLETE, "没有写网址"))
        else:
            told = f"不认识“{config.kind}”"
            jobs.append(_idle(account, name, config, Reason.NOT_SUPPORTED, told))
    if links:
        jobs.append(_link_job(account, links, known, hosts))
    return jobs


def _interface_job(
    account: Account, name: str, config: SourceConfig, kind: Kind, credentials: Credentials
) -> Job:
    if not kind.needs:
        return Job(account, name, config, kind=kind)
    try:
        keys = credentials.find(config.credential, kind.needs, kind.extra)
    except MissingError as error:
        return _idle(account, name, config, Reason.CREDENTIAL_MISSING, str(error))
    return Job(account, name, config, kind=kind, keys=keys)


def without_keys(accounts: Iterable[Account], credentials: Credentials | None = None) -> list[str]:
    """Which sources cannot be asked because their keys are not found, a Chinese sentence each."""
    credentials = credentials or Credentials()
    told = []
    for account in accounts:
        for config in account.sources:
            kind = KINDS.get(config.kind)
            if kind is None or not kind.needs:
                continue
            try:
                credentials.find(config.credential, kind.needs)
            except MissingError as error:
                told.append(f"{account.platform_name}“{account.name}”（{config.kind}）：{error}。")
    return told


def _link_job(
    account: Account, links: Sequence[str], known: frozenset[str], hosts: tuple[str, ...]
) -> Job:
    config = SourceConfig("wechat_link")
    articles = list(dict.fromkeys(filter(None, (canonical(url, hosts) for url in links))))
    if not articles:
        return _idle(account, "link", SourceConfig("link"), Reason.WRONG_ADDRESS)
    wanted = tuple(url for url in articles[-MOST_LINKS:] if url not in known)
    if not wanted:
        return _idle(account, "wechat_link", config, None, "链接以前读过")
    return Job(account, "wechat_link", config, wanted)


def _idle(
    account: Account, name: str, config: SourceConfig, reason: Reason | None, detail: str = ""
) -> Job:
    """A source that needs no asking (without a reason) or cannot be asked."""
    outcome = SourceOutcome(account.key, name, "skipped" if reason else "ok", reason, detail)
    return Job(account, name, config, outcome=outcome)


def hear(job: Job, url: str, answer: Fetched) -> Heard:
    """Read one answer for one source. Pure: everything it knows is in its arguments."""
    if trouble := _trouble(answer):
        return trouble
    at = datetime.fromisoformat(answer.fetched_at)
    if job.config.kind == "feed":
        page = read_feed(
            answer.body, account=job.account.key, source=job.source, fetched_at=at, tz=job.config.tz
        )
        return Heard(page.posts, page.reason, page.detail)
    found = read_article(
        answer.body,
        url=url,
        final_url=answer.final_url,
        content_type=answer.headers.get("content-type", ""),
        account=job.account.key,
        expected_name=job.account.name,
        expected_id=job.account.platform_id,
        fetched_at=at,
        source=job.source,
    )
    posts = (found.post,) if found.post else ()
    seen: list[tuple[str, object]] = [(NAME, found.account_name[:60])] if found.account_name else []
    if found.account_state:
        seen = [(STATUS, {"state": found.account_state, "text": found.detail})]
    observed = tuple(Observation(job.account.key, job.source, n, v, at) for n, v in seen)
    stop = found.reason is Reason.BLOCKED
    return Heard(posts, found.reason, found.detail, stop, observed)


def _trouble(answer: Fetched) -> Heard | None:
    if any(CAPTCHA_PATH in url for url in (*answer.redirects, answer.final_url)):
        return Heard(reason=Reason.BLOCKED, detail="微信要求验证", stop=True)
    if answer.is_good and 200 <= answer.status < 300:
        return None
    if answer.state is LinkState.BLOCKED or answer.status == 429:
        return Heard(reason=Reason.BLOCKED, detail=answer.reason, stop=True)
    if answer.reason == DISALLOWED:
        return Heard(reason=Reason.BLOCKED, detail=DISALLOWED)
    if not answer.status and "超时" in answer.reason:
        return Heard(reason=Reason.TIMEOUT, detail=answer.reason)
    detail = answer.reason or f"状态码 {answer.status}"
    return Heard(reason=Reason.HTTP_ERROR, detail=detail)


def outcome_of(job: Job, heard: Mapping[str, Heard], started: str, ended: str) -> SourceOutcome:
    """One outcome for all addresses of a source: good when any of them gave dated posts. Neither
    feeds nor links show everything, so none of these outcomes is exhaustive.
    """
    got = any(h.reason is None for h in heard.values())
    first = next((h for h in heard.values() if got == (h.reason is None)), None)
    all_there = len(heard) == len(job.urls) and all(h.reason is None for h in heard.values())
    if first is None:
        return SourceOutcome(job.account.key, job.source, "skipped", Reason.NOT_RUN)
    return SourceOutcome(
        account=job.account.key,
        source=job.source,
        outcome="ok" if all_there else "partial" if got else "failed",
        reason=first.reason,
        detail=first.detail,
        started=datetime.fromisoformat(started),
        ended=datetime.fromisoformat(ended),
    )
