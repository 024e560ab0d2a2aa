"""What of an inline style matters to a rule: colours and sizes yes, the width of one picture no.

``checks/accessibility/page_tools.js`` has the same function.
"""

from functools import lru_cache

VALUED = frozenset(
    ("color", "background", "background-color", "background-image", "display", "visibility",
     "opacity", "position", "font-size", "text-decoration", "text-decoration-line", "overflow")
)  # fmt: skip
SIZED = frozenset(("width", "min-width"))
WIDE = 320
"""CSS pixels: what is wider than this does not fit a narrow window."""
_SPACE = str.maketrans("", "", "\t\n\f\r ")
_URL = "url("


@lru_cache(maxsize=20_000)
def normal_style(text: str) -> str:
    """Declarations in order of name: with the value where it decides, else the name alone."""
    said = set()
    for part in text.lower().translate(_SPACE).split(";"):
        name, colon, value = part.partition(":")
        if not colon or not name or not value:
            continue
        if name in VALUED:
            said.add(f"{name}:{_URL if _URL in value else value[:40]}")
        elif name in SIZED:
            if _is_wide(value):
                said.add(name)
        else:
            said.add(f"{name}!" if value.endswith("!important") else name)
    return ",".join(sorted(said))


def _is_wide(value: str) -> bool:
    number = value.removesuffix("!important").removesuffix("px")
    return number.isascii() and number.isdigit() and len(number) < 9 and int(number) > WIDE
