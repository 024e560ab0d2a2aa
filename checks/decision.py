"""What the office decides of one finding."""

from enum import StrEnum


class Decision(StrEnum):
    """What a reviewer said of one finding."""

    CONFIRMED = "确认"
    FALSE_POSITIVE = "误报"
    EXEMPT = "豁免"
    FIXED = "已整改"
