"""Open an entry like a person, and see what happens: a toolbar, another mode, another page, nothing."""

from collections.abc import Sequence
from typing import Literal, TypedDict
from urllib.parse import urldefrag

from checks.aging.person import Json, Person

Way = Literal["pointer", "keyboard", "script"]
Outcome = Literal[
    "toolbar", "mode", "address", "elsewhere", "unclear", "notice", "nothing", "unreached"
]
GREW = 1.1
FEWER_LINKS = 0.8
HTTP_ERROR = 400
TABS = 40
TAB = 9
ENTER = 13


class Opening(TypedDict):
    """One try. ``outcome`` "unreached": the entry could not be hit or focused, or the address it
    leads to could not be shown (``trouble`` says why); "elsewhere": it leads to a page like any other;
    "unclear": something appeared that is neither; "notice": only a message (``trouble``). ``tabs`` counts Tab presses. ``ratio`` is
    the growth of the page's texts.
    """

    label: str
    kind: str
    target: str
    way: Way
    attempt: int
    outcome: Outcome
    seconds: float
    leads_to: str
    tabs: int
    ratio: float | None
    buttons: int
    trouble: str


class Before(TypedDict):
    """The page before anything was touched."""

    url: str
    glance: Json
    samples: list[Json]
    controls: list[Json]
    bars: list[str]
    boxes: list[str]


def before(person: Person) -> Before:
    """Look at the untouched page."""
    samples = person.js("age.texts.samples()")
    return {
        "url": str(person.js("location.href")),
        "glance": person.js("age.looks.snap(a[0])", samples),
        "samples": samples,
        "controls": person.js("age.controls.controls()"),
        "bars": person.js("age.controls.bars()"),
        "boxes": person.js("age.looks.boxes()"),
    }


def fresh_controls(person: Person, earlier: Sequence[Json]) -> list[Json]:
    """The toolbar buttons that were not there before."""
    return _fresh(person.js("age.controls.controls()"), earlier)


def _fresh(now: Sequence[Json], earlier: Sequence[Json]) -> list[Json]:
    known = [one["key"] for one in earlier]
    found = []
    for one in now:
        if one["key"] in known:
            known.remove(one["key"])
        else:
            found.append(one)
    return found


def by_pointer(
    person: Person, page: Before, entry: Json, attempt: int, patience_s: float
) -> Opening:
    """Click (or tap) an entry and wait for what comes of it."""
    return _try(person, page, entry, "pointer", attempt, patience_s, 0)


def by_script(person: Person, page: Before, entry: Json, attempt: int) -> Opening:
    """What no person can do: tells a covered or touchy entry from a dead one."""
    return _try(person, page, entry, "script", attempt, 3, 0)


def by_keyboard(person: Person, page: Before, entry: Json, *, twice: bool = False) -> Opening:
    """Tab to an entry and press Enter; ``twice`` where a pointer had to click twice."""
    person.js("(document.activeElement?.blur(), window.scrollTo(0, 0))")
    for tabs in range(1, TABS + 1 if entry["focusable"] else 1):
        person.key("Tab", TAB)
        if person.js("age.controls.focused(a[0])", entry["id"]):
            if twice:
                person.key("Enter", ENTER, "\r")
                person.wait(0.3)
            return _try(person, page, entry, "keyboard", 1, 5, tabs)
        if person.left_s < 3:
            break
    trouble = "键盘走不到" if entry["focusable"] else "不能获得键盘焦点"
    return _said(entry, "keyboard", 1, "unreached", trouble=trouble, tabs=TABS)


def entries_now(person: Person) -> Json:
    """The entries there are; where none is shown, those that a pointer on their menu brings out."""
    found: Json = person.js("age.controls.entries()")
    if found["entries"] or person.touches:
        return found
    for menu in found["covers"]:
        where = person.js("age.controls.aim(a[0])", menu)
        if where is None:
            continue
        person.move(where["x"], where["y"])
        person.wait(0.4)
        shown: Json = person.js("age.controls.entries()")
        if shown["entries"]:
            return shown | {"entries": [one | {"revealed": True} for one in shown["entries"]]}
    return found


def found_again(person: Person, entry: Json) -> Json | None:
    """The same entry on the page as it is now."""
    same = [
        one
        for one in entries_now(person)["entries"]
        if one["label"] == entry["label"] and one["kind"] == entry["kind"]
    ]
    exact = [one for one in same if one["target"] == entry["target"]]
    return next(iter(exact or same), None)


