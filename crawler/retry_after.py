"""What a Retry-After header asks for."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after_s(value: str, asked: str) -> float:
    """Seconds from ``asked`` (ISO 8601), given as a number or as a date; 0 when it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then, since = parsedate_to_datetime(value), datetime.fromisoformat(asked)
    except ValueError:
        return 0.0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - since).total_seconds())
