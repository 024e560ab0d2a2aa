"""One thing the weekly run says of a unit, as it is kept between the look and the list."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crawler.workflow.reminders import Kind, Seen, State


@dataclass(frozen=True, slots=True)
class Row:
    """``unit`` and ``about`` (the site or account) are names. ``deadline`` is the last day to do it,
    ``rule`` says how it was counted. ``why`` is what was seen, or why nothing was. Rows of one
    ``cause`` are one line on the list; "" stands alone.
    """

    key: str
    kind: Kind
    state: State
    unit: str
    about: str
    what: str
    url: str = ""
    number: str = ""
    deadline: date | None = None
    rule: str = ""
    todo: str = ""
    why: str = ""
    cause: str = ""
    moved: str = ""
    """What it means that the deadline is a later one than at the last reminder."""

    @property
    def seen(self) -> Seen:
        """What enters the count."""
        return Seen(
            self.key, self.kind, self.state, self.unit, self.what, self.number, self.deadline,
            self.why, self.moved,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"deadline": self.deadline.isoformat() if self.deadline else None}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Row":
        """From :meth:`to_dict`."""
        day = date.fromisoformat(values["deadline"]) if values["deadline"] else None
        kind, state = Kind(values["kind"]), State(values["state"])
        return cls(**{**values, "kind": kind, "state": state, "deadline": day})
