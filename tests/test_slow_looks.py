"""A page that hangs whenever it is touched costs one budget, and the next page is not harmed."""

from pathlib import Path

import pytest
from own_looks import HOME, document, looking

from checks.accessibility import keyboard_walk, layout_look
from checks.accessibility.in_page import TOO_SLOW

pytestmark = pytest.mark.browser

LINKS = "".join(f"<a href=/{n} onfocus='while (1) {{}}'>栏目{n}</a>" for n in range(60))
PAGES = {
    "hangs.html": document(LINKS + "<script>onresize = () => { while (1) {} }</script>"),
    "next.html": document("<p>下一页</p>"),
}
BUDGET_S = 3.0
AMPLE_S = 20.0
"""For a page that must succeed, on the busiest machine."""


def test_a_page_that_hangs_again_and_again_costs_one_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyboard_walk, "MOST_S", 0.5)
    monkeypatch.setattr(layout_look, "MOST_S", 0.5)
    with looking(tmp_path, PAGES, budget_s=BUDGET_S) as looks:
        for look in (keyboard_walk.walk_by_keyboard, layout_look.look_at_layout):
            looks.session.allow(BUDGET_S)
            # Not the gatherer itself, which has a longer budget of its own.
            visit = looks.session.visit(HOME + "hangs.html", {"look": look.function})
            # Either of the two notices first; the layout may come to its senses when it was stopped.
            seen = {"error": visit.reason} if visit.reason else visit.gathered["look"]
            assert seen.get("error") or look is layout_look.look_at_layout, seen
            assert visit.reason or seen.get("error", TOO_SLOW) == TOO_SLOW
            assert visit.seconds < 60 * BUDGET_S  # what the 60 links would take
            looks.session.allow(AMPLE_S)
            width = {"width": lambda driver: driver.execute_script("return innerWidth")}
            after = looks.session.visit(HOME + "next.html", width)
            assert (after.reason, after.gathered) == ("", {"width": 1366})
