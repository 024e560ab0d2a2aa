"""What a draft consists of and what the 发布前自查单 says of it. Plain values, nothing is kept."""

from dataclasses import dataclass, field
from enum import StrEnum

from checks.page import Page


class Level(StrEnum):
    """How a finding is meant."""

    MUST = "必须改"
    CHECK = "请核对"
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a draft: where it stands, what it shows and where it leads, as written."""

    place: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a draft; ``alt`` is its alternative text, "" when it has none."""

    place: str
    alt: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something else seen while reading: tracked changes, hidden sheets, a scan without text."""

    level: Level
    subject: str
    place: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One file, read. ``blocks`` are (place, text) in reading order. ``kind`` is what the bytes
    are (docx, html, …). ``page`` is there for HTML only. ``problem`` says in Chinese what could
    not be read, "" when all was. ``is_article`` tells an article from an attachment (a table).
    """

    name: str
    kind: str
    blocks: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    remarks: tuple[Remark, ...] = ()
    page: Page | None = None
    problem: str = ""

    @property
    def is_article(self) -> bool:
        """Whether title, date and source may be expected of it."""
        return self.kind in ("docx", "doc", "html", "txt")

    @property
    def is_read(self) -> bool:
        """Whether anything could be looked at."""
        return bool(self.blocks or self.images or self.page)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the sheet. Personal data in it is masked already."""

    level: Level
    subject: str
    place: str
    message: str
    excerpt: str = ""
    suggestion: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said of one file. ``problem`` is set when it could not be read at all."""

    name: str
    kind: str
    characters: int = 0
    found: tuple[Found, ...] = ()
    problem: str = ""
    looked: tuple[str, ...] = field(default=())
    """What was looked at, and what was not, for the foot of the sheet."""

    def of(self, level: Level) -> list[Found]:
        """The findings of one level, in the order of the file."""
        return [f for f in self.found if f.level is level]

    @property
    def verdict(self) -> str:
        """One Chinese sentence."""
        if self.problem:
            return f"没有检查：{self.problem}。"
        must, check = len(self.of(Level.MUST)), len(self.of(Level.CHECK))
        if must:
            return (
                f"有 {must} 处必须改" + (f"，{check} 处请核对" if check else "") + "，改好再发布。"
            )
        if check:
            return f"没有发现必须改的，有 {check} 处请核对。"
        return "在机器能查的范围内没有发现问题。"
