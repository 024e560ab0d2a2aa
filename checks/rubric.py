"""Read rubrics: TOML files to :class:`Rubric` values, with ``extends``, ``drop`` and overrides.

A file has the keys of :data:`checks.rubric_fields.RUBRIC` and one table ``[indicator.ID]`` a row.
``extends`` takes over another rubric, ``drop`` leaves rows out (``D-*`` drops many); a row that is
there already is changed key by key, a new one goes to the end. Amounts are read exactly.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from checks.confirmations import apply as apply_confirmations
from checks.confirmations import read as read_confirmations
from checks.registry import Check, groups
from checks.rubric_fields import (
    INDICATOR,
    RUBRIC,
    Where,
    broken_toml,
    did_you_mean,
    identifier,
    names,
    read_key,
)
from checks.rubric_model import Automation, Indicator, IndicatorKind, Rubric, RubricError, Source
from checks.rubric_rules import check_rubric
from checks.rubric_text import sealed

__all__ = [
    "Automation",
    "Indicator",
    "IndicatorKind",
    "Rubric",
    "RubricError",
    "Source",
    "builtin",
    "load",
    "loads",
    "validate_checks",
]

_BUILTIN = Path(__file__).with_name("rubrics")


def builtin() -> list[str]:
    """Names of the rubrics that come with the program."""
    return sorted(path.stem for path in _BUILTIN.glob("*.toml"))


def load(
    name_or_path: str | Path,
    *,
    folders: Sequence[Path] = (),
    confirmations: Path | None = None,
    as_of: date | None = None,
) -> Rubric:
    """Read a rubric by name (from ``folders``, then the built-in ones) or by path.

    ``confirmations`` is the office's file of confirmed points; those dated up to ``as_of`` apply
    (all of them if it is ``None``), so a past month is scored with what was confirmed then.
    Raises :class:`RubricError`.
    """
    path = _find(name_or_path, folders)
    rubric = _build(_effective(_read(path), path.parent, folders, (path,)), str(path))
    if rubric.id != path.stem:  # months are stored under the id and asked for by the name
        raise Where(str(path), "id").wrong(
            f"“{rubric.id}”与文件名不一致",
            f'请写 id = "{path.stem}"，或把文件改名为 {rubric.id}.toml',
        )
    if confirmations is None:
        return rubric
    return apply_confirmations(rubric, read_confirmations(confirmations), as_of)


def loads(text: str, *, name: str = "（文本）", folders: Sequence[Path] = ()) -> Rubric:
    """Read a rubric from its text. Raises :class:`RubricError`."""
    return _build(_effective(_parse(text, name), None, folders, ()), name)


def validate_checks(rubric: Rubric, checks: Mapping[str, Check]) -> None:
    """Refuse checks and parameters that do not exist. Raises :class:`RubricError`."""
    here = Where(rubric.id, "")
    for indicator in rubric.indicators:
        where = here.at("indicator").at(indicator.id)
        for check_id in indicator.checks:
            if check_id not in checks:
                raise _no_check(where.at("checks"), check_id, checks)
            known = checks[check_id].params
            for param in indicator.params_for(check_id):
                if param not in known:
                    raise (
                        where.at("params")
                        .at(param)
                        .wrong(f"检查项“{check_id}”没有这个参数", did_you_mean(param, known))
                    )
    for key in ("also", "immediate"):
        for check_id in getattr(rubric, key):
            if check_id not in checks:
                raise _no_check(here.at(key), check_id, checks)
    _validate_annexes(rubric, checks, here)
    for group in rubric.also_groups:
        if group not in groups():
            raise here.at("also_groups").wrong(
                f"没有检查项的分组“{group}”", did_you_mean(group, groups())
            )


def _validate_annexes(rubric: Rubric, checks: Mapping[str, Check], here: Where) -> None:
    """An annex is made of what the checks of its group find: some of them must run."""
    named = {*rubric.check_params(), *rubric.also}
    running = {check.group for check in checks.values() if check.id in named}
    for row in rubric.indicators:
        group = "aging" if row.annex == "aging" else "accessibility"
        if row.annex and group not in running and group not in rubric.also_groups:
            raise (
                here.at("indicator")
                .at(row.id)
                .at("annex")
                .wrong(
                    f"附录要用“{group}”组的检查，口径里却没有",
                    f'请在文件开头写 also_groups = ["{group}"]',
                )
            )


def _no_check(where: Where, check_id: str, checks: Iterable[str]) -> RubricError:
    return where.wrong(f"没有检查项“{check_id}”", did_you_mean(check_id, checks))


@dataclass
class _Layer:
    """One file's typed values, before or after those it extends."""

    file: str
    head: dict[str, Any]
    rows: dict[str, dict[str, Any]]
    extends: str = ""
    drop: tuple[str, ...] = ()
    origin: dict[str, str] = field(default_factory=dict)


