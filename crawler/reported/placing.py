"""Which site and unit of the configuration a row speaks of; never a guess."""

from collections.abc import Mapping
from typing import Any

from crawler.ledger_fields import key_of
from crawler.site_fields import shown
from crawler.sites import SitesFile


class Placing:
    """Finds the site by its code, else its name, else the host of the page."""

    def __init__(self, sites: SitesFile) -> None:
        self._sites = sites
        self._codes = {s.id_code: s.id for s in sites.sites.values() if s.id_code}
        self._names: dict[str, list[str]] = {}
        for site in sites.sites.values():
            self._names.setdefault(key_of(site.name), []).append(site.id)
        self._units: dict[str, list[str]] = {}
        for unit in sites.units.values():
            self._units.setdefault(key_of(unit.name), []).append(unit.id)

    def of(self, values: Mapping[str, Any]) -> tuple[str, str, str]:
        """(site id, unit id, what was assumed). ValueError (Chinese) when no site fits, or two."""
        site = self._site(values)
        name = str(values.get("unit") or "")
        if not name:
            return site, self._sites.sites[site].unit, ""
        found = self._units.get(key_of(name), [])
        if len(found) == 1:
            return site, found[0], ""
        why = "有几个" if found else "不在配置里"
        return site, "", f"办理单位“{shown(name)}”{why}，记为“未登记单位”"

    def _site(self, values: Mapping[str, Any]) -> str:
        code, name, page = (values.get(key) or "" for key in ("id_code", "site", "page"))
        found = {
            "标识码": {self._codes[code]} if code in self._codes else set(),
            "网站名称": set(self._names.get(key_of(name), ())) if name else set(),
            "问题网址": {s.id for s in self._sites.sites.values() if page and s.in_scope(page)},
        }
        fitting = [ids for ids in found.values() if ids]
        both = set.intersection(*fitting) if fitting else set()
        if len(both) == 1:
            return both.pop()
        if fitting and not both:
            what = "、".join(key for key, ids in found.items() if ids)
            raise ValueError(f"{what}指的不是同一个网站")
        if both:
            raise ValueError("对得上几个网站，请填写网站标识码")
        told = "、".join(shown(text) for text in (code, name, page) if text) or "都没有填"
        raise ValueError(f"标识码、网站名称、问题网址和配置里的网站都对不上（{told}）")
