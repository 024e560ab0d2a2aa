"""Files that hang, eat memory or kill their reader cost only the child that reads them."""

import os
import time
from collections.abc import Iterator

import made_files as made
import pytest

from checks.documents.extract import Extracted
from crawler.isolated import Isolated


def misbehave(data: bytes, name: str) -> Extracted:
    """Does what the name says; runs in the child."""
    if name == "sleep":
        time.sleep(60)
    if name == "spin":
        while True:
            pass
    if name == "eat":
        eaten = [bytes(50 << 20) for _ in range(100)]
        return Extracted((("", str(len(eaten))),))
    if name == "die":
        os._exit(3)
    return Extracted((("第 1 行", str(len(data))),), "", "txt")


@pytest.fixture
def isolated() -> Iterator[Isolated]:
    with Isolated(misbehave, memory=700 << 20, cpu_s=1, wall_s=600) as one:
        yield one


@pytest.mark.parametrize(
    ("what", "says"), [("spin", "时间或内存"), ("eat", "内存"), ("die", "没有读完")]
)
def test_a_file_that_misbehaves_is_given_up_and_the_next_is_read(
    isolated: Isolated, what: str, says: str
) -> None:
    started = time.monotonic()
    assert says in isolated.extract(b"x", what).problem
    assert time.monotonic() - started < 300  # not by the clock on the wall
    assert isolated.extract(b"12345", "fine").blocks == (("第 1 行", "5"),)


def test_a_file_that_only_waits_is_given_up() -> None:
    with Isolated(misbehave, wall_s=0.5) as one:
        assert "用时" in one.extract(b"x", "sleep").problem


def test_real_files_are_read_in_the_child() -> None:
    with Isolated() as one:
        found = one.extract(made.xlsx({"名单": [["姓名"], ["张某"]]}), "a.xlsx")
        assert [text for _, text in found.blocks] == ["姓名", "张某"]
        assert one.extract(made.pdf(["hello"]), "a.pdf").blocks == (("第 1 页", "hello"),)
        assert "密码" in one.extract(made.encrypted_pdf("x", "y"), "b.pdf").problem
        assert "张某" in one.extract(made.doc("张某\r"), "c.doc").blocks[0][1]
