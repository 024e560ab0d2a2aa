"""The ways in which a part of a page is made invisible, as far as its own source shows."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import Tag

from checks.page import Page

SOFT = frozenset(
    ("display:none", "visibility:hidden", "hidden", "opacity:0", "font-size:0", "脚本")
)
"""Used by menus, tab panels and layout everywhere: they mean nothing by themselves."""

_LEVELS = 40
_SIZES = ("width", "height")
_TINIEST = {"marquee": 2, "iframe": 1, "frame": 1, "table": 1, "td": 1}
"""Most pixels of an element nobody can see, for those whose attributes give a size."""
_FAR = r"-(?:(?:[5-9]\d\d|\d{4,})(?:\.\d+)?(?:px|pt)?|\d{2,}r?em)(?![\d%v])"
"""Menus slide in from -100 % and carousels from a few hundred pixels."""
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("display:none", re.compile(r"(?:^|;)display:none")),
    ("visibility:hidden", re.compile(r"(?:^|;)visibility:(?:hidden|collapse)")),
    ("text-indent:-9999px", re.compile(rf"(?:^|;)text-indent:{_FAR}")),
    ("font-size:0", re.compile(r"(?:^|;)font-size:[01](?:px|pt|em|rem|%)?(?:!|;|$)")),
    ("opacity:0", re.compile(r"(?:^|;)opacity:0(?:\.0\d*)?(?:!|;|$)")),
    ("移到屏幕外", re.compile(rf"(?:^|;)(?:left|top|right|bottom|margin-left|margin-top|margin):{_FAR}")),
    ("裁剪掉", re.compile(r"(?:^|;)clip:rect\((?:0|1px)|clip-path:inset\((?:50|100)%|scale\(0\)")),
)  # fmt: skip
_TINY = re.compile(r"(?:^|;)(?:max-)?(?:width|height):[01](?:px|pt|em|%)?(?:!|;|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:(#[0-9a-f]{3,6}|rgb\([^)]*\)|[a-z]+)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"\s*[a-z0-9]*([.#][\w-]+)\s*\Z", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BY_SCRIPT = re.compile(
    r"getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\s*\.style\.(?:display|visibility)\s*=\s*[\"'](?:none|hidden)"
    r"|\$\(\s*[\"']#([\w-]+)[\"']\s*\)\s*\.(?:hide\(|css\(\s*[\"']display[\"']\s*,\s*[\"']none)"
)
_JOINED = re.compile(r"[\"']\s*\+\s*[\"']")
_WRITES = re.compile(r"document\s*\.\s*write(?:ln)?\s*\(", re.IGNORECASE)
_NAMED_COLOURS = {"white": "#ffffff", "black": "#000000", "transparent": "transparent"}


def way_of_style(style: str) -> str:
    """How a ``style`` hides, "" when it does not."""
    if len(style) < 6:
        return ""
    squeezed = re.sub(r"\s", "", style.lower())
    for name, pattern in _STYLES:
        if pattern.search(squeezed):
            return name
    if "overflow:hidden" in squeezed and _TINY.search(squeezed):
        return "1 像素容器"
    colour, background = _COLOUR.search(squeezed), _BACKGROUND.search(squeezed)
    if colour and background and _same(colour[1], background[1]):
        return "文字与背景同色"
    return ""


class Hiding:
    """Answers for one page's elements; every element is looked at once."""

    def __init__(self, page: Page) -> None:
        self._known: dict[int, tuple[str, Tag | None]] = {}
        self._names = _hidden_names(page)

    def way(self, element: Tag) -> tuple[str, Tag | None]:
        """How the element is hidden, by itself or by what encloses it, and the element that does
        it; ("", None) when it can be seen.
        """
        path: list[Tag] = []
        node: Tag | None = element
        found: tuple[str, Tag | None] = ("", None)
        while node is not None and len(path) < _LEVELS:
            known = self._known.get(id(node))
            if known is not None:
                found = known
                break
            path.append(node)
            way = self._own_way(node)
            if way:
                found = (way, node)
                break
            node = node.parent
        for passed in path:
            self._known[id(passed)] = found
        return found

    def _own_way(self, element: Tag) -> str:
        attributes = element.attrs
        if not attributes:
            return ""
        if "hidden" in attributes:
            return "hidden"
        style = attributes.get("style")
        if isinstance(style, str) and (way := way_of_style(style)):
            return way
        if element.name in _TINIEST and _is_tiny(element):
            return "滚动条高宽不足 2 像素" if element.name == "marquee" else "1 像素容器"
        if way := _coloured(element):
            return way
        if not self._names:
            return ""
        names = ["#" + str(attributes["id"])] if "id" in attributes else []
        classes = attributes.get("class") or ()
        names += ["." + c for c in ([classes] if isinstance(classes, str) else classes)]
        return next((self._names[n] for n in names if n in self._names), "")


