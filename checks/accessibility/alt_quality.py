import re
from collections.abc import Iterator

from bs4 import Tag

from checks.accessibility.alt_texts import is_ignored, is_meaningless, names_its_file
from checks.accessibility.standard import gb
from checks.locators import css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, fail, review

LONGEST = 120
ALIKE = 4
_GENERIC = re.compile(
    r"(?:logo|banner|icon|button|alt|null|undefined|"
    r"图标|标志|按钮|新闻图片|图片新闻|新闻配图|配图|插图|正文图片|内容图片|文章图片|缩略图|封面|大图|"
    r"轮播图|焦点图|背景图?|点击(?:查看|进入|放大|这里)(?:大图|原图|详情)?|查看(?:大图|原图|详情)|更多)"
    r"[\s_-]*\d*",
    re.IGNORECASE,
)


@page_check("alt-quality")
def alt_quality(page: Page) -> Iterator[Result]:
    """替代文本没有说明图片的内容。

    依据：GB/T 37668—2019 3.2.1.4 非文本内容，二级；链接里的图片属 3.2.1.2 非文本链接，一级；
    WCAG 2.2 成功准则 1.1.1（未核原文）。
    判定：alt 就是图片自己的文件名（带扩展名，或不带扩展名而含有数字、没有汉字）的，为“发现”。
    alt 是“logo”“banner”“新闻图片”“点击查看”之类的通称，或超过 120 个字符的，为“需人工复核”；
    同一页有 4 张以上不同的图片写着同样的 alt 的，也为“需人工复核”，合成一项。
    没有 alt、alt 像别的文件名或编号的，另有“图片缺少替代文本”检查；装饰图和隐藏的图不报。
    误报：文件名碰巧就是图片内容的（如产品型号），请人工确认。
    整改：写能代替图片的文字，说明内容或链接去向，不写“图片”“新闻图片”；长图另附文字稿。
    """
    alike: dict[str, dict[str, Tag]] = {}
    for image in page.tags["img"]:
        alt = str(image.get("alt") or "").strip()
        if not alt or is_ignored(image):
            continue
        if (fault := fault_of(image)) is not None:
            yield _told(page, image, *fault)
        if names_its_file(image) or is_meaningless(alt):
            continue
        alike.setdefault(alt, {}).setdefault(str(image.get("src") or ""), image)
    for alt, images in alike.items():
        if len(images) >= ALIKE:
            first = next(iter(images.values()))
            message = f"{len(images)} 张不同的图片都写着同样的替代文本“{alt[:40]}”，请人工确认。"
            yield _told(page, first, "alike", message)


def fault_of(image: Tag) -> tuple[str, str] | None:
    """(rule, message) of what is wrong with an alternative text by itself, None if nothing is."""
    alt = str(image.get("alt") or "").strip()
    if names_its_file(image):
        return "file-name", f"图片的替代文本“{alt[:40]}”就是它的文件名，没有说明内容。"
    if is_meaningless(alt):
        return None
    if _GENERIC.fullmatch(alt):
        return "generic", f"图片的替代文本“{alt[:40]}”是通称，请人工确认有没有说明内容。"
    if len(alt) > LONGEST:
        message = f"图片的替代文本长 {len(alt)} 个字符，请人工确认能否改短，或另附文字稿。"
        return "long", message
    return None


def _told(page: Page, image: Tag, rule: str, message: str) -> Result:
    where = "3.2.1.2" if image.find_parent("a", href=True) else "3.2.1.4"
    return (fail if rule == "file-name" else review)(
        page.url,
        f"{message}（{gb(where)}）",
        rule=rule,
        locator=css_path(image),
        excerpt=excerpt(image),
    )
