"""Line charts as SVG pictures, drawn here by a library: no script, nothing fetched, a table beside."""

from collections.abc import Sequence

import pygal  # type: ignore[import-untyped]
from lxml import etree
from pygal.style import Style  # type: ignore[import-untyped]

from reports.history_model import Point

SVG = "http://www.w3.org/2000/svg"

_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1b1f24",
    foreground_strong="#1b1f24",
    foreground_subtle="#4a5158",
    colors=("#0b4f8a", "#7a4b00", "#a3161a"),
    font_family="Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    value_font_size=12,
)


def trend_svg(points: Sequence[Point]) -> bytes:
    """试算分 and 已评 % on one scale of 0 to 100, 发现处数 on another."""
    chart = pygal.Line(
        width=900,
        height=320,
        style=_STYLE,
        js=(),
        range=(0, 100),
        secondary_range=(0, max((p.found for p in points), default=1) or 1),
        legend_at_bottom=True,
        show_dots=True,
        allow_interruptions=True,
        dots_size=4,
        disable_xml_declaration=True,
        no_prefix=True,
        pretty_print=False,
        no_data_text="没有数据",
    )
    chart.x_labels = [point.month for point in points]
    chart.add("试算分", [None if p.trial is None else float(p.trial) for p in points])
    share = [100 * p.assessed / p.assessable if p.assessable else None for p in points]
    chart.add(
        "已评 %",
        [None if x is None else round(x, 1) for x in share],
        stroke_style={"dasharray": "6, 4"},
    )
    chart.add(
        "发现处数", [p.found for p in points], secondary=True, stroke_style={"dasharray": "2, 4"}
    )
    return _inert(chart.render())


def _inert(svg: bytes) -> bytes:
    """Without the library's own script and comments."""
    root = etree.fromstring(svg)
    for element in [*root.iter(f"{{{SVG}}}script"), *root.iter(etree.Comment)]:
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    return bytes(etree.tostring(root))
