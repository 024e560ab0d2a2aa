"""A small made-up portal for measurements: pages of the size and shape real ones have."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

COLUMNS = 12
WORDS = (
    "全区各镇街道有关单位要认真落实春季造林防汛备汛安全生产便民服务各项工作任务并按时报送进展情况"
)


def build(folder: Path, articles: int) -> int:
    """Write the portal; returns how many pages it has. The same every time."""
    columns, nav = _columns()
    _write(folder, "/index.html", _page("某区人民政府", "", nav, _rows(range(40), articles)))
    for n, column in enumerate(columns):
        rows = _rows(range(n, articles, COLUMNS), articles)
        _write(folder, f"{column}index.html", _page(f"栏目{_han(n)}", _labels(n, ""), nav, rows))
    for number in range(articles):
        _article(folder, number, articles, nav)
    return 1 + COLUMNS + articles


def addresses(url: str, articles: int) -> list[str]:
    """Every page of the portal that :func:`build` made, ``url`` being its home page."""
    base = url.rstrip("/")
    columns = [f"{base}/lm{n:02d}/" for n in range(COLUMNS)]
    return [url, *columns, *(base + _path(n) for n in range(articles))]


def turn(folder: Path, articles: int, month: int, churn: float) -> None:
    """Rewrite the share ``churn`` of the articles, other ones each month; every tenth of them gets
    a link that leads nowhere, a picture without a text and an attachment that is missing.
    """
    _, nav = _columns()
    count = int(articles * churn)
    for place in range(count):
        number = (month * count + place) % articles
        bad = ""
        if place % 10 == 0:
            bad = f'<a href="/gone/{month}/{number}.html">附件说明</a><img src="/tu/{number}.png">'
            bad += f'<a href="/fj/{month}-{number}.doc">附件</a>'
        _article(folder, number, articles, nav, f"<p>第{_han(month)}次修订。</p>{bad}")


def _columns() -> tuple[list[str], str]:
    columns = [f"/lm{n:02d}/" for n in range(COLUMNS)]
    nav = "".join(f'<li><a href="{c}">栏目{_han(n)}</a></li>' for n, c in enumerate(columns))
    nav += "".join(
        f'<li><a href="{columns[n % COLUMNS]}">服务{_han(n)}</a></li>' for n in range(90)
    )
    return columns, nav


def _article(folder: Path, number: int, articles: int, nav: str, more: str = "") -> None:
    title = _title(number)
    style = 'class="MsoNormal" align="justify" style="text-indent:32pt;line-height:28pt"'
    words = (WORDS * 8)[number % 40 :][:280]
    text = "".join(f"<p {style}>{_pasted(words)}<o:p></o:p></p>" for _ in range(10))
    body = f"<h1>{title}</h1><div>发布时间：{_day(number)} 09:30 来源：区政府办</div>{text}{more}"
    body += f"<ul>{_rows(range(number + 1, number + 9), articles)}</ul>"
    _write(folder, _path(number), _page(title, _labels(number % COLUMNS, title), nav, body))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the folder on loopback; gives the address of its home page."""
    handler = partial(_Quiet, directory=str(folder))
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement

    def log_message(self, *args: object) -> None:
        """Silence."""


def _pasted(words: str) -> str:
    """As editors paste from a word processor: a span with its style around every few words."""
    font = 'lang="EN-US" style="font-size:16pt;font-family:仿宋_GB2312;color:#333333"'
    halves = (words[:140], words[140:])
    return "".join(f"<span {font}><font face=仿宋_GB2312>{half}。</font></span>" for half in halves)


def _han(number: int) -> str:
    """A number without figures: menus and titles seldom have any, and figures may be dates."""
    return "".join("零一二三四五六七八九"[int(figure)] for figure in str(number))


def _title(number: int) -> str:
    return f"关于做好第{_han(number)}批工作安排的通知"


def _day(number: int) -> str:
    return f"2026-{1 + number % 11:02d}-{1 + number % 28:02d}"


def _path(number: int) -> str:
    return f"/lm{number % COLUMNS:02d}/{_day(number)[:7].replace('-', '')}/{number:05d}.html"


def _rows(numbers: range, articles: int) -> str:
    kept = [number % articles for number in numbers][:40]
    return "".join(
        f'<li><a href="{_path(n)}">{_title(n)}</a><span>{_day(n)}</span></li>' for n in kept
    )


def _labels(column: int, title: str) -> str:
    names = {
        "SiteName": "某区人民政府",
        "ColumnName": f"栏目{_han(column)}",
        "ColumnType": "通知公告",
    }
    if title:
        names |= {"ArticleTitle": title, "PubDate": "2026-11-03 09:30", "ContentSource": "区政府办"}
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in names.items())


def _page(title: str, head: str, nav: str, body: str) -> str:
    script = (
        "<script>function menu(i){document.getElementById('m'+i).style.display='block'}</script>"
    )
    foot = (
        "<p>主办：某区人民政府办公室 联系电话：010-00000000 网站标识码：1234560001"
        " <a href='/index.html'>网站地图</a> <a href='/index.html'>示ICP备00000000号</a>"
        " 示公网安备 00000000000000号</p><a href='/index.html' title='我为政府网站找错'>找错</a>"
        "<script src='/dcs.conac.cn/mark.js'></script>"
    )
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"{script * 8}</head><body><ul class='nav'>{nav}</ul><div class='main'>{body}</div>"
        f"<div class='footer'>{foot}</div></body></html>"
    )


def _write(folder: Path, path: str, html: str) -> None:
    file = folder / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")
