"""Whether the site offers a public channel for questions and suggestions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.entrances import CHANNEL, NOT_CHANNEL
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import LinkState, PageSummary, Site

_GOVERNMENT = re.compile(r"\.gov\.cn$|\.政务$|12345|^liuyan\.people\.com\.cn$")
"""Hosts of public platforms; the last is the message board for leaders of the People's Daily."""


@dataclass(slots=True)
class _Seen:
    """What became of the entrances, as Chinese one-liners."""

    unread: list[str] = field(default_factory=list)
    without_form: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    talks: list[str] = field(default_factory=list)
    """Interaction columns of the home page in which entrances may be, and that were not read."""


@site_check("consult-channel")
def consult_channel(site: Site) -> Iterator[Result]:
    """没有网上有效咨询建言渠道。

    依据：国办秘函〔2019〕19号单项否决“互动回应差”：未提供网上有效咨询建言渠道；网上信访、纪检举报等专门渠道不算。
    判定：首页和互动类页面上找领导信箱、咨询投诉、我要写信、留言板一类入口。入口页已取得并且有可填写的表单，
    或者入口指向其他政务平台（如省级统一平台、12345）且没有发现打不开的，为“未发现”；
    找不到入口，或者入口页没有表单、打不开的，为“需人工复核”。
    首页没有取得，入口页或互动栏目没有取得、在别的网站、由脚本或内嵌框架生成、要求登录，以及抓取没有完成的，为“无法核验”。程序从不提交任何内容。
    误报：入口只做成图片而没有替代文字、写在脚本里的会看不到，请人工查看。
    整改：在首页显著位置设置咨询建言入口，保证表单能填写、能提交、有人答复。
    """
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        reason = home.reading.reason if home else site.why_missing(site.url)
        yield unverifiable(site.url, f"没有取得首页，不能判断有没有咨询建言渠道：{reason}。")
        return
    seen = _Seen()
    seen.talks = _unread_talks(site, home)
    broken = {link.url: link.state for link in site.broken_links()}
    entrances = _entrances(site)
    for address, words in entrances.items():
        if good := _judge(site, address, words, broken, seen):
            yield passed(site.url, good)
            return
    yield _nothing_good(site, home, seen)


def _unread_talks(site: Site, home: PageSummary) -> list[str]:
    found = []
    for words, address in home.reading.facts.get("talks", ()):
        page = site.page(address)
        if page is None:
            why = "在其他网站" if _is_elsewhere(site, address) else site.why_missing(address)
        else:
            why = _hidden(page) if page.reading.kind.is_content else page.reading.reason
        if why:
            found.append(f"“{words}”（{address}）：{why}")
    return found


def _entrances(site: Site) -> dict[str, str]:
    """Address -> words of every way in, from home, interaction pages, columns and titles."""
    found: dict[str, str] = {}
    for page in site.pages():
        for words, address in page.reading.facts.get("channels", ()):
            found.setdefault(address, words)
        title = page.reading.title.split("_")[0].split("-")[0].strip()
        if "channel_page" in page.reading.facts and _is_channel(title):
            found.setdefault(page.url, title)
    for column in site.columns:
        if _is_channel(column.name):
            found.setdefault(column.url, column.name)
    return found


def _is_channel(words: str) -> bool:
    return bool(CHANNEL.search(words)) and not NOT_CHANNEL.search(words)


def _judge(site: Site, address: str, words: str, broken: dict[str, LinkState], seen: _Seen) -> str:
    """What makes the entrance good, "" when it is not; the reason is added to ``seen``."""
    page = site.page(address)
    shown = f"“{words}”（{address}）"
    if page is not None and page.reading.kind.is_content:
        if _has_form(site, page):
            return f"有咨询建言渠道{shown}，页面上有可填写的表单。"
        if hidden := _hidden(page):
            seen.unread.append(f"{shown}{hidden}")
        else:
            seen.without_form.append(shown)
        return ""
    if page is not None:
        seen.unread.append(f"{shown}：{page.reading.reason}")
        return ""
    state = broken.get(address)
    if state is LinkState.DEAD:
        seen.broken.append(shown)
    elif state is not None:
        seen.unread.append(f"{shown}：{site.why_missing(address)}")
    elif _is_elsewhere(site, address):
        if _GOVERNMENT.search(_host(address)):
            return f"有咨询建言渠道{shown}，链接到其他政务平台。"
        seen.without_form.append(f"{shown}（不是政务域名）")
    else:
        seen.unread.append(f"{shown}：{site.why_missing(address)}")
    return ""


def _has_form(site: Site, page: PageSummary) -> bool:
    """On the page, or one step further on a page of the same channel."""
    if "form" in page.reading.facts:
        return True
    further = (site.page(address) for address in site.links_on(page.url))
    return any(
        p is not None and "form" in p.reading.facts and "channel_page" in p.reading.facts
        for p in further
    )


def _hidden(page: PageSummary) -> str:
    """Why a form may be there and not be seen, "" when it would be seen."""
    facts = page.reading.facts
    if page.reading.script_built:
        return "的内容由脚本生成"
    if "frames" in facts:
        return "的内容在内嵌框架里"
    return "要求登录后才能填写" if "login" in facts else ""


def _is_elsewhere(site: Site, address: str) -> bool:
    host = _host(address)
    return bool(host) and host.removeprefix("www.") != site.host.split(":")[0].removeprefix("www.")


def _host(address: str) -> str:
    return address.split("://", 1)[-1].split("/", 1)[0].split(":")[0].lower()


def _nothing_good(site: Site, home: PageSummary, seen: _Seen) -> Result:
    if seen.unread:
        reason = f"找到咨询建言入口，但没有读到页面：{'；'.join(seen.unread[:3])}。"
        return unverifiable(site.url, reason)
    if home.reading.script_built:
        return unverifiable(site.url, "首页的内容由脚本生成，不能判断有没有咨询建言渠道。")
    if site.stop_reason != "finished":
        return unverifiable(site.url, "抓取没有完成，还没有看到可用的咨询建言渠道，不能判断。")
    if seen.talks and not seen.without_form and not seen.broken:
        reason = f"首页上没有咨询建言入口，互动栏目没有读到：{'；'.join(seen.talks[:3])}。"
        return unverifiable(site.url, reason)
    if seen.without_form:
        message = f"咨询建言入口{'、'.join(seen.without_form[:3])}的页面上没有看到可以填写的表单。"
        return review(site.url, message, target="channel:no-form", rule="no-form")
    if seen.broken:
        message = f"咨询建言入口打不开：{'、'.join(seen.broken[:3])}。"
        return review(site.url, message, target="channel:broken", rule="broken")
    message = "首页和互动类页面上没有找到咨询建言入口（领导信箱、咨询投诉、我要写信之类）。"
    return review(site.url, message, target="channel:absent", rule="absent")