def _find(name_or_path: str | Path, folders: Sequence[Path]) -> Path:
    wanted = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in wanted or wanted.endswith(".toml"):
        path = Path(name_or_path)
        if not path.is_file():
            raise Where(wanted, "").wrong(
                "找不到这个文件", "请核对路径，或改用 govcheck rubric 查看可用的口径"
            )
        return path
    own = [path for folder in folders if (path := folder / f"{wanted}.toml").is_file()]
    shipped = _BUILTIN / f"{wanted}.toml"
    if own and shipped.is_file():
        raise Where(str(own[0]), "").wrong(
            f"与内置口径“{wanted}”同名，容易用错", "请给文件和其中的 id 换一个名称"
        )
    if own or shipped.is_file():
        return own[0] if own else shipped
    known = {path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    remedy = did_you_mean(wanted, sorted(known | set(builtin())))
    raise RubricError(
        f"没有名为“{wanted}”的口径。{remedy}。自己的口径文件请写出路径，以 .toml 结尾。"
    )


def _read(path: Path) -> _Layer:
    where = Where(str(path), "")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise where.wrong("不是 UTF-8 编码", "请在编辑器里另存为 UTF-8 编码") from None
    except OSError as error:
        raise where.wrong(f"读不出来（{error.strerror}）", "请核对路径和权限") from None
    return _parse(text, str(path))


def _parse(text: str, file: str) -> _Layer:
    where = Where(file, "")
    try:
        raw = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, ArithmeticError) as error:
        raise where.wrong(broken_toml(error), "请检查这一处的引号、等号和括号") from None
    rows = raw.pop("indicator", {})
    if not isinstance(rows, Mapping):
        raise where.at("indicator").wrong("应当是一组指标", "每个指标写一节 [indicator.编号]")
    extends = raw.pop("extends", "")
    if not isinstance(extends, str):
        raise where.at("extends").wrong("应当是一个口径的名称", '例如 "national-2019-portal"')
    drop = names(raw.pop("drop", []), where.at("drop"))
    known = {**RUBRIC, **dict.fromkeys(("extends", "drop", "indicator"), names)}
    head = {name: read_key(known, name, value, where) for name, value in raw.items()}
    typed = {}
    for row_id, row in rows.items():
        here = where.at("indicator").at(row_id)
        identifier(row_id, here)
        if not isinstance(row, Mapping):
            raise here.wrong("应当是一节", f"请写成 [indicator.{row_id}]，下面逐行写键和值")
        typed[row_id] = {
            name: read_key(INDICATOR, name, value, here) for name, value in row.items()
        }
    for name in ("id", "title"):
        if not head.get(name):
            raise where.at(name).wrong("没有写", f'请在文件开头写 {name} = "…"，每个口径各用各的')
    return _Layer(file, head, typed, extends.strip(), drop, dict.fromkeys(typed, file))


def _effective(
    layer: _Layer, folder: Path | None, folders: Sequence[Path], seen: tuple[Path, ...]
) -> _Layer:
    """The layer on top of everything it extends."""
    if not layer.extends:
        return _on_top(layer, _Layer(layer.file, {}, {}))
    beside = [folder, *folders] if folder and folder != _BUILTIN else list(folders)
    path = _find(layer.extends, beside)
    if path in seen:
        chain = " → ".join(one.name for one in (*seen, path))
        raise Where(layer.file, "extends").wrong(
            f"口径互相继承，成了一个圈（{chain}）", "请去掉其中一个 extends"
        )
    base = _effective(_read(path), path.parent, folders, (*seen, path))
    return _on_top(layer, base)


def _on_top(layer: _Layer, base: _Layer) -> _Layer:
    where = Where(layer.file, "")
    for pattern in layer.drop:
        if not any(fnmatchcase(row_id, pattern) for row_id in base.rows):
            raise where.at("drop").wrong(
                f"上级口径没有指标“{pattern}”", did_you_mean(pattern, base.rows)
            )
    dropped = {r for r in base.rows if any(fnmatchcase(r, pattern) for pattern in layer.drop)}
    rows = {row_id: row for row_id, row in base.rows.items() if row_id not in dropped}
    for row_id, row in layer.rows.items():
        old = rows.get(row_id, {})
        if not old and not (row.get("name") and row.get("kind")):
            remedy = "新指标要写 name 和 kind"
            if base.rows:
                remedy += f"；如果要改上级口径的指标，{did_you_mean(row_id, rows)}"
            raise where.at("indicator").at(row_id).wrong("没有写 name 或 kind", remedy)
        merged = old | row
        for name in ("params", "source"):
            if name in old and name in row:
                merged[name] = dict(old[name]) | dict(row[name])
        rows[row_id] = merged
    head = {name: value for name, value in base.head.items() if name not in ("id", "title")}
    return _Layer(layer.file, head | layer.head, rows, origin=base.origin | layer.origin)


def _build(layer: _Layer, file: str) -> Rubric:
    where = Where(file, "")
    for name in ("verified", "subject", "scored"):
        if name not in layer.head:
            raise where.at(name).wrong("没有写", f"请写 {name}，或用 extends 继承一个口径")
    rows = tuple(_indicator(row_id, row) for row_id, row in layer.rows.items())
    rubric = Rubric(indicators=rows, **layer.head)
    check_rubric(rubric, file, layer.origin)
    return sealed(rubric)


_PLAIN = {one.name for one in fields(Indicator)} - {"id", "source", "per_finding"}


def _indicator(row_id: str, row: Mapping[str, Any]) -> Indicator:
    each = row.get("per_finding")
    by_check = each if isinstance(each, Mapping) else {}
    return Indicator(
        id=row_id,
        source=Source(**{"document": "", **row.get("source", {})}),
        per_finding=None if by_check else each,
        per_finding_by=by_check,
        **{name: value for name, value in row.items() if name in _PLAIN},
    )
