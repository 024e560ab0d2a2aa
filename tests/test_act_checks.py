"""Our own checks of ACT rules on small pages of ours, as the browser stage runs them."""

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_site import fetch, needs_browser, page, stored

from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page
from crawler.browser.replay import Replay
from crawler.browser.session import Session

pytestmark = pytest.mark.browser
HOME = "http://www.example.gov.cn/"
ZH = "本网站发布区政府的文件、工作动态和办事指南，欢迎广大居民查阅并提出宝贵的意见和建议。" * 4
EN = (
    "The people of this district have been invited to tell the council what they think of it, and "
    "all of them can do so by letter or at the meeting that will be held in the hall this month. "
    "What they say will be read by those who have to make up their minds about how it is done."
)
NAV = "<ul><li><a href='/'>首页</a></li><li><a href='list.html'>政务公开</a></li></ul>"
OWN = "<p>今年的第一批补贴已经发放完毕。</p>"
BOX = "<div style='width:300px;overflow:hidden;font-size:16px;line-height:20px;{}'>{}</div>"
HIDDEN_LINK = "<div aria-hidden=true><a href='#' id=behind>背后</a></div>"
DIALOG = "<div role=dialog aria-modal=true aria-label=提示><button id=ok>知道了</button></div>"

CHECKS = (
    "act-autoplay",
    "act-bypass",
    "act-frames",
    "act-hidden-focus",
    "act-language",
    "act-link-purpose",
    "act-zoom",
)
TRAP = "keyboard-trap"
F, R = Outcome.FAIL, Outcome.REVIEW


def html(body: str, lang: str = "zh-CN") -> str:
    return f"<html lang={lang}><head><title>示例</title></head><body>{body}</body></html>"


