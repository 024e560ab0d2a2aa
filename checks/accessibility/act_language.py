import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checks.accessibility.act import rule
from checks.accessibility.act_facts import ActFacts, Spoken, look_for_act
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import wcag
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail

OF_PAGE, OF_PART = rule("ucwvc8"), rule("off6ek")
WHOLE_LETTERS, PART_LETTERS = 100, 6
MOSTLY, HARDLY = 0.8, 0.02
WORDS_WHOLE, WORDS_PART = 40, 5
KNOWN, SHARE, STRAY = 4, 0.4, 0.15
"""Language by its commonest words: so many different ones, such a share of the words; of the
declared language at most ``STRAY``.
"""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@browser_check("act-language", gather=look_for_act)
def act_language(page: Page, facts: ActFacts) -> Iterator[Result]:
    """声明的语言与文字不符。

    依据：WCAG 2.2 成功准则 3.1.1、3.1.2（ACT 规则 ucwvc8、off6ek）；GB/T 37668—2019 没有对应指标。
    判定：html 的 lang 声明了一种语言，而页面的文字绝大部分是另一种（例如中文页面写着 lang="en"），
    或某个元素的 lang 与它自己的文字不符的，为“发现”，同一种情况每页一项。
    汉字、假名、谚文按文字判断；用拉丁字母的语言按最常用的词判断，把握不大的不报。
    误报：几乎没有正文的页面、人名地名的罗列不判；声明的语言不在已知之列的也不判。
    整改：中文页面写 <html lang="zh-CN">；外文段落写它自己的语言；从文字处理软件粘贴来的 lang 删掉即可。
    """
    if (nothing := not_seen(page, facts)) is not None:
        yield nothing
        return
    parts: dict[tuple[str, str], list[Spoken]] = {}
    for one in facts["language"]:
        real = _contradiction(one)
        if real and one["whole"]:
            yield fail(
                page.url,
                f"页面声明的语言是“{one['lang']}”，文字却是{real}：读屏软件会用错误的语言朗读整个页面。"
                f"（{wcag('3.1.1', 'A')}）",
                rule=OF_PAGE,
                target=place_of(one),
                locator=one["target"],
                excerpt=one["html"].partition(">")[0] + ">",
                value=one["lang"],
                fix=f"把 html 元素的 lang 改成{_spelling(real)}。",
            )
        elif real:
            parts.setdefault((one["lang"].lower(), real), []).append(one)
    for (_, real), found in parts.items():
        first = min(found, key=place_of)
        many = f"本页共 {len(found)} 处，" if len(found) > 1 else ""
        yield fail(
            page.url,
            f"元素声明的语言是“{first['lang']}”，文字却是{real}（{many}如“{first['sample'][:20].strip()}”）："
            f"读屏软件会用错误的语言朗读这段文字。（{wcag('3.1.2', 'AA')}）",
            rule=OF_PART,
            target=f"{place_of(first)} {first['lang']}",
            locator=first["target"],
            excerpt=first["html"],
            value=str(len(found)),
            fix=f"去掉这个元素的 lang，或改成{_spelling(real)}。",
        )


def _contradiction(one: Spoken) -> str:
    """The language the text is really in, in Chinese; "" when it may be the declared one."""
    declared = re.split("[-_]", one["lang"].lower())[0]
    if declared not in _common() and declared not in ("zh", "ja", "ko"):
        return ""
    letters = one["letters"]
    if letters < (WHOLE_LETTERS if one["whole"] else PART_LETTERS):
        return ""
    han, kana, hangul = (one[name] / letters for name in ("han", "kana", "hangul"))
    if han >= MOSTLY and kana <= HARDLY and declared != "zh":
        # A few Chinese characters are Japanese too, and Korean in old spelling.
        if declared in ("ja", "ko") and letters < WHOLE_LETTERS:
            return ""
        return "中文"
    if hangul >= MOSTLY and declared != "ko":
        return "韩文"
    if han + kana >= MOSTLY and kana > 2 * HARDLY and declared not in ("ja", "zh"):
        return "日文"
    if han + kana + hangul <= HARDLY:
        return _latin(one, declared)
    return ""


def _latin(one: Spoken, declared: str) -> str:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(one["sample"])]
    if len(words) < (WORDS_WHOLE if one["whole"] else WORDS_PART):
        return ""
    scores = {}
    for language, common in _common().items():
        known = [word for word in words if word in common]
        scores[language] = (len(set(known)), len(known) / len(words))
    best = max(scores, key=lambda language: scores[language])
    different, share = scores[best]
    if best == declared or different < KNOWN or share < SHARE:
        return ""
    if declared in scores and scores[declared][1] > STRAY:
        return ""
    return _names()[best]


def _spelling(name: str) -> str:
    codes = {"中文": "zh-CN", "日文": "ja", "韩文": "ko"} | {v: k for k, v in _names().items()}
    return f" {codes[name]}"


@cache
def _told() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("common_words.toml").read_text(encoding="utf-8"))


@cache
def _common() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(one["words"].split()) for code, one in _told().items()}


@cache
def _names() -> Mapping[str, str]:
    return {code: one["name"] for code, one in _told().items()}
