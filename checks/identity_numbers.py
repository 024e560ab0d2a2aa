"""Resident identity numbers (GB 11643) told from the many other numbers of 18 characters."""

from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# GB/T 2260 codes of provinces and regions, with Taiwan, Hong Kong and Macao (81-83: residence
# permits for Hong Kong, Macao and Taiwan residents).
REGIONS = frozenset(
    str(code)
    for group in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(group[0], group[1] + 1)
)
PERMITS = frozenset(("81", "82", "83"))
EARLIEST_BIRTH_YEAR = 1880


class Standing(StrEnum):
    """How sure it is that a number is somebody's. DOUBTFUL: everything fits save that its county
    code was not in use in the birth year, which is so for many who got their number later.
    """

    NONE = "none"
    DOUBTFUL = "doubtful"
    CERTAIN = "certain"


def is_identity_number(text: str, *, on: date) -> bool:
    """Whether ``text`` is a valid 18-digit identity number of somebody born by ``on``.

    Region prefix, birth date and check character must all fit; a unified social credit code or a
    file number never does, save by rare coincidence. Case of the final X does not matter.
    """
    return text[:2] in REGIONS and fits(text) and (_date(text[6:14]) or date.max) <= on


def fits(text: str) -> bool:
    """Whether birth date and check character are right, whatever the region."""
    body = text[:17]
    if len(text) != 18 or not (body.isascii() and body.isdigit()):
        return False
    if text[17].upper() != check_character(body):
        return False
    born = _date(text[6:14])
    return born is not None and born.year >= EARLIEST_BIRTH_YEAR


def standing(text: str, *, on: date) -> Standing:
    """What :func:`is_identity_number` says, and whether the county code agrees with it."""
    if not is_identity_number(text, on=on):
        return Standing.NONE
    if text[:2] in PERMITS or _county_in_use(text[:6], int(text[6:10])):
        return Standing.CERTAIN
    return Standing.DOUBTFUL


def is_old_number(text: str) -> bool:
    """Whether 15 digits could be an identity number as issued until 1999: county code and date
    fit. There is no check digit, so that many other numbers fit too.
    """
    if len(text) != 15 or not (text.isascii() and text.isdigit()) or text[:2] not in REGIONS:
        return False
    return _date("19" + text[6:12]) is not None and bool(_periods(text[:6]))


def check_character(body: str) -> str:
    """The 18th character for 17 digits, by ISO 7064 MOD 11-2 as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _county_in_use(code: str, year: int) -> bool:
    return any(start <= year <= end for start, end in _periods(code))


def _periods(code: str) -> list[tuple[int, int]]:
    """First and last year in which a county code was in use, by the table of codes since 1980,
    whose entries look like "[1983-2000]某县,[2000-]某区"; none for a code that never was one.
    """
    from stdnum import numdb  # the table is only read when a number has passed everything else

    periods = []
    for _, properties in numdb.get("cn/loc").info(code):
        for county in filter(None, properties.get("county", "").split(",")):
            start, _, end = county.lstrip("[").partition("]")[0].partition("-")
            if county.startswith("["):
                periods.append((int(start or 0), int(end or 9999)))
            else:
                periods.append((0, 9999))
    return periods