def _try(
    person: Person,
    page: Before,
    entry: Json,
    way: Way,
    attempt: int,
    patience_s: float,
    tabs: int,
) -> Opening:
    windows, dialogs, origin = person.js(
        "[age.log.windows.length, age.log.dialogs.length, performance.timeOrigin]"
    )
    begun = person.left_s
    if way == "keyboard":
        person.key("Enter", ENTER, "\r")
    elif way == "script":
        person.js("age.controls.press(a[0])", entry["id"])
    elif not person.click(entry["id"]):
        return _said(entry, way, attempt, "unreached", trouble="被别的元素挡住，点不到")
    said = person.until(patience_s, lambda: _changed(person, page, windows))
    seconds = begun - person.left_s
    if said is None:
        outcome, trouble = _little(person, page, dialogs, origin)
        return _said(
            entry, way, attempt, outcome, seconds=seconds, tabs=tabs, trouble=trouble
        )  # fmt: skip
    outcome, leads_to = said
    trouble = ""
    if outcome == "address":
        if _bare(str(person.js("location.href"))) != _bare(leads_to):
            trouble = person.open(leads_to)
        else:
            person.settle()
        if not trouble and (trouble := not_shown(person)):
            leads_to = leads_to if leads_to.startswith("http") else entry["href"] or "（地址不明）"
        if trouble:
            return _said(
                entry, way, attempt, "unreached", seconds=seconds, leads_to=leads_to, tabs=tabs,
                trouble=trouble,
            )  # fmt: skip
    else:
        person.wait(0.6)  # styles and the rest of the bar
        outcome = (_changed(person, page, windows) or said)[0]
    buttons = fresh_controls(person, page["controls"])
    return _said(
        entry, way, attempt, outcome, seconds=seconds, leads_to=leads_to, tabs=tabs,
        ratio=person.js("age.texts.growth(a[0])", page["samples"])["ratio"], buttons=len(buttons),
    )  # fmt: skip


def not_shown(person: Person) -> str:
    """Why nothing of a site is shown where the tab has come to, in Chinese; "" where it is."""
    protocol, status = person.js(
        "[location.protocol, performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0]"
    )
    if status >= HTTP_ERROR:
        return f"HTTP {status}"
    return "" if protocol.startswith("http") else "地址没有打开"


def _changed(person: Person, page: Before, windows: int) -> tuple[Outcome, str] | None:
    """What is different from before: (outcome, address it leads to), None while nothing is."""
    now = person.js("age ? age.looks.since(a[0]) : null", page["samples"])
    if now is None:
        return None  # between two pages
    if len(now["windows"]) > windows:
        return "address", str(now["windows"][-1])
    if _bare(now["url"]) != _bare(page["url"]):
        return "address", str(now["url"])
    features = {one["kind"] for one in _fresh(now["controls"], page["controls"])}
    if len(features) >= 2 or (features and set(now["bars"]) - set(page["bars"])):
        return "toolbar", ""
    if now["ratio"] is not None and now["ratio"] >= GREW:
        return "mode", ""
    glance = page["glance"]
    if now["mode"] != glance["mode"] or now["sheets"] != glance["sheets"]:
        looks = person.js("age.looks.quick(null)")
        fewer = len(person.js("age.looks.links()")) <= FEWER_LINKS * glance["links"]
        coloured = looks["main"] != glance["contrast"]["main"]
        if fewer or coloured or looks["filter"] != glance["contrast"]["filter"]:
            return "mode", ""
    return None


def _little(person: Person, page: Before, dialogs: int, origin: float) -> tuple[Outcome, str]:
    """What may have happened where nothing known did, with the words of it. ``origin`` is when the
    page was opened that the try began on.
    """
    now = person.js("age ? age.looks.since(a[0]) : null", page["samples"])
    if now is None:
        return "unclear", "页面没有稳定下来"
    fresh = [one for one in person.js("age.looks.boxes()") if one not in page["boxes"]]
    glance = page["glance"]
    if _is_stored_again(person, origin):
        return "unclear", "页面重新打开了，但看到的是存下的那一份，看不出网站有没有记住选择"
    if fresh:
        return "unclear", f"出现了 {fresh[0][:60]}"
    if now["mode"] != glance["mode"] or now["sheets"] != glance["sheets"]:
        return "unclear", "页面换了样式，量不出变化"
    if len(now["dialogs"]) > dialogs:
        return "notice", str(now["dialogs"][-1])
    return "nothing", ""


def _is_stored_again(person: Person, origin: float) -> bool:
    """Whether the page was loaded anew, and not from the site."""
    return bool(person.js("performance.timeOrigin") != origin and is_stored(person))


def is_stored(person: Person) -> bool:
    """Whether the page is the copy that was stored, which knows of no choice."""
    timing = person.js(
        "(performance.getEntriesByType('navigation')[0]?.serverTiming || [])"
        ".map((one) => `${one.name} ${one.description}`)"
    )
    return "govcheck stored" in timing


def _said(
    entry: Json,
    way: Way,
    attempt: int,
    outcome: Outcome,
    *,
    seconds: float = 0.0,
    leads_to: str = "",
    tabs: int = 0,
    ratio: float | None = None,
    buttons: int = 0,
    trouble: str = "",
) -> Opening:
    return {
        "label": entry["label"],
        "kind": entry["kind"],
        "target": entry["target"],
        "way": way,
        "attempt": attempt,
        "outcome": outcome,
        "seconds": round(seconds, 2),
        "leads_to": leads_to,
        "tabs": tabs,
        "ratio": ratio,
        "buttons": buttons,
        "trouble": trouble,
    }


def _bare(url: str) -> str:
    return urldefrag(url)[0].rstrip("/")
