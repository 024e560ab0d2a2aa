"""A small portal with mock toolbars of the vendor families, served on loopback."""

import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

FOLDER = Path(__file__).with_name("toolbars")
OTHER = "127.0.0.2"
"""Where the vendors' scripts lie."""
TYPES = {".js": "text/javascript", ".html": "text/html"}
SERVICES = [
    "社保查询",
    "办事指南",
    "政策文件",
    "领导信箱",
    "养老服务",
    "医保查询",
    "公交线路",
    "缴费服务",
    "通知公告",
    "互动交流",
]
SMALL_PRINT = [f"二级栏目{n}" for n in range(60)]


@dataclass(frozen=True)
class Mock:
    """A portal's toolbar. ``scripts`` are files of ``toolbars``, ``{other}`` the vendor's host;
    ``foot`` is an entry in the footer, ``parts`` are documents of frames by path.
    """

    entry: str = ""
    scripts: tuple[str, ...] = ()
    elder_page: bool = False
    news: str = "我市推进无障碍环境建设"
    foot: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


def of(file: str, *, path: str = "", there: bool = False, more: str = "") -> str:
    """A script element for a file, on the vendor's host where ``there``."""
    host = "{other}" if there else "/"
    return f"<script {more} src='{host}{path or file}'></script>"


@cache
def mocks() -> Mapping[str, Mock]:
    """All of them by name."""
    aria = of("aria.js", path="dist/aria.js?appid=0123456789abcdef", there=True)
    rrbay = of("rrbay.js", path="canyou/js/wza.min.js?x", there=True, more="id=rrbayJs")
    aria_entry = (
        '<a href="javascript:;" onclick="aria.start()">无障碍</a>'
        ' <a href="javascript:;" onclick="aria.oldFixedStart()">长者助手</a>'
    )
    bar = "<a href='javascript:;' id=wza>无障碍浏览</a>"
    return {
        "aria": Mock(aria_entry, (aria,)),
        "cniil": Mock("", (of("cniil.js", path="cniil/assist.js?sid=1"),)),
        "esd": Mock(
            "<a href='javascript:;' id=toolbarSwitch><img title='点击打开无障碍辅助阅读工具条' width=80 height=30></a>",
            (of("esd.js", path="commonToolbarV6_7/esd.js", more="id=ESDWebAppToolbar"),),
        ),
        "rrbay": Mock("<a href='javascript:;' id=wzayd>无障碍阅读</a>", (rrbay,)),
        "trout": Mock(
            "<span id=ghb tabindex=0>关怀版</span>", (of("trout.js", path="schubert.js"),)
        ),
        "assist-tool": Mock(
            "<button id=assist-open>辅助阅读</button>", (of("assist.js", path="dist/assist.js"),)
        ),
        "local": Mock("<a href='#' onclick='kqNav();return false'>无障碍</a>", (of("local.js"),)),
        "separate": Mock("<a href='/?version=zzzh'>长者版</a>", elder_page=True),
        "separate-window": Mock(
            "<a target=_blank href='/?version=zzzh'>长者版</a>", elder_page=True
        ),
        "none": Mock(),
        "news": Mock("<a href='/a1.html'>无障碍环境建设</a> <a href='/a2.html'>无障碍设施</a>"),
        "no-button": Mock("", (of("trout.js", path="schubert.js"),)),
        "hidden": Mock("<span style='display:none' onclick='x()'>无障碍浏览</span>"),
        "gone": Mock("<a href='/gone/'>长者版</a>"),
        "column": Mock("<a href='/column.html'>长者专区</a>"),
        "question": Mock(
            "<a href='#' onclick=\"if (confirm('进入长者模式？')) schubert.trout.doElder()\" id=x>"
            "长者模式</a><span id=ghb hidden></span>",
            (of("trout.js"),),
        ),
        "notice": Mock("<a href='#' onclick=\"alert('功能建设中')\">长者模式</a>"),
        "layer": Mock(
            "<a href='#' onclick='layer.hidden = false'>长者模式</a><div id=layer hidden"
            " style='position:fixed;top:200px;left:300px;width:300px;height:200px'>请扫码使用</div>"
        ),
        "menu": Mock(
            "<a href='#' onclick='menu.hidden = false'>适老化无障碍服务</a><div id=menu hidden style="
            "'position:absolute;z-index:9;width:200px;height:60px'><span id=ghb tabindex=0>关怀版</span></div>",
            (of("trout.js"),),
        ),
        "alerts": Mock("<a href='#' onclick='setInterval(() => alert(1), 1)'>长者版</a>"),
        "hang": Mock("<a href='#' onclick='for (;;);'>长者版</a>"),
        "dead-entry": Mock("<a href='#'>长者模式</a>"),
        "dead-bar": Mock(bar, (of("dead-bar.js"),)),
        "dead-licence": Mock("<a href='javascript:;' id=wzayd>无障碍阅读</a>", (rrbay,)),
    }


