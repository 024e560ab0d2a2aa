"""Every rule of axe-core has Chinese words, and goes under the right indicator."""

import json
import re
import shutil
import subprocess

import pytest

from checks.accessibility.axe import path_of
from checks.accessibility.axe_words import basis, detail, doubt, is_required, rule_words, words
from crawler.browser.axe_engine import newest

RULES = sorted(words().rules)


@pytest.mark.skipif(not shutil.which("node"), reason="needs node to ask axe-core for its rules")
def test_every_rule_of_the_engine_has_words() -> None:
    script = "console.log(JSON.stringify(require(process.argv[1]).getRules().map(r => r.ruleId)))"
    told = subprocess.run(
        ["node", "-e", script, str(newest().path)], capture_output=True, check=True, text=True
    )
    assert set(json.loads(told.stdout)) <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_words_are_complete_and_our_own(rule: str) -> None:
    said = rule_words(rule)
    assert 4 <= len(said.title) <= 30
    assert not said.title.endswith("。")
    for sentence in (said.why, said.fix):
        assert sentence.endswith("。")
        assert not re.search("[,;:?]", re.sub('<[^>]*>|[a-z-]+="[^"]*"|[0-9.]+:1', "", sentence))


@pytest.mark.parametrize(
    ("rule", "tags", "said"),
    [
        ("image-alt", ["wcag2a", "wcag111"], "GB/T 37668—2019 3.2.1.4 非文本内容，二级"),
        ("label", ["wcag2a", "wcag412"], "GB/T 37668—2019 3.2.1.3 非文本控件，一级"),
        ("color-contrast", ["cat.color", "wcag2aa", "wcag143"], "WCAG 2.2 补充：1.4.3，AA 级"),
        ("valid-lang", ["wcag2aa", "wcag312"], "WCAG 2.2 补充：3.1.2，AA 级"),
        ("target-size", ["wcag22aa", "wcag258"], "WCAG 2.2 补充：2.5.8，AA 级"),
        ("css-orientation-lock", ["wcag134", "wcag21aa"], "WCAG 2.2 补充：1.3.4，AA 级"),
        ("hidden-content", ["best-practice"], "WCAG 2.2 补充：良好实践，不是标准条款"),
        ("new-rule", ["wcag21aa", "wcag1412"], "WCAG 2.2 补充：1.4.12，AA 级"),
    ],
)
def test_a_rule_is_reported_under_its_indicator(rule: str, tags: list[str], said: str) -> None:
    assert basis(rule, tags) == said


@pytest.mark.parametrize("rule", ["color-contrast", "html-has-lang", "label-content-name-mismatch",
                                  "target-size", "duplicate-id", "td-headers-attr"])  # fmt: skip
def test_what_the_standard_does_not_have_is_not_put_under_it(rule: str) -> None:
    assert words().rules[rule].gb == ""


def test_only_levels_a_and_aa_are_required() -> None:
    assert is_required(["wcag2a"])
    assert is_required(["wcag22aa"])
    assert not is_required(["wcag2aaa"])
    assert not is_required(["best-practice"])
    assert not is_required(["wcag2a-obsolete", "wcag411"])


def test_doubts_are_told_in_chinese() -> None:
    node = {"target": "p", "html": "<p>", "reasons": ["bgImage"], "says": ["English", "中文。"]}
    assert doubt(node) == "文字下面是背景图片"  # type: ignore[arg-type]
    assert detail(node) == "中文"  # type: ignore[arg-type]
    assert detail(node | {"says": ["元素可见"]}) == ""  # type: ignore[arg-type,operator]
    assert doubt(node | {"reasons": ["?"], "says": ["English"]}) == "检查程序不能自动判断"  # type: ignore[arg-type,operator]


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (["表单元素没有隐式标签文本 <label>", "aria-label 属性不存在或为空"], ""),
        (["元素有 value 属性且 value 属性为空", "元素没有 title 属性"], ""),
        (["列表元素由不允许的直接子元素：h6"], "直接放在列表里的元素：h6"),
        (["角色必须是有效的 ARIA 角色之一：title"], "不是有效的 ARIA 角色：title"),
        (["${data.prohibited 属性不能在没有有效 role 属性的 span 上使用"], ""),
        (["元素没有 alt 属性", "aria-label 属性不存在或为空"], "元素没有 alt 属性"),
    ],
)
def test_what_would_mislead_is_not_quoted(says: list[str], said: str) -> None:
    assert detail({"target": "p", "html": "<p>", "token": "", "reasons": [], "says": says}) == said


def test_paths_through_frames_and_shadow_trees_are_one_line() -> None:
    assert path_of(["#a"]) == "#a"
    assert path_of(["iframe", ["#host", "img"]]) == "iframe >>> #host >>> img"
