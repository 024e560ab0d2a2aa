"""No row of the reference rubric is silently missing: each is judged, candidate, manual or unseen."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from checks.guideline import guideline_rows
from checks.registry import all_checks
from checks.results import Outcome, review
from checks.rubric import builtin, load
from crawler.sites_file import load as load_sites
from crawler.store import Store
from reports.cli import main
from reports.guideline_states import states
from reports.html import render as as_html
from reports.indicator_table import as_markdown, as_text, rows
from reports.sources import collect
from reports.summary import Report, build, to_dict

ROOT = Path(__file__).parents[1]
WHO = {"机器判定", "候选", "人工录入", "无法核验"}
VETOES = [
    "V1①",
    "V1②",
    "V1③",
    "V1④",
    "V1⑤",
    "V1⑥",
    "V2",
    "V3",
    "V4①",
    "V4②",
    "V4③",
    "V5①",
    "V5②",
    "V6①",
    "V6②",
    "V6③",
]
DEDUCTIONS = [
    "概况信息",
    "机构职能",
    "领导信息",
    "动态要闻",
    "政策文件",
    "政策解读",
    "解读比例",
    "其他栏目",
    "事项公开",
    "办事指南",
    "表格样表",
    "办事统计",
    "信息提交",
    "统一登录",
    "留言公开",
    "办理答复",
    "征集调查",
    "域名名称",
    "网站标识",
    "可用性",
    "全站搜索",
    "页面标签",
    "兼容性",
    "IPv6",
]
BONUSES = ["数据发布", "解读回应", "实时互动", "用户空间", "智能搜索", "创新发展"]
BONUS_HEADINGS = {"信息发布", "办事服务", "互动交流", "功能设计", "创新发展"}
CLAUSES = {"网页标签", "域名与名称", "页脚必备", "页面与地址", "HTTPS", "IPv6"}


def test_every_row_of_the_reference_is_in_the_table() -> None:
    made = rows(load("national-2019-portal"))
    assert [r.code for r in made if r.kind == "单项否决"] == VETOES
    assert [r.name for r in made if r.kind == "扣分"] == DEDUCTIONS
    assert {r.name for r in made if r.kind == "加分"} >= set(BONUSES)
    bonus = {i.level1 for i in load("national-2019-portal").indicators if i.kind == "bonus"}
    assert bonus == BONUS_HEADINGS
    assert {r.code for r in made if r.kind == "指引"} == CLAUSES


@pytest.mark.parametrize("name", builtin())
def test_each_row_says_who_judges_it_and_why_nobody_does(name: str) -> None:
    for row in rows(load(name)):
        assert row.who in WHO, row
        if row.who in ("机器判定", "候选"):
            assert row.checks, row
        else:
            assert row.why, row


def test_guideline_rows_name_checks_that_exist() -> None:
    made = guideline_rows()
    assert len({row.id for row in made}) == len(made)
    for row in made:
        assert set(row.wanted) <= set(all_checks()), row.id
        assert bool(row.checks) is (row.auto in "ab"), row.id
        assert bool(row.why) is (row.auto in "cu"), row.id


@pytest.mark.shared
def test_the_reference_itself_has_no_row_we_lack(shared: Path) -> None:
    text = (shared / "standards" / "rubric.md").read_text(encoding="utf-8")
    table = " ".join(as_text(load("national-2019-portal")))
    names = list(_reference_names(text))
    assert len(names) >= 30
    assert [name for name in names if name not in table] == []


def _reference_names(text: str) -> Iterator[str]:
    """Codes of §1.2, names of §1.4 and the quoted names of §1.5, as the reference writes them."""
    vetoes = text.split("### 1.2")[1].split("### 1.3")[0]
    yield from re.findall(r"^\| (V\d) \|", vetoes, re.MULTILINE)
    deductions = text.split("### 1.4")[1].split("### 1.5")[0]
    for name in re.findall(r"^\|[^|]*\| ([^|]+?) ?[●○][^|]*\|", deductions, re.MULTILINE):
        if name != "二级(名称)":
            yield re.split(r"[/（(]", name)[0].strip()
    bonuses = text.split("### 1.5")[1].split("## 2.")[0]
    named = re.search(r"通报：([^（]+)（高）|通报:([^(]+)\(高\)", bonuses)
    assert named is not None
    yield from re.split("、", (named[1] or named[2]).strip())


def test_readme_shows_the_table_of_indicators_as_it_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- indicators:begin -->")[1].split("<!-- indicators:end -->")[0]
    assert table.strip() == as_markdown().strip()


def test_the_command_lists_them() -> None:
    done = CliRunner().invoke(main, ["checks", "--indicators"])
    assert done.exit_code == 0
    assert all(name in done.output for name in (*VETOES, *DEDUCTIONS, *BONUSES))
    done = CliRunner().invoke(main, ["checks", "--indicators", "--rubric", "national-2019-media"])
    assert "D-" not in done.output
    assert "指引" not in done.output
    done = CliRunner().invoke(main, ["checks", "--indicators", "--markdown"])
    assert done.output.strip() == as_markdown().strip()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A month of which nothing could be fetched: every row must still be accounted for."""
    folder = tmp_path_factory.mktemp("complete")
    (folder / "sites.toml").write_text(
        'contact = "a@b.example"\n[[site]]\nid = "a"\nname = "甲区"\nurl = "http://127.0.0.1:9/"\n',
        encoding="utf-8",
    )
    sites = load_sites(folder / "sites.toml")
    with Store(sites.database("a")) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="", engine="", settings="", fresh=True
        )
        store.close_run(run, "home-unreachable", {})
    return build(collect(sites, "a", "2026-11", load("national-2019-portal")))


def test_every_indicator_is_accounted_for_in_the_json(report: Report) -> None:
    told = to_dict(report)
    listed = {x["id"]: x for x in (*told["vetoes"], *told["ledger"])}
    assert set(listed) == {row.id for row in load("national-2019-portal").indicators}
    for row in listed.values():
        assert row["state"] in ("scored", "not_applicable", "not_assessed", "insufficient")
        assert row["state"] == "scored" or row["reason"], row
    assert [x["id"] for x in told["guideline"]] == [row.id for row in guideline_rows()]
    assert all(x["state"] for x in told["guideline"])


def test_every_indicator_is_on_the_page(report: Report) -> None:
    page = as_html(report)
    missing = [i.id for i in report.sources.rubric.indicators if i.name not in page]
    assert missing == []
    assert [row.name for row in guideline_rows() if row.name not in page] == []


def test_what_was_not_seen_is_never_called_fine(report: Report) -> None:
    assert {x.state.partition("：")[0] for x in report.guideline} <= {
        "无法核验", "须由人评定", "不适用", "待人工确认 1 处",
    }  # fmt: skip
    assert not any(line.state == "scored" for line in report.score.vetoes)


def test_states_of_the_guideline() -> None:
    def state(row_id: str, *results: object, **tallies: int) -> str:
        counted = {
            (name.replace("__", ":").replace("_", "-"), str(Outcome.PASS)): n
            for name, n in tallies.items()
        }
        made = states(results, counted)  # type: ignore[arg-type]
        return next(x.state for x in made if x.row.id == row_id)

    suffix = review("http://a/", "后缀", check="domain-name", rule="suffix")
    assert state("domain-suffix", suffix) == "待人工确认 1 处"
    assert state("domain-form", suffix).startswith("无法核验")
    assert state("domain-form", suffix, domain_name__form=1) == "未发现"
    assert state("domain-one").startswith("须由人评定：")
    assert state("ipv6-share").startswith("无法核验：支持率")
