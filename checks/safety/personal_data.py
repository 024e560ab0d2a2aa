import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bs4 import Tag
from bs4.element import Comment, NavigableString

from checks.locators import css_path
from checks.page import Page
from checks.personal import (
    BANK_CARD,
    DOUBTFUL,
    FIX,
    ID_NUMBER,
    NAMES,
    OLD,
    PHONE,
    Hit,
    find,
    has_run,
    is_own_phone,
    looks_private,
    quoted,
)
from checks.registry import page_check
from checks.results import Result, review

_CONTAINERS = ("table", "ul", "ol", "dl")
_HEAD = 400
_WIDE = 400
"""More than is shown: what the cut leaves of a number is never among the words shown."""
_TAG = re.compile("<[^>]*>?")


@page_check("personal-data", rendered=True)
def personal_data(page: Page, *, bulk: int = 10, phones: int = 3) -> Iterator[Result]:
    """页面疑似公开了个人隐私信息。

    依据：2018 年政务公开工作要点“公开时去标识化处理”；多地通报点名公示名单、公开留言泄露个人信息。
    检查指标没有写明它等于单项否决，由人判断是否升级。
    判定：18 位身份证号须校验码、出生日期、区划代码都有效；15 位旧身份证号须前文或表头写明身份证；
    银行卡号须 16 至 19 位、校验位正确并有卡号、账号、开户行字样；手机号码须自称“本人电话”，
    或同一表格里有 3 个以上且表头、标题像个人名单。一律为“需人工复核”，号码只显示掩码；
    同一表格 10 个以上的按批量泄露提示。写在源代码里、页面上不显示的也算。
    误报：已脱敏的号码、统一社会信用代码、文号、订单号、单位账户、单位联系人的手机号码不报；
    测试数据、样表里编造的号码，以及本人同意公开的信息，请人工排除。
    整改：先撤下页面，去标识化后再发布，并清理缓存和快照。
    """
    if not has_run(page.html):
        return
    on = page.as_of or date.max
    candidates = list(find(page.html, on=on, around="身份证账号"))
    if not _is_worth_looking(page.html, candidates, phones):
        return
    seen = _Seen(bulk=bulk, phones=phones)
    _look_at_texts(page, on, seen)
    _look_at_source(page, candidates, seen)
    yield from seen.results(page)


def _is_worth_looking(html: str, candidates: list[Hit], phones: int) -> bool:
    """Whether there is more than a few mobile numbers that nobody calls his own."""
    if any(hit.kind != PHONE for hit in candidates):
        return True
    if len({hit.number for hit in candidates}) >= phones:
        return True
    return any(is_own_phone(_TAG.sub("", html[: hit.start][-200:])) for hit in candidates)


@dataclass(slots=True)
class _Group:
    """Numbers of one kind, with the place of the first."""

    numbers: set[str] = field(default_factory=set)
    first: Hit | None = None
    text: str = ""
    element: Tag | None = None
    most: int = 0
    """The most of them in one table or list."""

    def add(self, hit: Hit, text: str, element: Tag | None) -> None:
        self.numbers.add(hit.number)
        if self.first is None:
            self.first, self.text, self.element = hit, text, element

    def join(self, other: "_Group | None") -> None:
        if other is not None:
            self.numbers |= other.numbers
            self.most += other.most


@dataclass(slots=True)
class _Seen:
    bulk: int
    phones: int
    groups: dict[str, _Group] = field(default_factory=dict)

    def add(self, hit: Hit, text: str, element: Tag | None) -> None:
        self.groups.setdefault(hit.kind, _Group()).add(hit, text, element)

    def results(self, page: Page) -> Iterator[Result]:
        if ID_NUMBER in self.groups:  # beside certain ones, the others hardly are anything else
            self.groups[ID_NUMBER].join(self.groups.pop(DOUBTFUL, None))
        for kind in (ID_NUMBER, BANK_CARD, PHONE, DOUBTFUL, OLD):
            group = self.groups.get(kind)
            if group is not None and group.first is not None:
                yield self._result(page, kind, group, group.first)

    def _result(self, page: Page, kind: str, group: _Group, first: Hit) -> Result:
        n = len(group.numbers)
        where = "" if group.element is not None else "（在源代码里，页面上可能看不到）"
        said = f"页面上有 {n} 个疑似{NAMES[kind]}{where}，如 {first.shown}"
        if group.most >= self.bulk:
            said += f"；同一表格里有 {group.most} 个，疑似批量泄露，请立即核实并撤下"
        else:
            said += "，请核实并去标识化"
        return review(
            page.url,
            said + "。",
            rule=kind,
            value=str(n),
            locator=css_path(group.element) if group.element is not None else "",
            excerpt=quoted(group.text, first),
            fix=FIX.format(what="页面"),
        )


def _look_at_texts(page: Page, on: date, seen: _Seen) -> None:
    """Everything a reader can see, text by text, with the head of its table."""
    heads: dict[int, tuple[str, Tag | None]] = {}
    phones: dict[int, list[tuple[Hit, str, Tag]]] = {}
    counts: dict[tuple[int, str], set[str]] = {}
    for text in page.soup.find_all(string=has_run):
        parent = text.parent
        if not isinstance(text, NavigableString) or isinstance(text, Comment) or parent is None:
            continue
        if parent.name in ("script", "style", "template"):
            continue
        table = parent.find_parent(_CONTAINERS) or parent.parent or parent
        if id(table) not in heads:
            heads[id(table)] = (_head_of(table, page), table)
        around = heads[id(table)][0]
        before = _before(text)
        whole = before + str(text)
        for hit in find(whole, on=on, around=around):
            if hit.start < len(before):
                continue
            if hit.kind == PHONE:
                if is_own_phone(whole[: hit.start]):
                    seen.add(hit, whole, parent)
                phones.setdefault(id(table), []).append((hit, whole, parent))
            else:
                seen.add(hit, whole, parent)
                counts.setdefault((id(table), hit.kind), set()).add(hit.number)
    for table_id, hits in phones.items():
        numbers = {hit.number for hit, _, _ in hits}
        if len(numbers) >= seen.phones and looks_private(heads[table_id][0]):
            for hit, whole, parent in hits:
                seen.add(hit, whole, parent)
            counts[table_id, PHONE] = numbers
    for (_, kind), numbers in counts.items():
        group = seen.groups[kind]
        group.most = max(group.most, len(numbers))


def _head_of(table: Tag, page: Page) -> str:
    """Title of the page and beginning of the table: what the numbers in it are called."""
    words = table.get_text(" ", strip=True)[:_HEAD] if table.name in _CONTAINERS else ""
    return f"{page.reading.title} {words}"


def _before(text: NavigableString) -> str:
    """The text just before on the same line: a label often stands in an element of its own."""
    sibling = text.find_previous(string=True)
    return f"{str(sibling).strip()[-40:]} " if isinstance(sibling, NavigableString) else ""


def _look_at_source(page: Page, candidates: list[Hit], seen: _Seen) -> None:
    """Identity numbers in scripts, attributes and comments: published as well, if not shown."""
    shown = {number for group in seen.groups.values() for number in group.numbers}
    for hit in candidates:
        if hit.kind == ID_NUMBER and hit.number not in shown:
            text = page.html[max(0, hit.start - _WIDE) : hit.end + _WIDE]
            at = min(hit.start, _WIDE)
            seen.add(Hit(hit.kind, hit.shown, at, at + hit.end - hit.start, hit.number), text, None)
