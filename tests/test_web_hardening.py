"""What a wrong form, a second person or an interrupted start must not do."""

from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from web_site import MONTH, PEOPLE, Browser, app_of, made_office, numbers

from checks.decision import Decision
from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, papers_kept, rechecks, reviews, users
from crawler.workflow.appeals import Claim, Ruling
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.sources import collect

BY = Stamp("主任", "2026-11-28T01:00:00+00:00")


@pytest.fixture
def own(tmp_path: Path) -> SitesFile:
    return made_office(tmp_path)


def _claimed(sites: SitesFile) -> int:
    key = next(r.key for r in collect(sites, "demo", MONTH).results if r.outcome == "fail")
    with Store(sites.database("demo")) as store:
        return appeals.claim(
            store, month=MONTH, key=key, unit="a", kind=Claim.OTHER, reason="不对", stamp=BY
        )


def test_a_form_that_no_page_sends_is_told_in_words(own: SitesFile) -> None:
    place = f"/m/{MONTH}/s/demo/f/{numbers(own, 'a')[0]}"
    month = f"/m/{MONTH}/"
    chief = Browser(app_of(own), "主任")
    _claimed(own)
    for path, form in (
        (f"{place}/rule", {"ruling": "采纳", "appeal": "²"}),
        (f"{place}/rule", {"ruling": "采纳", "appeal": "1" * 5000}),
        (f"{place}/rule", {"ruling": "采纳", "appeal": "1", "verdict": "胡说"}),
        (f"{month}state", {"state": "初核", "workdays": "²"}),
    ):
        answer = chief.post(path, form, at=place)
        assert answer.status_code in (400, 404), form
    for back in ("/\t/evil.example/", "//evil.example/", "/\\evil.example"):
        answer = chief.post(f"{place}/decide", {"verdict": "误报", "back": back}, at=place)
        assert answer.status_code == 400, back


def test_only_what_is_said_to_be_done_is_queued(own: SitesFile) -> None:
    place = f"/m/{MONTH}/s/demo/f/{numbers(own, 'b')[0]}"
    browser = Browser(app_of(own), "乙员")
    for form in ({"measure": "在改"}, {"measure": "改了", "done_on": "2999-01-01"}):
        browser.post(f"{place}/reply", form | {"back": place}, at=place)
    with Store(own.database("demo")) as store:
        assert rechecks.of_month(store, MONTH) == []
    assert "还没有到" in browser.get(place).text
    browser.post(f"{place}/reply", {"measure": "改了", "done_on": "2026-11-20"}, at=place)
    with Store(own.database("demo")) as store:
        assert len(rechecks.of_month(store, MONTH)) == 1


def test_who_rules_is_told_how_many_findings_it_decides(own: SitesFile) -> None:
    results = [r for r in collect(own, "demo", MONTH).results if r.outcome == "fail"]
    keys = [r.key for r in results[:3]]
    with Store(own.database("demo")) as store:
        appeals.claim(
            store, month=MONTH, key=keys[0], unit="a", kind=Claim.OTHER, reason="不对", stamp=BY,
            covers=keys,
        )  # fmt: skip
    shown = Browser(app_of(own), "主任").get(f"/m/{MONTH}/s/demo/f/{results[0].number}").text
    assert "同一原因的 3 处" in shown
    run = ["--sites", str(own.path), "appeal"]
    assert "（共 3 处）" in CliRunner().invoke(main, [*run, "list", "--month", MONTH]).output
    rule = ["rule", "demo", "1", "--ruling", "采纳", "--verdict", "误报", "--by", "主任"]
    assert "涉及 3 处" in CliRunner().invoke(main, [*run, *rule]).output


def test_the_file_of_an_appeal_is_for_the_office_and_its_unit(own: SitesFile) -> None:
    result = next(r for r in collect(own, "demo", MONTH).results if r.unit == "a")
    body = b"%PDF-1.7 proof"
    kept = papers_kept.keep(own.data_dir / "evidence", "证明.pdf", body)
    with Store(own.database("demo")) as store:
        for evidence in (kept, "../web.key"):
            appeals.claim(
                store, month=MONTH, key=result.key, unit="a", kind=Claim.OTHER,
                reason=f"有佐证 {evidence}", stamp=BY, evidence=evidence,
            )  # fmt: skip
    place = f"/m/{MONTH}/s/demo/f/{result.number}"
    app = app_of(own)
    for person in ("主任", "甲员"):
        browser = Browser(app, person)
        link = f"{place}/appeals/1"
        assert f'href="{link}"' in browser.get(place).text
        answer = browser.get(link)
        assert answer.data == body
        assert answer.headers["Content-Disposition"].startswith("attachment")
        for other in ("2", "3"):
            assert browser.get(f"{place}/appeals/{other}").status_code == 404
    assert Browser(app, "乙员").get(f"{place}/appeals/1").status_code == 404


def test_of_two_who_rule_at_once_one_is_refused(own: SitesFile) -> None:
    number = _claimed(own)
    said: list[str] = []

    def rule(ruling: Ruling, verdict: Decision | None) -> None:
        with Store(own.database("demo")) as store:
            try:
                appeals.rule(store, number, ruling, BY, "看过", verdict=verdict)
                said.append(str(ruling))
            except UserError as error:
                said.append(str(error))

    both = [
        Thread(target=rule, args=(Ruling.ACCEPTED, Decision.FALSE_POSITIVE)),
        Thread(target=rule, args=(Ruling.REFUSED, None)),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum("已经处理过" in text for text in said) == 1
    with Store(own.database("demo")) as store:
        (claim,) = appeals.of_month(store, MONTH)
        decided = [r for r in reviews.history(store, claim.key) if r.appeal == number]
    assert bool(decided) == (claim.ruling == "采纳")


def test_an_exemption_that_ended_before_the_month_is_refused(own: SitesFile) -> None:
    from datetime import date

    with Store(own.database("demo")) as store, pytest.raises(UserError, match="早于 2026-11"):
        reviews.decide(
            store, ["k"], Decision.EXEMPT, BY, "改版", month=MONTH, until=date(2025, 12, 31)
        )


def test_whoever_sits_there_is_the_office_only_while_nobody_has_an_account(own: SitesFile) -> None:
    with Office.beside(own.path) as office:
        for person in PEOPLE:
            users.disable(office, person.name, BY)
    app = app_of(own, alone=True)
    assert Browser(app).get("/").status_code == 200
    with Office.beside(own.path) as office:
        users.add(office, PEOPLE[0], "a long password", BY)
    assert Browser(app).get("/").status_code == 302
    assert Browser(app).get("/login").status_code == 200


@pytest.mark.parametrize("option", [["--name", "jc.example.gov.cn"], ["--https"]])
def test_nothing_is_served_through_a_proxy_without_accounts(
    own: SitesFile, option: list[str]
) -> None:
    with Office.beside(own.path) as office:
        for person in PEOPLE:
            users.disable(office, person.name, BY)
    done = CliRunner().invoke(main, ["--sites", str(own.path), "serve", *option])
    assert done.exit_code == 2
    assert "没有任何账号" in done.output


def test_a_key_that_was_written_half_is_made_again(own: SitesFile) -> None:
    key = own.path.parent / "data" / "web.key"
    key.write_bytes(b"")
    assert Browser(app_of(own), "主任").get("/").status_code == 200
    assert len(key.read_bytes()) == 32
