import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import Tag

from checks.foreign_hosts import host_in, stranger_in, suspicious_word
from checks.hiding import SOFT, Hiding, written
from checks.locators import clip, css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, review
from checks.unrelated import unrelated

_WRITTEN_LINK = re.compile(
    r"<a\b[^>]*?href\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'>]+)[^>]*>(.*?)</a",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile("<[^>]*>?")
_FRAMES = ("iframe", "frame")


@page_check("hidden-links")
def hidden_links(page: Page, *, many: int = 5, many_soft: int = 20) -> Iterator[Result]:
    """疑似暗链：藏起来的外部链接。

    依据：国办秘函〔2019〕19号单项否决“发布或链接反动、暴力、色情等内容”“对攻击未及时有效处置”（V1③、V1④）。
    判定：链接或它的外层用 display:none、visibility:hidden、text-indent:-9999px、font-size:0、同色文字、
    移出屏幕、1 像素容器、高宽不足 2 像素的滚动条、脚本隐藏或 document.write 拼接等办法藏起来，
    指向陌生的站外主机，并且文字或域名像博彩、色情、商业推广，或者陌生主机很多（5 个以上，
    只用菜单、选项卡也常用的办法时 20 个以上）；看不见的框架嵌入陌生主机；看得见的链接文字是博彩、色情用语的。
    一律为“需人工复核”。只看页面自身的源代码，外部样式文件里的隐藏办法看不到。
    误报：无障碍插件的屏外元素、选项卡、折叠菜单、隐藏的友情链接下拉框（政府、媒体网站）不报；
    打击赌博、扫黄打非等文章不报；常见的第三方服务请加进词表的可信主机。
    整改：先截图留存，立即删除隐藏代码，查明入侵途径，全站搜索同样的域名，并按网络安全事件流程报告。
    """
    own = (host_in(page.final_url), page.site.host if page.site is not None else "")
    yield from _frames(page, own)
    strangers = [
        (link, host)
        for link in page.tags["a"]
        if isinstance(href := link.attrs.get("href"), str)
        and "//" in href
        and (host := stranger_in(href, own))
    ]
    found: dict[tuple[str, int], _Group] = {}
    if strangers:
        hiding = Hiding(page)
        shown: dict[str, Result] = {}
        for link, host in strangers:
            way, container = hiding.way(link)
            if way:
                group = found.setdefault((way, id(container)), _Group(way, container))
                group.add(str(link["href"]), host, link.get_text(" ", strip=True))
            elif host not in shown and (result := _shown(page, link, host)):
                shown[host] = result
        yield from shown.values()
    written_group = _written(page, own)
    if written_group is not None:
        found["document.write", 0] = written_group
    for group in found.values():
        if group.word or len(group.hosts) >= (many_soft if group.way in SOFT else many):
            yield group.result(page)


@dataclass(slots=True)
class _Group:
    """The links that one element hides."""

    way: str
    container: Tag | None
    hosts: dict[str, str] = field(default_factory=dict)
    links: int = 0
    word: str = ""
    worst: tuple[str, str, str] = ("", "", "")
    source: str = ""

    def add(self, href: str, host: str, text: str) -> None:
        self.links += 1
        self.hosts.setdefault(host, href)
        word = "" if self.word else suspicious_word(text, host)
        if word or not self.worst[0]:
            self.word, self.worst = word, (href, host, text)

    def result(self, page: Page) -> Result:
        href, host, text = self.worst
        called = f"“{text[:30]}”" if text else "无文字"
        how = "由 document.write 写入" if self.way == "document.write" else f"用“{self.way}”藏起来"
        return review(
            page.url,
            f"页面里有 {self.links} 个外部链接{how}，指向 {len(self.hosts)} 个陌生的站外主机，"
            f"如 {host}（{called}），疑似暗链，请立即核实。",
            rule="hidden",
            target=href,
            value=str(self.links),
            locator=css_path(self.container) if self.container is not None else "",
            excerpt=excerpt(self.container) if self.container is not None else clip(self.source),
        )


def _shown(page: Page, link: Tag, host: str) -> Result | None:
    """A link anybody can see, whose text is that of gambling or pornography."""
    text = (link.string or link.get_text(" ")).strip() or str(link.attrs.get("title") or "")
    label = _unlawful(text) if text else ""
    if not label:
        return None
    return review(
        page.url,
        f"页面上有指向站外主机 {host} 的链接，文字“{text[:40]}”像是{label}内容，请立即核实。",
        rule="visible",
        target=str(link["href"]),
        locator=css_path(link),
        excerpt=excerpt(link),
    )


@lru_cache(maxsize=4096)
def _unlawful(text: str) -> str:
    hit = unrelated(text, "", ("gambling", "sex"))
    return hit.label if hit else ""


def _written(page: Page, own: tuple[str, ...]) -> _Group | None:
    group = _Group("document.write", None)
    for code in written(page):
        for match in _WRITTEN_LINK.finditer(code):
            if host := stranger_in(match[1], own):
                group.add(match[1], host, _TAGS.sub("", match[2]).strip())
                group.source = group.source or " ".join(match[0].split())
    return group if group.links else None


def _frames(page: Page, own: tuple[str, ...]) -> Iterator[Result]:
    """Frames nobody can see, with a stranger in them: the classic way to spread malware."""
    frames = [f for name in _FRAMES for f in page.tags[name]]
    if not frames:
        return
    hiding = None
    for frame in frames:
        host = stranger_in(str(frame.attrs.get("src") or ""), own)
        if not host:
            continue
        hiding = hiding or Hiding(page)
        way, _ = hiding.way(frame)
        if way:
            yield review(
                page.url,
                f"页面里有看不见的框架（{way}），嵌入了陌生的站外主机 {host}，可能是挂马或统计代码，请核实。",
                rule="frame",
                target=str(frame["src"]),
                locator=css_path(frame),
                excerpt=excerpt(frame),
            )
