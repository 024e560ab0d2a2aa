"""The sample portal serves exactly the faults it lists, over real HTTP."""

import http.client
import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser

from checks.columns import Limit
from crawler.sample import faults
from crawler.sample.configuration import sites, sites_toml
from crawler.sample.portal import GUARDED, OUTSIDE, SamplePortal, build
from crawler.sample.server import HOSTS, SampleServer, serve
from crawler.sample.structure import CHANNELS, DEPARTMENT, ID_CODES, PORTAL, Channel
from crawler.sites_file import loads

AS_OF = date(2026, 11, 25)


@dataclass(frozen=True)
class Answer:
    """What a URL gave. ``text`` is decoded, "" for files that are not text."""

    url: str
    status: int
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("gb18030" if b'charset="gb2312"' in self.body[:300] else "utf-8")

    @property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SamplePortal:
    return build(tmp_path_factory.mktemp("sample"), AS_OF)


@pytest.fixture(scope="module")
def server(sample: SamplePortal) -> Iterator[SampleServer]:
    with serve(sample.folder) as running:
        yield running


@pytest.fixture(scope="module")
def walked(server: SampleServer) -> dict[str, tuple[Answer, list[str]]]:
    """Every URL that can be reached from both home pages, with the pages that link to it."""
    found: dict[str, tuple[Answer, list[str]]] = {}
    queue = [(server.portal, ""), (server.department, "")]
    while queue:
        url, source = queue.pop(0)
        if url in found:
            found[url][1].append(source)
            continue
        answer = ask(url)
        found[url] = (answer, [source])
        inside = urlsplit(url).hostname in (HOSTS[PORTAL], HOSTS[DEPARTMENT])
        if answer.status == 200 and answer.kind.startswith("text/html") and inside:
            queue += [(target, url) for target in links(answer)]
    return found


def ask(url: str, method: str = "GET") -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""))
        response = connection.getresponse()
        location = response.headers.get("Location")
        body = response.read()
        if location and response.status == 301:
            return ask(urljoin(url, location), method)
        return Answer(url, response.status, response.headers.get("Content-Type", ""), body)
    finally:
        connection.close()


def links(answer: Answer) -> list[str]:
    attributes = [("a", "href"), ("img", "src"), ("link", "href"), ("script", "src")]
    targets: dict[str, None] = {}
    for tag, name in attributes:
        for node in answer.tree.css(f"{tag}[{name}]"):
            targets[urldefrag(urljoin(answer.url, node.attributes[name] or "")).url] = None
    return list(targets)


def label_names(answer: Answer) -> set[str]:
    return {node.attributes["name"] or "" for node in answer.tree.css("meta[name]")}


def path_of(url: str) -> str:
    return unquote(urlsplit(url).path)


def pages(walked: dict[str, tuple[Answer, list[str]]], site: str) -> dict[str, Answer]:
    host = HOSTS[site]
    return {
        path_of(url): answer
        for url, (answer, _) in walked.items()
        if urlsplit(url).hostname == host
        and answer.status == 200
        and answer.kind.startswith("text/html")
    }


def test_size_is_what_a_newcomer_can_wait_for(sample, walked) -> None:
    assert 120 <= sample.articles <= 200
    assert 12 <= len([c for c in CHANNELS if c.site == PORTAL]) <= 16
    assert len(walked) < 400


def test_links_that_do_not_answer_200_are_the_known_ones(sample, server, walked) -> None:
    bad = {url: sources for url, (answer, sources) in walked.items() if answer.status != 200}
    broken = [f for f in sample.faults if f.check.startswith("broken-link")]
    known = {server.url(f.host, f.target): f for f in broken}
    robots = server.url(PORTAL, faults.FORBIDDEN_BY_ROBOTS)
    assert {unquote(url) for url in bad} == set(known) - {robots}
    for url, sources in bad.items():
        fault = known[unquote(url)]
        assert sorted(map(path_of, sources)) == sorted(fault.found_on or (fault.path,))


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (PORTAL, faults.DEAD_FROM_HOME, 404),
        (PORTAL, faults.SERVER_ERROR, 500),
        (GUARDED, "/", 521),
        (GUARDED, "/any/page.html", 521),
        (OUTSIDE, faults.DEAD_OUTSIDE, 404),
        (PORTAL, "/../outside/service/index.html", 404),
        (PORTAL, "/%2e%2e/outside/service/index.html", 404),
        (PORTAL, "//etc/hostname", 404),
        (PORTAL, "/a%00b", 404),
        (PORTAL, "/zwgk/tzgg", 200),
    ],
)
def test_status_at_known_places(server, host: str, path: str, status: int) -> None:
    assert ask(server.url(host, path)).status == status


