"""Joining a ledger to what is configured, so that nothing configured is ever lost silently.

A blank cell leaves a value as it is. What the ledger does not mention stays and is listed. The
names of things in the ledger are resolved here, so mistakes still carry their row.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.ledger_columns import ColumnMerge
from crawler.ledger_fields import SITES, UNITS, key_of
from crawler.ledger_rows import Ledger, Row, RowProblems
from crawler.site_fields import shown, without_scheme
from crawler.sites import SiteConfig, SitesError, SitesFile, Unit
from crawler.sites_file import loads
from crawler.sites_toml import dumps
from crawler.toml_table import nearest

UNIT_WORDS = {"name": "名称", "prefixes": "网址前缀", "contact": "联系方式"}
SITE_WORDS = {
    "name": "名称",
    "url": "网址",
    "kind": "类型",
    "id_code": "网站标识码",
    "unit": "主办单位",
    "hosts": "其他域名",
    "rubric": "计分办法",
    "public_services": "有无对外服务",
    "platform": "统一平台",
}


def merge(
    existing: SitesFile | None, ledger: Ledger, path: Path | None = None
) -> tuple[SitesFile, list[str]]:
    """The new configuration, and Chinese lines that say what was skipped, added, changed and kept.

    ``path`` is where the configuration stands (default: where ``existing`` does, else
    ``sites.toml``). SitesError, with row numbers, when the ledger contradicts itself.
    """
    where = path or (existing.path if existing else Path("sites.toml"))
    work = _Merge(existing, ledger)
    work.run()
    merged = SitesFile(where, work.units, work.sites, existing.contact if existing else "")
    if existing is not None:
        merged = replace(
            merged,
            wordlist=existing.wordlist,
            browser=existing.browser,
            media=existing.media,
            vantage=existing.vantage,
            office=existing.office,
            notices=existing.notices,
        )
    try:
        checked = loads(dumps(merged), where)
    except SitesError as error:
        raise SitesError(
            f"{ledger.path} 和现有配置合在一起不合格，没有导入任何内容。合并后的{error}"
        ) from None
    return checked, [*ledger.notes, *(work.changes or ["配置没有变化。"]), *work.kept]


class _Merge:
    def __init__(self, existing: SitesFile | None, ledger: Ledger) -> None:
        self.ledger = ledger
        self.units: dict[str, Unit] = dict(existing.units) if existing else {}
        self.sites: dict[str, SiteConfig] = dict(existing.sites) if existing else {}
        self.problems = RowProblems(ledger.path)
        self.changes: list[str] = []
        self.kept: list[str] = []
        self.unit_rows: dict[str, int] = {}
        self.site_rows: dict[str, int] = {}

    def run(self) -> None:
        for row in self.ledger.units:
            self._unit(row)
        for row in self.ledger.units:
            self._owned_elsewhere(row)
        for row in self.ledger.sites:
            self._site(row)
        self._keep(UNITS, self.units, self.unit_rows)
        self._keep(SITES, self.sites, self.site_rows)
        columns = ColumnMerge(self.sites, self.problems, self.site_named, self.unit_named)
        columns.run(self.ledger)
        self.changes += columns.changes
        self.kept += columns.kept
        self.problems.raise_if_any()

    # ── units ──

    def _unit(self, row: Row) -> None:
        name, wanted = row.values.get("name", ""), row.values.get("id", "")
        by_id, by_name = _same(self.units, wanted), self._unit_by_name(name)
        if wanted and not by_id and by_name:
            reason = f"单位“{name}”的编号已是 {by_name}，不能改成“{wanted}”，请改回或留空"
            self.problems.at(row, "id", reason)
            return
        if by_id and by_name and by_id != by_name:
            reason = (
                f"编号 {by_id} 是“{self.units[by_id].name}”，而“{name}”的编号是 {by_name}，请改对"
            )
            self.problems.at(row, "id", reason)
            return
        identity = by_id or by_name
        if self._twice(row, identity, self.unit_rows, "单位"):
            return
        values = {key: value for key, value in row.values.items() if key in UNIT_WORDS}
        if identity:
            old = self.units[identity]
            self.units[identity] = replace(old, **values)
            self._changed(f"单位“{old.name}”（{identity}）", old, values, UNIT_WORDS)
        else:
            identity = wanted or _next_unit(self.units)
            self.units[identity] = Unit(identity, **values)
            self.changes.append(f"新增单位：{name}（{identity}）")
        self.unit_rows[identity] = row.number

    def _owned_elsewhere(self, row: Row) -> None:
        """One prefix, one unit; asked when all rows are in, because prefixes change hands."""
        for prefix in row.values.get("prefixes", ()):
            for other in self.units.values():
                if self.unit_rows.get(other.id) != row.number and prefix.rstrip("/") in [
                    p.rstrip("/") for p in other.prefixes
                ]:
                    reason = f"前缀 {prefix} 已经归“{other.name}”，一个前缀只能归一个单位"
                    self.problems.at(row, "prefixes", reason)

    def _unit_by_name(self, name: str) -> str:
        return next((u.id for u in self.units.values() if key_of(u.name) == key_of(name)), "")

    def unit_named(self, row: Row) -> str:
        """Id of the unit a row names, "" when it names none or a wrong one."""
        text = row.values.get("unit", "")
        if not text:
            return ""
        found = self._unit_by_name(text) or _same(self.units, text)
        if not found:
            close = nearest(text, [unit.name for unit in self.units.values()])
            hint = f"是不是“{close}”？不是的话，" if close else ""
            reason = f"工作表“单位”里没有“{shown(text)}”。{hint}请先在“单位”里加一行"
            self.problems.at(row, "unit", reason)
        return found

    # ── sites ──

    def _site(self, row: Row) -> None:
        values = {key: value for key, value in row.values.items() if key in SITE_WORDS}
        identity = self._matching_site(row)
        if identity is None or self._twice(row, identity, self.site_rows, "网站"):
            return
        if "unit" in values:
            values["unit"] = self.unit_named(row)
        if identity:
            old = self.sites[identity]
            if "url" in row.repaired and without_scheme(old.url) == without_scheme(values["url"]):
                del values["url"]
            self.sites[identity] = replace(old, **values)
            self._changed(f"网站“{old.name}”（{identity}）", old, values, SITE_WORDS)
        elif "name" in values and "url" in values:
            identity = row.values.get("id") or _site_id(values["url"], self.sites)
            self.sites[identity] = SiteConfig(identity, **values)
            self.changes.append(f"新增网站：{values['name']}（{identity}）")
        self.site_rows[identity] = row.number

    def _matching_site(self, row: Row) -> str | None:
        """Id of the configured site a row means, "" for a new one, None after a mistake."""
        code, url = row.values.get("id_code", ""), row.values.get("url", "")
        found = {
            "id": _same(self.sites, row.values.get("id", "")),
            "id_code": self._find(lambda s: bool(code) and s.id_code.lower() == code.lower()),
            "url": self._find(lambda s: without_scheme(s.url) == without_scheme(url)),
        }
        distinct = set(found.values()) - {""}
        if len(distinct) > 1:
            told = "，".join(
                f"{row.titles.get(key, key)}是“{self.sites[identity].name}”（{identity}）的"
                for key, identity in found.items()
                if identity
            )
            self.problems.at(row, "", f"这一行指向不止一个网站：{told}，请改对")
            return None
        wanted = row.values.get("id", "")
        if distinct:
            identity = distinct.pop()
            if wanted and not found["id"]:
                reason = f"这个网站的编号已是 {identity}，改编号会和已存的数据脱节，请改回或留空"
                self.problems.at(row, "id", reason)
                return None
            return identity
        if wanted:
            return ""
        name = key_of(row.values.get("name", ""))
        # Same name, no other sign: the site has moved, unless both codes say it is another one.
        return self._find(
            lambda s: (
                key_of(s.name) == name and s.id not in self.site_rows and not (code and s.id_code)
            )
        )

    def _find(self, wanted: Callable[[SiteConfig], bool]) -> str:
        return next((site.id for site in self.sites.values() if wanted(site)), "")

    def site_named(self, row: Row) -> SiteConfig | None:
        """The site a row of columns or exemptions names; the only one when it names none."""
        text = row.values.get("site", "")
        if not text:
            if len(self.sites) == 1:
                return next(iter(self.sites.values()))
            self.problems.at(row, "site", f"没有填写所属网站，而配置里有 {len(self.sites)} 个网站")
            return None
        key = key_of(text)
        address = without_scheme(text if "://" in text else f"http://{text}")
        matches = [
            site
            for site in self.sites.values()
            if (key and key in (key_of(site.name), key_of(site.id), key_of(site.id_code)))
            or address == without_scheme(site.url)
        ]
        if len(matches) == 1:
            return matches[0]
        if matches:
            ids = "、".join(site.id for site in matches)
            self.problems.at(
                row, "site", f"有 {len(matches)} 个网站都叫这个名字，请改填编号：{ids}"
            )
            return None
        close = nearest(text, [site.name for site in self.sites.values()])
        hint = f"是不是“{close}”？不是的话，" if close else ""
        reason = f"工作表“网站”里没有“{shown(text)}”。{hint}请先在“网站”里加一行"
        self.problems.at(row, "site", reason)
        return None

    # ── both ──

    def _twice(self, row: Row, identity: str, rows: Mapping[str, int], what: str) -> bool:
        if identity not in rows:
            return False
        self.problems.at(row, "", f"和第 {rows[identity]} 行是同一个{what}，请删掉一行")
        return True

    def _changed(
        self, what: str, old: Any, values: Mapping[str, Any], words: Mapping[str, str]
    ) -> None:
        for key, new in values.items():
            if getattr(old, key) != new:
                before, after = self._told(key, getattr(old, key)), self._told(key, new)
                self.changes.append(f"修改{what}：{words[key]}由{before}改为{after}")

    def _told(self, key: str, value: Any) -> str:
        if key == "unit" and value in self.units:
            value = self.units[value].name
        if isinstance(value, bool):
            return "“有”" if value else "“无”"
        if isinstance(value, tuple):
            value = "、".join(value)
        value = {"portal": "门户", "department": "部门"}.get(value, value)
        return f"“{shown(value)}”" if value else "空"

    def _keep(
        self, sheet: str, known: Mapping[str, Unit | SiteConfig], rows: Mapping[str, int]
    ) -> None:
        self.kept += [
            f"台账中没有，保留：{sheet}“{thing.name}”（{identity}）"
            for identity, thing in known.items()
            if identity not in rows
        ]


def _same(known: Mapping[str, object], identity: str) -> str:
    """The known id that differs from ``identity`` in case at most."""
    return next((k for k in known if identity and k.casefold() == identity.casefold()), "")


def _next_unit(units: Mapping[str, Unit]) -> str:
    number = 1
    while _same(units, f"u{number:02}"):
        number += 1
    return f"u{number:02}"


def _site_id(url: str, taken: Mapping[str, object]) -> str:
    """An id from the address: host without "www.", then the path when the site lies in one."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    text = re.sub(r"[^A-Za-z0-9.]+", "-", host + parts.path).strip("-.")[:56].strip("-.") or "site"
    text = re.sub(r"\.{2,}", ".", text)
    identity, number = text, 2
    while _same(taken, identity):
        identity, number = f"{text}-{number}", number + 1
    return identity
