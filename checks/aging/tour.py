"""Use the elder mode and the toolbar of an open page as a person would, within a minute."""

import time

from checks.aging.artifact import Tour
from checks.aging.person import Driver, Person, first_line
from checks.aging.visit import Visit
from checks.gathering import gatherer

BUDGET_S = 60.0
MARGIN_S = 5.0
FOR_MOBILE = 3
"""Clicks kept for the telephone."""
LEAST_S = 6


@gatherer(task="tour", order=50, budget_s=BUDGET_S, title="操作工具条、长辈版")
def use_toolbar(
    driver: Driver, patience: float = 1.0, *, mobile: bool = True, budget_s: float = BUDGET_S
) -> Tour:
    """Find the entries, open them by pointer and keyboard, use every kind of button, leave again:
    on a desktop and, if ``mobile``, on a telephone. ``patience`` scales all waiting.
    """
    begun = time.monotonic()
    person = Person(driver, budget_s - MARGIN_S, patience)
    url = str(driver.execute_script("return location.href"))
    tour: Tour = {
        "url": url,
        "is_elder": False,
        "seconds": 0.0,
        "clicks": 0,
        "views": [],
        "skipped": [],
    }
    try:
        person.reserve = FOR_MOBILE
        _look(Visit(person, url, "desktop", 1366, 900, tour["skipped"]), person, tour)
        tour["is_elder"] = bool(tour["views"][0]["glance"].get("elder"))
        person.reserve = 0
        if mobile and person.left_s > LEAST_S:
            person.telephone()
            _look(Visit(person, url, "mobile", 390, 844, tour["skipped"]), person, tour)
        elif mobile:
            tour["skipped"].append("手机尺寸没有来得及看")
    finally:
        person.close()
    tour["pictures"] = person.pictures
    tour["clicks"] = person.clicks
    tour["seconds"] = round(time.monotonic() - begun, 1)
    return tour


def _look(visit: Visit, person: Person, tour: Tour) -> None:
    """A page that breaks off (dialogs without end, a script that hangs) keeps what was seen, unless
    the browser is gone with it.
    """
    tour["views"].append(visit.view)
    try:
        visit.make()
    except Exception as error:
        visit.view["interrupted"] = first_line(error) or type(error).__name__
        if not person.can_go_on():
            raise
