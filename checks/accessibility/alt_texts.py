"""What alternative texts of images are worth, from the source alone."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import Tag

_FILE_NAME = re.compile(r"[\w\-. %()（）]+\.(?:jpe?g|png|gif|bmp|webp|svg|tiff?)", re.IGNORECASE)
_CAMERA = re.compile(r"(?:img|dsc|image|pic|photo|untitled|screenshot)[\s_-]*\d*", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:图片?|图像|照片|未标题|微信图片|截图)[\s_-]*[\d一二三四五六七八九十]*"
)
_NUMBER = re.compile(r"[\d_\-. ]{3,}")
_HAN = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile(r"\d")


def is_ignored(element: Tag) -> bool:
    """Whether nobody is to see or hear of it: decoration, counters, hidden parts."""
    if str(element.get("role", "")).lower() in ("presentation", "none"):
        return True
    if {str(element.get("width", "")), str(element.get("height", ""))} <= {"0", "1", "0px", "1px"}:
        return True
    node: Tag | None = element
    while node is not None:
        if str(node.get("aria-hidden", "")).lower() == "true" or node.name == "noscript":
            return True
        if node.has_attr("hidden") or "display:none" in str(node.get("style", "")).replace(" ", ""):
            return True
        node = node.parent
    return False


def other_name(element: Tag) -> bool:
    """Whether it is named by something else than ``alt``."""
    names = ("aria-label", "aria-labelledby", "title")
    return any(str(element.get(name, "")).strip() for name in names)


def is_meaningless(text: str) -> bool:
    """Whether a text looks like a file name, a number or a stopgap."""
    patterns = (_FILE_NAME, _CAMERA, _PLACEHOLDER, _NUMBER)
    return any(pattern.fullmatch(text) for pattern in patterns)


def names_its_file(image: Tag) -> bool:
    """Whether the text is the name of the image's own file, and says nothing else: with its suffix,
    or without it where it has figures and no Chinese.
    """
    alt = str(image.get("alt") or "").strip().lower()
    try:
        path = urlsplit(str(image.get("src") or "").strip()).path
    except ValueError:
        return False
    name = PurePosixPath(unquote(path).lower())
    if not alt or not name.suffix:
        return False
    bare = _DIGIT.search(alt) is not None and not _HAN.search(alt) and len(alt) > 2
    return alt == name.name or (alt == name.stem and bare)
