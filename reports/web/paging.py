"""Long lists in pages of two hundred: what a browser shows quickly and a person can still scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request

SIZE = 200


@dataclass(frozen=True, slots=True)
class Paged[T]:
    """One page of a list. ``number`` and ``last`` count from 1; ``total`` is of the whole list."""

    rows: Sequence[T]
    number: int
    last: int
    total: int


def paged[T](rows: Sequence[T]) -> Paged[T]:
    """The page that ``?page=`` asks for, the first without it. 404 when there is no such page."""
    asked = request.args.get("page", "1")
    last = max(1, -(-len(rows) // SIZE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    if not 1 <= number <= last:
        abort(404)
    return Paged(rows[(number - 1) * SIZE : number * SIZE], number, last, len(rows))
