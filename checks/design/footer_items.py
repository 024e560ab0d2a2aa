import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import Tag

from checks.page import FOOTER, Page, PageKind
from checks.registry import page_check
from checks.results import Result, fail, review, unverifiable

WHOLE_PAGES = (PageKind.HOME, PageKind.COLUMN, PageKind.ARTICLE)
MOST_MISSING = 3
"""A service or other page that lacks more items than this may not use the site's template."""
NO_FOOTER = 6
"""With so many of the seven missing there is no footer at all in the static page."""
SCRIPTED = "页脚可能由脚本载入"
_SITE_CODE = r"标识码[^0-9a-z]{0,6}((?:bm)?\d{8,10}|[a-z]\d{9})(?!\d)"
_CONTACT = re.compile(
    r"电话|联系|热线|邮箱|传真|地址|(?<!\d)0\d{2,3}[-—－]?\d{7,8}(?!\d)|@[a-z\d-]+\."
)
_FOOTER_FILE = re.compile(r"foot|bottom|copyright", re.IGNORECASE)
_FOOTER_WORD = re.compile(r"foot|copyright|页脚|页尾", re.IGNORECASE)
_FOOTER_NAME = re.compile(
    r"(?:site|page|main|g|m)?[-_]?(?:foot|footer|bottom|copyright)[-_]?(?:wrap|wrapper|box|con|content|container)?",
    re.IGNORECASE,
)
_WRITES = re.compile(r"document\.write|\.load\(|innerHTML|insertAdjacentHTML", re.IGNORECASE)
_END = re.compile("</html", re.IGNORECASE)
_TRADITIONAL = re.compile("網站|機關|標識|備案|主辦|聯繫|聯絡|政務")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[a-z\u0370-\u05ff\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af\uac00-\ud7af]")
_FOREIGN = 200
"""Letters of another script on a page that has hardly any Han characters."""
_INCLUDE = re.compile(r"<!--\s*#\s*include", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """``words`` prove it in the text or an alt, ``hosts`` in an address; ``almost`` is what may
    stand for it and needs a person. All are searched in lower case without white space.
    """

    id: str
    name: str
    words: re.Pattern[str]
    hosts: tuple[str, ...] = ()
    almost: re.Pattern[str] | None = None


def _item(name_id: str, name: str, words: str, hosts: str = "", almost: str = "") -> _Item:
    loose = re.compile(almost) if almost else None
    return _Item(name_id, name, re.compile(words), tuple(hosts.split()), loose)


ITEMS = (
    _item(
        "gov-mark", "党政机关网站标识", r"党政机关(?:网站)?(?:标识|网站)", "conac.cn", "党政机关"
    ),
    _item(
        "report-errors",
        "“我为政府网站找错”监督举报平台入口",
        "网站找错",
        "zfwzgl.www.gov.cn pucha.kaipuyun.cn jiucuo",
        "找错|纠错",
    ),
    _item("site-code", "网站标识码", _SITE_CODE, "", "标识码"),
    _item(
        "organiser",
        "网站主办单位",
        r"主办(?:单位|方|者)?[:：]|主办单位[\u4e00-\u9fff]{2}|(?:政府|办公?室|局|委|委员会|厅|部|中心)主办",
        "",
        "版权所有|承办",
    ),
    _item(
        "icp",
        "ICP 备案编号",
        r"icp(?:备案?|证)(?:序)?(?:编?号)?[:：]?[\u4e00-\u9fff]{0,4}\d{5,10}",
        "",
        r"icp|beian\.miit|miitbeian|miibeian",
    ),
    _item(
        "police",
        "公安机关备案标识",
        r"公网安备",
        "",
        r"公安备案|公安机关备案|beian\.gov\.cn|beian\.mps\.gov\.cn",
    ),
    _item("sitemap", "站点地图", "网站地图|站点地图|sitemap", "", "网站导航|地图"),
)


@page_check("footer-items", rendered=True)
def footer_items(page: Page) -> Iterator[Result]:
    """页脚标识不齐全。

    依据：《政府网站发展指引》（国办发〔2017〕47号）；国办秘函〔2019〕19号“网站标识”（扣分指标原文未核）。
    判定：每个页面都应有党政机关网站标识、“我为政府网站找错”入口、网站标识码、主办单位及联系方式、
    ICP 备案编号、公安机关备案标识、站点地图七项；页面完整而找不到其中一项的为“发现”。
    页脚由脚本、框架或整张图片构成，或只见到近似内容的，为“需人工复核”；
    繁体版和其他语言的页面，缺少的只提示复核；办事、登录等页面缺三项以上的，可能不用全站模板，只提示复核。
    页脚上的标识码与台账不同的，为“需人工复核”。
    误报：页脚由脚本写入时静态页面里看不到，只提示复核；图片式标识看图片的替代文本和链接地址。
    整改：在全站公用的页脚模板里补齐缺少的项目，改一处即可消除所有页面上的同一问题。
    """
    if page.tags["frameset"]:
        yield unverifiable(page.url, "页面由框架组成，页脚在框架里的其他页面上，没有检查。")
        return
    seen = _Seen(page)
    missing = [item for item in ITEMS if not seen.has(item)]
    doubt = seen.doubt() if missing else ""
    if len(missing) >= NO_FOOTER and (doubt or seen.has_scripts_in_body()):
        where = "在浏览器里运行脚本后仍" if page.is_rendered else "静态页面里"
        message = f"{where}缺少 {len(missing)} 项页脚标识，{doubt or SCRIPTED}，请人工查看。"
        yield _unsure(page, "no-footer", message)
        return
    if page.reading.kind not in WHOLE_PAGES and len(missing) > MOST_MISSING:
        message = f"页面缺少 {len(missing)} 项页脚标识，可能不用全站模板，请确认是否属于本站页面。"
        yield _unsure(page, "other-template", message)
        return
    for item in missing:
        yield _judge(page, item, seen, doubt)
    yield from _contact(page, seen)
    yield from _other_code(page, seen)


class _Seen:
    """What a footer item can be recognised by on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        text = page.text
        images = (*page.tags["img"], *page.tags["area"], *page.tags["input"])
        words = [str(tag.get(name, "")) for tag in images for name in ("alt", "title")]
        words += [str(tag.get("title", "")) for tag in page.tags["a"]]
        self.plain = "".join((text + "\n" + "\n".join(filter(None, words))).split()).lower()
        addresses = [str(tag.get("href", "")) for tag in page.tags["a"]]
        for name in ("img", "script", "iframe", "area"):
            addresses += [str(tag.get("src") or tag.get("href") or "") for tag in page.tags[name]]
        addresses += [str(tag.get("id", "")) for tag in page.tags["script"]]
        self.scripts = [tag.get_text() for tag in page.tags["script"] if not tag.get("src")]
        self.addresses = "\n".join(addresses).lower()

    @cached_property
    def text(self) -> str:
        """The text with full-width figures and letters made plain: worked out only when needed."""
        return "".join(unicodedata.normalize("NFKC", self.plain).split()).lower()

    def search(self, words: str | re.Pattern[str]) -> re.Match[str] | None:
        """Where the words stand in the text, however its figures and letters are written."""
        return re.search(words, self.plain) or re.search(words, self.text)

    def has(self, item: _Item) -> bool:
        """Whether the item is there for certain."""
        if item.words.search(self.plain):
            return True
        places = (self.addresses, *self.scripts)
        if any(host in place for host in item.hosts for place in places):
            return True
        return item.words.search(self.text) is not None

    def almost_has(self, item: _Item) -> bool:
        """Whether something that may stand for it is there."""
        if item.almost is None:
            return False
        return bool(item.almost.search(self.text) or item.almost.search(self.addresses))

    def doubt(self) -> str:
        """Chinese reason why an absence on this page proves nothing; "" when it does."""
        if _INCLUDE.search(self.page.html):
            return "页面里有没有展开的服务器包含指令"
        if len(set(_TRADITIONAL.findall(self.plain))) > 1:
            return "页面是繁体版，固定用语的写法不同"
        letters = len(_LETTER.findall(self.plain))
        if letters >= _FOREIGN and letters > 5 * len(_HAN.findall(self.plain)):
            return "页面不是汉语版，固定用语的写法不同"
        told = self.page.rendering
        if self.page.is_rendered and told is not None and (doubt := told.doubt(FOOTER)):
            return doubt
        by_script = () if self.page.is_rendered else self.page.tags["script"]
        for tag in (*by_script, *self.page.tags["iframe"], *self.page.tags["object"]):
            source = str(tag.get("src") or tag.get("data") or "")
            if _FOOTER_FILE.search(source):
                return "页脚由脚本或框架载入，静态页面里看不到"
        writes = (_WRITES.search(code) and _FOOTER_WORD.search(code) for code in self.scripts)
        if not self.page.is_rendered and any(writes):
            return "页脚可能由脚本写入，静态页面里看不到"
        for footer in self._footers():
            text = footer.get_text(strip=True)
            if len(text) < 20 and (footer.find("img") or footer.find("script")):
                return "页脚由图片或脚本构成"
            if not text and not footer.find(True):
                return "页脚的位置是空的，可能由脚本填入"
        if "</html" not in self.page.html[-3000:].lower() and not _END.search(self.page.html):
            return "页面不完整，没有读到结尾"
        return ""

    def has_scripts_in_body(self) -> bool:
        """Whether something in the body could bring a footer along."""
        outside = (*self.page.tags["script"], *self.page.tags["iframe"])
        return any(tag.get("src") and tag.find_parent("head") is None for tag in outside)

    def _footers(self) -> list[Tag]:
        return [*self.page.tags["footer"], *filter(_is_footer, self.page.tags["div"])]


def _is_footer(tag: Tag) -> bool:
    classes: object = tag.get("class") or []
    names = [str(tag.get("id", "")), *(classes if isinstance(classes, list) else [classes])]
    return any(name and _FOOTER_NAME.fullmatch(name) for name in names)


def _judge(page: Page, item: _Item, seen: _Seen, doubt: str) -> Result:
    if doubt:
        return _unsure(page, item.id, f"没有找到{item.name}，但{doubt}，请人工查看。")
    if seen.almost_has(item):
        return _unsure(page, item.id, f"只找到与{item.name}相近的内容，请人工确认是否规范。")
    message = f"页面上没有{item.name}。"
    return fail(page.url, message, rule=item.id, target=f"footer:{item.id}")


def _contact(page: Page, seen: _Seen) -> Iterator[Result]:
    """The organiser's contact data, asked for only where the organiser itself is named."""
    organiser = next(item for item in ITEMS if item.id == "organiser")
    if not seen.has(organiser) or seen.search(_CONTACT):
        return
    if doubt := seen.doubt():
        yield _unsure(page, "contact", f"没有找到主办单位的联系方式，但{doubt}，请人工查看。")
    else:
        message = "页面上写了主办单位，但没有联系方式（电话、邮箱或联系我们）。"
        yield fail(page.url, message, rule="contact", target="footer:contact")


def _other_code(page: Page, seen: _Seen) -> Iterator[Result]:
    """A site code that is not the configured one: a person must say which is right."""
    if page.site is None or not page.site.id_code:
        return
    match = seen.search(_SITE_CODE)
    if match is None:
        return
    if match[1] != page.site.id_code.lower():
        yield _unsure(
            page,
            "site-code",
            f"页脚的网站标识码是“{match[1]}”，台账里是“{page.site.id_code}”，请核对哪一个正确。",
            match[1],
        )


def _unsure(page: Page, rule: str, message: str, value: str = "") -> Result:
    # Its own target: the judge merges equal targets, and a doubt must not hide a certain finding.
    target = f"footer:{rule}:review" + (f":{value}" if value else "")
    return review(page.url, message, rule=rule, target=target, value=value)
