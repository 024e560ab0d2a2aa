"""sites.toml: what is read, and what is said of each way to get it wrong."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from checks.columns import Column, Exemption, Limit
from crawler.column_kinds import KIND_LIMITS, parse_limit
from crawler.sites import Politeness, SitesError
from crawler.sites_file import dumps, load, loads, warnings

GOOD = """\
contact = "web@example.com"

[[unit]]
id = "u01"
name = "澄岚区政府办"

[[unit]]
id = "u02"
name = "澄岚区教育局"
prefixes = ["https://www.a.gov.cn/jyj/"]

[[site]]
id = "qs"
name = "澄岚区政府"
url = "https://www.A.gov.cn"
kind = "portal"
id_code = "4400000001"
unit = "u01"
hosts = ["zwgk.a.gov.cn"]

[site.politeness]
requests_per_second = 1

[[site.column]]
name = "要闻"
url = "/xw/"
kind = "动态要闻"

[[site.column]]
name = "公示"
url = "https://zwgk.a.gov.cn/gs/"
kind = "通知公告"
unit = "u02"
limit = "每周1条"
exempt_reason = "季节性栏目"
exempt_until = 2026-12-31
"""


def complaint(text: str) -> str:
    with pytest.raises(SitesError) as caught:
        loads(text, "sites.toml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return complaint(GOOD.replace(old, new))


def test_everything_written_is_read() -> None:
    sites = loads(GOOD)
    site = sites.site("qs")
    assert sites.contact == "web@example.com"
    assert sites.units["u02"].prefixes == ("https://www.a.gov.cn/jyj/",)
    assert (site.url, site.host) == ("https://www.a.gov.cn/", "www.a.gov.cn")
    assert site.politeness == Politeness(requests_per_second=1.0)
    assert site.columns == (
        Column("要闻", "https://www.a.gov.cn/xw/", "动态要闻", Limit(days=14)),
        Column(
            "公示",
            "https://zwgk.a.gov.cn/gs/",
            "通知公告",
            Limit(count=1, per="week"),
            "u02",
            Exemption("季节性栏目", date(2026, 12, 31)),
        ),
    )


@pytest.mark.parametrize(("kind", "limit"), KIND_LIMITS.items())
def test_each_kind_has_its_limit(kind: str, limit: Limit | None) -> None:
    assert loads(GOOD.replace('kind = "动态要闻"', f'kind = "{kind}"')).site("qs").columns[
        0
    ].limit == (limit)


def test_a_column_without_kind_is_other_and_has_a_year() -> None:
    column = loads(GOOD.replace('kind = "动态要闻"\n', "")).site("qs").columns[0]
    assert (column.kind, column.limit) == ("其他", Limit(months=12))


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("14天", Limit(days=14)),
        ("１４ 日", Limit(days=14)),
        ("两周", Limit(days=14)),
        ("2周内", Limit(days=14)),
        ("6个月", Limit(months=6)),
        ("六个月以内", Limit(months=6)),
        ("半年", Limit(months=6)),
        ("1年", Limit(months=12)),
        ("每周1条", Limit(count=1, per="week")),
        ("每个工作日至少2条", Limit(count=2, per="workday")),
        ("每月 3 篇", Limit(count=3, per="month")),
        ("无", None),
    ],
)
def test_limits_as_people_write_them(written: str, limit: Limit | None) -> None:
    assert parse_limit(written) == limit


@pytest.mark.parametrize(
    "written", ["", "14", "每天1条", "经常", "0天", "200个月", "每周0条", "十一天"]
)
def test_unclear_limits_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        parse_limit(written)


def test_missing_file_names_init(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match="govcheck init") as caught:
        load(tmp_path / "sites.toml")
    assert str(tmp_path / "sites.toml") in str(caught.value)


def test_folder_instead_of_file(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match="它是文件夹"):
        load(tmp_path)


def test_wrong_encoding_names_the_line_and_utf8(tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    path.write_bytes(b'contact = "a"\n' + '[[unit]]\nname = "青山"\n'.encode("gb18030"))
    with pytest.raises(SitesError, match=r"第 3 行.*UTF-8"):
        load(path)


def test_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path).sites


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('a = "1"\n[[site]]\nid = “qs”\n', 3, "英文的"),
        ('[[site]]\nid = "a"\nid = "b"\n', 3, "写了两次"),
        ("[[site]]\nid = qs\n", 2, "英文引号"),
        ("[[site]]\n\n这是澄岚区\n", 3, "#"),
        ('[[site]]\nname = "没有写完\nurl = "x"\n', 2, "英文引号"),
        ("［［site］］\n", 1, "半角"),
    ],
)
def test_broken_toml_names_line_and_remedy(text: str, line: int, remedy: str) -> None:
    said = complaint(text)
    assert f"sites.toml 第 {line} 行" in said
    assert remedy in said


def test_endless_brackets_and_numbers_are_not_a_crash() -> None:
    assert "嵌套太深" in complaint("x = " + "[" * 100_000)
    assert "长得不正常的数字" in complaint("x = " + "9" * 5000)


def test_unknown_keys_are_errors_with_a_suggestion() -> None:
    assert "第 18 行 site[1].unti：没有这一项。是不是“unit”？" in changed(
        'unit = "u01"', 'unti = "u01"'
    )
    assert "是不是“requests_per_second”？" in changed(
        "requests_per_second = 1", "request_per_second = 1"
    )
    assert "sites：没有这一项。是不是“site”？" in complaint("[[sites]]\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "qs"', 'id = "../x"', "第 13 行 site[1].id：“../x”不对"),
        ('id = "qs"', "", "第 12 行 site[1].id：没有填写"),
        ('id = "u02"', 'id = "U01"', "unit[2].id：“U01”不对：前面已有单位用了“u01”"),
        ('name = "澄岚区政府"', "name = 3", 'site[1].name：“3”不对：应是加引号的文字，请写成 name = "3"'),
        ('url = "https://www.A.gov.cn"', 'url = "www.a.gov.cn"', "http:// 或 https://"),
        ('url = "https://www.A.gov.cn"', 'url = "https://a b/"', "空格"),
        ('url = "https://www.A.gov.cn"', 'url = "https://a:99999/"', "端口"),
        ('kind = "portal"', 'kind = "市级"', "portal（门户）或 department（部门）"),
        ('id_code = "4400000001"', "id_code = 4400000001", 'id_code = "4400000001"'),
        ('id_code = "4400000001"', 'id_code = "440000"', "现在是 6 个字符"),
        ('unit = "u01"', 'unit = "u1"', "site[1].unit：“u1”不对"),
        ('unit = "u01"', 'unit = "澄岚区教育局"', "是不是“u02”？"),
        ('"zwgk.a.gov.cn"]', '"http://zwgk.a.gov.cn"]', "site[1].hosts[1]"),
        ('hosts = ["zwgk.a.gov.cn"]', 'hosts = "zwgk.a.gov.cn"', "应是列表"),
        ('["https://www.a.gov.cn/jyj/"]', '["/jyj/"]', "第 10 行 unit[2].prefixes[1]"),
        ("requests_per_second = 1", "requests_per_second = 21", "应在 0.01 到 20 之间"),
        ("requests_per_second = 1", "requests_per_second = 0", "应在 0.01 到 20 之间"),
        ("requests_per_second = 1", "requests_per_second = nan", "应是不加引号的数字"),
        ("requests_per_second = 1", "concurrency = 1.5", "应是不加引号的整数"),
        ("requests_per_second = 1", "concurrency = true", "“true”不对"),
        ("requests_per_second = 1", "timeout_s = 1", "应在 5 到 120 之间"),
        ("requests_per_second = 1", "obey_robots = 0", "true（是）或 false（否）"),
        ('kind = "动态要闻"', 'kind = "动态新闻"', "第 27 行 site[1].column[1].kind"),
        ('kind = "动态要闻"', 'kind = "动态要闻"\nlimit_days = 0', "site[1].column[1].limit_days"),
        ('kind = "动态要闻"', 'kind = "动态要闻"\nlimit_days = 3\nlimit_months = 1', "只能留一种"),
        ('kind = "动态要闻"', 'kind = "动态要闻"\nlimit_count = 1', "limit_per"),
        ('kind = "动态要闻"', 'kind = "动态要闻"\nlimit_per = "week"', "limit_count"),
        ('limit = "每周1条"', 'limit = "每天1条"', "每工作日1条"),
        ('url = "/xw/"', 'url = ""', "site[1].column[1].url：是空的"),
        ('url = "/xw/"', 'url = "www.a.gov.cn/xw/"', "像是漏了 http://"),
        ('url = "/xw/"', 'url = "javascript:void(0)"', "http:// 或 https://"),
        ('url = "/xw/"', 'url = "http://zwgk.a.gov.cn/gs"', "同一页会被计两次"),
        ("exempt_until = 2026-12-31", 'exempt_until = "2026-02-30"', "没有这一天"),
        ("exempt_until = 2026-12-31", "exempt_until = 2026", "应是日期"),
        ("exempt_until = 2026-12-31", "exempt_until = 2026-12-31T00:00:00", "应是日期"),
        ('exempt_reason = "季节性栏目"', "", "还要写理由"),
        ('contact = "web@example.com"', 'contact = "张三 123"', "User-Agent"),
        ('contact = "web@example.com"', 'contact = "a\\r\\nX: 1"', "第 1 行 contact"),
        ("requests_per_second = 1", f"concurrency = 1{'0' * 400}", "应在 1 到 16 之间"),
        ("[[site]]", "[site]", "[[site]]"),
        ("[site.politeness]", "[[site.politeness]]", "site[1].politeness"),
    ],
)  # fmt: skip
def test_each_mistake_names_place_and_remedy(old: str, new: str, said: str) -> None:
    assert said in changed(old, new)


def test_all_mistakes_are_said_at_once_in_file_order() -> None:
    text = (
        GOOD.replace('"u01"\nname', '"坏 号"\nname')
        .replace("= 1", "= 99")
        .replace("12-31", "02-28T00:00:00")
    )
    said = complaint(text)
    assert "有 4 处错误" in said  # the id, the unit that is then unknown, the rate, the date
    places = [
        said.index(path) for path in ("unit[1].id", "site[1].unit", "per_second", "exempt_until")
    ]
    assert places == sorted(places)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    said = changed("https://www.A.gov.cn", "https://admin:hunter2@www.a.gov.cn")
    assert "用户名和密码" in said
    assert "hunter2" not in said


def test_one_prefix_belongs_to_one_unit() -> None:
    said = changed(
        'name = "澄岚区政府办"', 'name = "澄岚区政府办"\nprefixes = ["https://www.a.gov.cn/jyj"]'
    )
    assert "已经归单位“u01”" in said


def test_two_sites_with_one_address() -> None:
    said = complaint(GOOD + '[[site]]\nid = "b"\nname = "乙"\nurl = "http://www.a.gov.cn"\n')
    assert "和网站“qs”的网址相同" in said


def test_no_pacing_and_any_rate_only_on_this_computer() -> None:
    local = '[[site]]\nid = "a"\nname = "甲"\nurl = "http://127.0.0.1:8000/"\n'
    rate = "[site.politeness]\nrequests_per_second = 0\nrecheck_after_s = 0\n"
    assert loads(local + rate).site("a").politeness.requests_per_second == 0
    assert "0.01 到 20" in complaint(local + 'hosts = ["b.gov.cn"]\n' + rate)


def test_hosts_in_chinese_become_what_the_wire_carries() -> None:
    assert loads(GOOD.replace("www.A.gov.cn", "青山.政务")).site("qs").host.startswith("xn--")


def test_lines_are_right_after_text_over_several_lines() -> None:
    text = GOOD.replace('name = "澄岚区政府"', 'name = """\nid = "假"\n青山"""').replace(
        "= 1\n", "= 99\n"
    )
    assert f"第 {text[: text.index('= 99')].count(chr(10)) + 1} 行 site[1].politeness" in complaint(
        text
    )


def test_advice() -> None:
    text = GOOD.replace('id_code = "4400000001"\n', "").replace("zwgk.a.gov.cn/gs", "b.gov.cn/gs")
    sites = loads(text.replace('contact = "web@example.com"', ""))
    said = "\n".join(warnings(sites, as_of=date(2027, 1, 1)))
    for words in (
        "没有填写 contact",
        "没有填网站标识码",
        "在别的网站上",
        "豁免已于 2026-12-31 到期",
    ):
        assert words in said
    assert "到期" not in "\n".join(warnings(sites, as_of=date(2026, 10, 1)))
    assert "没有栏目" in "\n".join(
        warnings(loads(GOOD[: GOOD.index("[[site.column]]")]), date(2026, 1, 1))
    )
    assert warnings(loads(GOOD), as_of=date(2026, 1, 1)) == []
    again = loads(GOOD)
    [site] = again.sites.values()
    part = replace(site, id="part", url=f"{site.url}gzdt/", id_code="4400000002")
    twice = replace(again, sites={site.id: site, "part": part})
    same, where = warnings(twice, as_of=date(2026, 1, 1))
    assert f"有 2 个网站都叫“{site.name}”" in same
    assert f"（{site.id}）和“{site.name}”（part）都在 {site.host} 上" in where


@pytest.mark.parametrize("limit", ["limit_days = 15", "limit_months = 6", 'limit = "无"'])
def test_a_laxer_limit_than_usual_is_pointed_out(limit: str) -> None:
    sites = loads(GOOD.replace('kind = "动态要闻"', f'kind = "动态要闻"\n{limit}'))
    assert "比动态要闻通行的 14 天宽" in "\n".join(warnings(sites, date(2026, 1, 1)))


DOWN = """
[[site]]
id = "a"
name = "甲"
url = "https://www.example.com/"
[[site.downtime]]
from = {}
until = {}
reason = "机房检修"
"""


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ('"2026-11-20 22:00"', '"2026-11-21 6:00"', 8),
        ("2026-11-20 22:00:00", "2026-11-21T06:00:00", 8),
        ("2026-11-20T22:00:00+08:00", "2026-11-20T22:00:00Z", 8),
        ("2026-11-20", "2026-11-21", 48),
    ],
)
def test_announced_stops_in_beijing_time(start: str, end: str, hours: int) -> None:
    [stop] = loads(DOWN.format(start, end)).site("a").downtimes
    assert stop.start.isoformat().endswith("+08:00")
    assert stop.end - stop.start == timedelta(hours=hours)
    assert stop.covers(stop.start)
    assert not stop.covers(stop.end)
    sites = loads(DOWN.format(start, end))
    assert loads(dumps(sites)).sites == sites.sites


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ('"2026-11-21 06:00"', '"2026-11-20 22:00"', "比开始时间还早"),
        ('"昨天"', '"2026-11-20 22:00"', "看不懂这个时间"),
        ('"2026-11-20"', '"2027-11-20"', "超过 92 天"),
        ('""', '"2026-11-20"', "没有填写"),
    ],
)
def test_wrong_stops_are_told(start: str, end: str, words: str) -> None:
    with pytest.raises(SitesError, match=words):
        loads(DOWN.format(start, end))