def written(page: Page) -> Iterator[str]:
    """The HTML that inline scripts write into the page, pieces joined and escapes undone."""
    if "write" not in page.html:
        return
    for script in page.tags["script"]:
        code = script.string or ""
        if _WRITES.search(code):
            text = _JOINED.sub("", code)
            if "%3" in text:
                text = unquote(text)
            yield (
                text.replace('\\"', '"')
                .replace("\\'", "'")
                .replace("\\/", "/")
                .replace("\\x3c", "<")
            )


def _hidden_names(page: Page) -> dict[str, str]:
    """Classes (``.x``) and ids (``#x``) that the page's own styles or scripts hide."""
    names: dict[str, str] = {}
    sheets = [tag.get_text() for tag in page.tags["style"]]
    scripts = [tag.string or "" for tag in page.tags["script"]]
    sheets += [code for code in written(page) if "<style" in code]
    for sheet in sheets:
        for match in _RULE.finditer(_COMMENT.sub("", sheet)):
            way = way_of_style(match[2])
            if way:
                for selector in match[1].rpartition(">")[2].split(","):
                    if simple := _SIMPLE.match(selector):
                        names[simple[1]] = way
    for code in scripts:
        for match in _BY_SCRIPT.finditer(code):
            names["#" + (match[1] or match[2])] = "脚本"
    return names


def _is_tiny(element: Tag) -> bool:
    """By its attributes. Tables grow with what is in them: old layouts say height="1" everywhere."""
    sizes = [str(element.attrs.get(name, "")).strip().removesuffix("px") for name in _SIZES]
    small = [size.isdigit() and int(size) <= _TINIEST[element.name] for size in sizes]
    return all(small) if element.name in ("table", "td") else any(small)


def _coloured(element: Tag) -> str:
    """Text of the very colour that the nearest enclosing element paints behind it."""
    style = str(element.attrs.get("style") or "")
    if "color" not in element.attrs and "color" not in style:
        return ""
    own = _COLOUR.search(re.sub(r"\s", "", style.lower()))
    colour = own[1] if own else str(element.attrs.get("color") or "")
    node: Tag | None = element
    for _ in range(6):
        if node is None or not colour:
            return ""
        painted = _BACKGROUND.search(re.sub(r"\s", "", str(node.attrs.get("style") or "").lower()))
        background = painted[1] if painted else str(node.attrs.get("bgcolor") or "")
        if background:
            return "文字与背景同色" if _same(colour, background) else ""
        node = node.parent
    return ""


def _same(one: str, other: str) -> bool:
    return _hex(one) == _hex(other) != "transparent"


def _hex(colour: str) -> str:
    colour = colour.strip().lower()
    colour = _NAMED_COLOURS.get(colour, colour)
    if re.fullmatch("#[0-9a-f]{3}", colour):
        colour = "#" + "".join(c * 2 for c in colour[1:])
    if rgb := re.fullmatch(r"rgb\((\d+),(\d+),(\d+)\)", colour):
        colour = "#" + "".join(f"{min(int(v), 255):02x}" for v in rgb.groups())
    return colour
