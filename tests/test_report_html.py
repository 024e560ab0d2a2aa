"""The HTML file: inert, complete, honest about what it leaves out, and bounded in size."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import report_samples as samples
from report_samples import dead, indicator, line, result, score_of

from checks.results import Outcome
from checks.site import LinkReport, LinkState
from reports.html import render
from reports.summary import build

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(1)>"\' onmouseover=alert(2) x="]]>'
    "</style></title>--><!--{{ 7*7 }}{% raw %}\u202egnp.exe\u2066\x00\x1b[31m\u200b\ud800"
)


class _Parsed(HTMLParser):
    """Elements with attributes, and ids in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]


def _hostile() -> str:
    bad = result(
        1, url="javascript:alert(1)//" + HOSTILE, message=HOSTILE, target="data:text/html," + HOSTILE,
        locator=HOSTILE, excerpt=HOSTILE, fix=HOSTILE, column=HOSTILE, value=HOSTILE, unit=HOSTILE,
        found_on=("javascript:alert(2)", "http://[::1", "http://ok.example/\u202e/<b>", "vbscript:x"),
    )  # fmt: skip
    made = samples.sources(
        [bad, replace(bad, outcome=Outcome.REVIEW, key="k2", number="11-0002"),
         replace(bad, outcome=Outcome.UNVERIFIABLE, key="k3", number="11-0003")],
        score_of([line(indicator("D-1", HOSTILE, points=Decimal(1)), [bad])], reasons=(HOSTILE,)),
        links=[LinkReport("javascript:x", LinkState.DEAD, 404, HOSTILE, text=HOSTILE,
                          found_on=(HOSTILE,))],
        due=[samples.Due("栏目", HOSTILE, "javascript:alert(3)", "", None, None, 1, "due", HOSTILE)],
    )  # fmt: skip
    return render(build(replace(made, site=replace(samples.SITE, name=HOSTILE))))


