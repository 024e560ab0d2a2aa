"""What one look at a page finds: each with a page that fails, one that passes, and one between."""

from collections.abc import Iterator

import pytest
from browser_site import fetch
from own_looks import HOME, Looks, document, looking

from checks.accessibility.input_look import try_input
from checks.accessibility.page_look import look_at_page

pytestmark = pytest.mark.browser

# A stand-in for a page's own library: handlers hang on the document and look at what was clicked.
DELEGATED = (
    "<script>document.addEventListener('click', e => {"
    " if (e.target.className == 'tab') e.target.style.color = 'red'})</script>"
)
BIG = "<style>a, button, input { display: inline-block; min-width: 60px; min-height: 48px }</style>"

PAGES = {
    "click.html": document(
        "<div id=fail-attribute onclick=\"location.href='/a.html'\">办事指南</div>"
        "<a id=fail-link>展开</a>"
        "<span id=fail-close onclick='closeAd()'>×</span>"
        "<p><span id=fail-shut onclick='closeAd()'>关闭</span></p>"
        "<ul><li class=q onclick='this.nextSibling.hidden = false; toggle(this)'>问题一</li>"
        "<li class=q onclick='toggle(this)'>问题二</li></ul>"
        "<div id=review-unknown onclick='mystery()'>试试</div>"
        "<div id=review-hover>栏目</div><div id=review-hand style='cursor:pointer'>更多</div>"
        "<script>function closeAd() { document.getElementById('ad').style.display = 'none' }"
        "function toggle(at) { at.classList.toggle('on') }"
        "document.getElementById('fail-link').addEventListener('click',"
        " () => { document.body.innerHTML = '' });"
        "document.getElementById('review-hover').onmouseover ="
        " function () { this.className = 'on' }</script>"
    ),
    "click-fine.html": document(
        "<div onclick=\"location.href='/a.html'\" class=card>要闻：通车</div><a href='/a.html'>看全文</a>"
        "<div onclick=\"go('/b.html')\"><a href='/b.html'>里面有链接</a></div>"
        "<div role=button tabindex=0 onclick=\"location='/c.html'\">可用键盘</div>"
        "<button onclick=\"location='/d.html'\"><span onclick=\"location='/e.html'\">按钮</span></button>"
        "<label onclick='x.style.color=1'><input type=checkbox id=x>同意</label>"
        "<div onclick='window.scrollTo(0, 0)'>回到顶部</div><div onclick='window.print()'>打印</div>"
        "<span onclick='unknown()'>【打印】</span>"
        "<div onclick='return false'>不许点</div><div onclick=\"show('甲')\">展开甲乙丙</div>"
        "<button onclick=\"show('甲')\">展开甲乙丙</button>"
        "<div style='display:none' onclick=\"location='/f.html'\">藏着</div>"
        "<div aria-hidden=true onclick=\"location='/g.html'\">读屏不读</div>"
        "<script>function show(at) { at.style.display = 'block' }</script>"
    ),
    "click-inside.html": document(
        "<main tabindex=-1><div id=in onclick=\"location='/h.html'\">办事指南</div></main>"
        "<div id=scripted tabindex=-1 onclick=\"location='/i.html'\">第一步</div>"
        "<div role=tab tabindex=-1 onclick=\"location='/j.html'\">第二步</div>"
        "<a href='javascript:;'><img id=idle alt=找错 onclick=\"location='/k.html'\"></a>"
        "<a href='#'><img id=idle-unknown alt=纠错 onclick=\"mystery(1)\"></a>"
        "<a href='/l.html'><img alt=有去处 onclick=\"location='/l.html?from'\"></a>"
        "<a href='javascript:void(0)' onclick='go()'><b onclick=\"location='/m.html'\">链接有事件</b></a>"
    ),
    "click-many.html": document(
        "".join(f"<p class=c{n}><b onclick='mystery()'>{n}</b></p>" for n in range(34))
    ),
    "click-same.html": document(
        "<span id=more onclick=\"location='/h.html'\">更多</span><a href=/i.html>更多</a>"
    ),
    "click-enter.html": document(
        "<form action=/s><input name=q><img id=one alt=搜索 onclick='this.parentNode.submit()'></form>"
        "<div><input id=k><b id=two onclick='go()'>查询</b></div>"
        "<form><input></form><u id=three onclick='go()'>办事指南</u><p style='height:99px'></p>"
        "<u id=four onclick='go()'>检索全部</u>"
        "<script>function go() { location.href = '/s' }"
        "k.onkeydown = e => { if (e.keyCode == 13) go() }</script>"
    ),
    "click-delegated.html": document("<div class=tab style='cursor:pointer'>甲</div>" + DELEGATED),
    "click-unstyled.html": document(
        "<div id=a onclick=\"location='/a.html'\">甲</div>", "<link rel=stylesheet href=gone.css>"
    ),
    "window.html": document(
        "<nav><a href=/a target=_blank>要闻</a><a href=/b target=other>公告</a></nav>"
        "<a href=/c target=_blank title=在新窗口打开>政策</a><a href=/d target=_self>解读</a>"
        "<a href=/e target=_blank>邮箱<img src=data:, alt=新窗口></a>"
        "<a href=/f target=box>框里</a><iframe name=box></iframe>"
        "<a href=/n target=_blank class=news-title>高新开发区动态</a>"
        "<a href=/g onclick=\"window.open('/g')\">弹出</a>"
    ),
    "window-told.html": document(
        "<p>本站链接均在新窗口打开。</p><a id=a href=/a target=_blank>要闻</a>"
    ),
    "window-fine.html": document(
        "<a href=/a>要闻</a><a href=/c target=_blank>政策（新窗口打开）</a>"
        "<style>.out::after { content: '（外部链接）' }</style><a href=/o class=out target=_blank>外</a>"
    ),
    "size.html": document(
        "<a id=small href=/a style='display:inline-block;width:60px;height:20px'>首页</a>"
        "<a href=/b style='display:inline-block;width:60px;height:48px'>公告</a>"
        "<button style='width:12px;height:12px;padding:0'></button>"
    ),
    "size-fine.html": document(
        "<p>依照有关规定，请到<a href=/a>办事大厅</a>办理这项业务。</p>"
        "<label><input type=checkbox>同意</label>"
        "<a href=/b>小</a><a href=/b style='display:inline-block;width:60px;height:48px'>大的一个</a>"
        "<a href=/c style='position:absolute;left:-900px'>屏幕外</a>"
        "<a href=/d style='font-size:0'><img src=data:, width=60 height=60 alt=图></a>"
        "<style>a.e { position: relative; display: inline-block; width: 24px; height: 24px; margin: 20px }"
        ".e::after { content: ''; position: absolute; inset: -10px }"
        "li { position: relative; height: 50px } li a::before { content: ''; position: absolute; inset: 0 }"
        "</style><a href=/e class=e>搜</a><ul><li><a href=/g>整行</a></ul>"
    ),
    "size-unstyled.html": document("<a href=/a>首页</a>", "<link rel=stylesheet href=gone.css>"),
    "captcha.html": document(
        "<form><input name=user><img id=code src=/ValidateCode.ashx><input name=yzm></form>"
    ),
    "captcha-fine.html": document(
        "<form><img src=/captcha.png><input name=yzm><a href=/v>收听语音验证码</a></form>"
        "<p><img src=/2016/ceio3YzMu1xdg.jpg alt=会场></p>"
        "<form><input name=smsVerifyCode placeholder=短信验证码></form>"
        "<form><input name=code placeholder=请输入验证码><button>获取验证码</button></form>"
    ),
    "keys.html": document(
        "<script>document.addEventListener('keydown', e => { if (e.keyCode == 83) next() })</script>"
    ),
    "keys-fine.html": document(
        "<input onkeydown='if (event.keyCode == 83) next()'>"
        "<script>document.addEventListener('keydown', e => { if (e.ctrlKey && e.key === 's') next() });"
        "document.addEventListener('keydown', e => { if (e.keyCode === 13) next() })</script>"
    ),
    "sound.html": document("<bgsound src=/a.mp3 loop=infinite>"),
    "blocked.html": document(
        "<p id=p>政府信息公开年度报告由概述等六个部分组成</p><input id=n onpaste='return false'>"
        "<input id=m onpaste='kept(event)'><script>function kept(e) { e.preventDefault();"
        " e.target.value = e.clipboardData.getData('text') }"
        "document.oncontextmenu = () => { alert('禁止右键'); return false };"
        "document.addEventListener('selectstart', e => e.preventDefault());"
        "document.addEventListener('copy', e => { e.clipboardData.setData('text', '来源'); e.preventDefault() })"
        "</script>"
    ),
    "untrusted.html": document(  # a handler that only minds what scripts send
        "<p>政府信息公开年度报告由概述等六个部分组成</p><script>document.oncontextmenu ="
        " e => e.isTrusted; document.onselectstart = e => e.isTrusted</script>"
    ),
    "unselectable.html": document(
        "<p>政府信息公开年度报告由概述等部分组成</p>" * 6, "<style>p { user-select: none }</style>"
    ),
    "blank.html": document("<p onclick='x()'>甲</p>", "<style>body { display: none }</style>"),
    "changed.html": document(
        "<p onclick='x()'>甲</p><script>Element.prototype.matches = () => false</script>"
    ),
    "timer.html": document("<script>setTimeout(function () { location.href = '/' }, 9e9)</script>"),
    "timer-fine.html": document(
        "<script>setInterval(function () { document.title = 1 }, 9e9);"
        "function leave() { location.href = '/' }"
        "</script>"
    ),
    "select.html": document(
        "<select id=yq onchange='window.open(this.value)'><option>省政府<option>市政府</select>"
    ),
    "select-fine.html": document(
        "<form><select onchange='location = this.value'><option>甲</select><button>前往</button></form>"
        "<select onchange='filter(this.value)'><option>甲</select>"
        "<script>function filter(at) { document.title = at }</script>"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    gone = fetch(HOME + "gone.css", role="style", state="dead", status=404)
    with looking(tmp_path_factory.mktemp("looks"), PAGES, {"gone.css": gone}) as opened:
        yield opened


def test_what_only_a_mouse_can_click_is_found(looks: Looks) -> None:
    found = looks.results("click.html", "click-only")
    certain = {one.locator: one.value for one in found if one.outcome == "fail"}
    assert certain == {
        "#fail-attribute": "1",
        "#fail-link": "1",
        "#fail-close": "1",
        "#fail-shut": "1",
        "body > ul > li:nth-of-type(1)": "2",
    }
    doubted = {one.locator: one.rule for one in found if one.outcome == "review"}
    assert doubted == {
        "#review-unknown": "click",
        "#review-hover": "hover",
        "#review-hand": "pointer",
    }
    assert all("3.3.3.1 键盘操作，一级" in one.message for one in found)


def test_what_the_keyboard_can_do_elsewhere_is_not(looks: Looks) -> None:
    assert looks.said("click-fine.html", "click-only") == []


def test_a_handler_far_away_and_a_missing_style_sheet_are_doubts(looks: Looks) -> None:
    assert looks.said("click-delegated.html", "click-only") == ["review pointer body > div"]
    found = looks.said("click-inside.html", "click-only")
    assert found == [
        "fail click #in",
        "fail inside #idle",
        "review click #scripted",
        "review inside #idle-unknown",
    ]
    assert looks.said("click-same.html", "click-only") == ["review click #more"]
    assert [one.value for one in looks.results("click-many.html", "click-only")] == ["34"]
    assert looks.said("click-unstyled.html", "click-only") == ["review click #a"]


def test_a_button_beside_a_field_that_takes_enter_is_a_doubt(looks: Looks) -> None:
    assert looks.said("click-enter.html", "click-only") == [
        "fail click #three",
        "fail click #four",
        "review enter #one",
    ]


def test_windows_that_open_unannounced_are_one_finding(looks: Looks) -> None:
    (found,) = looks.results("window.html", "new-window")
    assert (found.outcome, found.value) == ("fail", "4")
    assert "“要闻”" in found.message
    assert looks.said("window-fine.html", "new-window") == []
    assert looks.said("window-told.html", "new-window") == ["review no-notice #a"]


def test_small_targets_are_counted_with_their_exceptions(looks: Looks) -> None:
    (found,) = looks.results("size.html", "target-size")
    assert (found.outcome, found.locator, found.value) == ("fail", "body > button", "12×12")
    assert "3 个可点的区域中有 2 个" in found.message
    assert looks.said("size-fine.html", "target-size") == []
    assert [one.split()[0] for one in looks.said("size-unstyled.html", "target-size")] == ["review"]


def test_sound_that_cannot_be_stopped_is_a_doubt(looks: Looks) -> None:
    assert looks.said("sound.html", "media-autoplay") == ["review no-controls body > bgsound"]
    assert looks.said("select.html", "media-autoplay") == []


def test_a_captcha_needs_another_way(looks: Looks) -> None:
    assert looks.said("captcha.html", "captcha-alternative") == ["review no-other-way #code"]
    assert looks.said("captcha-fine.html", "captcha-alternative") == []


def test_bare_letters_are_read_from_the_handlers_of_the_page(looks: Looks) -> None:
    assert looks.said("keys.html", "letter-shortcut") == ["review bare-key"]
    assert looks.said("keys-fine.html", "letter-shortcut") == []


def test_what_keeps_people_from_their_own_ways_is_doubted(looks: Looks) -> None:
    found = {one.rule: one for one in looks.results("blocked.html", "blocked-input")}
    assert set(found) == {"contextmenu", "selectstart", "paste"}
    assert "用真实的鼠标试过" in found["contextmenu"].message
    assert "用真实的鼠标试过" in found["selectstart"].message
    assert looks.said("untrusted.html", "blocked-input") == []
    assert (found["paste"].locator, found["paste"].value) == ("#n", "1")
    assert looks.said("unselectable.html", "blocked-input") == ["review user-select"]
    assert looks.said("keys.html", "blocked-input") == []


@pytest.mark.parametrize("path", ["blank.html", "changed.html"])
def test_a_page_that_shows_nothing_is_not_a_page_without_faults(looks: Looks, path: str) -> None:
    seen = looks.session.visit(HOME + path, {"page": look_at_page}).gathered["page"]
    assert seen["error"].startswith("页面一片空白")


def test_timers_that_lead_away_are_doubted(looks: Looks) -> None:
    assert looks.said("timer.html", "timed-redirect") == ["review timer"]
    assert looks.said("timer-fine.html", "timed-redirect") == []


def test_a_select_that_leads_away_needs_a_button(looks: Looks) -> None:
    assert looks.said("select.html", "select-navigates") == ["review on-change #yq"]
    assert looks.said("select-fine.html", "select-navigates") == []


def test_the_page_is_as_before(looks: Looks) -> None:
    state = (
        "return [scrollX, scrollY, String(getSelection()), n.value, m.value,"
        " String(window.alert).includes('native code'), document.documentElement.outerHTML]"
    )
    seen = looks.session.visit(
        HOME + "blocked.html",
        {
            "before": lambda driver: driver.execute_script(state),
            "page": look_at_page,
            "input": try_input,
            "after": lambda driver: driver.execute_script(state),
        },
    )
    assert {one["real"] for one in seen.gathered["input"]["blocked"]} == {True}
    assert seen.gathered["after"] == seen.gathered["before"]
