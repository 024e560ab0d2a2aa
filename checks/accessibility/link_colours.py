"""Links axe could not judge because of what is behind them, and that look like the text around them.

Where a link has the colour and the background of its text, axe has no objection: colour tells nothing
apart there. It only asks because it cannot see the background.
"""

from collections.abc import Sequence

from checks.accessibility.in_page import Driver, look

RULE = "link-in-text-block"
INTO = " >>> "


def alike(driver: Driver, targets: Sequence[str]) -> set[str]:
    """Those of ``targets`` (axe's paths) that do not differ from the text around them."""
    own = [target for target in targets if INTO not in target]
    said = look(driver, "link_colours", {"targets": own}).get("same", ()) if own else ()
    return {target for target, same in zip(own, said, strict=False) if same is True}
