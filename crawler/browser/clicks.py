"""Pages that a click leads to on a tour: the site must answer itself, because it may remember the click.

Many portals keep the elder mode in a cookie and write the page anew. A stored copy would show the old
page again, and a working entry would be taken for a dead one.
"""

MOST_A_VISIT = 12
"""So many pages are asked of the site in one visit at most."""
STORED = ("Server-Timing", "govcheck;desc=stored")
"""Header of a stored answer on a tour, so that what looks at the page can tell."""


class Clicks:
    """Navigations of one visit that the page began (a link, a script), not we.

    Once such a page has come from the site, the pages opened after it come from there, too.
    """

    def __init__(self) -> None:
        self.next_page()

    def next_page(self) -> None:
        """A new visit begins."""
        self._begun = self._led_on = False
        self._asked = 0

    def requested(self) -> None:
        """The page wants to go somewhere."""
        self._begun = True

    def committed(self) -> None:
        """A page is there."""
        self._begun = False

    def take(self) -> bool:
        """Whether a page that is wanted now has to come from the site; counts it if so."""
        if not (self._begun or self._led_on) or self._asked >= MOST_A_VISIT:
            return False
        self._asked += 1
        self._led_on = True
        return True
