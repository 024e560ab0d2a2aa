"""The columns of 问题清单.xlsx: what goes out, what a unit fills in, what tells the row."""

from crawler.ledger_fields import Field
from crawler.workflow.appeals import Claim

SHEET, DOUBTS = "问题清单", "待核实（供参考）"
FIELDS = (
    Field("number", "编号", width=9),
    Field("site", "网站", width=11),
    Field("what", "问题", width=34),
    Field("count", "处数", width=6),
    Field("page", "页面（可点开）", width=20),
    Field("place", "位置和片段", width=22),
    Field("points", "计分", width=13),
    Field("fix", "怎样整改", width=24),
    Field("due", "整改期限", read="day", width=11),
    Field("measure", "整改措施", width=22, help="做了什么。以复查看到的为准。"),
    Field("done_on", "完成时间", read="day", width=11, help="已完成的填日期，填了就排队复查。"),
    Field("kind", "申诉类别", width=9, help="有异议的从列表里选。"),
    Field("reason", "申诉理由", width=20, help="写明理由；主管部门处理以前得分不变。"),
    Field("evidence", "申诉佐证", width=13, help="网址，或和本表放在一起的文件名。"),
    Field("by", "填报人", width=8, help="填了内容的行必填。"),
    Field("site_id", "网站编号（勿改）", width=40),
    Field("month", "月份（勿改）", width=40),
    Field("unit", "单位（勿改）", width=40),
    Field("keys", "问题键（勿改）", width=60),
)
FILL = ("measure", "done_on", "kind", "reason", "evidence", "by")
HIDDEN = ("site_id", "month", "unit", "keys")
KINDS = tuple(str(kind) for kind in Claim)
HELP = (
    "一行是一个原因，改好一处原因，“处数”里的各处一起改好。只填黄色的格；行可以删、可以换顺序。"
    "表头一行和右边隐藏的列请不要改。填好后连同盖章的扫描件一起交回主管部门。"
)
