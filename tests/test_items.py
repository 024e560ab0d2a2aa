"""Dated items of list and home pages, in the shapes that Chinese portal systems give them."""

from datetime import UTC, date, datetime

import pytest

from checks.columns import Column
from checks.page import Item, Page, Reading

URL = "http://www.example.gov.cn/zwgk/tzgg/"
AS_OF = date(2026, 11, 25)
T1, T2, T3 = "关于做好冬季供水保障的通知", "县政府第十二次常务会议召开", "水库除险加固项目招标公告"


def page(main: str, *, before: str = "", after: str = "", as_of: date | None = AS_OF) -> Page:
    html = f"""<html><head><title>通知公告_某县人民政府</title></head><body>
    <div class="header">今天是2026年11月25日 星期三 <a href="/">首页</a></div>
    <div class="nav"><ul><li><a href="/zwgk/">政务公开</a></li><li><a href="/bsfw/">办事服务</a></li>
    </ul></div>{before}<div class="main">当前位置：<a href="/">首页</a>&gt;通知公告 {main}</div>{after}
    <div class="footer"><p>版权所有 © 2011-2026 某县人民政府 最后更新：2026-11-25</p>
    <ul><li><a href="http://other.example.gov.cn/">某市人民政府门户网站</a> 2026-11-24</li></ul></div>
    </body></html>"""
    column = Column("通知公告", URL)
    return Page(url=URL, html=html, as_of=as_of, column=column)


def read(main: str, **more: object) -> Reading:
    return page(main, **more).reading  # type: ignore[arg-type]


def days(main: str, **more: object) -> list[str]:
    return [str(item.day) for item in read(main, **more).items]


def ul(*rows: str) -> str:
    return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"


def a(title: str, href: str = "", more: str = "") -> str:
    return f'<a href="{href or f"./{abs(hash(title)) % 10**7}.html"}" {more}>{title}</a>'


@pytest.mark.parametrize(
    "rows",
    [
        [f"<span>2026-11-20</span>{a(T1)}", f"<span>2026-11-18</span>{a(T2)}"],
        [f"{a(T1)}<span>[2026-11-20]</span>", f"{a(T2)}<span>[2026-11-18]</span>"],
        [f"{a(T1)}（2026年11月20日）", f"{a(T2)}（2026年11月18日）"],
        [a(f"{T1}<em>2026/11/20</em>"), a(f"{T2}<em>2026/11/18</em>")],
        [a(f"<b>20</b><i>2026-11</i><p>{T1}</p>"), a(f"<b>18</b><i>2026-11</i><p>{T2}</p>")],
        [f"<b>20</b><i>2026.11</i>{a(T1)}", f"<b>18</b><i>2026.11</i>{a(T2)}"],
        [f"<i>2026年11月</i><b>20日</b>{a(T1)}", f"<i>2026年11月</i><b>18日</b>{a(T2)}"],
        [f"<b>11-20</b><i>2026</i>{a(T1)}", f"<b>11-18</b><i>2026</i>{a(T2)}"],
        [a(f"2026-11-20 {T1}"), a(f"2026-11-18 {T2}")],
        [a(f"2026-11-20 {T1}生效后停止施行"), a(f"周一例会纪要{T2}[2026-11-18]")],
        [a(f"[11-20]{T1}"), a(f"{T2}(11-18)")],
        [a(f"{T1}[2026-11-20]"), a(f"{T2}[2026-11-18]")],
        [f"{a(T1)}<p>发布时间：2026-11-20 10:00</p>", f"{a(T2)}<p>发布时间：2026-11-18</p>"],
        [f"{a(T1)}<span>２０２６－１１－２０</span>", f"{a(T2)}<span>2026．11．18</span>"],
        [f"{a('[要闻]')}{a(T1)}<span>2026-11-20</span>", f"{a(T2)}<span>26-11-18</span>"],
        [f"{a(T1)}<span>11-20</span>", f"{a(T2)}<span>11-18</span>"],
        [f"{a(T1)}<span>[11/20]</span>", f"{a(T2)}<span>[11/18]</span>"],
        [f"{a(T1)}<span>11月20日</span>", f"{a(T2)}<span>11月18日</span>"],
        [a(T1, more='title="标题&#10;发布时间：2026-11-20"'), f"{a(T2)}<i>2026-11-18</i>"],
    ],
)
def test_ways_to_write_an_entry(rows: list[str]) -> None:
    found = read(ul(*rows))
    assert [str(i.day) for i in found.items] == ["2026-11-20", "2026-11-18"]
    assert T2 in found.items[1].title
    assert found.items[1].url.startswith(URL)
    assert found.latest_item == date(2026, 11, 20)


