"""Certain slips are found, everything that merely looks like one is left alone."""

import json
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from checks.page import Page, SiteFacts
from checks.registry import all_checks
from checks.run import Selected, judge_page
from checks.wording import slips
from checks.wordlist import SEVERE, WordlistError, builtin, loads
from crawler.charset import decode
from crawler.sites import SitesError
from crawler.sites_file import dumps, load
from crawler.sites_file import loads as loads_sites
from reports.cli import main

SITES = '[[site]]\nid = "a"\nname = "示例"\nurl = "http://127.0.0.1:9/"\n'
OWN = 'version = "2"\noff = ["秸杆"]\n[[phrase]]\nright = "澄岚"\nwrong = ["橙岚"]\nseverity = "严重"\n'


def wrongs(text: str) -> list[str]:
    return [slip.wrong for slip in slips(text)]


def test_a_slip_has_its_sentence_and_place() -> None:
    (slip,) = slips("会议开始。  区领导小姐听取汇报，并作部署。散会。")
    assert (slip.wrong, slip.right, slip.phrase.severity) == ("领导小姐", "领导小组", SEVERE)
    assert slip.sentence == "区领导小姐听取汇报，并作部署。"
    assert slip.sentence[slip.at :].startswith("领导小姐")
    assert "会议开始。  区领导小姐"[slip.start :].startswith("领导小姐")


@pytest.mark.parametrize(
    "text",
    [
        "发布署名文章", "公布署名单位", "重复盖章", "严峻工作形势", "围攻府城", "社会主意识形态",
        "预防害公务", "凭通行证许可进入", "反腐倡廉", "请写“领导小姐”三字", "领导小姐应为领导小组",
        "见 http://a.example/秸杆.html", "《秸杆谣》", "一国两治理", "青松驰名中外", "大幅射门",
        "实施方按合同施工", "公务圆满完成", "常务委员回信", "少数民族团节目", "国务院办公听取汇报",
        "政府信息供开展研究", "社会主议题", "脱贫工坚持", "地震憾事", "既使没有基础的人，又使",
    ],
)  # fmt: skip
def test_words_that_only_meet_by_chance_are_left_alone(text: str) -> None:
    assert wrongs(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("《中华人民共合国宪法》", ["中华人民共合国"]),
        ("登录市攻府网站", ["攻府"]),
        ("印发《关于引发〈方案〉的通知》", ["关于引发"]),
        ("领导小姐、领导小姐", ["领导小姐", "领导小姐"]),
        ("", []),
    ],
)
def test_slips_in_context(text: str, wrong: list[str]) -> None:
    assert wrongs(text) == wrong


def test_the_longest_spelling_that_fits_is_taken() -> None:
    words = loads(
        '[[phrase]]\nright="丙丁"\nwrong=["甲乙"]\n'
        '[[phrase]]\nright="丙丁戊"\nwrong=["甲乙丙"]\nnot_after=["丁"]\n'
    )
    assert [s.wrong for s in slips("甲乙丙戊", words)] == ["甲乙丙"]
    assert [s.wrong for s in slips("甲乙丙丁", words)] == ["甲乙"]


def test_nothing_built_in_is_wrong_inside_something_right() -> None:
    phrases = builtin().phrases.values()
    rights = {p.right for p in phrases}
    assert len(builtin().phrases) > 300
    for right in rights:
        assert wrongs(f"关于{right}的通知") == []
    for phrase in phrases:
        before, after = (phrase.before or ("",))[0], (phrase.after or ("",))[0]
        assert phrase.wrong in wrongs(f"{before}{phrase.wrong}{after}"), phrase


