"""Addresses without end are left out, ordinary ones never."""

from datetime import date

import pytest

from crawler.traps import Traps

AS_OF = date(2026, 11, 25)
HOST = "http://www.example.gov.cn"


@pytest.mark.parametrize(
    "path",
    [
        "/zwgk/2026/11/11/t20261111_1.html",
        "/2011/11/11/11/x.html",
        "/col/col1/index.html",
        "/list/index_35.html",
        "/info.jsp?id=1&year=2019",
        "/calendar?year=2027&month=1",
        "/art/2026/1/1/art_1_1.html",
        "/a/b/a/b/x.html",
    ],
)
def test_ordinary(path: str) -> None:
    assert Traps(AS_OF).why_not(HOST + path) == ""


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/" + "x" * 2100, "2000"),
        ("/a/b/a/b/a/b/", "循环"),
        ("/x/x/x/index.html", "循环"),
        ("/" + "/".join(f"d{n}" for n in range(20)), "层"),
        ("/calendar?year=2031&month=5", "日历"),
        ("/calendar?date=1931-05-01", "日历"),
        ("/rili/2150/01/", "日历"),
        ("/list?page=9999", "翻页"),
        ("/list/index_9999.html", "翻页"),
    ],
)
def test_traps(path: str, word: str) -> None:
    assert word in Traps(AS_OF).why_not(HOST + path)


def test_a_series_ends_when_its_pages_bring_nothing_new() -> None:
    traps = Traps(AS_OF)
    for n in range(10):
        assert traps.why_not(f"{HOST}/list?page={n}") == ""
        traps.fetched(f"{HOST}/list?page={n}", fresh=0)
    assert "翻页" in traps.why_not(f"{HOST}/list?page=11")
    assert traps.why_not(f"{HOST}/other?page=11") == ""


def test_ids_are_no_explosion() -> None:
    traps = Traps(AS_OF)
    assert not any(traps.why_not(f"{HOST}/info.jsp?col={n % 20}&id={n}") for n in range(3000))


def test_combinations_are() -> None:
    traps = Traps(AS_OF)
    left_out = [
        traps.why_not(f"{HOST}/q?sort={a}&area={b}&kind={c}")
        for a in range(10) for b in range(10) for c in range(10)
    ]  # fmt: skip
    assert sum(map(bool, left_out)) > 700
