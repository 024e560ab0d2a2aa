"""What kind of page this is, and pages that are not content at all."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as some
from hypothesis import settings
from hypothesis import strategies as st

from checks.columns import Column
from checks.page import Page, PageKind, Reading

TITLE = "县水利局开展汛前检查"
BODY = (
    "<p>近日，县水利局组织人员对辖区内水库、堤防和泵站进行了全面检查，"
    "对发现的问题逐项登记，限期整改到位。</p>" * 3
)
MENU = "".join(f'<a href="/c{n}/">栏目{n}</a>' for n in range(60))
LIST = "".join(
    f'<li><a href="./t202611{n:02}_{n}.html">关于第{n}号事项的公告</a><i>2026-11-{n:02}</i></li>'
    for n in range(1, 20)
)
CRUMB = "<div>当前位置：<a href='/'>首页</a> &gt; 通知公告</div>"


def read(
    body: str,
    *,
    title: str = "某县人民政府",
    head: str = "",
    url: str = "http://www.example.gov.cn/a/b.html",
    **more: object,
) -> Reading:
    html = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    more.setdefault("fetched_at", datetime(2026, 11, 25, tzinfo=UTC))
    return Page(url=url, html=html, **more).reading  # type: ignore[arg-type]


type Made = tuple[str, dict[str, Any]]


def given(body: str, **more: Any) -> Made:
    return body, more


def labels(**values: str) -> str:
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in values.items())


ARTICLE = f"<h1>{TITLE}</h1><div>发布时间：2026-06-13 来源：水利局</div>{BODY}"
STATEMENT = f"<h1>机构职能</h1>{BODY}"


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("article", given(ARTICLE, title=TITLE)),
        ("article", given(ARTICLE, title=TITLE, url="http://www.example.gov.cn/")),
        ("article", given(ARTICLE + MENU * 4, title=TITLE)),
        ("article", given(ARTICLE + f"<h3>相关阅读</h3><ul>{LIST}</ul>", title=TITLE, url="http://a.cn/t20260613_1.html")),
        ("article", given(f"<h1>{TITLE}</h1><div>发布时间：2026-06-13</div><a href=1.pdf>附件</a>", title=TITLE, url="http://a.cn/content/post_55.html")),
        ("article", given(f"<div>【字体：大 中 小】来源：县水利局</div>{BODY}", title=TITLE, url="http://a.cn/content/post_55.html")),
        ("article", given(BODY, head=labels(ArticleTitle=TITLE, PubDate="2026-06-13 14:06"))),
        ("article", given(f"{ARTICLE}<form>用户名<input name=u>密码<input type=password></form>" + BODY * 4, title=TITLE)),
        ("other", given(STATEMENT, url="http://a.cn/zwgk/jgzn/content/post_55.html")),
        ("other", given(STATEMENT, head=labels(ArticleTitle="机构职能", PubDate=""))),
        ("other", given(f"{CRUMB}<p>信件编号：202611</p><p>来信时间：2026-11-01</p>{BODY}", url="http://a.cn/hd/content/post_5.html")),
        ("other", given(f"{BODY}{MENU}", title="网站地图")),
        ("other", given(f"{BODY}{MENU}", title="联系我们-某县人民政府", head=labels(ArticleTitle="联系我们", PubDate="2019-01-01"))),
        ("column", given(f"{CRUMB}<ul>{LIST}</ul>", title="通知公告")),
        ("column", given(f"{CRUMB}<ul>{LIST}</ul>", head=labels(ArticleTitle="通知公告"), url="http://a.cn/tzgg/")),
        ("column", given(f"{CRUMB}<p>暂无</p>", head=labels(SiteName="某县", ColumnName="通知公告"))),
        ("column", given(f"{CRUMB}<div id=1></div><script>$('#1').jpage({{proxyUrl:'/x'}})</script>")),
        ("home", given(MENU, url="http://www.example.gov.cn/")),
        ("home", given(MENU, url="http://www.example.gov.cn/index.html")),
        ("home", given(MENU * 3 + f"<ul>{LIST}</ul>", url="http://www.example.gov.cn/portal.html")),
        ("service", given("<form>用户名<input name=u>密码<input type=password>验证码<input name=c></form>")),
        ("service", given("<form>姓名<input name=xm>准考证号<input name=zkzh></form>", title="成绩查询")),
        ("service", given("<div>楼主 发布于：2026-08-23 20:26 只看楼主</div>" + BODY, title="论坛 - Powered by phpwind")),
        ("service", given("<form><p>未找到和你对应的准考证号！</p><input name=a><input type=submit></form>", title="帮助")),
        ("other", given("<p>短文</p>")),
    ],
)  # fmt: skip
def test_kind_by_content(kind: str, made: Made) -> None:
    body, more = made
    assert read(body, **more).kind == kind


def test_configuration_decides() -> None:
    column = Column("通知公告", "http://www.example.gov.cn/a/b.html")
    assert read("<p>暂无</p>", column=column).kind is PageKind.COLUMN
    assert read("<p>暂无</p>", is_home=True).kind is PageKind.HOME
    assert read(f"<ul>{LIST}</ul>", is_home=True).latest_item == date(2026, 11, 19)


def test_items_only_on_lists_and_publish_date_only_on_articles() -> None:
    article = read(ARTICLE + f"<ul>{LIST}</ul>", title=TITLE, url="http://a.cn/t20260613_1.html")
    assert (article.items, article.latest_item) == ((), None)
    assert article.published is not None
    listing = read(f"{CRUMB}<ul>{LIST}</ul>", url="http://a.cn/tzgg/")
    assert listing.published is None
    assert len(listing.items) == 19


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404 Not Found", "<h1>Not Found</h1>"),
        ("页面不存在", "<p>您访问的页面不存在</p>"),
        ("某县人民政府", "<p>抱歉，您访问的页面不存在或已删除！</p><a href=/>返回首页</a>"),
        ("某县人民政府", f"{MENU}<div>对不起，您要查看的稿件已被删除</div>"),
        ("", "<h2>HTTP Status 500 - Internal Server Error</h2>"),
        ("错误提示", "<p>系统错误！请联系管理员。</p>"),
        ("某县", "<div>对不起，您所访问的</div><div>页面不存在</div>"),
        ("", ""),
    ],
)
def test_error_pages_with_status_200(title: str, body: str) -> None:
    reading = read(body, title=title)
    assert reading.kind is PageKind.ERROR
    assert reading.reason
    assert (reading.labels, reading.items, reading.published) == ({}, (), None)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("关于开展网站“页面不存在”问题整治的通知", ARTICLE),
        ("网站404错误专项整治工作方案", f"<h1>方案</h1>{BODY * 20}"),
        ("县城市管理局查处违法建设4040平方米", ARTICLE),
        ("帮助", "<p>未找到和你对应的准考证号，请确认输入正确！</p><form><input></form>"),
        ("信息查询", "<p>没有找到符合条件的记录</p><form><input name=k></form>"),
        ("通知公告", f"{CRUMB}<ul>{LIST}</ul>"),
        ("某县人民政府", MENU + "<p>暂无内容</p>"),
        ("500强企业名单", "<p>全县共有三家企业入围全国500强。</p>"),
    ],
)
def test_content_is_not_taken_for_an_error(title: str, body: str) -> None:
    assert read(body, title=title).kind is not PageKind.ERROR


@pytest.mark.parametrize("status", [400, 404, 410, 500, 502, 503, 504])
def test_error_status(status: int) -> None:
    reading = read(ARTICLE, title=TITLE, status=status)
    assert reading.kind is PageKind.ERROR
    assert str(status) in reading.reason
    assert reading.published is None


@pytest.mark.parametrize("status", [401, 403, 412, 429, 521])
def test_refusal_is_blocked_and_not_an_error(status: int) -> None:
    reading = read("<h1>Forbidden</h1>", status=status)
    assert reading.kind is PageKind.BLOCKED
    assert reading.reason


def test_page_of_frames() -> None:
    html = "<html><head><title>某县</title></head><frameset><frame src=a.html></frameset></html>"
    page = Page(url="http://www.example.gov.cn/", html=html, is_home=True)
    assert page.reading.kind is PageKind.HOME
    assert page.reading.script_built


def test_file_without_status() -> None:
    assert read(ARTICLE, title=TITLE, status=0).kind is PageKind.ARTICLE


def test_labels() -> None:
    head = """<meta name="SiteName"content="某县"><meta content="4401000004" name="siteidcode">
    <META NAME="PUBDATE" CONTENT=" 2026-06-13 14:06 "><meta name="ColumnName" content="">
    <meta name="ColumnType"><meta property="ArticleTitle" content="x">
    <meta http-equiv="ContentSource" content="x"><!-- <meta name="SiteDomain" content="x"> -->
    <meta name="ColumnKeywords" content=""><meta name="ColumnKeywords" content="词">"""
    reading = read(ARTICLE + '<meta name="ColumnDescription" content="在正文里">', head=head)
    assert dict(reading.labels) == {
        "SiteName": "某县",
        "SiteIDCode": "4401000004",
        "PubDate": "2026-06-13 14:06",
        "ColumnName": "",
        "ColumnType": "",
        "ColumnKeywords": "词",
        "ColumnDescription": "在正文里",
    }


PARTS = (
    "<ul>", "</ul>", "<li>", "<tr>", "<td>", "<table>", "<div class=nav>", "</div>", "<h1>",
    "<a href='http://[x'>", "<a href='./t20261120_1.html'>", "<a>", "</a>", "<input type=password>",
    "<script>", "</script>", "<record><![CDATA[", "]]></record>", "<frameset>", "<!--", "-->",
    "发布时间：", "2026-11-20", "11-20", "2026年", "20", "2026-11", "来源：", "页面不存在", "标题文字",
    "<meta name=PubDate content='", "'>", "<title>", "</title>", "\x00", "\ufffd", "&#x110000;",
)  # fmt: skip


@some(st.lists(st.sampled_from(PARTS), max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_tag_soup_breaks_the_reading(parts: list[str]) -> None:
    reading = Page(url="http://a.cn/x/", html="".join(parts), as_of=date(2026, 11, 25)).reading
    assert all(item.day <= date(2026, 11, 25) for item in reading.items)
    assert list(reading.items) == sorted(reading.items, key=lambda i: i.day, reverse=True)
    assert (reading.latest_item is None) == (reading.items == ())
