"""The columns of an account ledger: what offices call them, and what is never taken from it."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from crawler.ledger_fields import Field, key_of

SHEET = "新媒体账号"
FIELDS: Sequence[Field] = (
    Field("name", "账号名称", ("新媒体名称", "政务新媒体名称", "新媒体账号名称", "帐号名称", "账号名",
          "公众号名称", "应用名称", "昵称", "名称"), required=True, width=24,
          help="必填。和平台上显示的名称完全一致。", example="示例：柳溪发布"),
    Field("platform", "平台类型", ("平台", "平台名称", "所属平台", "开设平台", "新媒体平台", "新媒体类型",
          "媒体类型", "账号类型", "类型", "类别"), "platform", required=True, width=16,
          help="必填。从列表选；列表里没有的照实写。", example="微信公众号"),
    Field("platform_id", "账号ID", ("平台账号id", "账号标识", "原始id", "微信号", "uid", "用户id",
          "账号", "帐号", "id", "唯一标识"), "platform_id", width=24,
          help="公众号填原始ID（gh_ 开头），微博填 UID。单元格须是文本格式，以免变成科学计数。",
          example="gh_0000000000aa"),
    Field("organiser", "主办单位", ("开设主体", "开设单位", "主体名称", "账号主体", "主办单位名称",
          "责任单位", "运营单位", "单位名称", "单位"), "optional", width=28,
          help="谁开设、谁负责。", example="柳溪区人民政府办公室"),
    Field("supervisor", "主管单位", ("主管部门", "上级主管单位", "上级主管部门", "指导单位"), "optional",
          width=22, help="可不填。", example="柳溪市政府办"),
    Field("filing_no", "备案号", ("备案编号", "网信备案号", "备案编码"), "optional", width=20,
          help="APP、小程序、快应用填网信部门的备案编号。"),
    Field("status", "运行状态", ("账号状态", "使用状态", "运营状态", "当前状态", "状态"), "status",
          width=12, help="正常、停更、拟关停、关停、注销；不填按未填。", example="正常"),
    Field("opened_on", "开设时间", ("开通时间", "注册时间", "开设日期", "开通日期", "上线时间"), "day",
          width=14, help="可不填。", example="2020-05-01"),
    Field("status_on", "关停或注销时间", ("关停时间", "注销时间", "停更时间", "关停注销时间",
          "关停/注销时间", "注销日期", "关停日期", "状态变更时间"), "day", width=16,
          help="停更、关停、注销的日期。"),
    Field("home_url", "主页链接", ("主页", "主页网址", "主页地址", "账号主页", "账号链接", "主页url",
          "网址", "链接", "地址"), "link", width=34,
          help="账号主页的网址；可以粘贴平台的分享文字。", example="https://weibo.com/u/1000000001"),
    Field("claimed_on", "最近一次更新时间", ("最近更新时间", "最后更新时间", "最近更新日期",
          "最近一次更新日期", "最近更新", "更新时间"), "day", width=18,
          help="可不填。单位自报的日期，不作为依据。", example="2026-11-18"),
    Field("proof", "佐证链接", ("佐证", "证明链接", "最近一条链接", "最近更新链接", "内容链接",
          "佐证材料"), "links", width=40,
          help="最近一条内容的链接；可以粘贴分享文字，可以写几条。",
          example="https://mp.weixin.qq.com/s/xxxx"),
    Field("feed", "订阅源", ("rss", "rss地址", "rss源", "订阅地址", "订阅源地址", "feed"), "feeds",
          width=30, help="可不填。自建订阅服务（RSS、Atom、JSON Feed）里该账号的网址，不能带密钥。"),
    Field("who", "核查人", ("核查人员", "检查人", "检查人员"), width=12,
          help="谁打开账号看过。", example="张某"),
    Field("seen_on", "核查时间", ("核查日期", "检查时间", "检查日期"), "day", width=14,
          help="哪一天看的。", example="2026-11-19"),
    Field("update_rule", "账号用途", ("用途", "账号功能", "功能类型", "功能定位"), "rule", width=12,
          help="发布类或服务类；不填按发布类。", example="发布类"),
    Field("max_gap_days", "更新期限（天）", ("更新期限", "更新间隔", "最长间隔", "更新要求"), "gap",
          width=14, help="当地比 14 天更严的要求，如 10；没有不填。"),
    Field("note", "备注", ("说明",), "note", width=30, help="可不填。"),
)  # fmt: skip
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
SILENT = ("序号", "编号", "no", "no.")
_PRIVATE = re.compile(
    "联系人|联系方式|联系电话|电话|手机|身份证|负责人|管理员|分管|经办|邮箱|姓名|运营者"
    "|密码|口令|密钥|secret|token|password|cookie"
)


def is_private(header: str) -> bool:
    """Whether a column holds what is not needed: personal data, passwords, keys."""
    return bool(_PRIVATE.search(key_of(header)))


def places_of(cells: Sequence[object]) -> dict[str, int]:
    """Field name to column index for a row of headers; earlier aliases win. Empty when it is none.

    A bracketed remark in a header (“平台类型（微信、微博等）”) is overlooked; several names of one
    field (“微信号/ID”) are one.
    """
    keys = [key_of(cell) if isinstance(cell, str) else "" for cell in cells]
    keys = ["" if key and is_private(key) and key not in _known() else key for key in keys]
    bare = [re.sub(r"[(（\[【].*?[)）\]】]", "", key) for key in keys]
    joined = [_joined(key) for key in bare]
    places: dict[str, int] = {}
    for field in FIELDS:
        for spelling in map(key_of, (field.header, *field.aliases)):
            at = next(
                (row.index(spelling) for row in (keys, bare, joined) if spelling in row), None
            )
            if at is not None and at not in places.values():
                places[field.name] = at
                break
    enough = len(places) >= 3 or {"name", "platform"} <= set(places)
    return places if enough and "name" in places else {}


def _joined(key: str) -> str:
    """The first of several names in a header that all mean one field, else the header itself."""
    parts = [part for part in re.split(r"[/／、\\|]|或", key) if part]
    meant = {_meanings().get(part, "") for part in parts}
    return parts[0] if len(parts) > 1 and len(meant) == 1 and "" not in meant else key


@cache
def _meanings() -> Mapping[str, str]:
    return {key_of(w): f.name for f in FIELDS for w in (f.header, *f.aliases)}


def _known() -> set[str]:
    return {key_of(word) for field in FIELDS for word in (field.header, *field.aliases)}
