import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from checks.documents.extract import Block, Extracted
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
from checks.registry import site_check
from checks.results import Result, review, unverifiable
from checks.site import Attachment, LinkState, Site

_HEAD = 400
_ROW = re.compile(r"第 \d+ 行\Z")
_SHOWN = 3
_NO_TEXT = frozenset(("mp4", "mp3", "avi", "wav", "flv"))
_GONE = (LinkState.DEAD, LinkState.SUSPECT)
"""What is gone is reported as a broken link."""
_PROGRAM = re.compile(r"\.(?:apk|ipa|exe|msi|dmg|iso|dwg|tar|bz2|xml|rss|json)\Z", re.IGNORECASE)
"""Files in which nobody publishes lists of names."""


@site_check("personal-data-attachment")
def personal_data_attachment(site: Site, *, bulk: int = 10, phones: int = 3) -> Iterator[Result]:
    """附件里疑似公开了个人隐私信息。

    依据：2018 年政务公开工作要点“公开时去标识化处理”；低保、补贴等名单的附件表格是各地通报点名最多的泄露形态。
    判定：下载本站附件（xls、xlsx、csv、doc、docx、pptx、pdf、ofd、txt 和 zip 里的这些文件，隐藏的工作表也看），
    号码的认定办法与“页面疑似公开了个人隐私信息”相同；手机号码须在同一工作表里有 3 个以上且表头像个人名单，
    不分表格的文件里须有 10 个以上。一律为“需人工复核”，只显示掩码和位置，每个附件每类号码一条。
    打不开、设有密码、是扫描件、格式不支持、太大、没有下载的，按原因合并为“无法核验”，不算通过。
    误报：单位联系人、已脱敏的号码不报；样表里编造的号码请人工排除。图片和扫描件里的文字看不到，请人工抽看。
    整改：先撤下附件，去标识化后换新的文件名再发布，并清理原文件和缓存。
    """
    unread: dict[str, list[str]] = {}
    for file in site.attachments():
        if file.reason:
            if file.state not in _GONE and not _PROGRAM.search(file.name):
                unread.setdefault(_settled(file.reason), []).append(file.url)
            continue
        found = file.text()
        if found.problem and found.kind not in _NO_TEXT:
            unread.setdefault(_settled(found.problem), []).append(file.url)
        yield from _of_file(file, found, site.as_of, bulk, phones)
    for reason, urls in unread.items():
        names = "、".join(urls[:_SHOWN])
        yield unverifiable(
            urls[0],
            f"有 {len(urls)} 个附件没有检查个人信息：{reason}。如 {names}。",
            rule="unread",
            target=f"附件：{reason}",
            value=str(len(urls)),
            found_on=tuple(urls),
        )


def _settled(reason: str) -> str:
    """A reason without what differs from file to file, so that alike ones are said once."""
    if reason.startswith("压缩包内"):
        return "压缩包内有文件无法读取（设有密码、已损坏、是图片或格式不支持）"
    return reason.rstrip("。")


@dataclass(slots=True)
class _Group:
    numbers: set[str] = field(default_factory=set)
    tables: dict[str, set[str]] = field(default_factory=dict)
    first: tuple[Hit, Block] | None = None


def _of_file(
    file: Attachment, found: Extracted, on: date, bulk: int, phones: int
) -> Iterator[Result]:
    groups: dict[str, _Group] = {}
    maybe: dict[str, list[tuple[Hit, Block]]] = {}
    heads: dict[str, str] = {}
    for block in found.blocks:
        where, text = block
        table = _ROW.sub("", where) if "\t" in text or _ROW.search(where) else ""
        head = heads.get(table, file.name)
        if len(head) < _HEAD:
            heads[table] = head = f"{head} {text[:_HEAD]}"
        if not has_run(text):
            continue
        for hit in find(text, on=on, around=head):
            if hit.kind != PHONE or is_own_phone(text[: hit.start]):
                _add(groups, hit, block, table)
            else:
                maybe.setdefault(table, []).append((hit, block))
    for table, hits in maybe.items():
        enough = phones if table else max(bulk, phones)
        if len({hit.number for hit, _ in hits}) >= enough and looks_private(heads[table]):
            for hit, block in hits:
                _add(groups, hit, block, table)
    if ID_NUMBER in groups and DOUBTFUL in groups:
        doubtful = groups.pop(DOUBTFUL)
        groups[ID_NUMBER].numbers |= doubtful.numbers
        for table, numbers in doubtful.tables.items():
            groups[ID_NUMBER].tables.setdefault(table, set()).update(numbers)
    for kind in (ID_NUMBER, BANK_CARD, PHONE, DOUBTFUL, OLD):
        if kind in groups:
            yield _result(file, found, kind, groups[kind], bulk)


def _add(groups: dict[str, _Group], hit: Hit, block: Block, table: str) -> None:
    group = groups.setdefault(hit.kind, _Group())
    group.numbers.add(hit.number)
    group.tables.setdefault(table, set()).add(hit.number)
    group.first = group.first or (hit, block)


def _result(file: Attachment, found: Extracted, kind: str, group: _Group, bulk: int) -> Result:
    assert group.first is not None  # noqa: S101 - a group exists because a number was added
    hit, (where, text) = group.first
    n, most = len(group.numbers), max(map(len, group.tables.values()))
    said = f"附件“{file.name}”里有 {n} 个疑似{NAMES[kind]}，如{where}的 {hit.shown}"
    if most >= bulk:
        said += f"；同一表格里有 {most} 个，疑似批量泄露，请立即核实并撤下"
    else:
        said += "，请核实并去标识化"
    if found.problem:
        said += f"（{found.problem}）"
    return review(
        file.url,
        said + "。",
        rule=kind,
        target=file.url,
        value=str(n),
        excerpt=quoted(text, hit),
        fix=FIX.format(what="附件"),
        found_on=file.found_on,
        evidence=file.evidence,
    )
