"""The four sheets of a ledger: fields, the headers offices use for them, help and examples.

One table for the importer and for the template, so that they cannot drift apart.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

UNITS, SITES, COLUMNS, EXEMPTIONS = "单位", "网站", "栏目", "豁免"
_EXAMPLE = re.compile(r"示例\s*(?:[:：]|$)")


def is_example(text: str) -> bool:
    """Whether a cell is that of the template's example row (“示例：…”), which is skipped. A name that
    only begins with the word (示例市…) is a name.
    """
    return bool(_EXAMPLE.match(text))


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet. ``read`` names the reader in :mod:`crawler.ledger_cells`."""

    name: str
    header: str
    aliases: tuple[str, ...] = ()
    read: str = "text"
    required: bool = False
    width: int = 18
    help: str = ""
    example: str = ""


SHEETS: Mapping[str, Sequence[Field]] = {
    UNITS: (
        Field("name", "单位名称", ("单位全称", "责任单位", "主办单位", "责任单位名称",
              "主办单位名称", "机构名称", "部门名称", "单位", "部门"), required=True, width=32,
              help="必填。责任单位全称，其他工作表里用同样的名称。", example="示例：澄岚区教育局"),
        Field("prefixes", "负责的网址前缀", ("网址前缀", "负责的网址", "目录前缀", "负责目录",
              "前缀"), "urls", width=44,
              help="可不填。在别家网站里负责的目录，写完整网址；多个的每行一个。",
              example="https://www.example.com/jyj/"),
        Field("contact", "联系方式", ("联系人及电话", "联系电话", "联系人", "电话"), "optional", width=30,
              help="可不填。联系人和电话，只在报告里显示。", example="张老师 0000-1234567"),
        Field("id", "单位编号", ("单位代号", "单位id"), "identity", width=24,
              help="可不填。不填由程序编为 u01、u02……；改单位名称时凭它认出是同一个单位。",
              example="u02"),
    ),
    SITES: (
        Field("name", "网站名称", ("网站全称", "站点名称", "网站", "站点", "名称"), required=True,
              width=26, help="必填。网站全称。", example="示例：澄岚区人民政府"),
        Field("url", "网址", ("首页网址", "网站网址", "网站地址", "网站首页", "首页地址", "url",
              "网站url", "首页url", "网站域名", "域名", "主域名"), "url", required=True, width=30,
              help="必填。首页的完整网址。", example="https://www.example.com/"),
        Field("id_code", "网站标识码", ("标识码", "政府网站标识码", "网站标识编码", "标识编码"),
              "id_code", width=22, help="10 位。单元格须是文本格式，以免变成科学计数。",
              example="4400000000"),
        Field("kind", "网站类型", ("网站类别", "类型", "类别"), "site_kind", width=12,
              help="“门户”或“部门”，不填按门户。", example="门户"),
        Field("unit", "主办单位", ("主办单位名称", "责任单位", "责任单位名称", "单位名称",
              "单位", "主管单位"), width=26,
              help="和“单位”表里的名称一致。", example="澄岚区人民政府办公室"),
        Field("hosts", "其他域名", ("其它域名", "附属域名", "同站域名"), "hosts", width=26,
              help="可不填。同属这个网站的其他域名；多个的每行一个。", example="zwgk.example.com"),
        Field("public_services", "有无对外服务", ("有无对外服务职能", "是否有对外服务职能",
              "对外服务职能", "对外服务"), "flag", width=14,
              help="“有”或“无”，不填按有。", example="有"),
        Field("platform", "统一平台", ("集约化平台", "所属平台", "统一技术平台", "平台"), "optional", width=18,
              help="可不填。页面模板由哪个平台统一维护。"),
        Field("rubric", "计分办法", ("评分办法", "计分规则", "指标体系"), "optional", width=20,
              help="可不填。不填按网站类型选国家检查指标。"),
        Field("id", "网站编号", ("网站代号", "站点编号", "网站id", "站点id"), "identity", width=18,
              help="可不填。命令里用它，如 govcheck run chenglan；不填用域名。", example="chenglan"),
    ),
    COLUMNS: (
        Field("site", "所属网站", ("网站名称", "网站", "站点名称", "站点", "所在网站"), width=32,
              help="和“网站”表里的名称一致；只有一个网站时可不填。", example="示例：澄岚区人民政府"),
        Field("name", "栏目名称", ("栏目", "频道名称", "频道", "栏目名", "名称"), required=True,
              width=20, help="必填。", example="要闻动态"),
        Field("url", "栏目网址", ("栏目地址", "栏目链接", "栏目url", "网址", "url", "链接", "地址"),
              "raw_url", required=True, width=40,
              help="必填。栏目列表页的网址，可以省去域名，如 /xwdt/。", example="/xwdt/"),
        Field("kind", "栏目类型", ("栏目类别", "类型", "类别"), "column_kind", width=14,
              help="从下拉列表选；不填按“其他”（12 个月）。", example="动态要闻"),
        Field("unit", "责任单位", ("责任单位名称", "责任部门", "维护单位", "主办单位", "单位名称",
              "信息提供单位", "单位"), width=28,
              help="可不填。不填归网站的主办单位。", example="澄岚区融媒体中心"),
        Field("limit", "更新期限", ("更新周期", "更新频率", "更新要求", "更新时限"), "limit", width=16,
              help="可不填，不填按栏目类型。如 14天、6个月、每周1条；没有要求写“无”。",
              example="14天"),
    ),
    EXEMPTIONS: (
        Field("site", "所属网站", ("网站名称", "网站", "站点名称", "站点", "所在网站"), width=32,
              help="和“网站”表里的名称一致；只有一个网站时可不填。", example="示例：澄岚区人民政府"),
        Field("column", "栏目名称", ("豁免栏目", "栏目", "频道名称", "栏目网址", "栏目名"),
              required=True, width=24, help="必填。和“栏目”表里的名称或网址一致。",
              example="招生信息"),
        Field("reason", "豁免理由", ("豁免原因", "豁免事由", "理由", "原因", "事由"), required=True,
              width=44, help="必填。为什么不要求更新，依据是什么。",
              example="季节性栏目，每年 5 月至 9 月更新"),
        Field("until", "截止日期", ("豁免截止日期", "截止时间", "有效期至", "到期日期", "到期日",
              "有效期"), "day", width=16,
              help="豁免到哪天为止（含当天），如 2026-12-31；长期有效的写“长期”。",
              example="2026-12-31"),
    ),
}  # fmt: skip

