"""What looks like personal data is starred, what only resembles it is left alone."""

import pytest
import report_samples as samples
from report_samples import result, score_of

from checks.masking import mask
from reports.html import render
from reports.summary import build, to_dict


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证 11010519491231002X。", "身份证 110**************X。"),
        ("联系电话：13800138000", "联系电话：138****8000"),
        ("手机138 0013 8000转", "手机138 **** 8000转"),
        ("电话 138-0013-8000", "电话 138-****-8000"),
        ("tel:13800138000", "tel:138****8000"),
        ("账号 6222020000000000000", "账号 6222***********0000"),
        ("卡号：4111 1111 1111 1111", "卡号：4111***********1111"),
    ],
)
def test_personal_data_is_starred(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check digit
        "11010519991331002X",  # no such day
        "统一社会信用代码 91110105MA00XXXX1X",
        "4111 1111 1111 1111",  # nobody calls it a card
        '<a href="/art/13800138000.html">',
        "http://a.example/t20261125_1234567890123456.html",
        "订单 138001380001234",
        "网站标识码 4300000099",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_no_output_repeats_a_leaked_number() -> None:
    leak = result(
        1, message="页面公开了手机号 13800138000。", excerpt="<td>11010519491231002X</td>"
    )
    report = build(samples.sources([leak], score_of([])))
    for text in (render(report), str(to_dict(report))):
        assert "13800138000" not in text
        assert "11010519491231002X" not in text
        assert "138****8000" in text
