"""Ways in which portals offer a toolbar or an elder mode, each working and dead."""

from dataclasses import replace

from toolbar_site import Mock, of

_PICTURE = "src=data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
_BALL = "position:fixed;right:0;top:300px;width:60px;height:60px;background:#08f;cursor:pointer"
_TWICE = "(window.times = (window.times || 0) + 1) > 1 && "
_MENU = "<style>.m i{display:none}.m:hover i{display:inline}</style><span class=m tabindex=0>"


def _link(act: str, inside: str = "无障碍浏览", more: str = "") -> str:
    return f"<a href='javascript:;' onclick='{act}' {more}>{inside}</a>"


def _shadow(inside: str) -> str:
    return f"<x-nav><template shadowrootmode=open>{inside}</template></x-nav>"


_TOP = "<iframe title=顶部 src=/top.html width=600 height=60></iframe>"
_VARIANTS = {
    "bar in a frame": Mock(_link("bar.framed()")),
    "entry in a frame": Mock(_TOP, parts={"/top.html": _link("parent.bar.open()")}),
    "elder entry in a frame": Mock(_TOP, parts={"/top.html": _link("parent.bar.elder()", "长者模式")}),
    "bar in a shadow tree": Mock(_link("bar.shadow()")),
    "entry in a shadow tree": Mock(_shadow(_link("bar.elder()", "关怀版"))),
    "entry in the footer": Mock(foot=_link("bar.open()", "无障碍阅读")),
    "entry in a menu": Mock(f"{_MENU}网站工具<i>{_link('bar.open()')}</i></span>"),
    "menu with a name": Mock(f"{_MENU}适老化无障碍<i>{_link('bar.elder()', '长者版')}</i></span>"),
    "opened by the pointer": Mock("<span tabindex=0 onmouseenter=bar.open()>无障碍浏览</span>"),
    "two clicks": Mock(_link(f"{_TWICE}bar.open()")),
    "two clicks for a mode": Mock(_link(f"{_TWICE}bar.elder()", "长者模式")),
    "two steps": Mock(
        _link("ball.hidden = false", "无障碍")
        + f"<span id=ball hidden onclick=bar.open() style='{_BALL}'></span>"
    ),
    "picture": Mock(_link("bar.open()", f"<img alt=无障碍 {_PICTURE} width=80 height=30>")),
    "picture alone": Mock(
        f"<img title=长者模式 {_PICTURE} width=80 height=30 onclick=bar.elder() style=cursor:pointer>"
    ),
    "area": Mock(
        f"<img alt=页头 {_PICTURE} width=300 height=50 usemap=#m><map name=m><area alt=无障碍浏览"
        " coords=0,0,100,50 href='javascript:;' onclick=bar.open()></map>"
    ),
    "background": Mock(
        _link("bar.elder()", "", "title=关怀版 style='display:inline-block;width:80px;height:30px;"
              "background:url(/photo.png)'")
    ),
    "words of a mode for a bar": Mock(_link("bar.open()", "长者助手")),
    "适老化": Mock(_link("bar.elder()", "适老化")),
    "适老化专区": Mock(_link("bar.elder()", "适老化专区")),
    "无障碍阅读": Mock(_link("bar.open()", "无障碍阅读")),
    "智能无障碍": Mock(_link("bar.open()", "智能无障碍")),
    "辅助浏览": Mock(_link("bar.open()", "辅助浏览")),
    "form in a window": Mock(
        "<form action=/ target=_blank><input type=hidden name=version value=zzzh>"
        "<button>长者版</button></form>"
    ),
    "script in a window": Mock(_link('window.open("/?version=zzzh")', "长者版")),
    "link in a window": Mock("<a target=_blank href='/?version=zzzh'>长者版</a>"),
}  # fmt: skip
WINDOWS = frozenset(name for name in _VARIANTS if name.endswith("in a window"))
NAMES = tuple(_VARIANTS)


def variant(name: str, *, dead: bool) -> Mock:
    """One of them; a dead one has the same entry, and nothing comes of it."""
    if name in WINDOWS:
        return replace(_VARIANTS[name], elder_page=not dead)
    return replace(_VARIANTS[name], scripts=(of("bar.js", more="data-dead" if dead else ""),))
