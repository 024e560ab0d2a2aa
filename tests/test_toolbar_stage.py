"""From the queue to the findings: a stored portal with a toolbar, used in the browser stage."""

from dataclasses import replace
from pathlib import Path

import pytest
import toolbar_site
from browser_site import fetch, needs_browser, page, stored

from checks.aging.measures import measures, of_site
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_page
from crawler import artifacts, pictures
from crawler.browser import stage
from crawler.store import Store
from crawler.stored_site import StoredSite

CHECKS = [name for name, check in all_checks().items() if check.group == "aging"]
TOUR = all_checks()["aging-works"].artifact

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["separate", pytest.param("aria", marks=pytest.mark.full)])
def test_a_stored_portal_is_toured_and_judged(tmp_path: Path, name: str) -> None:
    needs_browser()
    with toolbar_site.portal(name) as portal:
        mock = toolbar_site.mocks()[name]
        home = toolbar_site.home(mock).replace("{other}", portal.other)
        article = toolbar_site.article(mock).replace("{other}", portal.other)
        script = (toolbar_site.FOLDER / "common.js").read_bytes()
        vendor = f"{portal.other}dist/aria.js?appid=0123456789abcdef"
        made = stored(
            tmp_path / "demo.sqlite",
            portal.url,
            [
                page(portal.url, home),
                page(portal.url + "art/202611/t20261120_1001.html", article),
                fetch(
                    portal.url + "common.js", "script", body=script, content_type="text/javascript"
                ),
                fetch(vendor, "script", external=True),
            ],
        )
        # The vendor's host lies on loopback: it may be reached because the site names it.
        other = portal.other.split("//")[1].strip("/")
        config = replace(made.config, hosts=(other,))
        ended = stage.look(config, made.path, made.run, CHECKS)
        assert (ended.failed, ended.waiting) == (0, 0)
        with Store(made.path) as store:
            site = StoredSite(store, config, made.run, made.run.as_of)
            [row] = site.rows("AND u.url = ?", [portal.url])
            opened = site.load_page(row)
            assert opened is not None
            kept = artifacts.of_pages(store, made.run, [row["id"]])[row["id"]]
            shots = pictures.of_run(store, made.run)
        tour = kept[TOUR]
        assert tour["lost"] == []
        assert all("sha" in one and "base64" not in one for one in tour["pictures"])
        assert {one.name for one in shots} >= {"use_toolbar desktop-before"}
        found = measures(tour)
        assert found["verdict"] == "works", found["why"]
        assert of_site([tour], portal.url) == found
        said = list(judge_page(opened, [Selected(all_checks()[c], {}) for c in CHECKS], kept))
        assert not [r for r in said if r.outcome is Outcome.FAIL], said
        assert {r.check for r in said} == set(CHECKS)
