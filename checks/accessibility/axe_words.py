"""What axe's rules mean, in Chinese: titles, reasons, remedies, indicators of GB/T 37668—2019."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks.accessibility.axe import AxeNode

SUPPLEMENT = "WCAG 2.2 补充"
_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")
_LEVEL = re.compile(r"wcag2\d?(a{1,3})")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TELLS_NOTHING = frozenset({"元素可见", "分析页面内容时出现问题"})
"""True of every page that is drawn, or of none."""
_BETTER_UNSAID = frozenset(
    {
        "页面没有主要的 landmark",  # says the rule's title again
        "某些页面内容不包含在 landmark 中",
        "页面必须有一级标题",
        "标题顺序无效",
        "表单元素没有隐式标签文本 <label>",  # one way of several that are all missing
        "元素有 value 属性且 value 属性为空",  # also said where there is no such attribute
    }
)


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule for readers. ``gb``: indicator number, name and level, "" when it has none."""

    title: str
    why: str
    fix: str
    gb: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """All rules by axe's id, axe's reasons for not deciding by its key, and what to say in the place
    of some of its Chinese.
    """

    rules: Mapping[str, RuleWords]
    reasons: Mapping[str, str]
    better: Mapping[str, str]


@cache
def words() -> Words:
    """What ``axe_rules.toml`` says."""
    told = tomllib.loads(Path(__file__).with_name("axe_rules.toml").read_text(encoding="utf-8"))
    indicators = {k: f"{k} {v['name']}，{v['level']}" for k, v in told["gb"].items()}
    rules = {
        name: RuleWords(one["title"], one["why"], one["fix"], indicators.get(one.get("gb", ""), ""))
        for name, one in told["rules"].items()
    }
    return Words(rules, told["reasons"], told["better"])


def rule_words(rule: str) -> RuleWords:
    """One rule; a rule that is newer than our words says so."""
    unknown = RuleWords(
        f"无障碍规则 {rule} 未通过",
        "这条规则还没有中文说明。",
        f"请按 axe 规则 {rule} 的要求修改。",
    )
    return words().rules.get(rule, unknown)


def basis(rule: str, tags: Sequence[str]) -> str:
    """Under which indicator a rule is reported."""
    gb = rule_words(rule).gb
    return f"GB/T 37668—2019 {gb}" if gb else f"{SUPPLEMENT}：{criteria(tags)}"


def criteria(tags: Sequence[str]) -> str:
    """The success criteria and the level that axe's tags name."""
    found = [".".join(m.groups()) for tag in tags if (m := _CRITERION.fullmatch(tag))]
    level = next((m[1].upper() for tag in tags if (m := _LEVEL.fullmatch(tag))), "")
    return f"{'、'.join(found)}，{level} 级" if found and level else "良好实践，不是标准条款"


def is_required(tags: Sequence[str]) -> bool:
    """Whether a rule tests a success criterion of level A or AA."""
    return any((m := _LEVEL.fullmatch(tag)) and m[1] in ("a", "aa") for tag in tags)


def doubt(node: AxeNode) -> str:
    """Why axe could not decide about an element."""
    known = [words().reasons[key] for key in node["reasons"] if key in words().reasons]
    return known[0] if known else detail(node) or "检查程序不能自动判断"


def detail(node: AxeNode) -> str:
    """What axe says of an element, if it says it in Chinese; without final punctuation."""
    told = (text.strip().rstrip("。.；;") for text in node["says"] if _CHINESE.search(text))
    said = next((text for text in told if text not in _TELLS_NOTHING), "")
    if said in _BETTER_UNSAID or "${" in said:  # a template of theirs that lacks a brace
        return ""
    for theirs, ours in words().better.items():
        said = said.replace(theirs, ours)
    return said
