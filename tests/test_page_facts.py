"""What is read from pages for the publishing and design checks."""

from datetime import date
from typing import Any

import pytest

from checks.documents_named import names, numbers, same_number
from checks.page import Page, SiteFacts

PROSE = (
    "<p>为做好河道管理工作，区水务局组织有关街道对三条河涌开展了联合巡查，现场登记问题二十六处。</p>"
    "<p>下一步将按月公布整改进度，欢迎居民通过互动交流栏目提出意见和建议，有关情况会及时答复。</p>"
    "<p>巡查期间发放宣传材料三百余份，现场解答居民提问四十多个，对老旧护栏和照明设施一并作了登记。</p>"
    "<p>请各有关单位按照职责分工抓好落实，重要情况及时报告区政府办公室，联系电话见区政府网站。</p>"
)


def facts(body: str, head: str = "", **more: Any) -> dict[str, Any]:
    html = (
        f"<!DOCTYPE html><html><head><title>关于河道管理的意见_澄岚区人民政府</title>{head}</head>"
        f"<body><h1>关于河道管理的意见</h1><p>发布时间：2026-11-03 09:30</p>{body}</body></html>"
    )
    url = "http://www.example.gov.cn/zcwj/202611/t20261103_1.html"
    return dict(Page(url, html, as_of=date(2026, 11, 25), **more).reading.facts)


def test_equal_texts_have_equal_prints_whatever_surrounds_them() -> None:
    one = facts(PROSE)
    other = facts(f"<nav><a href='/'>首页</a></nav>{PROSE.replace('，', '， ')}<p>浏览次数：12</p>")
    assert one["print"] == other["print"]
    assert one["print"] != facts(PROSE.replace("三条", "四条"))["print"]


def test_a_short_text_has_no_print() -> None:
    assert "print" not in facts(
        "<p>因管道检修，望潮镇十一月五日停水，请提前储水，不便之处敬请谅解。</p>"
    )


@pytest.mark.parametrize(
    ("body", "own"),
    [
        (
            "<table><tr><td>文号：</td><td>澄府办〔2026〕12号</td></tr></table>",
            "澄府办〔2026〕12号",
        ),
        ("<p>根据市府〔2025〕3号要求，</p><p>澄府办[2026]12号</p>", "澄府办〔2026〕12号"),
        ("<p>现按照市府〔2025〕3号文件要求印发。</p>", ""),
        ("<p>澄岚市人民政府令第 12 号</p>", "政府令第12号"),
        ("<p>门牌号码第 12 号</p>", ""),
    ],
)
def test_the_document_number_of_its_own(body: str, own: str) -> None:
    assert facts(body + PROSE).get("number", "") == own


def test_what_a_document_says_of_itself() -> None:
    found = facts("<p>成文日期：2026-10-28　有效性：有效</p><p>来源：区水务局</p>" + PROSE)
    assert found["written"]
    assert found["validity"]
    assert found["source"]
    assert not {"share", "printing"} & set(found)
    bare = facts(PROSE)
    assert not {"written", "validity", "source"} & set(bare)


def test_a_source_label_counts_only_when_its_words_are_shown() -> None:
    head = '<meta name="ContentSource" content="区水务局">'
    assert facts(PROSE, head).get("source")
    assert not facts(PROSE.replace("区水务局", "有关单位"), head).get("source")


def test_numbers_have_one_spelling_and_end_alike() -> None:
    found = [n for _, n in numbers("依据国办发［2019］ 19 号、（2026）3号和粤府(2026)第5号")]
    assert found == ["依据国办发〔2019〕19号", "和粤府〔2026〕5号"]
    assert same_number("依据国办发〔2019〕19号", "国办发〔2019〕19号")
    assert not same_number("国办发〔2019〕119号", "国办发〔2019〕19号")


def test_titles_are_distinct_and_whole() -> None:
    assert names("《河道管理\n实施办法》《河道管理实施办法》《短》") == ["河道管理实施办法"]


HOME = """<!DOCTYPE html><html><head><title>澄岚区人民政府</title></head><body>
<nav><a href="/zj/">走进澄岚</a><a href="/ld/">区政府领导</a><a href="/jd/">政策解读</a></nav>
<form action="/login" method="post"><input name="user"><input type="password" name="pw"></form>
%s
<ul><li><a href="/yw/1.html">我区召开河长制工作会议</a> 2026-11-03</li></ul>
<footer><a href="/map.html">网站地图</a></footer></body></html>"""


def home_facts(form: str, name: str = "澄岚区人民政府") -> dict[str, Any]:
    site = SiteFacts("www.example.gov.cn", "", name)
    page = Page(
        "http://www.example.gov.cn/", HOME % form, is_home=True, site=site, as_of=date(2026, 11, 25)
    )
    return dict(page.reading.facts)


def test_columns_site_map_and_name_of_a_home_page() -> None:
    found = home_facts("")
    assert found["columns"]["概况信息"] == ["走进澄岚", "http://www.example.gov.cn/zj/"]
    assert set(found["columns"]) == {"概况信息", "领导信息", "政策解读"}
    assert found["sitemap"] == "http://www.example.gov.cn/map.html"
    assert found["named"] == "title"
    assert home_facts("", "望潮镇人民政府")["named"] == ""
    assert home_facts("<img alt='望潮镇人民政府'>", "望潮镇人民政府")["named"] == "image"
    assert "search" not in found


@pytest.mark.parametrize(
    ("form", "method"),
    [
        (
            '<form action="/s"><input type="hidden" name="t" value="1"><input name="q"> 搜索</form>',
            "get",
        ),
        ('<form action="/search" method="POST"><input name="q"></form>', "post"),
        ('<form action="/search" onsubmit="return go()"><input name="q"></form>', "script"),
        ('<form class="search"><input name="q"></form>', "script"),
        ('<form action="/search"><input id="q"></form>', "script"),
    ],
)
def test_how_a_search_form_is_sent(form: str, method: str) -> None:
    found = home_facts(form)["search"]
    assert found["method"] == method
    if method == "get":
        assert found == {
            "method": "get",
            "action": "http://www.example.gov.cn/s",
            "field": "q",
            "hidden": [["t", "1"]],
        }