def test_item_has_title_and_absolute_address() -> None:
    found = read(ul(f'<a href="../t20261120_1.html" title="{T1}">关于做好冬…</a><i>2026-11-20</i>'))
    assert found.items == (
        Item(date(2026, 11, 20), T1, "http://www.example.gov.cn/zwgk/t20261120_1.html"),
    )


def test_table_rows_and_divs() -> None:
    table = f"""<table><tr><td>1</td><td>{a(T1)}</td><td>水利局</td><td>2026-11-20</td></tr>
      <tr><td>2</td><td>{a(T2)}</td><td>水利局</td><td>2026-11-18</td></tr></table>"""
    assert days(table) == ["2026-11-20", "2026-11-18"]
    divs = f"""<div class=row><div class=t>{a(T1)}</div><div class=d>2026-11-20</div></div>
      <div class=row><div class=t>{a(T2)}</div><div class=d>2026-11-18</div></div>"""
    assert days(divs) == ["2026-11-20", "2026-11-18"]
    flat = f"<div>{a(T1)}<i>2026-11-20</i><br>{a(T2)}<i>2026-11-18</i><br>{a(T3)}<i>2026-11-02</i></div>"
    found = read(flat)
    assert [(str(i.day), i.title) for i in found.items] == [
        ("2026-11-20", T1),
        ("2026-11-18", T2),
        ("2026-11-02", T3),
    ]


def test_table_with_written_and_publish_date() -> None:
    table = f"""<table><tr><th>标题</th><th>发布日期</th><th>成文日期</th><th>有效期至</th></tr>
      <tr><td>{a(T1)}</td><td>2026-10-09</td><td>2026-10-20</td><td>2026-11-01</td></tr></table>"""
    assert days(table) == ["2026-10-09"]


def test_pinned_old_item_first() -> None:
    rows = [f"{a(T3)}<i>2024-03-01</i>", f"{a(T1)}<i>2026-11-20</i>", f"{a(T2)}<i>2026-11-18</i>"]
    assert days(ul(*rows)) == ["2026-11-20", "2026-11-18", "2024-03-01"]


def test_days_after_the_monitoring_day_are_left_out() -> None:
    rows = [f"{a(T1)}<i>2026-11-26</i>", f"{a(T2)}<i>2026-11-25</i>", f"{a(T3)}<i>2099-12-31</i>"]
    assert days(ul(*rows)) == ["2026-11-25"]
    late = page(ul(*rows), as_of=None)
    late.fetched_at = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)  # the 26th in Shanghai
    assert late.reading.latest_item == date(2026, 11, 26)


def test_a_page_fetched_before_the_monitoring_day_shows_nothing_later() -> None:
    early = page(ul(f"{a(T1)}<i>11-22</i>", f"{a(T2)}<i>11-18</i>"))
    early.fetched_at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert [str(i.day) for i in early.reading.items] == ["2026-11-18", "2025-11-22"]


def test_header_footer_and_copyright_dates_are_no_items() -> None:
    found = read("<p>本栏目正在建设</p>")
    assert (found.items, found.latest_item, found.item_links) == ((), None, 0)


def test_a_sentence_with_a_date_is_no_item() -> None:
    notice = f"<p>2026年11月20日18时至20时系统升级，暂停办理业务。{a('详情')}</p>"
    assert days(notice) == []


@pytest.mark.parametrize(
    ("written", "as_of", "expected"),
    [
        (
            ["01-09", "01-05", "12-30"],
            date(2026, 1, 10),
            ["2026-01-09", "2026-01-05", "2025-12-30"],
        ),
        (["11-26", "11-20"], AS_OF, ["2026-11-20", "2025-11-26"]),
        (["02-29"], date(2026, 11, 25), ["2024-02-29"]),
        (  # a list running down through a new year, last updated in May
            ["05-10", "03-02", "01-20", "11-15", "08-01"],
            AS_OF,
            ["2026-05-10", "2026-03-02", "2026-01-20", "2025-11-15", "2025-08-01"],
        ),
        (["03-01", "11-20", "11-18"], AS_OF, ["2026-11-20", "2026-11-18", "2026-03-01"]),
    ],
)
def test_dates_without_a_year(written: list[str], as_of: date, expected: list[str]) -> None:
    rows = [f"{a(f'{T1}之{n}')}<i>{text}</i>" for n, text in enumerate(written)]
    assert days(ul(*rows), as_of=as_of) == expected


def test_dates_without_a_year_and_without_a_day_to_count_from() -> None:
    assert days(ul(f"{a(T1)}<i>11-20</i>"), as_of=None) == []


def test_dates_without_a_year_on_a_page_from_long_ago() -> None:
    rows = [
        f"{a('关于印发2016年工作要点的通知')}<i>11-20</i>",
        f"{a('2017年汛情简报')}<i>11-18</i>",
    ]
    assert days(ul(*rows)) == []


