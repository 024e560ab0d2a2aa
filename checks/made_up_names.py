"""Ids that are made up anew on every visit: they say nothing of where an element is.

``checks/accessibility/page_names.js`` is the same judgement in the browser; the tests compare the
two, so change both or neither.
"""

import re
from functools import lru_cache

# Counters of widgets, which move with every widget before them.
_COUNTED = re.compile(
    "(?:ui-id-|layui-layer(?:-[a-z]+)?|layui-(?:laydate|laypage|table)-?|slick-slide(?:-control)?|"
    "el-(?:id|popover|tooltip)-|ext-(?:gen|comp-)|yui_[0-9_]|edui|gwt-uid-|mat-[a-z-]+-|"
    "cdk-[a-z-]+-|vjs_video_|radix-|__BVID__|select2-id-|rc_select_|rc-tabs-|swiper-wrapper-)"
    "[0-9a-z_-]*[0-9]"
)
_REACT = re.compile("[:«]r[0-9a-z]+[:»]")
# Seconds, milliseconds or a written time, and more figures than any table counts.
_TIMED = re.compile(
    r"(?<![0-9])(?:1[4-9][0-9]{8}|1[4-9][0-9]{11}|20[0-9]{12}|[0-9]{15,})(?![0-9])|0\.[0-9]{6}"
)
_PIECE = re.compile("[0-9A-Za-z]{7,}")
_TURN = re.compile("[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])")
_HEX = re.compile("[0-9A-Fa-f]{8,}")


@lru_cache(maxsize=4096)
def is_made_up(name: str) -> bool:
    """Whether an id looks generated: times, hashes, UUIDs, counters of known widgets."""
    return bool(
        _COUNTED.match(name)
        or _REACT.search(name)
        or _TIMED.search(name)
        or any(_is_random(piece) for piece in _PIECE.findall(name))
    )


def _is_random(piece: str) -> bool:
    """Letters and figures change places more often than in a word with a number."""
    turns = len(_TURN.findall(piece))
    return turns > 3 or (bool(_HEX.fullmatch(piece)) and turns > (len(piece) < 16))
