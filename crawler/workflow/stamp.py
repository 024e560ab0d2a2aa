"""Who did something, and when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from checks.errors import UserError


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who and when (UTC ISO 8601). Clocks are read where a command or page begins, not here."""

    who: str
    at: str

    def __post_init__(self) -> None:
        if not self.who.strip():
            raise UserError("没有写明是谁做的。请给出姓名，例如 --by 张三。")

    @classmethod
    def now(cls, who: str) -> "Stamp":
        """By ``who``, at this moment."""
        return cls(who, datetime.now(UTC).isoformat(timespec="microseconds"))


def moment_of(text: str) -> datetime:
    """A recorded time (ISO 8601) as an aware one; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
