"""Addresses written as a browser would."""

import pytest

from crawler.urls import Joiner, MalformedError, absolute, canonical, is_private

BASE = "http://www.example.gov.cn/zwgk/list/index.html?p=1"


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("a.html", "http://www.example.gov.cn/zwgk/list/a.html"),
        ("./a.html#top", "http://www.example.gov.cn/zwgk/list/a.html"),
        ("../../../x", "http://www.example.gov.cn/x"),
        ("/x?a=1&b=2", "http://www.example.gov.cn/x?a=1&b=2"),
        ("?p=2", "http://www.example.gov.cn/zwgk/list/index.html?p=2"),
        ("//other.gov.cn/x", "http://other.gov.cn/x"),
        (" a\n.html\t ", "http://www.example.gov.cn/zwgk/list/a.html"),
        ("HTTP://Other.GOV.cn:80", "http://other.gov.cn/"),
        ("https://other.gov.cn:443/a", "https://other.gov.cn/a"),
        ("http:\\\\other.gov.cn\\a\\b", "http://other.gov.cn/a/b"),
        ("http:////other.gov.cn/a", "http://other.gov.cn/a"),
        ("附件/名 单.pdf", "http://www.example.gov.cn/zwgk/list/%E9%99%84%E4%BB%B6/%E5%90%8D%20%E5%8D%95.pdf"),
        ("/s?w=财政", "http://www.example.gov.cn/s?w=%B2%C6%D5%FE"),
        ("/a%20b/%E4%B8%AD", "http://www.example.gov.cn/a%20b/%E4%B8%AD"),
        ("http://政务.cn/", "http://xn--zfr164b.cn/"),
        ("http://user:secret@other.gov.cn/", "http://other.gov.cn/"),
        ("/x;jsessionid=AB12?a=1&PHPSESSID=9", "http://www.example.gov.cn/x?a=1"),
        ("/x?sid=0123456789abcdef&a=1", "http://www.example.gov.cn/x?a=1"),
        ("/x?sid=12", "http://www.example.gov.cn/x?sid=12"),
        ("/a/./b/../c", "http://www.example.gov.cn/a/c"),
    ],
)  # fmt: skip
def test_joined(raw: str, url: str) -> None:
    assert absolute(raw, BASE, "gb18030") == url
    assert Joiner().table(BASE, "gb18030").join(raw) == url


@pytest.mark.parametrize(
    "raw",
    ["", "#", "#top", "javascript:;", "tel:12345", "mailto:a@b.cn", "weixin://dl", "data:,x",
     "about:blank", "JavaScript:void(0)", " \n"],
)  # fmt: skip
def test_leads_nowhere(raw: str) -> None:
    assert absolute(raw, BASE) == ""


@pytest.mark.parametrize(
    "raw", ["http://", "http://a..b/", "http://x:99999/", "http://x:y/", "http://[::1/", "http://@/",
            "/list/{{id}}.html", "${url}", "http://请填写 网址/"]
)  # fmt: skip
def test_no_address(raw: str) -> None:
    with pytest.raises(MalformedError, match=r"[一-龥]"):
        absolute(raw, BASE)


@pytest.mark.parametrize(
    "raw",
    ["a", "a/", "./", ".", "..", "../", "../x/", "../../../../x", "a..b", "a/../b", "/", "/a/",
     "//b/", "./../x", ".././x", "a//b", "-", "x.html?y", "/x.html#y", "..a/b"],
)  # fmt: skip
def test_short_cuts_change_nothing(raw: str) -> None:
    assert Joiner().table(BASE, "utf-8").join(raw) == absolute(raw, BASE)


def test_one_spelling_is_stable() -> None:
    for url in (
        "http://a.cn/%E4%B8%AD?x=%D6%D0&y=a b'\"<",
        "http://a.cn",
        "http://a.cn/[1]|{2}",
        "http://a.cn/a//b",
    ):
        assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("169.254.1.1", True),
        ("[::1]", True), ("localhost", True), ("www.example.gov.cn", False), ("1.2.3.4", False),
    ],
)  # fmt: skip
def test_private(host: str, private: bool) -> None:
    assert is_private(host) is private
