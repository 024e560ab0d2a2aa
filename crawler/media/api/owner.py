"""Whose posts an interface shows: a credential of another account must prove no silence of this one."""

from dataclasses import replace

from checks.media.media_name import plain
from checks.media.reasons import Reason
from crawler.media.api.calls import Session, Told


def unless_of_another(session: Session, name: str, told: Told) -> Told:
    """``told``, not exhaustive when the platform names another account than the ledger does.

    ``name`` is "" where the platform does not say. The account may only have been renamed, so that
    what was posted still counts.
    """
    if not name or not told.exhaustive or plain(name) == plain(session.account.name):
        return told
    detail = f"凭据属于“{session.told(name, 40)}”，和台账的名称不同；改了名的请改台账"
    return replace(told, exhaustive=False, reason=Reason.WRONG_ACCOUNT, detail=detail)
