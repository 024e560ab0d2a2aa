"""What a person saw of an account: checked, its picture kept, then stored beside what is known."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from checks.masking import mask
from checks.media.models import HumanRecord
from crawler.media.office import Office
from crawler.media.pictures import keep_picture, read_picture
from crawler.workflow.stamp import Stamp

FORTNIGHT = 14
"""Days in which an account must have posted, unless the office says otherwise."""
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Sighting:
    """One entry as typed. ``picture`` is a file that has not been kept yet."""

    account: str
    who: str
    seen_on: date
    finding: Literal["updated", "not_updated"]
    last_post: date | None = None
    links: tuple[str, ...] = ()
    picture: Path | None = None
    note: str = ""
    origin: str = ""


def checked(seen: Sighting, today: date, days: int = FORTNIGHT) -> Sighting:
    """The same, fit to be stored; ``days`` make an account late. ValueError with a Chinese reason otherwise."""
    if not seen.who.strip():
        raise ValueError("“核查人”没有填")
    if len(seen.who) > 60 or len(seen.note) > LONGEST_NOTE:
        raise ValueError(f"“核查人”或“备注”太长，备注请缩短到 {LONGEST_NOTE} 字以内")
    if seen.seen_on > today:
        raise ValueError(f"核查日期 {seen.seen_on} 还没有到")
    if seen.last_post and seen.last_post > seen.seen_on:
        raise ValueError(f"最近一条的日期 {seen.last_post} 晚于核查日期 {seen.seen_on}")
    if seen.finding == "updated":
        if seen.last_post is None:
            raise ValueError("有更新的，要填最近一条的日期")
        if not seen.links and seen.picture is None:
            raise ValueError("要有佐证：最近一条的链接，或截图文件")
    else:
        if seen.picture is None:
            raise ValueError("说没有更新要有截图，能看出账号名称和最近一条的日期")
        if seen.last_post and seen.last_post >= seen.seen_on - timedelta(days=days):
            raise ValueError(
                f"最近一条是 {seen.last_post}，离核查日期 {seen.seen_on} 不超过 {days} 天，"
                "结论却是“无更新”"
            )
    if seen.picture is not None:
        read_picture(seen.picture)
    return seen


def store(office: Office, seen: Sighting, stamp: Stamp) -> bool:
    """Keep the picture and add the record; call it inside ``office.change()``. Says whether it is
    new: the very same record is not added twice.
    """
    picture = keep_picture(office.evidence_dir, seen.picture) if seen.picture else ""
    record = HumanRecord(
        account=seen.account,
        who=seen.who.strip(),
        seen_on=seen.seen_on,
        finding=seen.finding,
        last_post=seen.last_post,
        links=seen.links,
        picture=picture,
        note=mask(" ".join(seen.note.split())),
        origin=seen.origin,
    )
    for link in seen.links:
        office.add_proof_link(seen.account, link, seen.origin, stamp)
    if not office.add_record(record, stamp):
        return False
    detail = {
        "核查人": record.who,
        "核查日期": record.seen_on.isoformat(),
        "结论": "有更新" if record.finding == "updated" else "无更新",
        "最近一条": record.last_post.isoformat() if record.last_post else "",
        "链接": list(record.links),
        "图片": record.picture,
        "来自": record.origin,
    }
    office.audit(stamp, "登记佐证", record.account, detail)
    return True
