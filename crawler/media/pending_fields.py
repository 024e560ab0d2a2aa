"""The columns of the sheet that people fill in for accounts nobody could judge."""

import re
from collections.abc import Sequence

from crawler.ledger_fields import Field, key_of

SHEET = "账号登记表"
YES, NO = "有更新", "无更新"
WORKS = {"能": True, "不能": False}
ANSWERS = {"有": True, "没有": False}
FIELDS: Sequence[Field] = (
    Field("organiser", "主办单位", width=20),
    Field("platform", "平台", width=11),
    Field("name", "账号名称", width=18),
    Field("open", "打开看", width=26, help="点开主页（或单位报的链接）；没有网址的在平台里搜。"),
    Field("why", "为什么待核实", width=28),
    Field("finding", "结论", width=9, help="不选时按日期判断。"),
    Field("last_post", "最近一条的日期", read="day", width=13, help="账号里最新一条的发布日期。"),
    Field("proof", "佐证", width=36,
          help="最近一条的链接（可粘贴分享文字，可写几条），或截图：直接贴进本行，或写文件名（放在同一文件夹）。"
               "“无更新”要有截图。"),
    Field("works", "能否使用", width=9, help="APP、小程序：能下载、打开、使用吗。"),
    Field("interaction", "互动功能", width=9, help="菜单、留言、私信有没有。"),
    Field("who", "核查人", width=9),
    Field("seen_on", "核查日期", read="day", width=13, help="哪一天看的；已预填，不对请改。"),
    Field("note", "备注", width=16),
    Field("key", "账号编号", width=10),
)  # fmt: skip
FILL = (
    "finding", "last_post", "proof", "works", "interaction", "who", "seen_on", "note",
)  # fmt: skip
TYPED = ("finding", "last_post", "proof", "works", "interaction", "note")
"""A row in which none of these is filled in was not looked at."""
HEADERS = {key_of(f.header): f.name for f in FIELDS}
TITLES = {f.name: f.header for f in FIELDS}
PICTURE_NAME = re.compile(r"[^\s,，;；、]+\.(?:png|jpe?g|gif|webp|bmp|heic|pdf)", re.IGNORECASE)
