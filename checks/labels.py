"""The ten standard page labels (网页标签) of the government website norm."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
ALL = SITE + COLUMN + ARTICLE
_STANDARD = {name.lower(): name for name in ALL}


def read_labels(tree: LexborHTMLParser) -> Mapping[str, str]:
    """The labels that are present, in standard spelling, with their content.

    A label that is there but has no content maps to "". Names count in any letter case, in head
    or body; ``property`` and ``http-equiv`` do not. Of several, the first one with content counts.
    """
    found: dict[str, str] = {}
    for meta in tree.css("meta[name]"):
        attributes = meta.attributes
        name = _STANDARD.get((attributes.get("name") or "").strip().lower())
        if name and not found.get(name):
            found[name] = (attributes.get("content") or "").strip()
    return found
