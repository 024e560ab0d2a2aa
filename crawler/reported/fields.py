"""The columns of a list of reported errors, and the headers that platforms and offices use."""

import re
from collections.abc import Sequence

from crawler.ledger_fields import Field, key_of

SHEET = "找错留言"
FIELDS: Sequence[Field] = (
    Field("number", "留言编号", ("编号", "信息编号", "工单编号", "留言id", "受理编号", "查询码",
          "流水号"), "number", width=22,
          help="国家平台的编号，文本格式。凭它认出同一条留言；没有编号的按网站、日期、页面和内容认。",
          example="示例：2026110001"),
    Field("id_code", "网站标识码", ("标识码", "政府网站标识码"), "id_code", width=16,
          help="10 位。标识码、网站名称、问题网址至少有一个能和配置里的网站对上。",
          example="9900000001"),
    Field("site", "网站名称", ("网站", "被反映网站", "被举报网站", "站点名称", "所属网站"), width=26,
          help="和配置里的网站名称一致。", example="示例市澄岚区人民政府"),
    Field("unit", "办理单位", ("承办单位", "责任单位", "处理单位", "答复单位", "转办单位", "主办单位"),
          width=24, help="可不填，不填按网站的主办单位。", example="澄岚区人民政府办公室"),
    Field("page", "问题网址", ("页面网址", "问题页面", "问题页面网址", "页面地址", "网址", "链接",
          "问题链接", "url"), "page", width=36, help="可不填。",
          example="https://www.example.com/xwdt/1.html"),
    Field("kind", "问题类型", ("留言类型", "类型", "错误类型", "问题分类", "类别"), "kind", width=16,
          help="可不填。", example="内容无法访问"),
    Field("received_on", "留言时间", ("提交时间", "反映时间", "收到时间", "留言日期", "提交日期",
          "创建时间", "举报时间"), "day", required=True, width=14, help="必填。", example="2026-11-02"),
    Field("assigned_on", "转办时间", ("接收时间", "下发时间", "分办时间", "派发时间", "受理时间",
          "转办日期"), "day", width=14, help="可不填。填了就从这一天起算期限，不填从留言时间起算。",
          example="2026-11-03"),
    Field("due_on", "办理期限", ("截止时间", "办理截止时间", "截止日期", "到期时间", "应办结时间",
          "办结期限"), "day", width=14, help="可不填。填了就按这一天，不填按 3 个工作日。"),
    Field("answered_on", "办结时间", ("答复时间", "回复时间", "办理时间", "处理时间", "办结日期",
          "答复日期", "反馈时间", "完成时间"), "day", width=14,
          help="没有办结的空着。", example="2026-11-05"),
    Field("state", "办理状态", ("状态", "处理状态", "留言状态", "办结状态", "是否办结"), "state",
          width=14, help="已办结、办理中、不计入（无效、重复、不属本单位）。不填按有没有办结时间。",
          example="已办结"),
    Field("text", "问题描述", ("留言内容", "内容", "反映内容", "问题内容", "描述", "主题", "标题",
          "留言标题"), "text", width=30, help="不保存。只在没有编号时用来认出是不是同一条。"),
)  # fmt: skip
TEMPLATE = tuple(field for field in FIELDS if field.name != "text")
"""What the blank form asks for: nobody is asked to type in what is not kept."""
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")


def places_of(cells: Sequence[object]) -> dict[str, int]:
    """Field name to column index for a row of headers; earlier aliases win. Empty when it is none."""
    keys = [_REMARK.sub("", key_of(cell)) if isinstance(cell, str) else "" for cell in cells]
    keys = [key.rstrip("*＊ ") for key in keys]
    places: dict[str, int] = {}
    for field in FIELDS:
        for spelling in map(key_of, (field.header, *field.aliases)):
            if spelling in keys and keys.index(spelling) not in places.values():
                places[field.name] = keys.index(spelling)
                break
    whose = {"id_code", "site", "page"} & set(places)
    return places if "received_on" in places and whose else {}
