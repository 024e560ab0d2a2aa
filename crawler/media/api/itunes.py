"""Apple's public look-up: whether an APP can be had in the Chinese store, and its version."""

from typing import Any

from checks.media.observations import NAME, STORE
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, items_of, number


async def look(session: Session) -> Told:
    """By the number behind ``id`` in the ledger (or ``params.id``), else by the bundle's name."""
    params = session.config.params
    given = (params.get("id") or params.get("bundle") or session.account.platform_id).strip()
    ident = given.removeprefix("id")
    if not ident.isdigit() and "." not in given:
        raise FailureError(Reason.CONFIG_INCOMPLETE, "账号ID要写 App Store 的编号或包名")
    country = params.get("country", "cn")
    query = {"id": ident} if ident.isdigit() else {"bundleId": given}
    call = Call(session.bases.itunes, "/lookup", {**query, "country": country})
    found = await session.ask(call)
    if number(found.get("resultCount")) is None:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 resultCount")
    results = items_of(found.get("results"), "results")
    session.observe(STORE, store_of(results, country))
    if results and (name := str(results[0].get("trackName") or "").strip()):
        session.observe(NAME, name[:60])
    return Told()


def store_of(results: list[dict[str, Any]], country: str) -> dict[str, Any]:
    """What the store shows of the first result."""
    first = results[0] if results else {}
    when = read_when(first.get("currentVersionReleaseDate"))
    url = str(first.get("trackViewUrl") or "")
    return {
        "found": bool(results),
        "country": country,
        "version": str(first.get("version") or "")[:40],
        "released_at": when.at.isoformat() if when else "",
        "seller": str(first.get("sellerName") or "")[:100],
        "url": url if url.startswith("https://") else "",
    }
