"""A spot check of one page: what it prints is masked, harmless, and comes soon."""

from datetime import date
from pathlib import Path

from checks.page import PageKind, Reading
from checks.results import review
from crawler.sites import Politeness, SiteConfig, SitesFile
from reports.cli.page import SECOND_LOOK_S, _politeness
from reports.json_form import result_dict
from reports.spot import Spot, lines, look, page_of_file, to_dict

NUMBER = "11010519491231002X"


def a_spot() -> Spot:
    page = page_of_file(b"<title>t</title>", "http://a.test/", date(2026, 11, 25))
    result = review(
        "http://a.test/",
        f"含身份证号 {NUMBER}\x1b[31m。",
        excerpt=f"<td>{NUMBER}</td>",
        check="missing-alt",
        locator="p > b\u202e",
    )
    return Spot(page.url, page.url, 0, page, Reading(PageKind.OTHER, f"名单 {NUMBER}"), (result,))


def test_personal_data_is_masked_in_every_output() -> None:
    assert NUMBER not in str(to_dict(a_spot()))
    assert NUMBER not in "\n".join(lines(a_spot()))


def test_the_terminal_gets_no_control_characters() -> None:
    text = "\n".join(lines(a_spot()))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_results_have_the_same_form_as_in_a_report() -> None:
    html = b'<html><head><title>t</title></head><body><img src="a.png"></body></html>'
    spot = look(page_of_file(html, "http://a.test/", date(2026, 11, 25)))
    printed = to_dict(spot)["results"]
    assert [set(one) for one in printed] == [set(result_dict(r)) for r in spot.results]


def test_the_second_look_comes_soon() -> None:
    slow = SiteConfig("a", "", "http://a.test/", politeness=Politeness(recheck_after_s=600))
    quick = SiteConfig("b", "", "http://b.test/", politeness=Politeness(recheck_after_s=0.5))
    sites = SitesFile(Path("sites.toml"), {}, {"a": slow, "b": quick})
    assert _politeness(sites, "http://a.test/x").recheck_after_s == SECOND_LOOK_S
    assert _politeness(sites, "http://b.test/x").recheck_after_s == 0.5
    assert _politeness(None, "http://c.test/").recheck_after_s == SECOND_LOOK_S
    assert _politeness(None, "http://c.test/").requests_per_second == 2
