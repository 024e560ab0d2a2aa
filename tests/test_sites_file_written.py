"""sites.toml as the program writes it: the starter, saving, and reading back what was written."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sites_file import GOOD

from checks.columns import Column, Exemption, Limit
from crawler.column_kinds import KIND_LIMITS
from crawler.sites import Politeness, SiteConfig, SitesError, SitesFile, Unit
from crawler.sites_file import dumps, load, loads, save, starter_text


def test_starter_is_valid_and_shows_every_key() -> None:
    sites = loads(starter_text())
    assert sites.sites["chenglan"].columns[2].unit == "u02"
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in starter_text().splitlines()
        if not line.startswith(("# limit_days", "# limit_months", '# limit = "'))
    )
    site = loads(uncommented).site("chenglan")
    assert site.columns[1].limit == Limit(count=1, per="week")
    assert site.columns[2].exemption == Exemption("季节性栏目，招生期间更新", date(2026, 12, 31))
    assert not site.public_services
    assert site.hosts == ("zwgk.example.com",)


def test_save_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    assert save(loads(GOOD, path)) is None
    assert load(path) == loads(GOOD, path)
    path.write_text("# 手写的\n" + GOOD, encoding="utf-8")
    backup = save(load(path))
    assert backup is not None
    assert backup.read_text(encoding="utf-8").startswith("# 手写的")
    assert save(load(path)) != backup
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "sites.toml",
        "sites.toml.bak",
        "sites.toml.bak1",
    ]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SitesError, match="写不了"):
        save(loads(GOOD, tmp_path / "file" / "sites.toml"))


names = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' "\\#='), min_size=1, max_size=12
).map(str.strip).filter(bool)  # fmt: skip
limits = (
    st.none()
    | st.builds(Limit, days=st.integers(1, 3660))
    | st.builds(Limit, months=st.integers(1, 120))
    | st.builds(
        Limit, count=st.integers(1, 1000), per=st.sampled_from(["workday", "week", "month"])
    )
)
exemptions = st.none() | st.builds(Exemption, names, st.none() | st.dates())
numbers = st.floats(10, 100)


@st.composite
def configurations(draw: st.DrawFn) -> SitesFile:
    units = {
        f"u{n}": Unit(f"u{n}", draw(names), draw(st.sampled_from([(), (f"http://h.cn/{n}/", f"http://h.cn/x{n}")])), draw(names))
        for n in range(draw(st.integers(0, 3)))
    }  # fmt: skip
    owner = st.sampled_from(["", *units])
    politeness = st.builds(
        Politeness, st.floats(0.01, 20), st.integers(1, 16), numbers, st.integers(1, 10**6),
        numbers, numbers, st.booleans(), numbers, hours=st.sampled_from(["", "22:00-06:00"]),
        agreed_faster=st.just(True),
    )  # fmt: skip
    sites = {}
    for n in range(draw(st.integers(0, 3))):
        columns = tuple(
            Column(
                draw(names), f"http://s{n}.cn/{m}/", draw(st.sampled_from(list(KIND_LIMITS))),
                draw(limits), draw(owner), draw(exemptions), draw(st.booleans()),
            )
            for m in range(draw(st.integers(0, 3)))
        )  # fmt: skip
        sites[f"站{n}"] = SiteConfig(
            f"站{n}", draw(names), f"http://s{n}.cn/", draw(st.sampled_from(["portal", "department"])),
            draw(st.sampled_from(["", "bm00000001", "N000000001"])), draw(owner),
            draw(st.sampled_from([(), ("a.cn",), ("a.cn", "b.cn:8080")])), draw(names | st.just("")),
            draw(st.booleans()), draw(names | st.just("")), draw(politeness), columns,
        )  # fmt: skip
    return SitesFile(Path("sites.toml"), units, sites, draw(st.sampled_from(["", "a@b.cn"])))


@settings(max_examples=60, deadline=None)
@given(configurations())
def test_what_is_written_reads_back_equal(sites: SitesFile) -> None:
    assert loads(dumps(sites), sites.path) == sites
