"""The 发布前自查单: wording, personal data, links, pictures and the usual parts of one draft."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from checks.accessibility.missing_alt import missing_alt
from checks.locators import element_at
from checks.masking import mask
from checks.page import Page
from checks.personal import (
    BANK_CARD,
    ID_NUMBER,
    NAMES,
    PHONE,
    Hit,
    find,
    is_own_phone,
    looks_private,
)
from checks.results import Outcome, Result
from checks.safety.personal_data import personal_data
from checks.wording import slips
from checks.wordlist import SEVERE, Wordlist, builtin
from reports.draft_lines import Lines
from reports.draft_links import fault
from reports.draft_model import Draft, Found, Level, Sheet

WORDING, PERSONAL, LINKS, IMAGES, ELEMENTS, FILE = (
    "用语", "个人信息", "链接", "图片", "稿件要素", "文件",
)  # fmt: skip
_ORDER = {Level.MUST: 0, Level.CHECK: 1, Level.HINT: 2}
_CERTAIN = (ID_NUMBER, BANK_CARD)
_DAY = re.compile(
    r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}|二[〇○零Ｏ][一二三四五六七八九〇○零]{2}年"
)
_SOURCE = re.compile(
    r"(?:来源|稿源|供稿|发布机构|发文机关|制发机关|主办单位|信息提供|作者|撰稿)(?:单位)?\s*[:：]"
)
_SIGNED = re.compile(
    r"[\u4e00-\u9fff（）]{2,30}(?:政府|办公室|办公厅|委员会|局|厅|部|委|办|院|处|中心|协会|小组|街道|镇|乡)"
)
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[](?:19|20)\d\d[〕\]]\s*\d+\s*号")
_TITLE_LONGEST = 80
_TITLE_WITHIN = 8
_NEAR = 60
_EXCERPT = 120
_FIX_PERSONAL = "核实是否必须公开；不必公开的删去，必须公开的把中间位数换成 * 再发布。"


def look(draft: Draft, *, on: date, words: Wordlist | None = None) -> Sheet:
    """Everything a machine can say of a draft. ``on`` is today, for dates of birth."""
    name = mask(draft.name)
    if not draft.is_read:
        return Sheet(name, draft.kind, problem=draft.problem or "文件里没有文字")
    words = words or builtin()
    found = [*_unread(draft), *_remarks(draft), *_elements(draft), *_links(draft)]
    if draft.page is not None:
        found += _page(draft, draft.page, words)
    else:
        found += [*_texts(draft, words, on), *_images(draft)]
    found = [_masked(f) for f in _once(found)]
    found.sort(key=lambda f: _ORDER[f.level])
    characters = sum(len(text) for _, text in draft.blocks)
    return Sheet(name, draft.kind, characters, tuple(found), looked=_looked(draft, words))


def _texts(draft: Draft, words: Wordlist, on: date) -> Iterator[Found]:
    """Personal data and slips, block by block; numbers are masked before anything is quoted."""
    groups: dict[str, list[tuple[str, Hit, str]]] = {}
    heads = _Heads(draft)
    for place, text in draft.blocks:
        head = heads.of(place, text)
        hidden = text
        for hit in find(text, on=on, around=head):
            kind = hit.kind
            if kind == PHONE and (is_own_phone(text[: hit.start]) or looks_private(head + text)):
                kind = "private-phone"
            groups.setdefault(kind, []).append((place, hit, _around(text, hit)))
            hidden = hidden.replace(text[hit.start : hit.end], hit.shown)
        for slip in slips(mask(hidden), words):
            yield _slip(place, slip.phrase.severity, slip.wrong, slip.right, slip.sentence)
    for kind, hits in groups.items():
        yield _personal(kind, hits)


class _Heads:
    """What the numbers of a block are called: the draft's first lines, and those of its table."""

    def __init__(self, draft: Draft) -> None:
        self.title = " ".join(text[:_NEAR] for _, text in draft.blocks[:2])
        self.table, self.rows = "", list[str]()

    def of(self, place: str, text: str) -> str:
        table = place.partition("第")[0]
        if "\t" not in text:
            self.rows = []
        elif table != self.table or not self.rows:
            self.rows = [text[:200]]
        elif len(self.rows) < 3:
            self.rows.append(text[:200])
        self.table = table
        return " ".join((self.title, *self.rows))


def _around(text: str, hit: Hit) -> str:
    """A few words on both sides, whole numbers masked before anything is cut."""
    before, after = mask(text[: hit.start]), mask(text[hit.end :])
    return f"{before[-20:]}{hit.shown}{after[:20]}"


def _personal(kind: str, hits: list[tuple[str, Hit, str]]) -> Found:
    count = len({hit.number for _, hit, _ in hits})
    level = Level.MUST if kind in _CERTAIN else Level.CHECK
    name, fix = NAMES.get(kind, NAMES[PHONE]), _FIX_PERSONAL
    if kind == PHONE:
        level, name, fix = (
            Level.HINT,
            "手机号码",
            "确认是可以公开的办公联系方式；能用座机的用座机。",
        )
    places = list(dict.fromkeys(place for place, _, _ in hits))
    more = f" 等 {len(places)} 处" if len(places) > 3 else ""
    return Found(
        level, PERSONAL, "、".join(places[:3]) + more,
        f"有 {count} 个{name}，如 {hits[0][1].shown}", hits[0][2], fix, kind,
    )  # fmt: skip


def _slip(place: str, severity: str, wrong: str, right: str, sentence: str) -> Found:
    level = Level.MUST if severity == SEVERE else Level.CHECK
    return Found(
        level, WORDING, place, f"“{wrong}”疑为“{right}”之误（{severity}）", sentence,
        f"改为“{right}”。", f"wording:{wrong}",
    )  # fmt: skip


