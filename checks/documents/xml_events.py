"""XML of strangers, element by element: no entities, no document types, no network."""

import io
import re
from collections.abc import Iterator

from lxml import etree

from checks.documents.limits import UnreadableError

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 1 << 16


def events(xml: bytes) -> Iterator[tuple[str, str, etree._Element]]:
    """("start" or "end", tag without namespace, element). Clear elements when done with them."""
    if _DOCTYPE.search(xml, 0, _PROLOG):
        raise UnreadableError("文件含有不该有的 XML 声明，没有读取")
    try:
        for event, element in etree.iterparse(
            io.BytesIO(xml),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        ):
            yield event, element.tag.rpartition("}")[2], element
    except etree.XMLSyntaxError as error:
        raise UnreadableError("文件已损坏，无法读完") from error


def drop(element: etree._Element) -> None:
    """Forget an element and the siblings before it, so that a big file is never held whole."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
