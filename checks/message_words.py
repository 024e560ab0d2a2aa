"""The words that public lists of messages and answers (领导信箱, 咨询投诉 …) use, by field."""

import re
from collections.abc import Mapping

_ASK = (
    r"来信|来件|来电|来信[（(]电[）)]|留言|写信|提问|咨询|投诉|诉求|信件|问政|反映|建议|提交|递交|受理|接收|发起"
    r"|案件|办件|工单|事项"
)
_ANSWER = r"(?:最终|部门|单位|官方|处办|诉求|咨询|留言)?(?:答复|回复|回应)|办结|答信|复信"

FIELDS: Mapping[str, str] = {
    "asked": rf"(?:{_ASK}|发信)(?:时间|日期)",
    "answered": rf"(?:{_ANSWER}|反馈|处理|办理|处理完成|办理完成)(?:时间|日期)",
    "unit": rf"(?:{_ANSWER}|办理|受理|处理|处办|承办|责任|反馈|主办)(?:单位|部门|机构|机关)",
    "status": r"(?:办理|办事|处理|答复|回复|信件|受理|来信|留言|办件|当前|反馈)?(?:状态|进度)",
    "question": rf"(?:{_ASK}|问题|主要|具体)(?:内容|正文|描述|详情|诉求)|内容描述|网民提问|网友留言",
    "answer": rf"(?:{_ANSWER}|办理|处理|反馈)(?:内容|意见|结果|正文|情况|详情|描述)"
    r"|(?:最终|部门|单位|官方|处办|诉求|咨询|留言)(?:答复|回复|回应)",
    "title": rf"(?:{_ASK}|问题|信访)?(?:标\s*题|主\s*题|题目)|(?:信件|办件)名称|反映问题|问题摘要",
    "type": rf"(?:{_ASK}|问题|业务)(?:类型|类别|分类|性质|目的)",
    "asker": r"(?:来信|留言|写信|咨询|提问|诉求|发信)(?:人|者)|网友|姓名",
    "code": rf"(?:{_ASK}|业务|查询)?(?:编号|编码|查询码|索引号)|流水号",
    "number": r"序号",
    "hits": r"(?:浏览|点击|阅读|查看)(?:次数|量|数)?|满意度|评价",
    "when": r"时间|日期|(?:发布|发表)(?:时间|日期)",
}
"""What a label is called; ``when`` is a date nobody explains."""
OF_MESSAGES = frozenset(("asked", "answered", "question", "answer", "unit", "status"))
NAMES: Mapping[str, str] = {
    "asked": "留言时间",
    "answered": "答复时间",
    "unit": "答复单位",
    "answer": "答复内容",
}
"""What has to be public, as people call it."""

_MARKS = r"[\s【】\[\]（）()*·•▪■◆]*"
_ALL = "|".join(f"(?P<{name}>{words})" for name, words in FIELDS.items())
WHOLE = re.compile(rf"{_MARKS}(?:{_ALL}){_MARKS}[:：]?{_MARKS}")
"""A text that is a label and nothing else."""
LABELLED = re.compile(
    rf"(?:^|(?<=[\s|｜,，;；。】\]]))[【\[]?(?:{_ALL}|(?P<reply>答复|回复|回答))[】\]]?\s?[:：]\s?"
)
"""A label with a colon, and its value behind it, somewhere in a text."""

ANSWERED = re.compile(r"已(?:答复|回复|办结|办理|处理|完成|反馈|回应|解决)|^办结|办理完毕|答复完成")
WAITING = re.compile(
    r"未(?:答复|回复|办结|办理|处理|受理|回应)|[待等]候?(?:答复|回复|办理|处理|受理|审核|分办)"
    r"|(?:办理|处理|受理|转办|交办|审核|答复|回复|流转)中|正在(?:办理|处理|受理)"
    r"|已(?:受理|转办|接收|交办|签收)"
)
STATUS = re.compile(
    r"[\s【\[（(]*(?:状态[:：]\s?)?((?:已|未|[待等]候?|正在)(?:答复|回复|办结|办理|处理|受理|反馈|审核|转办|交办)"
    r"|(?:办理|处理|受理|答复|回复)中|办结)[\s】\]）)]*"
)
"""A text that is only the state of a message."""
NOTHING = re.compile(r"[\s\-—–_/\\.…*]*|(?:暂?无|尚未|还?未|暂未|待|等待|空|null|undefined).{0,8}")
"""A value that says there is none."""

ANSWER_WORDS = re.compile(r"答复|回复|回应|收悉|(?:办理|处理)结果")
"""In a short text: an answer may well stand there under words of the site's own."""
_ASKED = ("来信", "来件", "留言", "写信", "提问", "信件", "诉求")
_REPLIED = ("答复", "回复")
_HINTS = (
    *(asked + what for asked in _ASKED for what in ("时间", "日期")),
    *(replied + what for replied in _REPLIED for what in ("时间", "日期", "状态", "单位")),
)
PLACE = re.compile(
    r"信箱|来信|信件|留言|咨询|投诉|互动交流|政民互动|民意|问政|我要问|写信|答问|网上问答|建言|诉求|百姓"
)
"""Where messages are: title, column or breadcrumb."""
OTHER_PLACE = re.compile(
    r"信访|纪检|监察|访谈|征集|调查|问卷|举报(?!投诉|咨询)(?<!投诉举报)(?<!咨询举报)"
)
"""Columns that do not count: interviews, surveys, petitions, reports on officials."""


def hinted(words: str) -> bool:
    """Whether the texts of a page name a part of a message at all: quick, for most pages no."""
    if not any(word in words for word in _ASKED + _REPLIED):
        return False
    return any(hint in words for hint in _HINTS)


def field_of(text: str) -> str:
    """The field a text names, "" when it is not a label alone."""
    match = WHOLE.fullmatch(text) if len(text) <= 16 else None
    return (match.lastgroup or "") if match else ""


def state_of(text: str) -> str:
    """``waiting``, ``answered`` or "" of the words a site uses for the state of a message."""
    if WAITING.search(text):
        return "waiting"
    return "answered" if ANSWERED.search(text) else ""
