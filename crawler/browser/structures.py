"""The structure of every stored page of a run: tokens on all cores, then templates; kept in the file."""

import os
import re
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import batched
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urljoin

from crawler.browser.cover import Structure
from crawler.browser.templates import Templates
from crawler.browser.tokens import Tokens, number_of, tokens_of
from crawler.charset import decode
from crawler.store import Run, Store
from crawler.urls import MalformedError, canonical

CHUNK = 40
PARALLEL_FROM = 160
"""Fewer pages than this are read in this process: starting workers costs more."""
NUMBERS = "Q"
_RUNNING = re.compile(r"(?<![#0-9A-Fa-f.])[0-9]+")
_BLANKS = re.compile(r"\s+")
_KNOWN = (
    "SELECT s.url, s.template, s.tokens, s.key, b.size FROM structures s"
    " JOIN fetches f ON f.run = s.run AND f.url = s.url LEFT JOIN bodies b ON b.sha = f.body"
    " WHERE s.run = ?"
)
_PAGES = (
    "SELECT f.url, u.url, f.final_url, f.content_type, f.body FROM fetches f"
    " JOIN urls u ON u.id = f.url WHERE f.run = ? AND f.url IN"
)
_LOADED = (
    "SELECT f.body, f.state, f.status, f.length FROM fetches f JOIN urls u ON u.id = f.url"
    " WHERE f.run = ? AND u.url = ?"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is left of one page: numbers, as bytes of :data:`NUMBERS`."""

    page: int
    paths: bytes
    tokens: bytes
    sheets: int
    key: str


def known(store: Store, run: Run) -> dict[int, Structure]:
    """The structures stored so far, by page id."""
    sets: dict[bytes, frozenset[int]] = {}  # most pages of a template have the same ones
    found = {}
    for page, template, packed, key, size in store.connection.execute(_KNOWN, [run.id]):
        tokens = sets.get(packed)
        if tokens is None:
            tokens = sets[packed] = frozenset(_unpacked(packed))
        found[page] = Structure(template, tokens, key, size or 0)
    return found


def read(store: Store, run: Run, pages: Sequence[int], *, jobs: int = 0) -> dict[int, Structure]:
    """The structure of each of these pages, in the order given; what is not stored yet is read.

    The order decides which page leads a template, so it must be the same every time.
    """
    found = known(store, run)
    if not found.keys() >= set(pages):
        templates = Templates()
        rows = []
        for one in _each(store.path, run, pages, jobs):
            template = templates.join(_unpacked(one.paths), one.sheets)
            rows.append((run.id, one.page, template, one.tokens, one.key))
        with store.connection as db:
            db.executemany("INSERT OR REPLACE INTO structures VALUES (?, ?, ?, ?, ?)", rows)
        found = known(store, run)
    return {page: found[page] for page in pages if page in found}


def _each(path: Path, run: Run, pages: Sequence[int], jobs: int) -> Iterator[_Read]:
    chunks = [(path, run.id, part) for part in batched(pages, CHUNK)]
    workers = min(jobs or os.cpu_count() or 1, len(chunks))
    if workers <= 1 or len(pages) < PARALLEL_FROM:
        for chunk in chunks:
            yield from _read_chunk(chunk)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        for done in pool.map(_read_chunk, chunks):
            yield from done


def _read_chunk(task: tuple[Path, int, tuple[int, ...]]) -> list[_Read]:
    path, run, pages = task
    marks = ", ".join("?" * len(pages))
    done: dict[int, _Read] = {}
    with Store(path) as store:
        loaded = _Loaded(store, run)
        for page, url, final, content_type, sha in store.connection.execute(
            f"{_PAGES} ({marks})", [run, *pages]
        ):
            body = store.body(sha) if sha else None
            if body is not None:
                made = tokens_of(decode(body, content_type or "").html)
                done[page] = _packed(page, final or url, made, loaded)
    return [done[page] for page in pages if page in done]


class _Loaded:
    """What style sheets and scripts were when the run fetched them."""

    def __init__(self, store: Store, run: int) -> None:
        self._store, self._run = store, run
        self._known: dict[str, str] = {}

    def mark(self, url: str) -> str:
        """The name of the stored body, or how far the crawl got with the address."""
        if url not in self._known:
            try:
                spelled = canonical(url)
            except (MalformedError, ValueError):
                spelled = url
            row = self._store.connection.execute(_LOADED, [self._run, spelled]).fetchone()
            self._known[url] = (row[0] or " ".join(map(str, row[1:]))) if row else spelled
        return self._known[url]


def _packed(page: int, url: str, made: Tokens, loaded: _Loaded) -> _Read:
    base = _joined(url, made.base)
    numbers = {number_of(token) for token in made.tokens}
    # A style sheet in the page changes what it is on this page, not what every element of it is.
    numbers |= {number_of("style|" + _RUNNING.sub("0", _BLANKS.sub("", s))) for s in made.styles}
    tokens = array(NUMBERS, sorted(numbers)).tobytes()
    sheets = sorted({_joined(base, sheet).partition("?")[0] for sheet in made.sheets})
    key = blake2b(tokens, digest_size=16)
    for text in [
        *(loaded.mark(_joined(base, one)) for one in (*made.sheets, *made.scripts)),
        *made.styles,
        *made.code,
    ]:
        key.update(blake2b(text.encode(errors="replace"), digest_size=16).digest())
    paths = array(NUMBERS, sorted(number_of(path) for path in made.paths)).tobytes()
    return _Read(page, paths, tokens, number_of("\n".join(sheets)), key.hexdigest())


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _unpacked(numbers: bytes) -> array[int]:
    found = array(NUMBERS)
    found.frombytes(numbers)
    return found
