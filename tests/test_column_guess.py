"""Columns proposed from a home page's navigation."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from checks.columns import Limit
from checks.page import Page
from crawler.column_guess import MOST_COLUMNS, as_toml, kind_of, propose
from crawler.sites import SiteConfig
from crawler.sites_file import loads

SITE = SiteConfig("qs", "澄岚区政府", "https://www.a.gov.cn/", hosts=("zwgk.a.gov.cn",))


def home(body: str, url: str = SITE.url) -> Page:
    return Page(url, f"<!doctype html><html><body>{body}</body></html>", is_home=True)


def names(body: str) -> list[str]:
    return [column.name for column in propose(home(body), SITE)]


def test_navigation_becomes_guessed_columns() -> None:
    columns = propose(
        home("""
        <div class="top-nav"><ul>
          <li><a href="/">首页</a>
          <li><a href="/xw/">要闻动态</a><ul><li><a href="./xw/tz/">通知公告</a></ul>
          <li><a href="//zwgk.a.gov.cn/zc/">政策文件</a>
          <li><a href="/jd/" title="政策解读"><img src="jd.png"></a>
        </ul></div>"""),
        SITE,
    )
    assert [(c.name, c.url, c.kind, c.limit) for c in columns] == [
        ("要闻动态", "https://www.a.gov.cn/xw/", "动态要闻", Limit(days=14)),
        ("通知公告", "https://www.a.gov.cn/xw/tz/", "通知公告", Limit(months=6)),
        ("政策文件", "https://zwgk.a.gov.cn/zc/", "政策文件", Limit(months=6)),
        ("政策解读", "https://www.a.gov.cn/jd/", "政策解读", Limit(months=6)),
    ]
    assert all(column.guessed for column in columns)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/">首页</a>',
        '<a href="https://www.a.gov.cn">本站要闻</a>',
        '<a href="/en/">English</a>',
        '<a href="/wza/">无障碍浏览</a>',
        '<a href="/login">登录</a>',
        '<a href="/dz/">长者模式</a>',
        '<a href="https://other.gov.cn/xw/">要闻</a>',
        '<a href="javascript:;">要闻</a>',
        '<a href="#">要闻</a>',
        '<a href="">要闻</a>',
        '<a href="http://[bad/">要闻</a>',
        '<a href="http://u:p@www.a.gov.cn/x/">要闻</a>',
        '<a href="/a.pdf">通知公告</a>',
        '<a href="/202611/t20261101_12345.html">通知公告</a>',
        '<a href="/ItemDetail.html?docId=3">通知公告</a>',
        '<a href="/a/b/c/d/e/">通知公告</a>',
        '<a href="/x/">关于开展二〇二六年度申报工作的通知</a>',
        '<a href="/x/">闻</a>',
    ],
)
def test_what_is_no_column(link: str) -> None:
    assert names(f'<nav><a href="/1/">要闻</a><a href="/2/">公告</a><a href="/3/">解读</a>{link}</nav>') == (
        ["要闻", "公告", "解读"]
    )  # fmt: skip


def test_foot_trail_and_other_sites_are_not_navigation() -> None:
    assert (
        names("""
        <footer><div class="nav"><a href="/1/">通知公告</a></div></footer>
        <div class="breadcrumb-nav"><a href="/2/">要闻动态</a></div>
        <div class="friend-nav"><a href="/3/">政策文件</a></div>""")
        == []
    )


def test_each_address_and_each_name_once() -> None:
    body = '<nav class="menu"><div class="nav"><a href="/1/">要闻</a><a href="/1">新闻</a><a href="/2/">要闻</a></div></nav>'
    assert names(body) == ["要闻"]


def test_base_and_redirected_home_are_respected() -> None:
    page = Page(
        SITE.url,
        '<base href="/portal/"><nav><a href="xw/">要闻</a><a href="index.html">门户</a></nav>',
        final_url="https://www.a.gov.cn/portal/index.html",
    )
    assert [c.url for c in propose(page, SITE)] == ["https://www.a.gov.cn/portal/xw/"]


def test_table_layouts_give_only_plain_names() -> None:
    body = '<table><tr><td><a href="/xw/">新闻动态</a><td><a href="/x/">其他事情</a><td><a href="/zc/">政策法规</a></table>'
    assert names(body) == ["新闻动态", "政策法规"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("今日要闻", "动态要闻"),
        ("图片新闻", "动态要闻"),
        ("新闻发布会", "其他"),
        ("公示公告", "通知公告"),
        ("行政规范性文件", "政策文件"),
        ("政策图解", "政策解读"),
        ("区长信箱", "互动交流"),
        ("领导之窗", "领导信息"),
        ("领导活动", "其他"),
        ("机构设置", "机构职能"),
        ("走进青山", "概况信息"),
        ("办事指南", "办事指南"),
        ("财政预决算", "财政资金"),
        ("人事任免", "人事信息"),
        ("政府信息公开年报", "年度报告"),
        ("青山文苑", "其他"),
    ],
)
def test_kinds_from_names(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_the_text_can_be_pasted_below_the_site() -> None:
    columns = propose(home('<nav><a href="/xw/">要闻</a><a href="/gk/">走进青山</a></nav>'), SITE)
    text = as_toml(columns, "qs")
    site = f'[[site]]\nid = "qs"\nname = "青山"\nurl = "{SITE.url}"\n\n'
    assert loads(site + text).site("qs").columns == tuple(columns)


def test_a_hostile_page_is_bounded() -> None:
    links = "".join(f'<a href="/{n}/">要闻{chr(0x4E00 + n)}</a>' for n in range(2000))
    columns = propose(home('<div class="nav">' * 400 + links), SITE)
    assert len(columns) == MOST_COLUMNS
    quote = propose(home("<nav><a href='/\"]x/\"\n[[site]]/'>要闻</a></nav>"), SITE)
    assert quote == [] or loads(
        f'[[site]]\nid="q"\nname="q"\nurl="{SITE.url}"\n' + as_toml(quote, "q")
    )


@pytest.mark.shared
def test_on_real_pages(shared: Path) -> None:
    """Pages whose navigation is in the page: the columns a person sees there are proposed."""
    folder = shared / "corpora" / "govcn-pages"
    wanted = {
        "30_www.cmse": {"综合新闻", "官方公告", "留言精选"},
        "37_www.bjdx": {"政府文件", "政策解读", "人事信息", "规划计划", "大兴概况"},
        "42_whlyj": {"新闻中心", "通知公告", "机构职能", "专项公示"},
        "40_www.miit": {"新闻动态", "工信动态"},
        "10_www.bjgjj": {"新闻发布", "办事指南", "政策解读"},
        "45_www.hongshan": {"办事服务", "互动交流"},
    }
    found = {}
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        key = next((k for k in wanted if k in entry["file"]), "")
        if key:
            html = (folder / entry["file"]).read_bytes().decode(entry["encoding"], "replace")
            parts = urlsplit(entry["source_url"])
            site = SiteConfig("x", "x", f"{parts.scheme}://{parts.netloc}/")
            columns = propose(Page(entry["source_url"], html), site)
            found[key] = {c.name for c in columns}
            assert not found[key] & {"首页", "English", "登录", "网站地图"}
    assert {key: wanted[key] - found[key] for key in wanted} == {key: set() for key in wanted}
