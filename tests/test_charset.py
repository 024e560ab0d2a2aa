"""Encodings as browsers find them, and wrong labels put right."""

import json
from pathlib import Path

import pytest

from crawler.charset import decode

TEXT = "<title>关于印发工作方案的通知</title><p>各县区人民政府，市直有关部门："
GB = TEXT.encode("gb18030")
UTF = TEXT.encode()


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "source"),
    [
        (b"\xef\xbb\xbf" + UTF, "text/html; charset=gbk", "utf-8", "bom"),
        ("\ufeff".encode("utf-16-le") + TEXT.encode("utf-16-le"), "", "utf-16-le", "bom"),
        (GB, "text/html; charset=GBK", "gb18030", "header"),
        (UTF, 'text/html;charset="UTF-8"', "utf-8", "header"),
        (b"<meta charset=gb2312>" + GB, "text/html", "gb18030", "meta"),
        (
            b'<META http-equiv=Content-Type content="text/html; charset=gb2312">' + GB,
            "",
            "gb18030",
            "meta",
        ),
        (b'<meta charset="utf-16">' + UTF, "", "utf-8", "meta"),
        (b"<!-- <meta charset=gbk> --><meta charset=utf-8>" + UTF, "", "utf-8", "meta"),
        (b"<!--" + b"x" * 1500 + b"--><meta charset=gbk>" + GB, "", "gb18030", "meta"),
        # wrong labels
        (b"<meta charset=utf-8>" + GB, "", "gb18030", "detected"),
        (b"<meta charset=gb2312>" + UTF, "", "utf-8", "detected"),
        (GB, "text/html; charset=utf-8", "gb18030", "detected"),
        (UTF, "text/html; charset=ISO-8859-1", "utf-8", "detected"),
        (GB, "text/html; charset=ISO-8859-1", "gb18030", "detected"),
        # none, or nonsense
        (UTF, "text/html", "utf-8", "detected"),
        (GB, "text/html", "gb18030", "detected"),
        (b"<meta charset=klingon>" + GB, "", "gb18030", "detected"),
    ],
)
def test_encoding(body: bytes, content_type: str, charset: str, source: str) -> None:
    decoded = decode(body, content_type)
    assert (decoded.charset, decoded.source) == (charset, source)
    assert TEXT in decoded.html


def test_utf8_with_a_broken_character_stays_utf8() -> None:
    body = b"<meta charset=utf-8>" + UTF * 5 + "半".encode()[:2] + b"</p>"
    decoded = decode(body)
    assert decoded.charset == "utf-8"
    assert decoded.html.count("\ufffd") <= 2


def test_two_gb_characters_that_look_like_utf8_stay_gb() -> None:
    assert decode(b"<meta charset=gbk>" + "联通".encode("gbk")).html.endswith("联通")


def test_plain_ascii_says_nothing() -> None:
    decoded = decode(b"<p>plain", "text/html")
    assert (decoded.charset, decoded.source) == ("utf-8", "default")


def test_rare_characters_of_gb18030() -> None:
    assert "䶮" in decode(b"<meta charset=gb2312>" + "䶮".encode("gb18030")).html


@pytest.mark.shared
def test_all_real_government_pages(shared: Path) -> None:
    bundle = shared / "corpora" / "govcn-pages"
    rows = [json.loads(line) for line in (bundle / "manifest.jsonl").read_text().splitlines()]
    assert len(rows) == 45
    for row in rows:
        wanted = row["encoding"].lower()
        found = decode((bundle / row["file"]).read_bytes(), "text/html").charset
        same = {"gbk": "gb18030", "gb2312": "gb18030"}
        assert (row["file"], found) == (row["file"], same.get(wanted, wanted))
