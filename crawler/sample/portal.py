"""Writes the sample sites into a folder: one folder per host, as the server expects it."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from urllib.parse import unquote

from crawler.sample import faults, media
from crawler.sample.faults import KnownFault
from crawler.sample.pages import writer
from crawler.sample.structure import DEPARTMENT, PORTAL, channels

OUTSIDE, GUARDED = "outside", "guarded"
SEARCH_INDEX = "/data/search.json"
_OUTSIDE_PAGES = {
    "/bszs.conac.cn/sitename.html": "党政机关网站标识（示例）",
    "/zfwzgl.www.gov.cn/exposure/jiucuo.html": "我为政府网站找错（示例）",
    "/beian.miit.gov.cn/index.html": "备案信息（示例）",
    "/beian.mps.gov.cn/index.html": "公安备案信息（示例）",
    "/service/index.html": "市政务服务网（示例）",
    "/service/housing.html": "公租房申请（示例）",
    "/service/company.html": "企业登记（示例）",
}


@dataclass(frozen=True, slots=True)
class SamplePortal:
    """The sites as they lie on disk, for one day. ``faults`` is what must be found in them."""

    folder: Path
    as_of: date
    faults: tuple[KnownFault, ...]
    articles: int


def build(folder: Path, as_of: date) -> SamplePortal:
    """Write both sites and the two outside hosts below ``folder``, dated relative to ``as_of``.

    The same day gives the same pages. Files of an earlier build are overwritten.
    """
    articles = 0
    for site in (PORTAL, DEPARTMENT):
        for path, html in writer(site, as_of).pages():
            articles += "/post_" in path
            gb18030 = site == PORTAL and path == faults.GB18030_PAGE
            _write(folder / site, path, html.encode("gb18030" if gb18030 else "utf-8"))
        _write_assets(folder / site)
    _write(folder / PORTAL, "/robots.txt", b"User-agent: *\nDisallow: /internal/\n")
    _write(folder / PORTAL, "/data/bmts.json", _script_items(as_of))
    _write(folder / PORTAL, SEARCH_INDEX, _search_index())
    _write(folder / PORTAL, "/files/notice.pdf", media.pdf("Chenglan District: sample notice"))
    form = ["登记表", "姓名：", "单位：", "联系电话：", "申报内容："]
    _write(folder / PORTAL, "/files/form.docx", media.docx(form))
    rows: list[list[str | int]] = [["序号", "项目", "数量"], [1, "步道照明", 36], [2, "座椅", 24]]
    _write(folder / PORTAL, "/files/list.xlsx", media.xlsx(rows))
    names: list[list[str | int]] = [["姓名", "身份证号", "金额"]]
    names += [[name, number, 500] for name, number in faults.NAMES]
    _write(folder / PORTAL, faults.NAMES_FILE, media.xlsx(names))
    for path, title in _OUTSIDE_PAGES.items():
        page = (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body><h1>{title}</h1><p>演示用的站外页面。</p></body></html>"
        )
        _write(folder / OUTSIDE, path, page.encode())
    (folder / GUARDED).mkdir(parents=True, exist_ok=True)
    return SamplePortal(folder, as_of, tuple(faults.expected(as_of)), articles)


def _write(root: Path, path: str, data: bytes) -> None:
    target = root / unquote(path + "index.html" if path.endswith("/") else path).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _write_assets(root: Path) -> None:
    static = resources.files("crawler.sample") / "static"
    _write(root, "/css/site.css", (static / "site.css").read_bytes())
    _write(root, "/js/site.js", (static / "site.js").read_bytes())
    _write(root, "/js/list.js", (static / "list.js").read_bytes())
    for number in range(1, 5):
        _write(root, f"/images/scene-{number}.png", media.landscape(number))
    _write(root, "/images/logo.png", media.emblem((28, 90, 122)))
    _write(root, "/images/dzjg.png", media.emblem((178, 34, 34)))
    _write(root, "/images/jiucuo.png", media.emblem((230, 140, 20)))
    ground = [bytes((236, 243, 246)) * 4 for _ in range(6)]
    _write(root, "/images/ground.png", media.png(4, len(ground), ground))


def _search_index() -> bytes:
    known = [[a.title, a.path] for channel in channels(PORTAL) for a in channel.articles]
    return json.dumps(known, ensure_ascii=False).encode()


def _script_items(as_of: date) -> bytes:
    items = [
        {"title": f"第{n}期便民提示", "date": (as_of - timedelta(days=4 * n)).isoformat()}
        for n in range(1, 6)
    ]
    return json.dumps(items, ensure_ascii=False).encode()
