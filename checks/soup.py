"""BeautifulSoup's tree of a page in less than half the time, node for node the same.

Nine tenths of a BeautifulSoup parse are bookkeeping in Python around lxml, most of it for XML,
name spaces and choices nobody makes here. The builder below does only what plain HTML needs and
hands everything else (a name space, a declaration, a comment) to BeautifulSoup's own code.
"""

import gc
import warnings
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString

_SPACES = " \n\t\f\r"
_NO_NAMES: Mapping[str, str] = {}


def parse(html: str) -> BeautifulSoup:
    """What ``BeautifulSoup(html, "lxml")`` gives, without its warnings about odd markup."""
    collecting = gc.isenabled()
    gc.disable()  # a tree grows and nothing of it is garbage yet: looking for it takes a third
    try:
        with warnings.catch_warnings():  # an XHTML page is meant to be read as browsers do
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            return BeautifulSoup(html, builder=_Builder())
    finally:
        if collecting:
            gc.enable()


class TagIndex(dict[str, list[Tag]]):
    """Elements by lower-case tag name; a missing name gives an empty list."""

    def __missing__(self, key: str) -> list[Tag]:
        return []


def walked(soup: BeautifulSoup) -> tuple[TagIndex, list[str]]:
    """Elements by name, and the strings that are text: one walk for both."""
    index, strings = TagIndex(), list[str]()
    node = soup.contents[0] if soup.contents else None
    while node is not None:
        if isinstance(node, Tag):
            name = node.name.lower()
            if name in index:
                index[name].append(node)
            else:
                index[name] = [node]
        elif type(node) in Tag.MAIN_CONTENT_STRING_TYPES:
            strings.append(str.__str__(node))
        node = node.next_element
    return index, strings


class _Builder(LXMLTreeBuilder):
    """Listens to lxml. The state is BeautifulSoup's own, so that each event may go either way."""

    soup: Any

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        super().initialize_soup(soup)
        lists = self.cdata_list_attributes or {}
        everywhere = tuple(lists.get("*", ()))
        self._listed = {name: (*everywhere, *more) for name, more in lists.items()}
        self._everywhere = everywhere
        self._containers = {name: {kind} for name, kind in self.string_containers.items()}
        self._special = self.preserve_whitespace_tags | set(self.string_containers)

    def start(self, tag: Any, attrib: Any, nsmap: Mapping[Any, Any] = _NO_NAMES) -> None:
        """An element begins."""
        if nsmap or len(self.nsmaps) > 1 or tag[0] == "{":
            super().start(tag, attrib, dict(nsmap))
            return
        for name in attrib:
            if name[0] == "{":
                super().start(tag, attrib, dict(nsmap))
                return
        soup = self.soup
        if soup.current_data:
            self._text()
        attrs = self.attribute_dict_class(attrib)
        if attrib:
            for name in self._listed.get(tag, self._everywhere):
                if name in attrs:
                    attrs[name] = self.attribute_value_list_class(attrs[name].split())
        parent, previous = soup.currentTag, soup._most_recent_element
        siblings = parent.contents
        made: Any = Tag.__new__(Tag)
        made.parser_class = BeautifulSoup
        made.name = tag
        made.namespace = made.prefix = made.sourceline = made.sourcepos = None
        made._namespaces = self.active_namespace_prefixes[-1]
        made.attribute_value_list_class = self.attribute_value_list_class
        made.attrs = attrs
        made.known_xml = False
        made.contents = []
        made.parent = parent
        made.previous_element = previous
        made.next_element = made.next_sibling = made.previous_sibling = None
        made.hidden = False
        made.cdata_list_attributes = self.cdata_list_attributes
        made.preserve_whitespace_tags = self.preserve_whitespace_tags
        empty = self.empty_element_tags
        made.can_be_empty_element = empty is None or tag in empty
        made.interesting_string_types = self._containers.get(tag, Tag.MAIN_CONTENT_STRING_TYPES)
        if previous is not None:
            previous.next_element = made
        if siblings:
            made.previous_sibling = siblings[-1]
            siblings[-1].next_sibling = made
        if tag == "meta":
            self.set_up_substitutions(made)
        siblings.append(made)
        soup.tagStack.append(made)
        soup.currentTag = soup._most_recent_element = made
        soup.open_tag_counter[tag] += 1
        if tag in self._special:
            if tag in self.preserve_whitespace_tags:
                soup.preserve_whitespace_tag_stack.append(made)
            if tag in self.string_containers:
                soup.string_container_stack.append(made)

    def end(self, tag: Any) -> None:
        """An element ends."""
        soup = self.soup
        stack = soup.tagStack
        if len(self.nsmaps) > 1 or tag in self._special or stack[-1].name != tag:
            super().end(tag)
            return
        if soup.current_data:
            self._text()
        if len(stack) > 1 and stack[-1].prefix is None:
            stack.pop()
            soup.open_tag_counter[tag] -= 1
            soup.currentTag = stack[-1]

    def data(self, data: Any) -> None:
        """Characters."""
        self.soup.current_data.append(data)

    def _text(self) -> None:
        """The characters since the last event become a node."""
        soup = self.soup
        data = "".join(soup.current_data)
        soup.current_data = []
        if not soup.preserve_whitespace_tag_stack and not data.strip(_SPACES):
            data = "\n" if "\n" in data else " "
        kind = NavigableString
        if soup.string_container_stack:
            kind = self.string_containers.get(soup.string_container_stack[-1].name, kind)
        parent, previous = soup.currentTag, soup._most_recent_element
        siblings = parent.contents
        made: Any = str.__new__(kind, data)
        made.hidden = False
        made.parent = parent
        made.previous_element = previous
        made.next_element = made.next_sibling = made.previous_sibling = None
        if previous is not None:
            previous.next_element = made
        if siblings:
            made.previous_sibling = siblings[-1]
            siblings[-1].next_sibling = made
        siblings.append(made)
        soup._most_recent_element = made