def test_every_site_uses_the_offices_own_list(tmp_path: Path) -> None:
    (tmp_path / "词表.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "sites.toml").write_text(f'wordlist = "词表.toml"\n{SITES}', encoding="utf-8")
    sites = load(tmp_path / "sites.toml")
    words = sites.site("a").wordlist
    assert words is not None
    assert words.version == f"{builtin().version}；2"
    assert [s.wrong for s in slips("橙岚区焚烧秸杆，领导小姐", words)] == ["橙岚", "领导小姐"]
    html = "<title>动态</title><p>橙岚区禁烧秸杆。</p>"
    page = Page("http://127.0.0.1:9/a.html", html, site=SiteFacts(wordlist=words))
    found = list(judge_page(page, [Selected(all_checks()["wording"], {})]))
    assert [(str(r.outcome), r.target, r.rule) for r in found] == [("review", "橙岚", "severe")]
    assert loads_sites(dumps(sites), sites.path) == sites


def test_a_spot_check_of_a_saved_page_looks_at_wording_and_quotes_no_number(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    html = "<title>动态</title><p>发布时间：2026-11-03</p><p>领导小姐成员张某身份证11010519491231002X</p>"
    file.write_text(html, encoding="utf-8")
    url = "http://127.0.0.1:9/xw/t20261103_1.html"
    done = CliRunner().invoke(main, ["page", "--html", str(file), "--url", url, "--format", "json"])
    (found,) = [r for r in json.loads(done.stdout)["results"] if r["check"] == "wording"]
    assert (found["outcome"], found["rule"], found["value"]) == ("review", "severe", "领导小组")
    assert found["excerpt"] == "领导小姐成员张某身份证110**************X"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[[phrase]]\nright = "丙"\nwrong = ["甲"]\n', 3, "至少写两个字"),
        ('[[phrase]]\nright = "甲乙丙"\nwrong = ["甲乙"]\n', 3, "处处误报"),
        ('[[phrase]]\nwrong = ["甲乙"]\n', 1, "right"),
        ('\n[[phrase]]\nright = "丙"\nwrong = ["甲乙"]\nlevel = "高"\n', 5, "没有“level”"),
        ('[[phrase]]\nright = "丙"\nwrong = ["甲乙"]\nseverity = "高"\n', 4, "只能写 一般、严重"),
        ('[[phrase]]\nright = "丙"\nwrong = ["甲乙", "甲乙丁"\nkind = 2', 4, "写法不对"),
        (
            '[[phrase]]\nright="丙"\nwrong=["甲乙"]\n[[phrase]]\nright="丁"\nwrong=["甲乙"]',
            6,
            "两遍",
        ),
        ('wrong = ["甲乙"]\n', 1, "没有“wrong”"),
    ],
)
def test_a_wrong_list_is_refused_with_file_and_line(text: str, line: int, says: str) -> None:
    with pytest.raises(WordlistError) as told:
        loads(text, "词表.toml")
    assert f"词表.toml 第 {line} 行" in str(told.value)
    assert says in str(told.value)


@pytest.mark.parametrize("content", [None, OWN.encode("gb18030")])
def test_a_list_that_cannot_be_read_says_where_it_is_named(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "词表.toml").write_bytes(content)
    (tmp_path / "sites.toml").write_text(f'wordlist = "词表.toml"\n{SITES}', encoding="utf-8")
    with pytest.raises(SitesError, match="词表"):
        load(tmp_path / "sites.toml")


def test_looking_is_linear() -> None:
    text = "中华人民共和国国务院办公厅关于政府网站领导小组工作部署的通知" * 5000
    started = time.process_time()
    assert slips(text + "领导小姐")[0].wrong == "领导小姐"
    assert time.process_time() - started < 3


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ec_law", "sighan15"])
def test_no_correct_sentence_is_flagged(shared: Path, name: str) -> None:
    lines = (shared / "corpora/zh-typos" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) > 1000
    assert [s.wrong for row in rows for s in slips(row["target"])] == []


@pytest.mark.shared
@pytest.mark.parametrize("bundle", ["gov-policy", "govcn-pages", "new-media"])
def test_no_ordinary_page_is_flagged(shared: Path, bundle: str) -> None:
    check = Selected(all_checks()["wording"], {})
    files = sorted((shared / "corpora" / bundle).rglob("*.htm*"))
    assert files
    for file in files:
        page = Page("http://www.example.gov.cn/", decode(file.read_bytes()).html)
        said = [
            r.message for r in judge_page(page, [check]) if str(r.outcome) in ("fail", "review")
        ]
        assert said == [], file.name


def test_no_name_is_built_in() -> None:
    titles = re.compile("主席|总理|总书记|部长|省长|市长|同志")
    assert [p.right for p in builtin().phrases.values() if titles.search(p.right)] == []
