"""What must hold between the values of one rubric; each broken rule names file, key and remedy."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from checks.rubric_fields import Where, did_you_mean
from checks.rubric_model import Indicator, Rubric


def check_rubric(rubric: Rubric, file: str, origin: Mapping[str, str]) -> None:
    """Raise :class:`RubricError` for the first contradiction. ``origin``: row id to file."""
    for row in rubric.indicators:
        where = Where(origin.get(row.id, file), "indicator").at(row.id)
        _points(row, where)
        _annex(row, where)
        _rules(row, where)
        if rubric.verified == "full" and row.points is not None and not row.points_verified:
            raise where.at("points_verified").wrong(
                '口径写明 verified = "full"，这一行的分值却没有核实',
                "请核实后写 true，或把 verified 改为 partial",
            )
    _same_params(rubric, file, origin)
    _totals(rubric, Where(file, ""))


def _annex(row: Indicator, where: Where) -> None:
    if not row.annex:
        return
    if row.kind != "deduct":
        raise where.at("annex").wrong("只有扣分指标可以由附录计分", '请写 kind = "deduct"')
    if row.checks or row.per_finding is not None or row.per_finding_by:
        raise where.at("annex").wrong(
            "这一项由附录计分，不能再写 checks 或 per_finding", "请删去它们，或删去 annex"
        )


def _points(row: Indicator, where: Where) -> None:
    if row.kind == "veto":
        if row.points is not None or row.per_finding is not None or row.per_finding_by:
            raise where.at("points").wrong("单项否决不设分值", "请删去 points 和 per_finding")
        return
    if row.at_least != 1:
        raise where.at("at_least").wrong("只有单项否决才按处数触发", "请删去 at_least")
    losses = [*row.per_finding_by.values(), *([row.per_finding] if row.per_finding else [])]
    if losses and row.points is None:
        raise where.at("per_finding").wrong(
            "写了每处扣几分，却没有写这一项共几分", "请补写 points，扣分以它封顶"
        )
    if row.points is not None and losses and max(losses) > row.points:
        raise where.at("per_finding").wrong(
            f"每处扣 {max(losses)} 分，比这一项的 {row.points} 分还多", "请改小 per_finding"
        )
    if row.points is not None and row.points == 0:
        raise where.at("points").wrong("不能是 0", '请写分值；不计分请写 "未配置"')
    if row.points_verified and row.points is None:
        raise where.at("points_verified").wrong("没有分值，谈不上核实", "请补写 points")
    if row.points_verified and not (row.confirmed_by or row.source.document):
        raise where.at("points_verified").wrong(
            "说分值已核实，却没有说依据哪个文件", "请写 source 或 confirmed_by"
        )


def _rules(row: Indicator, where: Where) -> None:
    for check in row.per_finding_by:
        if check not in row.checks:
            raise (
                where.at("per_finding")
                .at(check)
                .wrong("这一项没有用到这个检查", did_you_mean(check, row.checks))
            )
    if row.per_finding_by and (missing := [c for c in row.checks if c not in row.per_finding_by]):
        raise where.at("per_finding").wrong(
            f"没有写检查项 {'、'.join(missing)} 每处扣几分", "请补写，一个检查项一个数"
        )
    if row.rules and not row.checks:
        raise where.at("rules").wrong("没有 checks，rules 无从谈起", "请写 checks 或删去 rules")
    for entry in row.rules:
        owner = entry.rpartition(":")[0]
        if owner and owner not in row.checks:
            raise where.at("rules").wrong(
                f"“{entry}”里的检查项不在 checks 里", did_you_mean(owner, row.checks)
            )


def _same_params(rubric: Rubric, file: str, origin: Mapping[str, str]) -> None:
    """A check runs once, so all rows that list it must want the same of it."""
    known: dict[tuple[str, str], tuple[str, Any]] = {}
    for row in rubric.indicators:
        for check in row.checks:
            for name, value in row.params_for(check).items():
                first, other = known.setdefault((check, name), (row.id, value))
                if other != value:
                    where = Where(origin.get(row.id, file), "indicator").at(row.id)
                    raise (
                        where.at("params")
                        .at(name)
                        .wrong(
                            f"检查项“{check}”的这个参数写的是 {value}，指标 {first} 里却是 {other}",
                            "一个检查项只运行一次，请把两处改成同一个值",
                        )
                    )


def _totals(rubric: Rubric, where: Where) -> None:
    # While an office confirms row after row, the placeholders left over may exceed the total.
    verified_only = any(row.confirmed_by for row in rubric.indicators)
    rows = [r for r in rubric.indicators if r.kind == "deduct"]
    known = {r.id: r.points for r in rows if r.points_verified or not verified_only}
    deduct = _sum(known.values())
    if deduct > rubric.deduct_total:
        raise where.at("deduct_total").wrong(
            f"扣分指标共 {deduct} 分，超过总分 {rubric.deduct_total}", "请核对各项 points"
        )
    heading = rubric.no_service_level1
    if not heading:
        return
    here = [row for row in rows if row.level1 == heading]
    if rubric.scored and not here:
        raise where.at("no_service_level1").wrong(
            f"没有一级指标是“{heading}”的扣分指标", "请核对名称，或把它写成空文字"
        )
    if rubric.no_service_method == "redistribute_equal":
        if rubric.no_service_factor != 1:
            raise where.at("no_service_factor").wrong(
                "分值已经平均摊到其他指标，不能再乘倍数",
                '请写 no_service_factor = "1"，或把 no_service_method 写成 "scale"',
            )
        if len(here) == len(rows):
            raise where.at("no_service_method").wrong(
                f"除了“{heading}”没有别的扣分指标，分值无处可摊", '请改成 "scale"'
            )
    worth = _sum(known.get(row.id) for row in here)
    complete = bool(here) and all(known.get(row.id) is not None for row in here)
    if worth > rubric.no_service_points or (complete and worth != rubric.no_service_points):
        raise where.at("no_service_points").wrong(
            f"写的是 {rubric.no_service_points} 分，“{heading}”各项合计却是 {worth} 分",
            "请把两者改成一致",
        )
    rest, left = deduct - worth, rubric.deduct_total - rubric.no_service_points
    if rest > left:
        raise where.at("no_service_points").wrong(
            f"除去“{heading}”，其余扣分指标共 {rest} 分，超过剩下的 {left} 分", "请核对各项 points"
        )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