def test_year_archive() -> None:
    menu = "<div><span>2026年</span><span>2025年</span><span>2024年</span></div>"
    years = "".join(
        f"<h4>{year}年</h4>"
        + ul(f"{a(f'{T1}{year}')}<i>05-20</i>", f"{a(f'{T2}{year}')}<i>12-18</i>")
        for year in (2025, 2024)
    )
    expected = ["2025-12-18", "2025-05-20", "2024-12-18", "2024-05-20"]
    assert days(f"<div>{menu}</div><div>{years}</div>") == expected


def test_a_row_of_years_dates_nothing() -> None:
    menu = "<span>2019年</span><span>2018年</span><span>2017年</span>"
    assert days(f"<div>{menu}{ul(f'{a(T1)}<i>11-20</i>')}</div>") == ["2026-11-20"]


def test_a_year_elsewhere_dates_nothing() -> None:
    side = "<div class=box><h4>2019年</h4><p>大事记</p></div>"
    assert days(side + ul(f"{a(T1)}<i>11-20</i>", f"{a(T2)}<i>11-18</i>"))[0] == "2026-11-20"


def test_dates_in_addresses_count_beside_visible_ones_or_when_new() -> None:
    new = ul(a(T1, "./202611/t20261120_1.html"), a(T2, "./202611/t20261118_2.html"))
    assert days(new) == ["2026-11-20", "2026-11-18"]
    old = ul(a(T1, "./201004/t20100421_1.html"), a(T2, "./201004/t20100421_2.html"))
    assert days(old) == []
    assert read(old).item_links == 2


def test_side_lists_do_not_keep_a_dead_column_alive() -> None:
    main = ul(*[f"{a(f'{T1}{n}')}<i>2025-01-{n:02}</i>" for n in range(9, 0, -1)])
    hot = f"<div><h3>热点推荐</h3>{ul(f'{a(T2)}<i>2026-11-20</i>')}</div>"
    newest = f"<aside>{ul(f'{a(T3)}<i>2026-11-21</i>', f'{a(T2)}<i>2026-11-20</i>')}</aside>"
    found = read(main, after=hot + newest)
    assert found.latest_item == date(2025, 1, 9)


def test_a_column_called_hot_keeps_its_own_list() -> None:
    hot = page(f"<h3>热点回应</h3>{ul(f'{a(T1)}<i>2026-11-20</i>', f'{a(T2)}<i>2026-11-18</i>')}")
    hot.column = Column("热点回应", URL)
    hot.html += f"<div><h3>政策</h3>{ul(f'{a(T3)}<i>2025-01-20</i>')}</div>"
    assert hot.reading.latest_item == date(2026, 11, 20)


def test_lists_of_other_columns_beside_the_own_one() -> None:
    own = [f"{a(f'{T1}{n}', f'./202501/{n}.html')}<i>2025-01-{n:02}</i>" for n in range(9, 0, -1)]
    other = [f"{a(f'{T2}{n}', f'/xwdt/{n}.html')}<i>2026-11-{n:02}</i>" for n in range(5, 0, -1)]
    assert read(ul(*own), after=ul(*other)).latest_item == date(2025, 1, 9)
    assert read(ul(*own[:4]), after=ul(*other)).latest_item == date(2026, 11, 5)


def test_addresses_beside_a_list_that_shows_dates() -> None:
    own = ul(*[f"{a(f'{T1}{n}')}<i>2025-01-{n:02}</i>" for n in range(9, 0, -1)])
    other = ul(a(T2, "/xwdt/202611/t20261120_1.html"), a(T3, "/xwdt/202611/t20261118_1.html"))
    assert read(own, after=other).latest_item == date(2025, 1, 9)
    home = page(own + other)
    home.column, home.is_home = None, True
    assert home.reading.latest_item == date(2026, 11, 20)


@pytest.mark.parametrize(
    "widget",
    [
        "<div><i>11月25日</i><i>多云</i><a href='/tq/'>详情</a></div>",
        "<div>1/12 <a href='#'>首页</a><a href='index_1.html'>下一页</a><a href='x'>尾页</a></div>",
        "<ul><li><span>最后更新</span><span>2026-11-25</span></li></ul>",
        "<ul><li>更新日期：<span>2026-11-25</span></li></ul>",
        "<p>2026-11-25</p>",
        "<table><tr><td>24</td><td>25</td></tr></table><b>2026年11月</b>",
        "<p>电话：0551-11-20</p><a href='/lx/'>联系我们的方式</a>",
    ],
)
def test_widgets_are_no_items(widget: str) -> None:
    assert days(widget + ul(f"{a(T1)}<i>2025-03-01</i>")) == ["2025-03-01"]