def _page(draft: Draft, page: Page, words: Wordlist) -> Iterator[Found]:
    """An HTML draft: the very checks that will look at it once it is online."""
    for place, text in draft.blocks:
        for slip in slips(mask(text), words):
            yield _slip(place, slip.phrase.severity, slip.wrong, slip.right, slip.sentence)
    lines = Lines(page)
    for result in personal_data(page):
        level = Level.MUST if result.rule in _CERTAIN else Level.CHECK
        yield _of_result(page, lines, result, level, PERSONAL)
    for result in missing_alt(page):
        level = Level.MUST if result.outcome is Outcome.FAIL else Level.CHECK
        yield _of_result(page, lines, result, level, IMAGES)


def _of_result(page: Page, lines: Lines, result: Result, level: Level, subject: str) -> Found:
    place = lines.place(element_at(page.soup, result.locator))
    fix = result.fix or '写上能代替图片的文字；纯装饰的图片写 alt=""。'
    if subject == PERSONAL:
        fix = _FIX_PERSONAL
    return Found(
        level, subject, place, result.message.rstrip("。"), result.excerpt, fix,
        f"{subject}:{result.rule}:{result.target or result.locator}",
    )  # fmt: skip


def _links(draft: Draft) -> Iterator[Found]:
    for link in draft.links:
        wrong = fault(link, is_page=draft.page is not None)
        if wrong is not None:
            yield Found(
                wrong.level, LINKS, link.place, wrong.message, "", wrong.suggestion,
                f"link:{wrong.rule}:{link.href}",
            )  # fmt: skip


def _images(draft: Draft) -> Iterator[Found]:
    bare = [image.place for image in draft.images if not image.alt]
    if bare:
        more = f" 等 {len(bare)} 处" if len(bare) > 3 else ""
        yield Found(
            Level.CHECK, IMAGES, "、".join(bare[:3]) + more, f"{len(bare)} 张图片没有替代文本", "",
            "右键图片选“编辑替代文字”写明内容，上传网站后核对 alt；纯装饰的标为装饰。", "alt",
        )  # fmt: skip


def _elements(draft: Draft) -> Iterator[Found]:
    """What an article usually has: title, date, source."""
    if not draft.is_article:
        return
    texts = [text for _, text in draft.blocks]
    labels = draft.page.reading.labels if draft.page is not None else {}
    if not _has_title(draft, texts):
        yield Found(
            Level.HINT, ELEMENTS, "开头", "没有看出标题", "", "在开头单独写一行标题。", "title"
        )
    if not labels.get("PubDate") and not any(_DAY.search(text) for text in texts):
        yield Found(
            Level.HINT, ELEMENTS, "全文", "没有看到日期", "",
            "写明成文日期或发布日期，如 2026年11月25日。", "date",
        )  # fmt: skip
    ends = [*texts[:5], *texts[-8:]]
    signed = labels.get("ContentSource") or any(_SIGNED.fullmatch(t.strip()) for t in texts[-8:])
    if not signed and not any(_SOURCE.search(t) or _NUMBERED.search(t) for t in ends):
        yield Found(
            Level.HINT, ELEMENTS, "全文", "没有看到来源或发文机关", "",
            "写明来源（如“来源：区教育局”）或落款单位。", "source",
        )  # fmt: skip


def _has_title(draft: Draft, texts: list[str]) -> bool:
    if draft.page is not None and (draft.page.reading.title or draft.page.tags["h1"]):
        return True
    return any(len(t) <= _TITLE_LONGEST and not t.endswith(("。", "；", "，", "："))
               for t in texts[:_TITLE_WITHIN])  # fmt: skip


def _unread(draft: Draft) -> Iterator[Found]:
    if draft.problem:
        yield Found(
            Level.CHECK, FILE, "全文", f"没有全部读完：{draft.problem}", "",
            "没有读到的部分请人工检查。", "unread",
        )  # fmt: skip


def _remarks(draft: Draft) -> Iterator[Found]:
    for r in draft.remarks:
        yield Found(r.level, r.subject, r.place, r.message, "", r.suggestion, f"remark:{r.message}")


def _once(found: Iterable[Found]) -> list[Found]:
    """One line for what is said several times, with the other places."""
    kept: dict[tuple[str, Level], Found] = {}
    places: dict[tuple[str, Level], list[str]] = {}
    for one in found:
        key = (one.rule or one.message, one.level)
        kept.setdefault(key, one)
        if one.place not in places.setdefault(key, []):
            places[key].append(one.place)
    merged = []
    for key, one in kept.items():
        at = places[key]
        place = "、".join(at[:3]) + (f" 等 {len(at)} 处" if len(at) > 3 else "")
        merged.append(Found(one.level, one.subject, place, *_rest(one)))
    return merged


def _rest(one: Found) -> tuple[str, str, str, str]:
    return one.message, one.excerpt, one.suggestion, one.rule


def _masked(one: Found) -> Found:
    excerpt = " ".join(mask(one.excerpt).split())
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[: _EXCERPT - 1] + "…"
    texts = (mask(one.message), excerpt, mask(one.suggestion), mask(one.rule))
    return Found(one.level, one.subject, mask(one.place), *texts)


def _looked(draft: Draft, words: Wordlist) -> tuple[str, ...]:
    said = [
        f"查了：固定用语（词表 {words.version}，{len(words.phrases)} 种写法）、个人信息、"
        "链接写法（不联网，不试能不能打开）"
        + ("、图片替代文本" if draft.kind in ("html", "docx") else "")
        + ("、标题日期来源" if draft.is_article else "")
        + "。",
        "没有查：语义和政治表述、领导人姓名职务、数据和事实、图片里的文字。这张单子不能代替三审三校。",
    ]
    return tuple(said)
