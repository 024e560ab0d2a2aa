"""Columns and exemptions of a ledger, joined to those that are configured."""

from collections.abc import Callable, Container, MutableMapping
from dataclasses import replace
from typing import Any

from checks.columns import Column, Exemption, Limit
from crawler.column_guess import kind_of
from crawler.column_kinds import KIND_LIMITS
from crawler.ledger_fields import COLUMNS, key_of
from crawler.ledger_rows import Ledger, Row, RowProblems
from crawler.site_fields import check_column_url, shown, starts_with_host, without_scheme
from crawler.sites import SiteConfig
from crawler.toml_table import nearest

COLUMN_WORDS = {
    "name": "名称",
    "url": "网址",
    "kind": "类型",
    "unit": "责任单位",
    "limit": "更新期限",
    "guessed": "是否程序猜的",
}


class ColumnMerge:
    """Works on ``sites`` in place; ``changes`` and ``kept`` say what it did."""

    def __init__(
        self,
        sites: MutableMapping[str, SiteConfig],
        problems: RowProblems,
        site_named: Callable[[Row], SiteConfig | None],
        unit_named: Callable[[Row], str],
    ) -> None:
        self.sites, self.problems = sites, problems
        self.site_named, self.unit_named = site_named, unit_named
        self.columns = {identity: list(site.columns) for identity, site in sites.items()}
        self.changes: list[str] = []
        self.kept: list[str] = []

    def run(self, ledger: Ledger) -> None:
        """Columns first, because exemptions name them."""
        touched = self._columns(ledger)
        exempted = self._exemptions(ledger)
        for identity, site in self.sites.items():
            before = len(site.columns)
            for index, column in enumerate(self.columns[identity][:before]):
                if (identity, index) not in touched and COLUMNS in ledger.sheets:
                    self.kept.append(f"台账中没有，保留：网站“{site.name}”的栏目“{column.name}”")
                if column.exemption and (identity, index) not in exempted:
                    told = f"网站“{site.name}”栏目“{column.name}”的豁免"
                    self.kept.append(
                        f"台账中没有，保留：{told}（{shown(column.exemption.reason)}）"
                    )
            if before and COLUMNS not in ledger.sheets:
                told = f"网站“{site.name}”原有的 {before} 个栏目都保留"
                self.kept.append(f"台账没有“{COLUMNS}”工作表，{told}")
            self.sites[identity] = replace(site, columns=tuple(self.columns[identity]))

    def _columns(self, ledger: Ledger) -> set[tuple[str, int]]:
        placed: dict[tuple[str, str], Row] = {}
        touched: dict[tuple[str, int], Row] = {}
        unmatched: list[tuple[Row, SiteConfig, str]] = []
        for row in ledger.columns:
            site, url = self._address(row)
            if site is None or not url:
                continue
            key = (site.id, without_scheme(url))
            if key in placed:
                reason = f"和第 {placed[key].number} 行是同一个网址，请删掉一行"
                self.problems.at(row, "url", reason)
                continue
            placed[key] = row
            index = self._at_address(site, key[1])
            if index is None:
                unmatched.append((row, site, url))
            else:
                self._update(site, index, row, url)
                touched[site.id, index] = row
        # Only now by name, so that a column that moved cannot take the place of one that did not.
        for row, site, url in unmatched:
            index = self._named(site, row.values.get("name", ""), touched)
            if index is None:
                self._add(site, row, url)
            else:
                self._update(site, index, row, url)
                touched[site.id, index] = row
        return set(touched)

    def _address(self, row: Row) -> tuple[SiteConfig | None, str]:
        site = self.site_named(row)
        text = row.values.get("url", "")
        if site is None or not text:
            return site, ""
        scheme = site.url.partition("://")[0]
        try:
            return site, check_column_url(
                f"{scheme}://{text}" if starts_with_host(text) else text, site.url
            )
        except ValueError as error:
            self.problems.at(row, "url", f"“{shown(text)}”不对：{error}")
            return site, ""

    def _at_address(self, site: SiteConfig, address: str) -> int | None:
        columns = enumerate(self.columns[site.id])
        return next((i for i, c in columns if without_scheme(c.url) == address), None)

    def _named(
        self, site: SiteConfig, name: str, touched: Container[tuple[str, int]]
    ) -> int | None:
        """The first configured column of that name which no row has been matched to."""
        for index, column in enumerate(site.columns):
            if (site.id, index) not in touched and key_of(column.name) == key_of(name):
                return index
        return None

    def _add(self, site: SiteConfig, row: Row, url: str) -> None:
        values = self._values(row)
        name = values.get("name", "")
        kind = values.setdefault("kind", "其他")
        values.setdefault("limit", KIND_LIMITS[kind])
        self.columns[site.id].append(Column(**values | {"name": name, "url": url}))
        told = f"{kind}，{_told(values['limit'])}"
        if "kind" not in row.values:
            guess = kind_of(name)
            hint = f"；从名称看像“{guess}”，是的话请在“栏目类型”里选上" if guess != "其他" else ""
            told += f"；没有填类型，按“其他”检查{hint}"
        self.changes.append(f"新增栏目：网站“{site.name}”的“{name}”（{told}）")

    def _update(self, site: SiteConfig, index: int, row: Row, url: str) -> None:
        old = self.columns[site.id][index]
        values = self._values(row) | {"guessed": False}
        if without_scheme(old.url) != without_scheme(url):
            values["url"] = url
        kind = values.get("kind", old.kind)
        if "limit" not in values and old.limit == KIND_LIMITS.get(old.kind):
            values["limit"] = KIND_LIMITS[kind]
        self.columns[site.id][index] = replace(old, **values)
        for key, value in values.items():
            if getattr(old, key) != value:
                before, after = _told(getattr(old, key)), _told(value)
                told = f"网站“{site.name}”栏目“{old.name}”：{COLUMN_WORDS[key]}"
                self.changes.append(f"修改{told}由{before}改为{after}")

    def _values(self, row: Row) -> dict[str, Any]:
        values = {k: v for k, v in row.values.items() if k in ("name", "kind", "limit")}
        if "unit" in row.values:
            values["unit"] = self.unit_named(row)
        return values

    def _exemptions(self, ledger: Ledger) -> set[tuple[str, int]]:
        rows: dict[tuple[str, int], Row] = {}
        for row in ledger.exemptions:
            site = self.site_named(row)
            index = self._exempted(site, row) if site else None
            if site is None or index is None or "reason" not in row.values:
                continue
            if (site.id, index) in rows:
                number = rows[site.id, index].number
                self.problems.at(row, "column", f"和第 {number} 行是同一个栏目，请删掉一行")
                continue
            rows[site.id, index] = row
            column = self.columns[site.id][index]
            old = column.exemption
            until = row.values.get("until", old.until if old else None)
            new = Exemption(row.values["reason"], until)
            self.columns[site.id][index] = replace(column, exemption=new)
            if new != old:
                word = "修改" if old else "新增"
                told = f"网站“{site.name}”栏目“{column.name}”，{new.reason}"
                end = f"到 {new.until} 为止" if new.until else "没有截止日期"
                self.changes.append(f"{word}豁免：{told}，{end}")
        return set(rows)

    def _exempted(self, site: SiteConfig, row: Row) -> int | None:
        text = row.values.get("column", "")
        if not text:
            return None
        columns = self.columns[site.id]
        found = [i for i, c in enumerate(columns) if key_of(c.name) == key_of(text)]
        if not found:
            try:
                address = without_scheme(check_column_url(text, site.url))
                found = [i for i, c in enumerate(columns) if without_scheme(c.url) == address]
            except ValueError:
                found = []
        if len(found) == 1:
            return found[0]
        if found:
            self.problems.at(row, "column", f"有 {len(found)} 个栏目都叫这个名字，请改填栏目网址")
            return None
        close = nearest(text, [column.name for column in columns])
        hint = f"是不是“{close}”？不是的话，" if close else ""
        reason = f"网站“{site.name}”没有栏目“{shown(text)}”。{hint}请先在“{COLUMNS}”里加一行"
        self.problems.at(row, "column", reason)
        return None


def _told(value: Any) -> str:
    if isinstance(value, Limit):
        return value.text
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"“{shown(value)}”" if value else "无"
