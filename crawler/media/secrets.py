"""Keys as values that nothing can print by accident, and texts from which they are taken out."""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus

HIDDEN = "***"
SHORTEST = 6
"""Shorter strings are not searched for: they would hide half of every text."""
_NAMED = re.compile(
    r"""((?:access_token|refresh_token|app_?secret|client_secret|secret|access_key_secret)"""
    r"""["']?\s*(?:=|:|%3D)\s*["']?)[^\s&"'<>,;)}\]]+""",
    re.IGNORECASE,
)


class Secret:
    """A key or token. Only :meth:`reveal` gives its text; printing, formatting, comparing, JSON and
    pickling do not.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the request that needs it and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not to be stored")


class Redactor:
    """Knows every secret in use and takes it out of texts, however it is quoted there."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}

    def learn(self, secret: Secret) -> Secret:
        """Take notice of a secret; gives it back."""
        text = secret.reveal()
        if len(text) >= SHORTEST:
            escaped = json.dumps(text)[1:-1]
            quoted = (quote(text, safe=""), quote(text), quote_plus(text))
            for form in (text, *quoted, escaped, escape(text), escape(text, quote=False)):
                self._known[form] = None
        return secret

    def clean(self, text: str) -> str:
        """``text`` without any secret, and without the value of anything called like one."""
        return _NAMED.sub(rf"\1{HIDDEN}", self.only_known(text))

    def only_known(self, text: str) -> str:
        """``text`` without the secrets themselves; nothing that merely looks like one is touched."""
        for form in self._known:
            if form in text:
                text = text.replace(form, HIDDEN)
        return text

    def only_known_bytes(self, body: bytes) -> bytes:
        """The same for a body in any encoding that keeps ASCII."""
        for form in self._known:
            raw = form.encode()
            if raw in body:
                body = body.replace(raw, HIDDEN.encode())
        return body

    @contextmanager
    def guarding_logs(self) -> Iterator[None]:
        """Whatever is logged by whom at whatever level in the block is cleaned as it is made."""
        before = logging.getLogRecordFactory()

        def clean_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
            record = before(*args, **kwargs)
            try:
                text = record.getMessage()
            except Exception:  # noqa: BLE001 - a bad format string is no reason to show its parts
                text = "a message that cannot be formatted"
            record.msg, record.args = self.clean(text), None
            if record.exc_info and record.exc_info[0] is not None:
                record.exc_text = self.clean("".join(traceback.format_exception(*record.exc_info)))
            record.exc_info = None
            if record.stack_info:
                record.stack_info = self.clean(record.stack_info)
            return record

        logging.setLogRecordFactory(clean_record)
        try:
            yield
        finally:
            logging.setLogRecordFactory(before)
