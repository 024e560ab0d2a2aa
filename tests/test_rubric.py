"""Reading rubrics: the built-in ones, extending and dropping, and what is refused with which words."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from checks.registry import all_checks
from checks.rubric import RubricError, builtin, load, loads, validate_checks

HEAD = """
id = "own"
title = "自己的口径"
verified = "none"
subject = "portal"
scored = true
"""
CODES = {
    *("V1①", "V1②", "V1③", "V1④", "V1⑤", "V1⑥", "V2", "V3"),
    *("V4①", "V4②", "V4③", "V5①", "V5②", "V6①", "V6②", "V6③"),
}
ROW = '\n[indicator.D-a]\nname = "甲"\nkind = "deduct"\n'
EXTENDS = 'id = "own"\ntitle = "自己的口径"\nextends = "national-2019-portal"\n'


@pytest.mark.parametrize("name", builtin())
def test_every_builtin_loads_and_survives_its_own_text(name: str) -> None:
    rubric = load(name)
    assert rubric.id == name
    again = loads(rubric.text)
    assert again == rubric
    assert again.text == rubric.text
    assert again.sha == rubric.sha
    assert "extends" not in rubric.text
    validate_checks(rubric, all_checks())


def test_builtin_names() -> None:
    expected = {"national-2019-portal", "national-2019-department", "national-2019-media"}
    assert expected <= set(builtin())


def test_the_national_rubric_has_every_row_of_the_reference() -> None:
    rubric = load("national-2019-portal")
    codes = {row.code for row in rubric.indicators if row.kind == "veto"}
    assert codes == CODES
    headings = {row.level1 for row in rubric.indicators if row.kind == "deduct"}
    assert headings == {"发布解读", "办事服务", "互动交流", "功能设计"}
    assert sum(row.kind == "deduct" for row in rubric.indicators) >= 22
    bonus = {row.level2 for row in rubric.indicators if row.kind == "bonus"}
    assert bonus >= {"数据发布", "解读回应", "实时互动", "用户空间", "智能搜索"}
    thresholds = {code: row.at_least for row in rubric.indicators if (code := row.code)}
    assert (thresholds["V4①"], thresholds["V4②"], thresholds["V4③"]) == (5, 10, 5)


def test_no_national_number_is_called_verified() -> None:
    for name in builtin():
        rubric = load(name)
        assert rubric.verified != "full"
        assert not any(row.points_verified or row.confirmed_by for row in rubric.indicators)
        assert all(row.source.document for row in rubric.indicators)


def test_no_veto_of_the_national_rubric_trips_without_a_person() -> None:
    for name in builtin():
        vetoes = [row for row in load(name).indicators if row.kind == "veto"]
        assert vetoes
        assert not any(row.auto_confirm for row in vetoes)


def test_department_and_media_give_no_score() -> None:
    for name, subject in (("department", "department"), ("media", "account")):
        rubric = load(f"national-2019-{name}")
        assert (rubric.scored, rubric.subject) == (False, subject)
        assert {row.kind for row in rubric.indicators} == {"veto"}


def test_the_example_says_that_it_is_one() -> None:
    example = load("example-local")
    assert "结构示例" in example.title
    assert (example.veto_score, example.bonus_total) == (59, 25)
    assert example.indicator("D-ipv6") is None


def test_amounts_are_exact() -> None:
    rows = (
        ROW + 'points = 0.1\nper_finding = "0.05"\n[indicator.D-b]\nname = "乙"\nkind = "deduct"\n'
        "points = 3\n"
    )
    rubric = loads(HEAD + 'no_service_factor = "4/3"\n' + rows)
    first, second = rubric.indicators
    assert first.points == Decimal("0.1")
    assert first.per_finding == Decimal("0.05")
    assert second.points == 3
    assert rubric.no_service_factor == Fraction(4, 3)


def test_extending_changes_key_by_key_and_appends() -> None:
    text = EXTENDS + (
        'drop = ["D-ipv6", "B-*"]\n'
        '[indicator.V3]\nparams = { max_age_days = 10 }\nsource = { confidence = "中" }\n'
        '[indicator.D-footer]\npoints = 3\n[indicator.X-new]\nname = "新项"\nkind = "deduct"\n'
    )
    base, rubric = load("national-2019-portal"), loads(text)
    home, old = rubric.indicator("V3"), base.indicator("V3")
    assert home
    assert old
    assert home == replace(
        old, params={"max_age_days": 10}, source=replace(old.source, confidence="中")
    )
    footer = rubric.indicator("D-footer")
    assert footer
    assert footer.points == 3
    assert footer.checks == ("footer-items", "sitemap-page")
    assert rubric.indicators[-1].id == "X-new"
    gone = {row.id for row in base.indicators} - {row.id for row in rubric.indicators}
    assert gone == {"D-ipv6"} | {row.id for row in base.indicators if row.kind == "bonus"}
    assert rubric.title == "自己的口径"


def test_values_can_be_taken_back() -> None:
    text = EXTENDS + (
        '[indicator.D-overview]\npoints = "未配置"\n[indicator.D-leaders]\nper_finding = "全扣"\n'
    )
    rubric = loads(text)
    overview, leaders = rubric.indicator("D-overview"), rubric.indicator("D-leaders")
    assert overview
    assert overview.points is None
    assert leaders
    assert leaders.points == 5
    assert leaders.per_finding is None


def test_files_extend_their_neighbours_and_folders(tmp_path: Path) -> None:
    rubrics = tmp_path / "rubrics"
    rubrics.mkdir()
    city = EXTENDS.replace("own", "city") + "[indicator.D-footer]\npoints = 2\n"
    (rubrics / "city.toml").write_text(city, "utf-8")
    district = 'id = "district"\ntitle = "区"\nextends = "city"\n'
    (rubrics / "district.toml").write_text("\ufeff" + district, "utf-8")
    by_path = load(rubrics / "district.toml")
    assert by_path == load("district", folders=[rubrics])
    footer = by_path.indicator("D-footer")
    assert footer
    assert footer.points == 2


def test_sha_follows_content_not_form() -> None:
    one = loads(HEAD + ROW + "points = 5\n")
    other = loads("# 说明\n" + HEAD.replace(" = ", "=") + ROW + 'points = "5.00"\nat_least = 1\n')
    assert one.sha == other.sha
    assert one.sha != loads(HEAD + ROW + "points = 6\n").sha
    assert one.sha != loads(HEAD.replace("自己", "别人") + ROW + "points = 5\n").sha
    assert len(one.sha) == 64


def test_text_survives_awkward_characters() -> None:
    rubric = loads(HEAD + ROW + r'text = "引号\" 反斜杠\\ 换行\n 制表\t 删\u007f 终"' + "\n")
    assert loads(rubric.text) == rubric


def test_rules_narrow_one_check_or_all() -> None:
    text = ROW + 'checks = ["empty-column", "column-stale"]\nrules = ["column-stale:stale-other"]\n'
    row = loads(HEAD + text).indicators[0]
    assert row.takes("empty-column", "")
    assert row.takes("column-stale", "stale-other")
    assert not row.takes("column-stale", "stale-news")
    assert not row.takes("home-stale", "stale-other")


def test_params_of_one_check_among_several() -> None:
    text = ROW + 'checks = ["a", "b"]\nparams = { days = 3, b = { size = 2 } }\n'
    assert loads(HEAD + text).check_params() == {"a": {"days": 3}, "b": {"days": 3, "size": 2}}


REFUSED = [
    ("HEAD", "indicator.D-a.poinst", ROW + "poinst = 3\n", "是不是想写“points”"),
    ("HEAD", "titel", 'titel = "x"\n', "是不是想写“title”"),
    ("HEAD", "indicator.D-a.points", ROW + 'points = "三分"\n', "不小于 0 的整数或小数"),
    ("HEAD", "indicator.D-a.points", ROW + "points = -1\n", "不小于 0"),
    ("HEAD", "indicator.D-a.points", ROW + "points = nan\n", "不小于 0"),
    ("HEAD", "indicator.D-a.points", ROW + "points = true\n", "不小于 0"),
    ("HEAD", "indicator.D-a.points", ROW + "points = 0\n", "不能是 0"),
    ("HEAD", "indicator.D-a.per_finding", ROW + "points = 1\nper_finding = 2\n", "请改小"),
    ("HEAD", "indicator.D-a.per_finding", ROW + "per_finding = 2\n", "请补写 points"),
    ("HEAD", "indicator.D-a.per_finding", ROW + "points = 1\nper_finding = 0\n", "不能是 0"),
    ("HEAD", "indicator.D-a.at_least", ROW + "at_least = 0\n", "1 到"),
    ("HEAD", "indicator.D-a.at_least", ROW + "at_least = 2\n", "只有单项否决"),
    ("HEAD", "indicator.D-a.auto", ROW + 'auto = "d"\n', "只能写：a、b、c"),
    ("HEAD", "indicator.D-a.kind", ROW.replace("deduct", "minus"), "veto、deduct、bonus"),
    ("HEAD", "indicator.D-a.checks", ROW + 'checks = "a"\n', "应当是一列名称"),
    ("HEAD", "indicator.D-a.checks", ROW + 'checks = ["a", "a"]\n', "写了两次"),
    ("HEAD", "indicator.D-a.rules", ROW + 'checks = ["a"]\nrules = ["b:x"]\n', "不在 checks 里"),
    ("HEAD", "indicator.D-a.rules", ROW + 'rules = ["x"]\n', "没有 checks"),
    ("HEAD", "indicator.D-a.source.where", ROW + 'source = { where = "x" }\n', "document"),
    ("HEAD", "indicator.D-a.source.confidence", ROW + 'source = { confidence = "很高" }\n', "高、中、低"),
    ("HEAD", "indicator.D-a.params.day", ROW + "params = { day = 2026-01-01 }\n", "请写文字、数"),
    ("HEAD", "indicator.D-a.points_verified", ROW + "points_verified = true\n", "请补写 points"),
    ("HEAD", "indicator.D-a.points_verified", ROW + "points = 1\npoints_verified = true\n", "依据"),
    ("HEAD", "indicator.D-a.per_finding", ROW + 'points = 2\nchecks = ["a", "b"]\nper_finding = { a = 1 }\n', "b 每处扣几分"),
    ("HEAD", "indicator.D-a.per_finding.c", ROW + 'points = 2\nchecks = ["a"]\nper_finding = { c = 1 }\n', "没有用到"),
    ("HEAD", "indicator.D-a", '[indicator.D-a]\nkind = "deduct"\n', "新指标要写 name 和 kind"),
    ("HEAD", "indicator.甲", '[indicator."甲"]\nname = "甲"\nkind = "deduct"\n', "英文字母开头"),
    ("HEAD", "indicator.V1.points", '[indicator.V1]\nname = "否"\nkind = "veto"\npoints = 5\n', "不设分值"),
    ("HEAD", "deduct_total", ROW + "points = 101\n", "超过总分"),
    ("HEAD", "no_service_factor", 'no_service_factor = "4/0"\n', "分数"),
    ("HEAD", "no_service_level1", 'no_service_level1 = "办事"\n' + ROW, "请核对名称"),
    ("HEAD", "no_service_points", 'no_service_level1 = "办"\nno_service_points = 9\n' + ROW + 'level1 = "办"\npoints = 8\n', "合计却是 8 分"),
    ("HEAD", "decimals", "decimals = 9\n", "0 到 6"),
    ("EXTENDS", "indicator.D-foter", "[indicator.D-foter]\npoints = 3\n", "是不是想写“D-footer”"),
    ("EXTENDS", "drop", 'drop = ["D-ipv4"]\n', "是不是想写“D-ipv6”"),
    ("EXTENDS", "indicator.X.params.max_age_days", '[indicator.X]\nname = "x"\nkind = "veto"\nchecks = ["home-stale"]\nparams = { max_age_days = 15 }\n', "指标 V3 里却是 14"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "key", "body", "remedy"), REFUSED)
def test_refused_with_file_key_and_remedy(
    tmp_path: Path, head: str, key: str, body: str, remedy: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text({"HEAD": HEAD, "EXTENDS": EXTENDS}[head] + body, "utf-8")
    with pytest.raises(RubricError) as refused:
        load(path)
    message = str(refused.value)
    assert message.startswith(f"口径文件 {path} 的 {key}：")
    assert remedy in message
    assert message.endswith("。")


@pytest.mark.parametrize("missing", ["id", "title", "verified", "subject", "scored"])
def test_head_must_be_complete(missing: str) -> None:
    text = "".join(f"{row}\n" for row in HEAD.splitlines() if not row.startswith(f"{missing} "))
    with pytest.raises(RubricError, match=f"口径文件 （文本） 的 {missing}：没有写"):
        loads(text)


def test_full_needs_every_point_verified() -> None:
    text = HEAD.replace('"none"', '"full"') + ROW + "points = 5\n"
    with pytest.raises(RubricError, match="这一行的分值却没有核实"):
        loads(text)


def test_the_error_names_the_file_that_holds_the_fault(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(HEAD.replace("own", "base") + ROW + "points = x\n", "utf-8")
    (tmp_path / "top.toml").write_text('id = "top"\ntitle = "上"\nextends = "base"\n', "utf-8")
    with pytest.raises(RubricError, match=r"base\.toml：不是正确的 TOML，错在第 11 行第 10 列"):
        load(tmp_path / "top.toml")


def test_rubrics_must_not_extend_each_other_in_a_ring(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        text = f'id = "{one}"\ntitle = "圈"\nextends = "{other}"\n'
        (tmp_path / f"{one}.toml").write_text(text, "utf-8")
    with pytest.raises(RubricError, match=r"成了一个圈（a\.toml → b\.toml → c\.toml → a\.toml）"):
        load(tmp_path / "a.toml")


def test_files_that_are_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="是不是想写“national-2019-portal”"):
        load("national-2019-portl")
    with pytest.raises(RubricError, match=r"none\.toml：找不到这个文件"):
        load(tmp_path / "none.toml")
    with pytest.raises(RubricError, match="没有名为“nowhere”的口径"):
        loads('id = "x"\ntitle = "x"\nextends = "nowhere"\n')
    path = tmp_path / "gbk.toml"
    path.write_bytes('id = "口径"'.encode("gb18030"))
    with pytest.raises(RubricError, match="另存为 UTF-8"):
        load(path)


def test_own_files_must_not_shadow_the_national_rubric(tmp_path: Path) -> None:
    (tmp_path / "national-2019-portal.toml").write_text(HEAD, "utf-8")
    with pytest.raises(RubricError, match="与内置口径“national-2019-portal”同名"):
        load("national-2019-portal", folders=[tmp_path])


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "city.toml"
    path.write_text(HEAD, "utf-8")
    with pytest.raises(RubricError, match=r"的 id：“own”与文件名不一致。请写 id = \"city\""):
        load(path)


def test_unknown_checks_and_parameters() -> None:
    def refuse(body: str, words: str) -> None:
        with pytest.raises(RubricError, match=words):
            validate_checks(loads(HEAD + body), all_checks())

    refuse(ROW + 'checks = ["home-stail"]\n', "没有检查项“home-stail”。是不是想写“home-stale”")
    refuse('also = ["missing-alts"]\n', "没有检查项“missing-alts”。是不是想写“missing-alt”")
    body = ROW + 'checks = ["home-stale"]\nparams = { max_age_day = 14 }\n'
    refuse(body, r"indicator\.D-a\.params\.max_age_day：.*是不是想写“max_age_days”")
