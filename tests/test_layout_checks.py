"""The page in other windows: long lines, lost and cut text, scrolling sideways, wider spacing."""

from collections.abc import Iterator

import pytest
from own_looks import HOME, Looks, document, looking

from checks.accessibility.layout_look import look_at_layout, look_at_spacing

pytestmark = pytest.mark.browser

TEXT = "政府信息公开工作年度报告由概述和主动公开情况组成" * 8
CELLS = "<tr>" + "<td style='min-width:90px'>数据</td>" * 10 + "</tr>"

PAGES = {
    "fixed.html": document(f"<div style='width:1000px'><p id=long>{TEXT}</p></div>"),
    "fluid.html": document(
        f"<p>{TEXT}</p><div style='display:flex;flex-wrap:wrap'><p style='width:300px'>{TEXT}</p></div>"
    ),
    "columns.html": document(  # wider than the window, but each line can be seen as a whole
        "<div style='width:760px'><p style='float:left;width:370px'>"
        f"{TEXT}</p><p id=right style='float:right;width:200px'>{TEXT}</p></div>"
    ),
    "lost.html": document(
        "<div style='width:1000px'>"
        + "".join(f"<p style='margin-left:600px' id=p{n}>主动公开政府信息</p>" for n in range(4))
        + "</div>",
        "<style>body { overflow-x: hidden }</style>",
    ),
    "cut.html": document(f"<div style='height:120px;overflow:hidden'><p id=cut>{TEXT}</p></div>"),
    "cut-fine.html": document(
        f"<div style='height:120px;overflow:auto'><p>{TEXT}</p></div>"
        "<p style='white-space:nowrap;overflow:hidden;text-overflow:ellipsis;width:50%'>"
        f"{TEXT[:40]}</p>"
        "<div class=swiper style='overflow:hidden;height:120px'>"
        f"<p>{TEXT}</p></div>"
    ),
    "over.html": document(
        f"<div style='height:80px'>{TEXT}</div><div id=over>这一段会被上面的盖住</div>"
    ),
    "bar.html": document(
        f"<div style='max-width:1100px'><p>{TEXT}</p></div>"
        "<div style='position:fixed;right:0;top:0;width:90px'><ul><li>分享本页</li></ul></div>"
    ),
    "table.html": document(f"<table border=1><tr><th>项目</th></tr>{CELLS * 3}</table>"),
    "spacing.html": document(
        "<div style='height:21px;overflow:hidden;font-size:14px;width:180px' id=box>"
        "政府信息公开年度工作报告</div>"
    ),
    "kept.html": document(
        f"<div style='width:1000px'>{TEXT}</div><div style='height:3000px'></div>"
        "<script>scrollTo(0, 600)</script>"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("layout"), PAGES) as opened:
        yield opened


def test_a_line_must_fit_into_the_enlarged_window(looks: Looks) -> None:
    (found,) = looks.results("fixed.html", "zoom-200")
    assert (found.outcome, found.rule, found.locator) == ("fail", "long-lines", "#long")
    assert "3.2.2.3 视觉呈现，三级" in found.message
    assert looks.said("fluid.html", "zoom-200") == []
    assert looks.said("columns.html", "zoom-200") == []


def test_text_that_cannot_be_scrolled_to_is_lost(looks: Looks) -> None:
    (found,) = looks.results("lost.html", "zoom-200")
    assert (found.outcome, found.rule, found.value) == ("fail", "lost", "4")
    assert "3.2.2.2 文本字型大小调整，二级" in found.message


def test_text_cut_off_or_covered_is_doubted(looks: Looks) -> None:
    assert looks.said("cut.html", "zoom-200") == ["review clipped #cut"]
    assert looks.said("cut-fine.html", "zoom-200") == []
    assert looks.said("over.html", "zoom-200") == ["review overlap #over"]
    assert looks.said("bar.html", "zoom-200") == []  # scrolling moves it away


def test_scrolling_sideways_in_a_narrow_window_is_doubted(looks: Looks) -> None:
    assert looks.said("fixed.html", "reflow-320") == ["review sideways #long"]
    assert looks.said("fluid.html", "reflow-320") == []
    assert looks.said("table.html", "reflow-320") == []


def test_wider_spacing_must_not_cut_text_off(looks: Looks) -> None:
    assert looks.said("spacing.html", "text-spacing") == ["review clipped #box"]
    assert looks.said("fluid.html", "text-spacing") == []


def test_the_window_is_as_before(looks: Looks) -> None:
    state = (
        "return [innerWidth, innerHeight, devicePixelRatio, scrollX, scrollY,"
        " document.adoptedStyleSheets.length, document.documentElement.outerHTML]"
    )
    seen = looks.session.visit(
        HOME + "kept.html",
        {
            "before": lambda driver: driver.execute_script(state),
            "layout": look_at_layout,
            "spacing": look_at_spacing,
            "after": lambda driver: driver.execute_script(state),
        },
    )
    assert seen.gathered["layout"]["double"]["width"] == 683
    assert seen.gathered["after"] == seen.gathered["before"]
    assert seen.gathered["before"][4] == 600
