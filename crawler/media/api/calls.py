"""What the platform modules share: one call, one answer, one stretch of days, one session."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from checks.masking import mask
from checks.media.models import Account, Coverage, Post, PostState, SourceConfig, midnight
from checks.media.observations import COMMENTS, Observation
from checks.media.reasons import Reason
from checks.page import SHANGHAI
from crawler.asking import Answer, Trouble
from crawler.media.bases import Bases
from crawler.media.credentials import Credential
from crawler.media.secrets import Redactor, Secret
from crawler.urls import host_of

LONGEST_TITLE = 200
MOST_CALLS = 300
"""Calls of one source in one walk: paging that does not end stops here."""
SCREENS = frozenset((412, 418, 432, 521))
"""Statuses that only protections answer with: the host wants to be left alone."""
AGAIN_S = 3.0
"""Seconds before the second chance."""
REFUSED = SCREENS | {403, 429}


class FailureError(Exception):
    """Why a source cannot go on. ``stops``: nothing more may be asked of that host in this walk."""

    def __init__(self, reason: Reason, detail: str = "", *, stops: bool = False) -> None:
        super().__init__(str(reason))
        self.reason, self.detail, self.stops = reason, detail, stops


@dataclass(frozen=True, slots=True)
class Call:
    """One request. Secrets stay secrets until the request is made; ``robots``: a public page;
    ``once``: not to be repeated, because it uses something up.
    """

    base: str
    path: str
    query: Mapping[str, str | Secret] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    robots: bool = False
    once: bool = False

    def url(self) -> str:
        """The address as it is sent, secrets included."""
        pairs = [f"{name}={quote(_plain(value), safe='')}" for name, value in self.query.items()]
        return f"{self.base}{self.path}" + (f"?{'&'.join(pairs)}" if pairs else "")

    def payload(self) -> bytes:
        """The JSON body, empty for a GET."""
        if self.body is None:
            return b""
        plain = {name: _plain(v) if isinstance(v, Secret) else v for name, v in self.body.items()}
        return json.dumps(plain, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Span:
    """The days a source is asked about: ``days`` full days before today, and today so far."""

    now: datetime
    days: int = 14

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def start(self) -> datetime:
        """The first moment asked about."""
        return midnight(self.today - timedelta(days=self.days))

    @property
    def so_far(self) -> Coverage:
        """Everything up to the moment of asking."""
        return Coverage(self.start, self.now)


@dataclass(frozen=True, slots=True)
class Told:
    """How a source ended without failing. ``reason`` is set when it does not prove silence.

    ``exhaustive``: it showed every kind of post within ``covered``.
    """

    covered: Coverage | None = None
    exhaustive: bool = False
    reason: Reason | None = None
    detail: str = ""


@dataclass
class Session:
    """One source of one account while it is being asked. ``send`` never raises for what a server
    does; ``keep`` and ``put`` store at once.
    """

    account: Account
    source: str
    config: SourceConfig
    span: Span
    bases: Bases
    redactor: Redactor
    send: Callable[[Call], Awaitable[Answer]]
    pause: Callable[[float], Awaitable[None]]
    keep: Callable[[Sequence[Post]], None]
    put: Callable[[Observation], None]
    tokens: Any = None
    keys: Credential | None = None
    calls: int = 0
    kept: int = 0
    host: str = ""
    """The host asked last."""
    comments: list[int] = field(default_factory=list)
    """How many comments each post has got, where the platform tells."""

    async def ask(self, call: Call) -> dict[str, Any]:
        """One call; its JSON object whatever the status. FailureError when there is none.

        A connection that broke and a server that stumbled get a second chance, after a pause.
        """
        answer = await self._sent(call)
        if stumbled(answer) and not call.once:
            await self.pause(AGAIN_S)
            with suppress(FailureError):  # the host is left alone by now: the first answer counts
                answer = await self._sent(call)
        return parsed(answer)

    async def _sent(self, call: Call) -> Answer:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_CALLS} 页仍没有到头")
        self.host = host_of(call.url())
        return await self.send(call)

    def post(self, ident: str, title: object, url: object, **what: Any) -> Post:
        """A post of this account as this source shows it."""
        address = str(url or "")
        return Post(
            account=self.account.key,
            source=self.source,
            post_id=ident[:300],
            title=mask(" ".join(str(title or "").split()))[:LONGEST_TITLE],
            url=address if address.startswith(("http://", "https://")) else "",
            fetched_at=self.span.now,
            **what,
        )

    def take(self, posts: Sequence[Post]) -> None:
        """Store posts. One that is later than now is kept, but as a date nobody believes."""
        self.keep(posts)
        self.kept += len(posts)

    def observe(self, name: str, value: Any) -> None:
        """Store what the platform shows of the account under a name of the observations."""
        self.put(Observation(self.account.key, self.source, name, value, self.span.now))

    def count_comments(self, value: object) -> None:
        """Take note of how many comments a post has got; anything but a number is left out."""
        found = number(value)
        if found is not None and found >= 0:
            self.comments.append(found)

    def observe_comments(self) -> None:
        """That comments came shows that they are open; that none came shows nothing."""
        if received := sum(self.comments):
            opened = sum(count > 0 for count in self.comments)
            value = {"posts": len(self.comments), "open": opened, "received": received}
            self.observe(COMMENTS, value)

    def told(self, text: object, limit: int = 80) -> str:
        """A platform's own words, short, in one line and without secrets."""
        return self.redactor.clean(" ".join(str(text or "").split()))[:limit]


def stumbled(answer: Answer) -> bool:
    """Whether it may well be better in a moment: nothing a server means to say."""
    broke = answer.trouble in (Trouble.TIMEOUT, Trouble.BROKEN, Trouble.NAME_UNSURE)
    failed = answer.status >= 500 and answer.status not in SCREENS and answer.block is None
    return broke or answer.incomplete or failed


def parsed(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer. Errors of the interface itself are in it, not here."""
    if answer.trouble is Trouble.TIMEOUT:
        raise FailureError(Reason.TIMEOUT, answer.reason)
    if answer.trouble:
        raise FailureError(Reason.HTTP_ERROR, answer.reason)
    if answer.location or 300 <= answer.status < 400:
        raise FailureError(Reason.HTTP_ERROR, "接口转到了别处，没有跟随")
    if answer.incomplete:
        raise FailureError(Reason.HTTP_ERROR, "内容没有传完")
    try:
        found = json.loads(answer.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    if answer.status == 429:
        raise FailureError(Reason.RATE_LIMITED, "状态码 429")
    if answer.block is not None or answer.status in REFUSED:
        name = answer.block.name if answer.block else f"状态码 {answer.status}"
        screen = answer.status in SCREENS or (answer.block is not None and answer.block.screen)
        raise FailureError(Reason.BLOCKED, name, stops=screen)
    if answer.status != 200:
        raise FailureError(Reason.HTTP_ERROR, f"状态码 {answer.status}")
    raise FailureError(Reason.SHAPE_CHANGED, "返回的不是 JSON 对象")


def items_of(value: object, name: str) -> list[dict[str, Any]]:
    """A list of objects. FailureError when it is anything else: the shape has changed."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise FailureError(Reason.SHAPE_CHANGED, f"没有 {name}")
    return value


def number(value: object) -> int | None:
    """A whole number, also when it is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = str(value).strip() if isinstance(value, str) else ""
    return int(text) if text.lstrip("-").isdigit() and len(text) < 20 else None


def hidden(post: Post) -> Post:
    """A post that is not public (yet): it proves nothing, and leaves a doubt about silence."""
    return replace(post, state=PostState.UNKNOWN)


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value