def test_outside_host_refuses_head_but_answers_get(server) -> None:
    url = server.url(OUTSIDE, "/service/index.html")
    assert (ask(url, "HEAD").status, ask(url).status) == (405, 200)
    assert ask(server.portal, "HEAD").status == 200


def test_slow_page_takes_a_second_and_answers(server) -> None:
    start = time.monotonic()
    assert ask(server.url(PORTAL, faults.SLOW)).status == 200
    assert time.monotonic() - start >= 1


def test_robots_forbids_a_page_that_is_linked(server, walked) -> None:
    assert "Disallow: /internal/" in ask(server.url(PORTAL, "/robots.txt")).text
    assert server.url(PORTAL, faults.FORBIDDEN_BY_ROBOTS) in walked
    assert ask(server.url(DEPARTMENT, "/robots.txt")).status == 404


def test_gb18030_page_is_only_declared_in_meta(server) -> None:
    answer = ask(server.url(PORTAL, faults.GB18030_PAGE))
    assert answer.kind == "text/html"
    assert b'charset="gb2312"' in answer.body
    assert "喆学堂" in answer.body.decode("gb18030")
    for charset in ("gb2312", "gbk", "utf-8"):
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode(charset)


def test_labels_are_complete_but_for_the_known_pages(sample, walked) -> None:
    wrong = {f.path for f in sample.faults if f.check == "page-labels"}
    site3 = {"SiteName", "SiteDomain", "SiteIDCode"}
    column7 = site3 | {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
    article10 = column7 | {"ArticleTitle", "PubDate", "ContentSource"}
    found = set()
    for site in (PORTAL, DEPARTMENT):
        for path, answer in pages(walked, site).items():
            is_article = answer.tree.css_first("article") is not None
            wanted = site3 if path == "/" else article10 if is_article else column7
            code = answer.tree.css_first('meta[name="SiteIDCode"]')
            assert code is not None, path
            if wanted - label_names(answer) or code.attributes["content"] != ID_CODES[site]:
                found.add((site, path))
    assert found == {(PORTAL, path) for path in wrong}


def test_footer_lacks_the_police_record_only_on_the_known_pages(sample, walked) -> None:
    wanted = {f.path for f in sample.faults if f.check == "footer-items"}
    items = ("党政机关网站标识", "我为政府网站找错", "网站标识码", "主办单位", "联系电话",
             "ICP备", "网站地图")  # fmt: skip
    lacking = set()
    for site in (PORTAL, DEPARTMENT):
        for path, answer in pages(walked, site).items():
            assert all(item in answer.text for item in items), path
            if "公网安备" not in answer.text:
                lacking.add((site, path))
    assert lacking == {(PORTAL, path) for path in wanted}


def test_one_image_lacks_alt(sample, walked) -> None:
    lacking = [
        (site, path)
        for site in (PORTAL, DEPARTMENT)
        for path, answer in pages(walked, site).items()
        for image in answer.tree.css("img")
        if "alt" not in image.attributes
    ]
    assert lacking == [(PORTAL, f.path) for f in sample.faults if f.check == "missing-alt"]


def test_one_article_has_no_date(sample, walked) -> None:
    lacking = [
        (site, path)
        for site in (PORTAL, DEPARTMENT)
        for path, answer in pages(walked, site).items()
        if answer.tree.css_first("article") and "发布时间" not in answer.text
    ]
    assert lacking == [(PORTAL, f.path) for f in sample.faults if f.check == "article-without-date"]
    shown = ask_list_entry(pages(walked, PORTAL)["/bm/jyj/dt/"], faults.NO_DATE)
    assert not re.search(r"\d", shown)


def ask_list_entry(answer: Answer, path: str) -> str:
    entry = next(n for n in answer.tree.css("li") if n.css_first(f'a[href="{path}"]'))
    return entry.text()


def test_dates_are_never_after_the_day_of_the_look(walked) -> None:
    for site in (PORTAL, DEPARTMENT):
        for path, answer in pages(walked, site).items():
            for text in re.findall(r"\d{4}-\d{2}-\d{2}", answer.text):
                assert date.fromisoformat(text) <= AS_OF, path


def lapse(channel: Channel, as_of: date) -> bool:
    """Whether a day of the month so far was later than the limit allows (months as 31 days)."""
    days = channel.limit.days or 31 * (channel.limit.months or 0)
    ages = sorted(a.age for a in channel.articles if a.path != faults.NO_DATE)
    for age in range(as_of.day):
        newest = next((a for a in ages if a >= age), None)
        if newest is None or newest - age > days:
            return True
    return False


@pytest.mark.parametrize("day", [1, 3, 5, 14, 25, 28])
def test_lapses_follow_from_the_dates(tmp_path: Path, day: int) -> None:
    as_of = date(2026, 11, day)
    stale = {
        f.path for f in faults.expected(as_of) if (f.check, f.outcome) == ("column-stale", "fail")
    }
    silent = {c.path for c in CHANNELS if c.articles and not c.exempt and lapse(c, as_of)}
    assert silent == stale


def test_one_column_falls_due_in_three_days() -> None:
    path, days = faults.DUE_SOON
    due = {
        c.path: c.limit.days - min(a.age for a in c.articles)
        for c in CHANNELS
        if c.limit.days and c.articles
    }
    assert due.pop(path) == days
    assert min(v for p, v in due.items()) > days


def test_empty_and_script_built_lists(sample, walked) -> None:
    empty = {path for path, a in pages(walked, PORTAL).items()
             if any(c.path == path for c in CHANNELS) and not a.tree.css("ul.list li")}  # fmt: skip
    expected = {f.path for f in sample.faults if f.check == "empty-column"}
    assert empty == expected
    assert pages(walked, PORTAL)["/bmfw/bmts/"].tree.css_first("script[data-source]")
    assert not pages(walked, PORTAL)["/zwgk/yjya/"].tree.css_first("script[data-source]")


def test_files_are_real(server) -> None:
    pdf = ask(server.url(PORTAL, "/files/notice.pdf")).body
    assert pdf.startswith(b"%PDF-")
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[table:].startswith(b"xref")
    sheet = openpyxl.load_workbook(io.BytesIO(ask(server.url(PORTAL, "/files/list.xlsx")).body))
    assert sheet.active.cell(1, 2).value == "项目"
    with zipfile.ZipFile(io.BytesIO(ask(server.url(PORTAL, "/files/form.docx")).body)) as docx:
        assert "登记表" in docx.read("word/document.xml").decode()
    assert ask(server.url(PORTAL, "/images/scene-1.png")).body.startswith(b"\x89PNG\r\n")


def test_configuration_reads_back_equal(server, sample) -> None:
    read = loads(sites_toml(server, AS_OF))
    assert read == sites(server, AS_OF, Path("sites.toml"))
    portal = read.sites["chenglan"]
    assert read.unit_of(portal, server.url(PORTAL, "/bm/jyj/dt/post_7001.html")) == "jyj"
    assert read.unit_of(portal, server.url(PORTAL, "/zwdt/yw/")) == "qzfb"
    assert [c.limit for c in portal.columns if c.url.endswith("/czxx/")] == [Limit(days=30)]
    assert [c.name for c in portal.columns if c.exemption] == ["城市体检专题"]


def test_same_day_gives_the_same_bytes(sample, tmp_path: Path) -> None:
    again = build(tmp_path, AS_OF)
    first = {p.relative_to(sample.folder): p for p in sample.folder.rglob("*") if p.is_file()}
    second = {p.relative_to(again.folder): p for p in again.folder.rglob("*") if p.is_file()}
    assert first.keys() == second.keys()
    for name, path in first.items():
        if name.suffix != ".xlsx":  # the workbook library writes the time of day into it
            assert path.read_bytes() == second[name].read_bytes(), name


def test_two_servers_at_once_take_different_ports(sample) -> None:
    with serve(sample.folder) as first, serve(sample.folder, first.port) as second:
        assert first.port != second.port
        assert ask(first.portal).status == ask(second.portal).status == 200


def test_server_leaves_no_port_open(tmp_path: Path) -> None:
    build(tmp_path, AS_OF)
    with serve(tmp_path) as running:
        url = running.portal
        assert ask(url).status == 200
        assert ("portal", "GET", "/") in running.requests
    with pytest.raises(ConnectionError):
        ask(url)


def test_the_header_shows_the_day_it_is_looked_at(walked) -> None:
    assert "今天是2026年11月25日" in pages(walked, PORTAL)["/"].text