def test_hostile_text_is_inert_and_visible() -> None:
    text = _hostile()
    parsed = _Parsed(text)
    assert not [
        tag for tag, _ in parsed.elements if tag in ("script", "img", "iframe", "b", "form")
    ]
    assert not [name for _, attrs in parsed.elements for name in attrs if name.startswith("on")]
    assert all(h.startswith(("http://", "https://", "#", "data:,")) for h in parsed.all("href"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\x1b\ud800-\udfff]", text)
    assert "⟨U+202E⟩" in text
    assert "⟨U+0000⟩" in text
    assert "{{ 7*7 }}" in text
    text.encode("utf-8")


def test_links_to_pages_leak_nothing_and_addresses_that_are_none_stay_text() -> None:
    parsed = _Parsed(_hostile())
    outward = [a for t, a in parsed.elements if t == "a" and a["href"].startswith("http")]
    assert outward
    assert {a["rel"] for a in outward} == {"noopener noreferrer"}
    assert "不是网页地址，不设链接" in _hostile()


def test_no_script_no_request_no_inline_style() -> None:
    text = render(build(samples.rich()))
    parsed = _Parsed(text)
    tags = [tag for tag, _ in parsed.elements]
    assert "script" not in tags
    assert "@import" not in text
    assert "url(" not in text
    assert not parsed.all("src")
    assert not parsed.all("style")
    policy = next(a["content"] for _, a in parsed.elements if "http-equiv" in a)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_every_finding_has_one_anchor_and_every_inner_link_leads_somewhere() -> None:
    made = samples.rich()
    parsed = _Parsed(render(build(made)))
    ids = parsed.all("id")
    assert len(ids) == len(set(ids))
    numbers = {r.number for r in made.results if r.outcome != Outcome.NOT_APPLICABLE}
    assert numbers <= set(ids)
    inner = {h[1:] for h in parsed.all("href") if h.startswith("#")}
    assert inner <= set(ids)


def test_first_screen_says_verdict_scores_coverage_and_versions_in_this_order() -> None:
    text = render(build(samples.rich()))
    line_ = re.search(r'<p class="line">(.*?)</p>', text)
    assert line_ is not None
    assert line_[1] == (
        "证据不足 · 试算分 90（分值暂定，未核原件） · 正式分 —（尚无已核分值） · 已评 6 / 22 项 · "
        "规则 国办秘函〔2019〕19号（政府门户网站） 版本 8f3a41c0 · 引擎 govcheck 0.1.0"
    )
    order = ["vetoes", "ledger", "things", "due", "findings", "reviews", "unverifiable"]
    places = [text.index(f'<h2 id="{name}"') for name in order]
    assert places == sorted(places)


def test_every_unverified_amount_is_marked_and_no_verified_one() -> None:
    text = render(build(samples.rich()))
    rows = re.findall(r'<span class="code">(D-\d)</span>(.*?)</th>', text)
    marked = {code for code, rest in rows if "分值暂定" in rest}
    assert {code for code, _ in rows} == {"D-1", "D-2", "D-3", "D-4", "D-5"}
    assert marked == {"D-1", "D-3", "D-5"}


def test_a_department_gets_a_verdict_and_no_number() -> None:
    made = score_of([], trial=None, worst=None, derivation=(), by_unit=None)
    report = build(samples.sources([], made, rubric=samples.rubric(scored=False)))
    text = render(report)
    assert "不打分" in report.headline
    assert "试算分</dt>" not in text
    assert "扣分合计" not in text


def test_an_empty_month_is_not_called_faultless() -> None:
    text = render(build(samples.sources([], score_of([]))))
    assert "这不等于没有问题" in text


def test_guarded_hosts_are_named_and_not_called_dead() -> None:
    text = render(build(samples.rich()))
    crawl = text[text.index('<h2 id="crawl"') :]
    assert "www.yunxi.example：1 个地址，HTTP 412（防护程序）" in crawl


def test_stop_reason_is_explained() -> None:
    made = samples.rich()
    run = replace(made.run, stop_reason="budget-pages")
    text = render(build(replace(made, run=run)))
    assert "达到页数上限" in text
    assert "没抓到的页面没有结论" in text


def test_long_addresses_are_shortened_for_the_eye_only() -> None:
    url = "http://www.yunxi.example/" + "a" * 300 + "/end.html"
    text = render(build(samples.sources([result(1, url=url)], score_of([]))))
    parsed = _Parsed(text)
    assert {a.get("title") for t, a in parsed.elements if a.get("href") == url} == {url}
    assert f">{url}<" not in text


def test_chinese_in_addresses_is_shown_as_characters() -> None:
    url = "http://a.example/%E9%99%84%E4%BB%B6.doc?x=%FF%20"
    text = render(build(samples.sources([result(1, url=url)], score_of([]))))
    assert "http://a.example/附件.doc?x=%FF%20</a>" in text
    assert f'href="{url}"' in text


def test_headings_of_the_rubric_keep_their_order() -> None:
    text = render(build(samples.rich()))
    groups = re.findall(r'class="group">(.*?)</th>', text)
    assert groups == ["功能设计", "发布解读"]


def test_keys_of_ours_are_not_shown_as_what_is_wrong() -> None:
    found = result(1, target="label:article:PubDate:missing")
    text = render(build(samples.sources([found], score_of([]))))
    assert "label:article" not in text


def test_many_pages_of_one_finding_are_folded_and_counted() -> None:
    made = samples.sources([dead(1, "x", 500)], score_of([]))
    text = render(build(made))
    assert "500 个页面" in text
    assert "再看 50 个页面" in text
    assert "另有 440 个页面" in text


@pytest.mark.parametrize("kind", ["templates", "targets", "unverifiable", "long"])
def test_twenty_thousand_results_stay_under_five_megabytes(kind: str) -> None:
    pages = samples.pages(40)
    more = {
        "templates": lambda n: {"check": "missing-alt", "excerpt": f'<img src="/{n % 9}.jpg">' * 9},
        "targets": lambda n: {"target": f"http://old.example/{n}.html", "found_on": pages},
        "unverifiable": lambda n: {"outcome": Outcome.UNVERIFIABLE, "message": f"原因 {n % 900}。"},
        "long": lambda n: {
            "url": f"http://a.example/{n}/" + "长" * 3000, "message": "话" * 5000,
            "excerpt": "片" * 9000, "target": f"http://b.example/{n}/" + "y" * 900,
        },
    }[kind]  # fmt: skip
    results = [result(n, **more(n)) for n in range(1, 20_001)]
    links = [
        LinkReport(f"http://a.example/{n}", LinkState.DEAD, 404, "HTTP 404", found_on=pages)
        for n in range(5000)
    ]
    report = build(samples.sources(results, score_of([]), links=links))
    text = render(report)
    assert len(text.encode()) < 5_000_000
    parsed = _Parsed(text)
    inner = {h[1:] for h in parsed.all("href") if h.startswith("#")}
    assert inner <= set(parsed.all("id"))
    shown = {i for i in parsed.all("id") if re.fullmatch(r"11-\d{4,5}", i)}
    assert len(shown) > 50
    said = sum(int(n) for n in re.findall(r"另有 (\d+) (?:处|项)(?!无法核验)", text))
    assert len(shown) + said == 20_000
