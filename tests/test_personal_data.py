"""Numbers of people: which ones are found, and that none is ever shown in full."""

import json
from datetime import date
from pathlib import Path

import pytest

from checks.identity_numbers import Standing, is_old_number, standing
from checks.masking import mask
from checks.page import Page
from checks.personal import BANK_CARD, DOUBTFUL, ID_NUMBER, find, is_card, looks_private
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_page

TODAY = date(2026, 11, 25)
FIXTURES = Path(__file__).parent / "fixtures" / "personal-data"
GB_EXAMPLE = "11010519491231002X"


def kinds(text: str, around: str = "") -> list[str]:
    return [hit.kind for hit in find(text, on=TODAY, around=around)]


@pytest.mark.shared
def test_published_vectors(shared: Path) -> None:
    lines = (shared / "corpora/pii/vectors.jsonl").read_text(encoding="utf-8").splitlines()
    vectors = [json.loads(line) for line in lines]
    assert len(vectors) == 102
    for v in vectors:
        number = v["number"]
        found = kinds(f"号码：{number}。", around="身份证号 银行卡号")
        if v["kind"] == "cn_resident_id":
            assert (standing(number, on=TODAY) is Standing.CERTAIN) is v["valid"], v
            if v["valid"]:
                assert found == [ID_NUMBER], v
            else:  # a county code of other years is shown for what it is
                assert found == ([DOUBTFUL] if "in use" in v["reason"] else []), v
        elif v["kind"] == "cn_social_credit_code":
            assert ID_NUMBER not in found, v
            assert BANK_CARD not in found, v
        elif v["kind"] == "bank_card":
            digits = number.replace(" ", "").replace("-", "")
            is_one = v["valid"] and len(digits) >= 16  # Chinese cards have 16 to 19 digits
            assert is_card(digits) is is_one, v
            assert (found == [BANK_CARD]) is is_one, v
        else:
            assert ID_NUMBER not in found, v


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (GB_EXAMPLE, Standing.CERTAIN),
        (GB_EXAMPLE.lower(), Standing.CERTAIN),
        ("440113190001010016", Standing.DOUBTFUL),
        ("110105194912310021", Standing.NONE),
        ("440103203001010010", Standing.NONE),
        ("830000199001010012", Standing.CERTAIN),
    ],
)
def test_how_sure_a_number_is(number: str, expected: Standing) -> None:
    assert standing(number, on=TODAY) is expected


def test_old_numbers_need_a_county_and_a_day() -> None:
    assert is_old_number("440103000101001")
    assert not is_old_number("440103001301001")
    assert not is_old_number("990103620918044")


@pytest.mark.parametrize(
    ("text", "around", "expected"),
    [
        (f"身份证{GB_EXAMPLE}", "", [ID_NUMBER]),
        ("12 " + GB_EXAMPLE + " 13800138000", "", [ID_NUMBER, "mobile"]),
        ("卡号6222000000000000012", "", [BANK_CARD]),
        ("6222000000000000012", "", []),
        ("6222000000000000012", "姓名 银行卡号", [BANK_CARD]),
        ("订单6222000000000000012", "保证金账户", []),
        ("440103000101001", "", []),
        ("440103000101001", "姓名 身份证号", ["old-id-number"]),
        ("t20261125_110105194912310020", "", []),
        ("2026-11-25 10:03:11", "", []),
    ],
)
def test_what_is_found_in_a_text(text: str, around: str, expected: list[str]) -> None:
    assert kinds(text, around) == expected


@pytest.mark.parametrize(
    ("context", "private"),
    [
        ("低保对象名单 姓名 电话", True),
        ("值班表 部门 值班领导 手机", True),
        ("拟聘人员名单 姓名 手机", True),
        ("各镇街政策咨询电话 单位 姓名 电话", False),
        ("中标供应商名单 公司 联系人 手机", False),
        ("网格员一览表 网格 姓名 手机", False),
        ("列表 电话", False),
    ],
)
def test_whose_phones_a_table_lists(context: str, private: bool) -> None:
    assert looks_private(context) is private


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("review_*")), ids=lambda p: p.stem)
def test_no_result_shows_a_number(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    page = Page("http://www.example.gov.cn/a.html", html, as_of=TODAY)
    clear = {hit.number for hit in find(html, on=TODAY, around="身份证 卡号")}
    assert clear
    for result in judge_page(page, [Selected(all_checks()["personal-data"], {})]):
        shown = repr(result)
        assert result.outcome is Outcome.REVIEW
        assert not [n for n in clear if n in shown or n[:-1] in shown]
        assert "*" in result.message


def test_a_bulk_list_says_so() -> None:
    page = Page("http://a.gov.cn/", (FIXTURES / "review_in_bulk.html").read_text(), as_of=TODAY)
    (result,) = judge_page(page, [Selected(all_checks()["personal-data"], {})])
    assert "10 个" in result.message
    assert "批量" in result.message
    assert result.value == "10"


def test_the_key_is_the_same_when_the_list_grows() -> None:
    html = (FIXTURES / "review_in_a_text.html").read_text(encoding="utf-8")
    check = [Selected(all_checks()["personal-data"], {})]
    (one,) = judge_page(Page("http://a.gov.cn/", html, as_of=TODAY), check)
    more = html.replace("</p>\n</body>", f"</p><p>李某 {GB_EXAMPLE}</p>\n</body>")
    assert more != html
    (two,) = judge_page(Page("http://a.gov.cn/", more, as_of=TODAY), check)
    assert one.key == two.key
    assert (one.value, two.value) == ("1", "2")


def test_numbers_are_masked_before_anything_is_cut() -> None:
    words = "甲" * 290 + GB_EXAMPLE + "，卡号 6222000000000000012，身份证 440103000101001"
    from checks.locators import clip

    assert "110105194912310" not in clip(words)
    assert mask(words).count("*") > 30
