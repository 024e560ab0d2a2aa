"""Resident identity numbers (GB 11643) told from the many other numbers of 18 characters."""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# GB/T 2260 codes of provinces and regions, with Taiwan, Hong Kong and Macao (81-83: residence
# permits for Hong Kong, Macao and Taiwan residents).
REGIONS = frozenset(
    str(code)
    for group in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(group[0], group[1] + 1)
)
EARLIEST_BIRTH_YEAR = 1880


def is_identity_number(text: str, *, on: date) -> bool:
    """Whether ``text`` is a valid 18-digit identity number of somebody born by ``on``.

    Region prefix, birth date and check character must all fit; a unified social credit code or a
    file number never does, save by rare coincidence. Case of the final X does not matter.
    """
    text = text.upper()
    body = text[:17]
    if len(text) != 18 or not (body.isascii() and body.isdigit()) or text[:2] not in REGIONS:
        return False
    born = _date(text[6:14])
    if born is None or born.year < EARLIEST_BIRTH_YEAR or born > on:
        return False
    return text[17] == check_character(body)


def check_character(body: str) -> str:
    """The 18th character for 17 digits, by ISO 7064 MOD 11-2 as GB 11643 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