# what the page is like, what is on it, what is said of it
CASES: dict[str, tuple[str, list[tuple[str, Outcome]]]] = {
    "chinese": (html(f"<h1>标题</h1><p>{ZH}</p>"), []),
    "chinese-as-english": (html(f"<h1>标题</h1><p>{ZH}</p>", "en"), [("act:ucwvc8", F)]),
    "chinese-as-japanese": (html(f"<h1>标题</h1><p>{ZH}</p>", "ja"), [("act:ucwvc8", F)]),
    "english-as-chinese": (html(f"<h1>News</h1><p>{EN}</p>"), [("act:ucwvc8", F)]),
    "english": (html(f"<h1>News</h1><p>{EN}</p>", "en"), []),
    "english-marked": (html(f"<h1>标题</h1><p>{ZH}</p><p lang=en>{EN}</p>"), []),
    "unknown-language": (html(f"<h1>标题</h1><p>{ZH}</p>", "x-own"), []),
    "pasted": (
        html(f"<h1>标题</h1><p>{ZH}<span lang=EN-US>2026 </span><span lang=EN-US>年度报告全文</span></p>"),
        [("act:off6ek", F)],
    ),
    "pasted-figures": (html(f"<h1>标题</h1><p>{ZH}<span lang=EN-US>2026-11 CPU</span></p>"), []),
    "hidden-part": (html(f"<h1>标题</h1><p>{ZH}</p><p lang=en hidden>{ZH}</p>"), []),
    "more": (
        html("<h1>标题</h1><div><div><div><div>通知<a href='list.html'>更多&gt;&gt;</a></div></div></div></div>"),
        [("act:aizyf1", R)],
    ),
    "more-under-a-heading": (
        html("<h1>标题</h1><div><h2>通知</h2><a href='list.html'>更多</a></div>"),
        [],
    ),
    "more-in-a-sentence": (
        html("<h1>标题</h1><div><div><div><p>通知公告 <a href='list.html'>更多</a></p></div></div></div>"),
        [],
    ),
    "more-of-what": (
        html("<h1>标题</h1><div><div><div><div><a href='list.html'>更多通知</a></div></div></div></div>"),
        [],
    ),
    "same-frames": (
        html("<h1>标题</h1><iframe title=窗口 src=one.html></iframe><iframe title=窗口 src=two.html></iframe>"),
        [("act:4b1c6c", F)],
    ),
    "same-frames-same-page": (
        html("<h1>标题</h1><iframe title=窗口 src=one.html></iframe><iframe title=窗口 src='one.html?2'></iframe>"),
        [],
    ),
    "advertising-frames": (
        html("<h1>标题</h1><iframe title=广告 src=one.html></iframe><iframe title=广告 src=two.html></iframe>"),
        [],
    ),
    "named-frames": (
        html("<h1>标题</h1><iframe title=甲 src=one.html></iframe><iframe title=乙 src=two.html></iframe>"),
        [],
    ),
    "no-way-past": (html(NAV + OWN), [("act:cf77f2", F)]),
    "heading": (html(f"{NAV}<h1>补贴</h1>{OWN}"), []),
    "main": (html(f"{NAV}<main>{OWN}</main>"), []),
    "skip": (html(f"<a href='#own'>直接看正文</a>{NAV}<div id=own>{OWN}</div>"), []),
    "skip-nowhere": (html(f"<a href='#gone'>直接看正文</a>{NAV}<div>{OWN}</div>"), [("act:cf77f2", F)]),
    "toolbar": (html(f"<a href='/wza'>无障碍</a>{NAV}{OWN}"), []),
    "nothing-in-common": (html(f"<ul><li><a href='list.html'>另一页</a></ul>{OWN}"), []),
    "not-stored": (html(f"<ul><li><a href='gone.html'>首页</a><li>政务公开</ul>{OWN}"), [("", Outcome.UNVERIFIABLE)]),
    "behind-dialog": (html(f"<h1>标题</h1>{HIDDEN_LINK}{DIALOG}"), [("act:6cfa84", F)]),
    "sentinel": (
        html(f"<h1>标题</h1>{HIDDEN_LINK}{DIALOG}<script>behind.onfocus = () => ok.focus()</script>"),
        [],
    ),
    "closed-dialog": (html(f"<h1>标题</h1>{HIDDEN_LINK}<div hidden>{DIALOG}</div>"), []),
    "running-text": (
        html(f"<h1>标题</h1><marquee scrollamount=0 style='width:200px'>{ZH * 2}</marquee>"),
        [],
    ),
    "half-line": (html("<h1>标题</h1>" + BOX.format("height:30px", ZH)), [("act:59br37", F)]),
    "tight-line": (html("<h1>标题</h1>" + BOX.format("height:16px;line-height:16px", ZH)), []),
    "pushed-out": (
        html("<h1>标题</h1>" + BOX.format("white-space:nowrap;text-indent:100%", "标志")),
        [],
    ),
    "page-itself": (html(f"<style>body{{overflow:hidden;height:30px}}</style>{ZH}"), []),
    "unfolds": (
        html(f"<h1>标题</h1><div>{BOX.format('height:30px', ZH)}<button>展开</button></div>"),
        [("act:59br37", R)],
    ),
    "whole-lines": (html("<h1>标题</h1>" + BOX.format("height:40px", ZH)), []),
    "all-shown": (html("<h1>标题</h1>" + BOX.format("", ZH)), []),
    "one-line": (html("<h1>标题</h1>" + BOX.format("white-space:nowrap", ZH)), [("act:59br37", F)]),
    "ellipsis": (
        html("<h1>标题</h1>" + BOX.format("white-space:nowrap;text-overflow:ellipsis", ZH)),
        [],
    ),
    "cut-with-a-link": (
        html(f"<h1>标题</h1><div>{BOX.format('height:30px', ZH)}<a href='list.html'>看这一篇</a></div>"),
        [("act:59br37", R)],
    ),
    "moving": (
        html(f"<h1>标题</h1><div class=swiper-slide>{BOX.format('height:30px', ZH)}</div>"),
        [],
    ),
}  # fmt: skip
TONES = {
    "sound": ("<audio autoplay src=long.wav></audio>", [("act:80f0bf", F)]),
    "sound-in-a-loop": ("<audio autoplay loop src=short.wav></audio>", [("act:80f0bf", F)]),
    "sound-with-controls": ("<audio autoplay controls src=long.wav></audio>", []),
    "sound-with-a-button": (
        "<audio autoplay src=long.wav></audio><button>暂停</button>",
        [("act:80f0bf", R)],
    ),
    "muted-sound": ("<audio autoplay muted src=long.wav></audio>", []),
    "short-sound": ("<audio autoplay src=short.wav></audio>", []),
    "part-of-a-sound": ("<audio autoplay src='long.wav#t=1,2'></audio>", []),
    "sound-on-demand": ("<audio src=long.wav></audio>", []),
    "no-sound-there": ("<audio autoplay src=two.html></audio>", []),
}
BACK = "<button onblur='setTimeout(() => this.focus(), 10)'>查询</button>"
PAIR = """<button onblur='setTimeout(() => this.nextElementSibling.focus(), 10)'>甲</button>
<button onblur='setTimeout(() => this.previousElementSibling.focus(), 10)'>乙</button>"""
QUIET = "<button onblur='this.title = 1'>二</button>"
TRAPS = {
    "trap": (f"<a href='#'>一</a>{BACK}<a href='#'>二</a>", [("act:80af7b", F)]),
    "trap-of-two": (f"{PAIR}<button>丙</button>", [("act:a1b64e", F)]),
    "trap-none": ("<a href='#'>一</a>" + QUIET, []),
    "trap-none-of-radios": (
        "<input type=radio name=a aria-label=甲><input type=radio name=a aria-label=乙>" + QUIET,
        [],
    ),
}
CASES |= {name: (html(f"<h1>标题</h1>{body}"), said) for name, (body, said) in TRAPS.items()}
CASES |= {name: (html(f"<h1>标题</h1>{body}"), said) for name, (body, said) in TONES.items()}
OTHERS = {
    "": html(f"{NAV}<h1>首页</h1><p>{ZH}</p>"),
    "list.html": html(f"{NAV}<h1>政务公开</h1><p>目录</p>"),
    "one.html": "<title>天气</title><p>晴</p>",
    "one.html?2": "<title>天气</title><p>晴</p>",
    "two.html": "<title>地图</title><p>街道</p>",
}
Ask = Callable[[str], list[Result]]


