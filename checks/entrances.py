"""Ways into consultation and services that a page offers, and whether it takes a message.

Facts of home pages, of interaction and service pages, and of articles about figures: ``channels`` and ``services``, each
[words, address] pairs; ``channel_page`` and ``service_page`` say what the page itself is called;
``form`` that it has a field for a message, ``login`` that it asks for a password and ``frames``
that it shows other pages in itself; ``message_statistics`` and ``service_statistics`` the
words that announce figures.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from checks.outline import Outline
from checks.page import Page, PageKind, Reading

CHANNEL = re.compile(
    r"(?<!邮)信箱|我要?(?:写信|咨询|提问|留言|投诉|建议)"
    r"|咨询(?:投诉|建议|求助|服务|留言|建言|信箱|问答)?$|^(?:网上|在线|业务|政务)(?:咨询|留言|投诉|问政|问答)|投诉(?:建议|咨询|举报)"
    r"|建言献策|网络问政|来信|写信|留言(?:板|咨询|信箱|反馈)?$|民意直通|诉求|12345|热线平台|有话说"
)
NOT_CHANNEL = re.compile(
    r"信访|廉政|纪检|监察|巡视|举报(?!投诉|咨询)(?<!投诉举报)|网站?找错|公开$|须知|指南|说明$|统计|选登|答问知识库"
)
INTERACTION = re.compile(r"互动|民意|问政|民声|连心桥|公众参与|政民|公众交流")
SERVICES = re.compile(
    r"政务服务|办事(?:服务|大厅|指南|直通车)|(?:网上|在线|我要)办(?:事|理)|^(?:办事|服务)$|一网通办|(?:个人|法人|企业|公民|市民)(?:办事|服务)"
    r"|办事$|掌上办|秒批|服务(?:大厅|事项|清单)$|粤省事|浙里办|随申办"
)
PLATFORM = re.compile(r"zwfw|zwdt|tzxm", re.IGNORECASE)
"""Hosts of government service platforms."""
_MESSAGE_FIGURES = re.compile(
    r"(?:留言|来信|信件|咨询|答复|回复|办理|互动|信箱|写信|诉求)[^，。]{0,6}统计|统计(?:数据|分析)?[^，。]{0,4}(?:留言|来信|信件|互动)"
    r"|(?:答复|回复|办结|回应|满意)率|(?:来信|留言|信件|咨询)(?:总[数量]|共|数量?)\s?[:：]?\s?\d|(?:收到|受理)(?:来信|留言|信件|咨询|网民)"
    r"|(?:已|累计|共)(?:答复|回复|受理|办结|收到)(?:数|量|总数)?\s?[:：]?\s?\d+\s?[件条封]?"
)
_REPORT = re.compile(
    r"(?:留言|来信|信件|信箱|问政|诉求|互动)[^，。]{0,10}(?:办理|处理|答复|回复)[^，。]{0,6}(?:情况|通报)"
)
_SERVICE_FIGURES = re.compile(
    r"办件(?:量|数|统计|公示|公告|情况)|办事统计|(?:受理|办结|业务)(?:量|总数|件数|统计)|(?:今日|昨日|本月|本年|累计|上月|历史)(?:受理|办结|办件|办理)"
    r"|办理统计|服务统计"
)
_LONGEST, _MOST = 16, 40
_FIGURES = 60
"""Characters of the longest text that announces figures."""


def entrance_facts(page: Page, seen: Outline, reading: Reading, place: str) -> Mapping[str, Any]:
    """The facts of a home, interaction or service page; nothing of any other page."""
    home = reading.kind is PageKind.HOME
    if reading.kind is PageKind.ARTICLE:
        return _figures_of_article(reading.title)
    about_talk = bool(INTERACTION.search(place) or CHANNEL.search(reading.title))
    about_services = bool(SERVICES.search(place))
    if not (home or about_talk or about_services):
        return {}
    facts: dict[str, Any] = {}
    if about_talk and not home:
        facts["channel_page"] = True
    if about_services and not home:
        facts["service_page"] = True
    facts |= _links(page, seen)
    if _takes_message(page, seen):
        facts["form"] = True
    if any(kind == "password" for kind, _ in seen.inputs):
        facts["login"] = True
    if seen.frames:
        facts["frames"] = True
    for text in seen.texts:
        if len(text.value) <= _FIGURES:
            if _MESSAGE_FIGURES.search(text.value) and not home:
                facts["message_statistics"] = text.value
            if _SERVICE_FIGURES.search(text.value):
                facts["service_statistics"] = text.value
    return facts


def _figures_of_article(title: str) -> dict[str, Any]:
    """Figures are often published as an article of their own, month by month."""
    found = {}
    if _MESSAGE_FIGURES.search(title) or _REPORT.search(title):
        found["message_statistics"] = title[:_FIGURES]
    if _SERVICE_FIGURES.search(title):
        found["service_statistics"] = title[:_FIGURES]
    return found


def _links(page: Page, seen: Outline) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    own = _host(page.final_url)
    for link in seen.links:
        words = "".join((link.text or link.title).split())
        address = _join(page.final_url, link.href)
        if not address or len(words) > _LONGEST:
            continue
        if CHANNEL.search(words) and not NOT_CHANNEL.search(words):
            found.setdefault("channels", []).append([words, address])
        elif INTERACTION.search(words):
            found.setdefault("talks", []).append([words, address])
        elif SERVICES.search(words) or _is_platform(address, own):
            found.setdefault("services", []).append([words, address])
    return {name: _distinct(pairs) for name, pairs in found.items()}


def _distinct(pairs: list[list[str]]) -> list[list[str]]:
    return list({address: [words, address] for words, address in reversed(pairs)}.values())[
        : -_MOST - 1 : -1
    ]


def _takes_message(page: Page, seen: Outline) -> bool:
    """A field for a longer text, or several fields besides a search."""
    if "<textarea" in page.html or "<TEXTAREA" in page.html or "contenteditable" in page.html:
        return True
    asked = [n for kind, n in seen.inputs if kind in ("text", "tel", "email", "select")]
    return len(asked) >= 4


def _is_platform(address: str, own: str) -> bool:
    host = _host(address)
    return host != own and bool(PLATFORM.search(host))


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _join(base: str, href: str) -> str:
    if href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
