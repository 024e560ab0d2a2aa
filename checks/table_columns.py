"""The heading over a table cell, as far as rows and cells line up."""

from checks.outline import Outline

_CELLS = frozenset(("td", "th"))
_WIDEST = 200
"""Elements of a row before the cell: in longer ones nothing lines up."""


def heading_of(outline: Outline, block: int) -> str:
    """The text of the cell over the one around ``block`` in the table's first row, "" if none."""
    cell = row = table = -1
    for at in outline.ancestors(block):
        tag = outline.blocks[at].tag
        if cell < 0 and tag in _CELLS:
            cell = at
        elif cell >= 0 and row < 0 and tag == "tr":
            row = at
        elif row >= 0 and tag == "table":
            table = at
            break
    if table < 0 or cell - row > _WIDEST:
        return ""
    first = next(n for n in range(table + 1, row + 1) if outline.blocks[n].tag == "tr")
    position = sum(outline.blocks[n].parent == row for n in range(row + 1, cell))
    heads = []
    for n in range(first + 1, row + 1):
        if outline.blocks[n].parent < first:
            break
        if outline.blocks[n].parent == first:
            heads.append(n)
    if first == row or position >= len(heads):
        return ""
    return outline.text_of(heads[position])