def tone(path: Path, seconds: int) -> bytes:
    """A sound file with noise in it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(1, 251)) * (64 * seconds))
    return path.read_bytes()


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    needs_browser()
    pages = OTHERS | {f"{name}.html": said for name, (said, _) in CASES.items()}
    folder = tmp_path_factory.mktemp("act")
    fetches = [page(HOME + path, text) for path, text in pages.items()]
    for name, seconds in (("long", 5), ("short", 1)):
        sound = tone(folder / f"{name}.wav", seconds)
        url = f"{HOME}{name}.wav"
        fetches.append(fetch(url, "media", body=sound, content_type="audio/wav"))
    made = stored(folder / "demo.sqlite", HOME, fetches)
    replay = Replay(made.path, made.run.id, made.config)
    with Session(replay, preload=[preload()]) as session:

        def asked(name: str) -> list[Result]:
            checks = [all_checks()[one] for one in (*CHECKS, *([TRAP] if name in TRAPS else []))]
            wanted = {c.artifact: c.gather for c in checks if c.gather is not None}
            gathers = dict(sorted(wanted.items(), key=lambda item: item[1].order))
            visit = session.visit(f"{HOME}{name}.html", gathers)
            assert visit.reason == ""
            judged = judge_page(
                Page(visit.url, pages[f"{name}.html"]),
                [Selected(check, {}) for check in checks],
                visit.gathered,
            )
            return [one for one in judged if one.outcome is not Outcome.PASS]

        yield asked
    assert replay.asked == 0  # what is not stored is not asked of the site
    replay.close()


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_judged(ask: Ask, name: str) -> None:
    found = ask(name)
    assert [(one.rule, one.outcome) for one in found] == CASES[name][1], found
    for one in found:
        if one.outcome is Outcome.UNVERIFIABLE:
            continue
        assert one.locator
        assert one.excerpt
        assert "GB/T 37668—2019" in one.message or "WCAG 2.2 补充" in one.message


def test_pasted_parts_are_one_finding_with_their_number(ask: Ask) -> None:
    (one,) = ask("pasted")
    assert one.value == "1"
    assert "“EN-US”，文字却是中文" in one.message


def test_the_page_compared_is_named(ask: Ask) -> None:
    (one,) = ask("no-way-past")
    assert f"与 {HOME} 相同" in one.message or "list.html 相同" in one.message
    assert "“首页”" in one.message