SHEET_ALIASES: Mapping[str, tuple[str, ...]] = {
    UNITS: ("单位台账", "单位名录", "单位清单", "单位表", "责任单位", "主办单位", "单位信息"),
    SITES: ("网站台账", "网站名录", "网站清单", "网站表", "站点", "网站信息", "政府网站"),
    COLUMNS: ("栏目台账", "栏目清单", "栏目表", "栏目信息", "网站栏目", "频道"),
    EXEMPTIONS: ("豁免台账", "豁免清单", "豁免表", "栏目豁免", "豁免栏目", "豁免信息"),
}
SILENT_HEADERS = ("序号", "编号", "备注", "说明", "no", "no.")
"""Headers every office table has; they are left out without a word."""


@lru_cache(maxsize=65536)
def key_of(text: str) -> str:
    """What two spellings of one name share: width, case, blanks, marks of required fields."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff*※]", "", plain)
    return re.sub(r"\((?:必填|选填|可选|可不填)\)", "", plain).rstrip(":")


def sheet_named(title: str) -> str:
    """Which of the four sheets a title means, "" for none."""
    key = key_of(title)
    for name, aliases in SHEET_ALIASES.items():
        if key in (name, *aliases):
            return name
    return ""


def match_headers(sheet: str, cells: Sequence[object]) -> dict[str, int]:
    """Field name to column index for a row of headers; earlier aliases win."""
    keys = [key_of(cell) if isinstance(cell, str) else "" for cell in cells]
    places: dict[str, int] = {}
    for field in SHEETS[sheet]:
        for spelling in (field.header, *field.aliases):
            if spelling in keys and keys.index(spelling) not in places.values():
                places[field.name] = keys.index(spelling)
                break
    return places
