"""What people found who tried an account out: whether it works, whether it answers."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from checks.masking import mask
from checks.media.observations import TRIAL, Observation
from checks.media.verdict import MANUAL
from checks.page import SHANGHAI
from crawler.media.evidence import LONGEST_NOTE
from crawler.media.office import Office
from crawler.media.pictures import keep_picture, read_picture
from crawler.workflow.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Tried:
    """One entry as typed. None: nothing is said of it. ``picture`` has not been kept yet."""

    account: str
    who: str
    day: date
    works: bool | None = None
    interaction: bool | None = None
    picture: Path | None = None
    note: str = ""


def checked(tried: Tried, today: date) -> Tried:
    """The same, fit to be stored. ValueError with a Chinese reason otherwise."""
    if not tried.who.strip():
        raise ValueError("“核查人”没有填")
    if len(tried.who) > 60 or len(tried.note) > LONGEST_NOTE:
        raise ValueError(f"“核查人”或“备注”太长，备注请缩短到 {LONGEST_NOTE} 字以内")
    if tried.day > today:
        raise ValueError(f"核查日期 {tried.day} 还没有到")
    if tried.works is None and tried.interaction is None:
        raise ValueError("要写能否使用，或有没有互动功能")
    if tried.picture is not None:
        read_picture(tried.picture)
    return tried


def store(office: Office, tried: Tried, stamp: Stamp) -> None:
    """Keep the picture and what was found; call it inside ``office.change()``. What was said on
    the same day of something else stays.
    """
    picture = keep_picture(office.evidence_dir, tried.picture) if tried.picture else ""
    value = {
        "works": tried.works,
        "interaction": tried.interaction,
        "who": tried.who.strip(),
        "picture": picture,
        "note": mask(" ".join(tried.note.split())),
    }
    for known in office.observations():
        if (known.account, known.name, known.day) == (tried.account, TRIAL, tried.day):
            value = {**known.value, **{k: v for k, v in value.items() if v not in (None, "")}}
    at = datetime.combine(tried.day, time(12), SHANGHAI)
    office.put_observations([Observation(tried.account, MANUAL, TRIAL, value, at)])
    words = {True: "是", False: "否", None: ""}
    detail = {
        "核查人": tried.who.strip(),
        "核查日期": tried.day.isoformat(),
        "能否使用": words[tried.works],
        "有无互动": words[tried.interaction],
        "图片": picture,
    }
    office.audit(stamp, "登记试用", tried.account, detail)