def home(mock: Mock, *, elder: bool = False) -> str:
    """The home page; ``elder`` its separate version."""
    if elder:
        items = "".join(f"<p><a href='/s{n}.html'>{t}</a></p>" for n, t in enumerate(SERVICES))
        return _page(
            "某市人民政府长者版", f"<div id=main>{items}<p>{'欢迎您使用长者版网站，祝您身体健康。' * 4}</p>"
            "<p>第二段文字，说明怎样使用这个网站，怎样打电话咨询工作人员，怎样到现场办理。</p></div>",
            "body{font-size:24px;line-height:2}p{margin:60px 0}", "",
        )  # fmt: skip
    links = "".join(f"<li><a href='/s{n}.html'>{t}</a></li>" for n, t in enumerate(SERVICES))
    minor = "".join(f"<a href='/m{n}.html'>{t}</a> " for n, t in enumerate(SMALL_PRINT))
    return _page(
        "某市人民政府",
        f"<header>{mock.entry} <h1>某市人民政府</h1><ul>{links}</ul></header><div id=main>"
        f"<p><a href='/art/202611/t20261120_1001.html'>关于进一步做好今冬明春工作的通知</a></p>"
        f"<p><a href='/art/202611/t20261121_1002.html'>{mock.news}</a></p>"
        "<p>这里是首页上的一段说明文字，介绍本网站提供的各项服务和联系办法，请您按需要选用。</p>"
        f"<img width=200 height=100 alt=照片 src=/photo.png><div class=minor>{minor}</div></div>"
        f"<footer>主办单位：某市人民政府办公室 {mock.foot}</footer>",
        "",
        "".join(mock.scripts),
    )


def article(mock: Mock) -> str:
    """Any other page; its toolbar is the home page's."""
    text = "".join(
        f"<p>第{n}条，本通知所说的事项由各有关单位按照各自职责分别办理，请遵照执行。</p>"
        for n in range(6)
    )
    body = f"<header>{mock.entry} <h2>某市人民政府</h2></header><div id=main><h1>关于进一步做好工作的通知</h1>{text}</div>"
    return _page("通知", body, "", "".join(mock.scripts))


def _silence() -> bytes:
    """A tenth of a second of nothing."""
    data = BytesIO()
    with wave.open(data, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 800)
    return data.getvalue()


def _page(title: str, body: str, css: str, scripts: str) -> str:
    return (
        f"<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>{title}</title>"
        "<meta name=viewport content='width=device-width'>"
        f"<style>body{{font:14px/1.5 sans-serif;margin:0}}{css}</style>"
        f"<script src=/common.js></script>{scripts}</head><body>{body}</body></html>"
    )


@dataclass
class Portal:
    """A served portal; ``url`` is its home page, ``other`` the vendor's host."""

    url: str
    other: str
    servers: tuple["_Server", "_Server"]

    def show(self, name: str | Mock, *, empty: bool = False) -> None:
        """From now on the portal with this mock; the vendor's host answers no licence question
        of "dead-licence". ``empty``: the vendors' scripts come and do nothing.
        """
        for server in self.servers:
            server.mock = mocks()[name] if isinstance(name, str) else name
            server.empty = empty
        self.servers[1].broken = "api.aspx" if name == "dead-licence" else "\0"


@contextmanager
def portal(name: str = "none") -> Iterator[Portal]:
    """Serve a portal and the vendor's host."""
    mock = mocks()[name]
    with _served("127.0.0.1", mock) as own, _served(OTHER, mock) as other:
        own.addresses["other"] = other.url
        made = Portal(own.url, other.url, (own, other))
        made.show(name)
        yield made


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    mock: Mock
    broken = "\0"
    empty = False

    def __init__(self, host: str, mock: Mock) -> None:
        super().__init__((host, 0), _Handler)
        self.mock = mock
        self.addresses: dict[str, str] = {}
        self.url = f"http://{host}:{self.server_address[1]}/"


@contextmanager
def _served(host: str, mock: Mock) -> Iterator[_Server]:
    with _Server(host, mock) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if self.server.broken in path:
            return  # the connection ends without an answer
        kind, body = self._body(path, query)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self, path: str, query: str) -> tuple[str, bytes]:
        mock = self.server.mock
        renamed = {
            "/dist/aria.js": "aria.js",
            "/dist/public/theme/1/toolbar.min.html": "aria-toolbar.html",
            "/dist/public/theme/1/wap.min.html": "aria-wap.html",
            "/cniil/assist.js": "cniil.js",
            "/commonToolbarV6_7/esd.js": "esd.js",
            "/canyou/js/wza.min.js": "rrbay.js",
            "/schubert.js": "trout.js",
            "/dist/assist.js": "assist.js",
            "/api.aspx": "licence.js",
        }
        file = FOLDER / renamed.get(path, path.strip("/") or "-")
        if self.server.empty and file.suffix == ".js" and file.name != "common.js":
            return TYPES[".js"], b";"
        if file.is_file():
            return TYPES[file.suffix], file.read_bytes()
        if path == "/tts.wav":
            return "audio/wav", _silence()
        if path in mock.parts:
            page = _page("部分", mock.parts[path], "", "")
        elif path == "/":
            page = home(mock, elder=mock.elder_page and "zzzh" in query)
        elif path.endswith(".html"):
            page = article(mock)
        else:
            return "text/plain", b""
        for name, url in self.server.addresses.items():
            page = page.replace(f"{{{name}}}", url)
        return "text/html", page.encode()

    def log_message(self, format: str, *args: object) -> None: ...
