"""The version of a WeChat 小程序 that people use now, as its owner's interface tells."""

from checks.media.observations import RELEASE
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Session, Told
from crawler.media.api.weixin import weixin

NEEDS = (("access_token",), ("appid", "secret"))


async def look(session: Session) -> Told:
    """Sometimes the platform answers with nothing but success: then nothing is known."""
    found = await weixin(session, "/wxa/getversioninfo", {})
    release = found.get("release_info")
    if not isinstance(release, dict) or not release.get("release_version"):
        return Told(reason=Reason.NO_RELEASE)
    when = read_when(release.get("release_time"))
    value = {
        "version": str(release["release_version"])[:40],
        "released_at": when.at.isoformat() if when else "",
        "text": session.told(release.get("release_desc"), 200),
    }
    session.observe(RELEASE, value)
    return Told()