def test_year_above_month_and_day() -> None:
    rows = [f"<i>2026</i><b>11-20</b>{a(T1)}", f"<i>2026</i><b>11-18</b>{a(T2)}"]
    assert days(ul(*rows), as_of=None) == ["2026-11-20", "2026-11-18"]


def test_title_without_its_date_and_without_help_text() -> None:
    tip = f'<a href="1.html" title="标题：{T1}&#10;发布时间：2026-11-20">{T1}（2026-11-20）</a>'
    assert read(ul(tip)).items[0].title == T1


def test_same_item_twice_counts_once() -> None:
    row = f"<a href='/x/1.html'>{T1}</a><i>2026-11-20</i>"
    assert days(ul(row) + ul(row)) == ["2026-11-20"]


def test_deadlines_are_not_publish_dates() -> None:
    rows = [f"{a(T1)}<span>截止时间：2026-11-20</span>", f"{a(T2)}<span>2026-10-18</span>"]
    assert days(ul(*rows)) == ["2026-10-18"]


def test_items_without_a_link() -> None:
    rows = [
        f"<span>{T1}</span><span>2026-11-20</span>",
        f"<span>{T2}</span><span>2026-11-18</span>",
    ]
    found = read(ul(*rows))
    assert [(str(i.day), i.url) for i in found.items] == [("2026-11-20", ""), ("2026-11-18", "")]
    assert T1 in found.items[0].title


DATASTORE = """<div id="55"><script type="text/xml"><datastore><totalrecord>2</totalrecord><recordset>
<record><![CDATA[<li><a href="/art/2026/11/20/art_1_1.html" title="{0}">{0}</a><span>2026-11-20</span></li>]]></record>
<record><![CDATA[<li><a href="/art/2026/11/18/art_1_2.html" title="{1}">{1}</a><span>2026-11-18</span></li>]]></record>
</recordset></datastore></script></div><script>$('#55').jpage({{proxyUrl:'/dataproxy.jsp'}});</script>"""


def test_datastore_records_are_read() -> None:
    found = read(DATASTORE.format(T1, T2))
    assert [(str(i.day), i.title) for i in found.items] == [("2026-11-20", T1), ("2026-11-18", T2)]
    assert found.items[0].url == "http://www.example.gov.cn/art/2026/11/20/art_1_1.html"
    assert found.item_links >= 2
    assert not found.script_built


@pytest.mark.parametrize(
    "main",
    [
        "<div id=55></div><script>$('#55').jpage({proxyUrl:'/dataproxy.jsp'});</script>",
        '<ul><li v-for="x in list"><a :href="x.url">{{x.title}}</a><i>{{x.date}}</i></li></ul>',
        '<div id="app"></div><script src="/js/app.js"></script>',
        "<ul id=list></ul><script>$.ajax({url:'/api/list',success:function(d){show(d)}})</script>",
        "<div>数据加载中，请稍候……</div>",
        '<iframe src="list.jsp"></iframe>',
    ],
)
def test_lists_that_scripts_fill_in(main: str) -> None:
    found = read(main)
    assert (found.items, found.script_built) == ((), True)


def test_a_plain_list_is_not_script_built() -> None:
    rows = ul(*[a(f"{T1}{n}") for n in range(5)])
    counter = "<script>$.ajax({url:'/count'})</script>"
    found = read(rows + counter)
    assert (found.script_built, found.item_links) == (False, 5)


def test_menus_are_not_list_entries() -> None:
    side = ul(
        a("政府信息公开指南", "/zwgk/zn/"),
        a("通知公告本栏目页面", URL),
        a("政府信息公开年报", "/zwgk/nb/"),
    )
    found = read("<p>暂无信息</p>", before=f"<div class=left>{side}</div>")
    assert found.item_links == 0


def test_hostile_nesting_and_size() -> None:
    deep = "<div>" * 20000 + ul(f"{a(T1)}<i>2026-11-20</i>")
    assert days(deep) == ["2026-11-20"]


@pytest.mark.parametrize("opening", ["<nav>", '<div class="menu">'])
def test_a_menu_larger_than_an_empty_column_is_no_list(opening: str) -> None:
    menu = "".join(f'<li><a href="/c{n}/">栏目名称{n}</a></li>' for n in range(40))
    closing = "</nav>" if "nav" in opening else "</div>"
    html = (
        "<html><head><title>应急预案</title></head><body>"
        f"{opening}<ul>{menu}</ul>{closing}"
        '<div class="position"><a href="/">首页</a> &gt; 应急预案</div><h2>应急预案</h2>'
        '<ul class="list"></ul><div class="foot">主办：某区办公室 电话：0000-1234567</div>'
        "</body></html>"
    )
    column = Column("应急预案", "http://www.example.gov.cn/yjya/")
    page = Page(column.url, html, column=column, as_of=date(2026, 11, 25))
    assert page.reading.item_links == 0
