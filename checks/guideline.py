"""The rules of the development guideline that no inspection indicator scores, and who judges each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DOCUMENT = "国办发〔2017〕47号、国办函〔2018〕55号（转载）"


@dataclass(frozen=True, slots=True)
class GuidelineRow:
    """One rule. ``auto`` is that of an indicator, or u: nobody can say at present (``why``).

    ``checks`` are ids, or ``id:rule`` for one rule of a check.
    """

    id: str
    clause: str
    name: str
    text: str
    auto: str
    confidence: str
    checks: tuple[str, ...] = ()
    why: str = ""

    @property
    def wanted(self) -> Mapping[str, str]:
        """Check id -> the rule that counts, "" for all of them."""
        return {check: rule for check, _, rule in (c.partition(":") for c in self.checks)}


@cache
def guideline_rows() -> tuple[GuidelineRow, ...]:
    """Every rule, in the order of the documents."""
    data = tomllib.loads(files("checks").joinpath("guideline_rows.toml").read_text("utf-8"))
    return tuple(
        GuidelineRow(**row | {"checks": tuple(row.get("checks", ()))}) for row in data["row"]
    )
