"""The templates an office gets when it has none of its own: Word files with tags to be filled."""

import io
from collections.abc import Callable, Mapping

from docx.document import Document

from reports.papers import gongwen as g


def notice() -> Document:
    """月度通报 with 检查结果表 as its attachment."""
    doc = g.blank()
    g.title(doc, "{{ title }}")
    g.addressee(doc, "{{ addressee }}：")
    g.body(doc, "{{ opening }}")
    for number, name, about in (
        ("一", "上月问题整改情况", "mended"),
        ("二", "政府网站检查情况", "sites"),
        ("三", "政务新媒体检查情况", "accounts"),
        ("四", "网民找错留言办理情况", "reported_errors"),
    ):
        g.heading(doc, f"{number}、{name}")
        g.tag(doc, f"{{%p for line in {about} %}}")
        g.body(doc, "{{ line }}")
        g.tag(doc, "{%p endfor %}")
    g.heading(doc, "五、主要问题")
    g.tag(doc, "{%p for problem in problems %}")
    g.subheading(doc, "（{{ problem.ordinal }}）{{ problem.title }}")
    g.body(doc, "{{ problem.text }}")
    g.tag(doc, "{%p endfor %}")
    g.heading(doc, "六、下一步工作要求")
    g.tag(doc, "{%p for line in demands %}")
    g.last(doc, "{{ line }}")
    g.tag(doc, "{%p endfor %}")
    g.attachment_note(doc, ["附件：{{ month_text }}检查结果表"])
    g.signature(doc, "{{ office }}", "{{ day }}")
    _result_table(doc, "附件")
    return doc


def result_table() -> Document:
    """检查结果表 by itself."""
    doc = g.blank()
    _result_table(doc, "")
    return doc


def _result_table(doc: Document, mark: str) -> None:
    g.new_page(doc, mark, "{{ month_text }}检查结果表", landscape=True)
    g.table(
        doc,
        ["序号", "网站", "主办单位", "结论", "得分", "单项否决", "主要失分", "已评", "无法核验"],
        ["{{ row.n }}", "{{ row.site }}", "{{ row.unit }}", "{{ row.verdict }}", "{{ row.score }}",
         "{{ row.vetoes }}", "{{ row.losses }}", "{{ row.assessed }}", "{{ row.unseen }}"],
        [13, 38, 36, 24, 18, 28, 28, 17, 23],
        "row in rows",
    )  # fmt: skip
    g.tag(doc, "{{ table_note }}")


def rectification() -> Document:
    """整改通知单 for one unit."""
    doc = g.blank()
    g.title(doc, "政府网站检查整改通知单")
    g.addressee(doc, "{{ unit }}：")
    g.body(doc, "{{ opening }}")
    g.tag(doc, "{%p for issue in issues %}")
    g.subheading(doc, "{{ issue.n }}. {{ issue.number }} {{ issue.site }}")
    g.body(doc, "{{ issue.what }}")
    g.body(doc, "页面：{{ issue.page }}")
    g.body(doc, "怎样整改：{{ issue.fix }}")
    g.tag(doc, "{%p endfor %}")
    g.tag(doc, "{%p if more %}")
    g.body(doc, "{{ more }}")
    g.tag(doc, "{%p endif %}")
    g.tag(doc, "{%p for line in demands %}")
    g.last(doc, "{{ line }}")
    g.tag(doc, "{%p endfor %}")
    g.signature(doc, "{{ office }}", "{{ day }}")
    return doc


def evidence() -> Document:
    """取证单, one finding a page."""
    doc = g.blank()
    g.tag(doc, "{%p for proof in proofs %}")
    g.title(doc, "网站检查取证单")
    for name, about in (
        ("编号", "number"),
        ("网站", "site"),
        ("责任单位", "unit"),
        ("问题", "what"),
        ("页面", "page"),
        ("对象", "target"),
        ("位置", "place"),
        ("源码片段", "excerpt"),
        ("查看经过", "attempts"),
        ("从哪里查看", "vantage"),
        ("依据", "basis"),
        ("规则与程序", "versions"),
    ):
        g.body(doc, f"{name}：{{{{ proof.{about} }}}}")
    g.last(doc, "能打开的，请写明时间、网络和截图，申请重新检测；两次的记录都会保留。")
    g.signature(doc, "{{ office }}", "{{ day }}")
    g.tag(doc, "{%p endfor %}")
    return doc


def quarter() -> Document:
    """季度汇总表."""
    doc = g.blank()
    g.new_page(doc, "", "{{ title }}", landscape=True)
    g.table(
        doc,
        ["序号", "网站", "主办单位", "第一个月", "第二个月", "第三个月", "本季度"],
        ["{{ row.n }}", "{{ row.site }}", "{{ row.unit }}", "{{ row.first }}", "{{ row.second }}",
         "{{ row.third }}", "{{ row.whole }}"],
        [13, 44, 44, 34, 34, 34, 22],
        "row in rows",
    )  # fmt: skip
    g.tag(doc, "{{ note }}")
    return doc


TEMPLATES: Mapping[str, Callable[[], Document]] = {
    "月度通报": notice,
    "检查结果表": result_table,
    "整改通知单": rectification,
    "取证单": evidence,
    "季度汇总表": quarter,
}
"""Name of the paper -> its default template."""


def template_bytes(name: str) -> bytes:
    """A default template as a Word file."""
    file = io.BytesIO()
    TEMPLATES[name]().save(file)
    return file.getvalue()
