"""The table of contents: every file with its SHA-256, as a page, as a table and for ``sha256sum``."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.engine import ENGINE
from reports.archive.entry import Entry
from reports.csv_form import rows_as_csv
from reports.html import document

PAGE, TABLE, SUMS = "目录.html", "目录.csv", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Line:
    """One file in the table of contents."""

    path: str
    kind: str
    about: str
    size: int
    sha: str

    @classmethod
    def of(cls, entry: Entry) -> "Line":
        """The line of a file."""
        sha = hashlib.sha256(entry.body).hexdigest()
        return cls(entry.path, entry.kind, entry.about, len(entry.body), sha)


@dataclass(frozen=True, slots=True)
class About:
    """What the archive is. ``draft``: the month is not final; ``without`` are sites with no result;
    ``problems`` is what should be in it and is not, in Chinese.
    """

    month: str
    state: str
    office: str
    draft: bool
    without: Sequence[str]
    problems: Sequence[str]


def index(about: About, lines: Sequence[Line]) -> list[Entry]:
    """The files of the table of contents, the list of hashes last: it has those of the others, too."""
    head = ("文件", "类别", "说明", "字节", "SHA-256")
    rows = [[one.path, one.kind, one.about, str(one.size), one.sha] for one in lines]
    made = [
        Entry(TABLE, "目录", "目录（表格）", rows_as_csv(head, rows).encode()),
        Entry(PAGE, "目录", "目录（网页）", _page(about, lines).encode()),
    ]
    known = {one.path: one.sha for one in lines} | {e.path: Line.of(e).sha for e in made}
    sums = "".join(f"{sha}  {path}\n" for path, sha in sorted(known.items()))
    return [*made, Entry(SUMS, "目录", "校验值", sums.encode())]


def _page(about: About, lines: Sequence[Line]) -> str:
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault("/".join(one.path.split("/")[:-1]), []).append(one)
    return document(
        "archive.html.j2", a=about, groups=groups, files=len(lines), engine=ENGINE,
        size=sum(one.size for one in lines),
    )  # fmt: skip
