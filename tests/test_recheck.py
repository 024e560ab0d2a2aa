"""Looking again at single findings on a real site that was mended, or not, or does not answer."""

from pathlib import Path

from misbehaving import Server, page, serving, status
from test_commands import DAY, configured, govcheck
from web_site import made_office

from checks.results import Outcome, Result
from crawler.recheck import addresses_of
from crawler.sites_file import load
from crawler.store import Store
from crawler.workflow import rechecks
from crawler.workflow.stamp import Stamp
from reports.sources import collect

MONTH = ["--month", "2026-11"]
LISTED = "".join(
    f'<li><a href="/n{n}.html">关于做好第{n}批工作的通知</a><span>2026-11-{n}</span></li>'
    for n in range(10, 22)
)


def home(*links: str) -> bytes:
    anchors = "".join(f'<a href="{link}">链接{link}</a>' for link in links)
    return (
        f"<!doctype html><meta charset=utf-8><title>首页</title>{anchors}<ul>{LISTED}</ul>".encode()
    )


def image(alt: str, name: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8><title>图</title><img src={name}.png {alt}><p>字</p>".encode()


def crawled(server: Server, folder: Path, *more: str) -> None:
    def give(body: bytes):  # type: ignore[no-untyped-def]
        return lambda h: h.send(body)

    server.routes["/"] = give(
        home("/dead.html", "/gone.html", "/p.html", "/q.html", "/r.html", *more)
    )
    for name in "pqr":
        server.routes[f"/{name}.html"] = give(image("", name))
        server.routes[f"/{name}.png"] = status(200)
    for n in range(10, 22):
        server.routes[f"/n{n}.html"] = page()
    configured(folder, server.url)
    done = govcheck(folder, "run", "town", *DAY)
    assert done.returncode == 0, done.stderr


def numbers(folder: Path) -> dict[str, str]:
    """Path of what a finding is about -> its number."""
    sites = load(folder / "sites.toml")
    found = {}
    for r in collect(sites, "town", "2026-11").results:
        if r.check in ("broken-link-home", "missing-alt") and r.outcome == "fail":
            about = r.url if r.check == "missing-alt" else r.target
            found[about.rpartition("/")[2]] = r.number
    return found


def test_both_observations_are_kept_and_nothing_is_mended_by_them(tmp_path: Path) -> None:
    with serving() as server:
        crawled(server, tmp_path)
        known = numbers(tmp_path)
        assert {"dead.html", "gone.html", "p.html", "q.html", "r.html"} <= set(known)
        before = govcheck(tmp_path, "score", "town", *MONTH).stdout
        good, bad = image("alt=图", "p"), status(503)
        server.routes["/dead.html"] = lambda h: h.send(home())
        server.routes["/p.html"] = lambda h: h.send(good)
        server.routes["/q.html"] = status(404)
        server.routes["/r.html"] = bad
        server.asked.clear()
        done = govcheck(tmp_path, "recheck", "town", *known.values(), *MONTH)
        assert done.returncode == 1, done.stderr
        asked = {path for _, path in server.asked}
        assert not {f"/n{n}.html" for n in range(10, 22)} & asked
        said = {line.split()[0]: line for line in done.stdout.splitlines() if line[:2].isdigit()}
        for path, word in {
            "dead.html": "没有再看到",
            "gone.html": "仍存在",
            "p.html": "没有再看到",
            "q.html": "没有再看到",
            "r.html": "无法核验",
        }.items():
            assert word in said[known[path]], (path, said)
        assert "--verdict 已整改" in done.stdout
        assert govcheck(tmp_path, "score", "town", *MONTH).stdout == before
    with Store(tmp_path / "data" / "town.sqlite") as store:
        looks = rechecks.of_month(store, "2026-11")
    assert {look.state for look in looks} == {"done"}
    for look in looks:
        assert look.evidence is not None
        assert look.evidence["asked"]
        assert look.evidence["then"]["seen_at"]


def test_only_what_waits_is_looked_at(tmp_path: Path) -> None:
    with serving() as server:
        crawled(server, tmp_path)
        assert govcheck(tmp_path, "recheck", "town", *MONTH).returncode == 2
        assert "没有排队" in govcheck(tmp_path, "recheck", "town", "--waiting", *MONTH).stdout
        done = govcheck(tmp_path, "recheck", "town", "11-9999", *MONTH)
        assert done.returncode == 2
        assert "11-9999" in done.stderr
    server_gone = govcheck(tmp_path, "recheck", "town", numbers(tmp_path)["p.html"], *MONTH)
    assert server_gone.returncode == 1
    assert "无法核验" in server_gone.stdout


def test_links_in_doubt_are_looked_at_again_until_it_is_for_people(tmp_path: Path) -> None:
    with serving() as server:
        server.routes["/busy.html"] = status(503)
        crawled(server, tmp_path, "/busy.html")
        for _ in range(3):
            done = govcheck(tmp_path, "recheck", "--all", "--suspect", "--waiting")
            assert done.returncode == 1, done.stderr
            assert "仍待复核" in done.stdout
        server.asked.clear()
        done = govcheck(tmp_path, "recheck", "--all", "--suspect")
        assert done.returncode == 0, done.stderr
        assert "没有排队" in done.stdout
        assert server.asked == []
    assert govcheck(tmp_path, "recheck", "town", "--all", "--waiting").returncode == 2
    with Store(tmp_path / "data" / "town.sqlite") as store:
        assert len(rechecks.of_month(store, "2026-11")) == 3


def test_a_site_without_a_month_is_passed_over(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9/")
    done = govcheck(tmp_path, "recheck", "--all", "--waiting")
    assert (done.returncode, done.stdout) == (0, "")
    assert not (tmp_path / "data" / "town.sqlite").exists()


def test_one_page_that_is_gone_does_not_speak_for_the_one_that_did_not_answer(
    tmp_path: Path,
) -> None:
    with serving() as server:
        linking = home("/deep.html")
        crawled(server, tmp_path)
        for name in "pq":
            server.routes[f"/{name}.html"] = lambda h: h.send(linking)
        assert govcheck(tmp_path, "run", "town", *DAY, "--fresh").returncode == 0
        results = collect(load(tmp_path / "sites.toml"), "town", "2026-11").results
        (number,) = [r.number for r in results if r.target.endswith("/deep.html")]
        server.routes["/p.html"], server.routes["/q.html"] = status(404), status(503)
        done = govcheck(tmp_path, "recheck", "town", number, *MONTH)
        assert f"{number} [无法核验] 有的页面没有看到" in done.stdout
        server.routes["/q.html"] = status(404)
        done = govcheck(tmp_path, "recheck", "town", number, *MONTH)
        assert f"{number} [没有再看到] 页面已经撤下" in done.stdout


def test_what_the_month_no_longer_has_does_not_wait_for_ever(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    by = Stamp("李四", "2026-11-26T01:00:00+00:00")
    with Store(sites.database("demo")) as store:
        rechecks.ask(store, "2026-11", ["k1-0000000000000000"], by, "复查")
    done = govcheck(tmp_path, "recheck", "demo", "--waiting", *MONTH)
    assert (done.returncode, "没有排队" in done.stdout) == (0, True), done.stderr
    with Store(sites.database("demo")) as store:
        (look,) = rechecks.of_month(store, "2026-11")
    assert (look.state, look.outcome) == ("done", "unverifiable")
    assert "重新判定过" in look.message


def test_no_page_sends_a_recheck_into_the_network_we_stand_in() -> None:
    found = Result(
        Outcome.REVIEW, "https://www.example.gov.cn/", "链接", target="http://192.168.1.1/set"
    )
    assert addresses_of(found) == ["https://www.example.gov.cn/"]
