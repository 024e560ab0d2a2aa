import re
from collections.abc import Iterator

from checks.locators import css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, not_applicable, review

ACTIVE = ("script", "iframe", "link", "object", "embed")
PASSIVE = ("img", "source", "video", "audio")
_KINDS = ((ACTIVE, "active", "脚本、样式或框架"), (PASSIVE, "passive", "图片或音视频"))
_ATTRIBUTES = ("src", "data", "poster", "href")
_HINT = re.compile(r"(?:src|data|poster|href)\s*=\s*[\"']?\s*http://", re.IGNORECASE)
_LOADED_RELS = ("stylesheet", "icon", "preload", "manifest")


@page_check("mixed-content")
def mixed_content(page: Page) -> Iterator[Result]:
    """HTTPS 页面载入了 HTTP 资源。

    依据：国办秘函〔2019〕19号未见单列项，只作提示。浏览器会拦截或警告 HTTPS 页面里的 HTTP 脚本、样式、框架。
    判定：HTTPS 页面用 http:// 地址载入脚本、样式、框架（规则名 active）或图片、音视频（规则名 passive）的，
    每个资源主机一条“需人工复核”；页面声明了 upgrade-insecure-requests 的不列。普通链接不算。
    误报：服务器可能在应答头里声明了自动升级，抓取没有保存应答头。
    整改：把资源地址改为 https:// 或以 // 开头，并确认对方支持 HTTPS。
    """
    if not page.final_url.lower().startswith("https:"):
        yield not_applicable(page.url, "不是 HTTPS 页面，不检查混合内容。")
        return
    if not _HINT.search(page.html) or "upgrade-insecure-requests" in page.html.lower():
        return
    said: set[str] = set()
    for names, rule, what in _KINDS:
        for name in names:
            for tag in page.tags[name]:
                url = _loaded(name, {n: str(tag.get(n) or "") for n in _ATTRIBUTES}, tag.get("rel"))
                target = f"mixed:{rule}:{_host(url)}"
                if not url or target in said:
                    continue
                said.add(target)
                message = (
                    f"HTTPS 页面用 HTTP 载入了{what}（例如“{url}”），浏览器可能拦截，请人工确认。"
                )
                place = css_path(tag)
                yield review(
                    page.url, message, rule=rule, target=target, locator=place, excerpt=excerpt(tag)
                )


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _loaded(name: str, attributes: dict[str, str], rel: object) -> str:
    """The http address an element loads by itself, else ""."""
    wanted = ("href",) if name == "link" else ("src", "data", "poster")
    if name == "link":
        rels = " ".join(rel if isinstance(rel, list) else [str(rel or "")]).lower()
        if not any(word in rels for word in _LOADED_RELS):
            return ""
    found = (attributes[n].strip() for n in wanted)
    return next((url for url in found if url.lower().startswith("http://")), "")
