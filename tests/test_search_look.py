"""The one try of a site's search: what is asked, and what the answer proves."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from checks.page import Page
from crawler.search_look import Question, finding, question

TITLE = "我区召开河长制工作现场会"
ARTICLE = "http://www.example.gov.cn/yw/202611/t20261103_12.html"
HOME = """<!DOCTYPE html><html><head><title>首页</title></head><body>
%s
<ul><li><a href="/yw/202611/t20261110_15.html">口袋公园建设有序推进居民称便</a> <span>2026-11-10</span></li>
<li><a href="/yw/202611/t20261103_12.html">我区召开河长制工作现场会</a> <span>2026-11-03</span></li>
<li><a href="/yw/202611/t20261101_11.html">省略了一部分的标题不能拿来…</a> <span>2026-11-01</span></li></ul>
</body></html>"""
FORM = '<form action="/search?old=1"><input type="hidden" name="t" value="全部"><input name="q">搜索</form>'


def asked(form: str, charset: str = "utf-8") -> Question | None:
    page = Page(
        "http://www.example.gov.cn/",
        HOME % form,
        is_home=True,
        charset=charset,
        as_of=date(2026, 11, 25),
    )
    return question(page, ["so.example.gov.cn"])


def test_an_older_whole_title_is_searched_as_a_browser_would() -> None:
    found = asked(FORM)
    assert found
    assert (found.words, found.article) == (TITLE, ARTICLE)
    parts = urlsplit(found.url)
    assert (parts.netloc, parts.path) == ("www.example.gov.cn", "/search")
    assert parse_qsl(parts.query) == [("t", "全部"), ("q", TITLE)]


def test_the_words_are_written_in_the_page_s_charset() -> None:
    found = asked(FORM, "gb18030")
    assert found
    assert dict(parse_qsl(urlsplit(found.url).query, encoding="gb18030"))["q"] == TITLE


@pytest.mark.parametrize(
    "form",
    [
        "",
        FORM.replace("<form ", '<form method="post" '),
        FORM.replace("/search?old=1", "http://search.example.com/s"),
        FORM.replace("/search?old=1", "javascript:go()"),
    ],
)
def test_nothing_is_asked_of_other_forms(form: str) -> None:
    assert asked(form) is None


def test_a_further_host_of_the_site_may_be_asked() -> None:
    found = asked(FORM.replace("/search?old=1", "http://so.example.gov.cn/s"))
    assert found
    assert found.url.startswith("http://so.example.gov.cn/s?")


MENU = "".join(f'<a href="/c{n}/">栏目{n}</a>' for n in range(10))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<a href="/yw/202611/t20261103_12.html">详情</a>{MENU}', True),
        (f'<a href="/x?id=3">我区召开<em>河长制</em>工作现场会</a>{MENU}', True),
        (f'<a href="/x?id=3">我区召开河长制工作…</a>{MENU}', True),
        (f"<p>您搜索的是：{TITLE}</p>{MENU}", False),
        (f"<p>没有找到与“{TITLE}”相关的结果</p><script src='a.js'></script>", False),
        ("<script src='app.js'></script><div id='results'></div>", None),
        (f"{MENU}<ul v-for='x in list'></ul>", None),
    ],
)
def test_only_a_link_to_the_article_proves_that_it_was_found(
    body: str, expected: bool | None
) -> None:
    found, reason = finding(f"<html><body>{body}</body></html>", TITLE, ARTICLE)
    assert found is expected
    assert bool(reason) is (expected is None)
