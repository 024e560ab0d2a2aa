"""Interpretations find the document they explain, and no other one."""

from datetime import date

import pytest

from checks.column_articles import Article
from checks.page import PageKind, Reading
from checks.policy_pairs import core, pair_up
from checks.site import PageSummary


def article(title: str, **facts: object) -> Article:
    reading = Reading(PageKind.ARTICLE, title, facts=facts)
    url = f"http://www.example.gov.cn/{title}.html"
    return Article(url, title, date(2026, 11, 1), reading, PageSummary(url, url, 200, "", reading))


RIVERS = article(
    "澄岚区人民政府办公室关于印发澄岚区河道管理实施办法的通知", number="澄府办〔2026〕12号"
)
LIFTS = article("澄岚区既有住宅电梯加装补助细则")
OLD_LIFTS = article("澄岚区既有住宅电梯安全管理规定")


@pytest.mark.parametrize(
    ("interpretation", "policy"),
    [
        (article("《澄岚区河道管理实施办法》政策解读"), RIVERS),
        (article("图解：澄岚区河道管理实施办法"), RIVERS),
        (article("一图读懂《澄岚区既有住宅电梯加装补助细则（试行）》"), LIFTS),
        (article("补助怎样领取", numbers=["按照澄府办〔2026〕12号"]), RIVERS),
        (article("补助怎样领取", names=["澄岚区既有住宅电梯加装补助细则"]), LIFTS),
        (article("《澄岚区供水用水管理办法》解读", names=["澄岚区河道管理实施办法"]), None),
        (article("解读"), None),
        (article("我区召开政策解读会"), None),
    ],
)
def test_an_interpretation_finds_its_document(
    interpretation: Article, policy: Article | None
) -> None:
    pairs = pair_up([interpretation], [LIFTS, OLD_LIFTS, RIVERS])
    assert [pair.policy for pair in pairs] == ([policy] if policy else [])


def test_the_core_of_a_title() -> None:
    assert (
        core(RIVERS.title) == core("《澄岚区河道管理实施办法》解读之二") == "澄岚区河道管理实施办法"
    )
