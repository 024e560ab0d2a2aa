"""Pictures beside a report: referred to, written once, counted, inert."""

from dataclasses import replace
from pathlib import Path

import pytest
from browser_site import page, stored
from report_samples import rich

from checks.registry import all_checks
from checks.results import Outcome
from crawler import pictures
from crawler.pictures import Picture
from crawler.sites import SitesFile
from crawler.store import Store
from reports import html
from reports.annex_looks import Looks
from reports.annexes import annexes
from reports.picture_files import pictures_of, toured_of, write_pictures
from reports.score import Assessment
from reports.summary import Report, build, to_dict

HOME = "http://127.0.0.1:9/"
AT = "2026-11-25T02:03:11+00:00"


def pictured(caption: str = "问题所在的位置用红框标出") -> tuple[Report, str]:
    sources = rich()
    key = next(r.key for r in sources.results if r.outcome is Outcome.FAIL)
    one = Picture(
        "element " + key, HOME, "a" * 64, "image/jpeg", 480, 205, AT, {"caption": caption}
    )
    return build(replace(sources, pictures={key: one})), key


def test_the_report_refers_to_the_file_and_counts_it() -> None:
    report, key = pictured()
    text = html.render(report)
    assert f'<img src="pictures/{"a" * 32}.jpg"' in text
    assert 'loading="lazy" width="480" height="205"' in text
    assert "2026-11-25 10:03" in text
    assert "另有 1 张截图" in text
    assert "img-src data: 'self' file:;" in text
    told = to_dict(report)["pictures"][key]
    assert told["file"] == f"pictures/{'a' * 32}.jpg"


def test_a_caption_is_only_text() -> None:
    report, _ = pictured('"><script>alert(1)</script>')
    assert "<script" not in html.render(report)


def test_without_pictures_nothing_is_allowed_nor_said() -> None:
    text = html.render(build(rich()))
    assert "img-src data:;" in text
    assert "张截图" not in text


def test_files_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report, key = pictured()
    site = stored(tmp_path / "yunxi.db", HOME, [page(HOME, "<p>一</p>")])
    with Store(site.path) as store:
        pictures.keep(store, site.run, HOME, "element k1", b"jpeg", {"caption": "甲 13800138000"})
        pictures.keep(store, site.run, HOME, "page k1", b"other", {"caption": "乙"})
        mine = pictures_of(store, site.run)
    assert list(mine) == ["k1"]
    assert mine["k1"].about["caption"] == "甲 138****8000"
    made = build(replace(report.sources, pictures={key: mine["k1"]}))
    made = build(replace(made.sources, toured=[mine["k1"]]))  # one file for both
    sites = SitesFile(tmp_path / "sites.toml", {}, {})
    monkeypatch.setattr(SitesFile, "database", lambda *_: site.path)
    assert write_pictures(sites, made, tmp_path / "out") == 1
    [file] = (tmp_path / "out" / "pictures").iterdir()
    assert (file.name, file.read_bytes()) == (mine["k1"].file_name, b"jpeg")
    file.write_bytes(b"kept")
    write_pictures(sites, made, tmp_path / "out")
    assert file.read_bytes() == b"kept"


def test_the_pictures_of_the_home_page_s_tour_are_shown_in_order(tmp_path: Path) -> None:
    site = stored(tmp_path / "a.db", HOME, [page(HOME, "<p>一</p>"), page(HOME + "b", "<p>二</p>")])
    tour = "checks.aging.tour.use_toolbar"
    with Store(site.path) as store:
        for url, names in (
            (HOME, ("mobile-before", "desktop-elder", "desktop-before")),
            (HOME + "b", ("x",)),
        ):
            shots = [
                {"name": n, "media_type": "image/jpeg", "base64": "aGk=", "about": f"<b>{n}"}
                for n in names
            ]
            pictures.moved(store, site.run, url, tour, {"pictures": shots})
        found = toured_of(store, site.run, HOME.__eq__)
    assert [one.name.partition(" ")[2] for one in found] == [
        "desktop-before",
        "desktop-elder",
        "mobile-before",
    ]
    looked = annexes(Assessment(()), Looks({"axe-violation": frozenset({HOME})}), all_checks())
    text = html.render(build(replace(rich(), annexes=looked, toured=found)))
    assert "首页操作前后的截图（3 张）" in text
    assert "手机：&lt;b&gt;mobile-before" in text
    assert "img-src data: 'self' file:;" in text
