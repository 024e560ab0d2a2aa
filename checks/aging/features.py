"""Use an open toolbar: every kind of button once, and measure what became different."""

from collections.abc import Sequence
from functools import partial
from typing import Any, TypedDict

from checks.aging.opening import Before, fresh_controls
from checks.aging.person import Json, Person

ZOOMS = 10
ENOUGH = 1.99
"""Twice as large, but for the rounding of characters to pixels."""
SCHEMES = 3
VOICES = 3
NEAR = 20
"""How far, in px, a line may be from the pointer it follows."""
LISTEN_S = 0.9


class Effect(TypedDict):
    """One kind of button. ``landed``: it could be hit. ``numbers`` are what was measured after it,
    by name; ``nothing``: no measurable difference from before.
    """

    feature: str
    label: str
    target: str
    clicks: int
    landed: bool
    nothing: bool
    numbers: dict[str, Any]


class Used(TypedDict):
    """What came of a toolbar. ``untried`` are kinds of buttons there was no time or click left for.

    ``buttons`` are all buttons seen; ``start`` is what was heard and seen before any was used.
    """

    buttons: list[Json]
    start: Json
    effects: list[Effect]
    untried: list[str]


def hover(person: Person, tools: Sequence[int], *, listen: bool = False) -> Json:
    """Put the pointer on two texts of the page, and say what followed it, what was shown and said.

    ``tools`` are the numbers of the toolbar's buttons.
    """
    first = heard = person.js("age.log.speech.length")
    looks = []
    for spot in person.js("age.looks.spots(a[0])", tools):
        person.move(spot["x"], spot["y"])
        person.wait(0.12)
        if listen:
            person.until(LISTEN_S, partial(_heard_more, person, heard), every=0.1, least=0.4)
        seen = person.js("age.looks.at(a[0], a[1], a[2])", spot["x"], spot["y"], heard)
        heard += len(seen["said"])
        looks.append({**spot, **seen})
    return {
        "spots": len(looks),
        "lines": _lines(looks),
        "follower": _follower(looks),
        **_caption(looks),
        **_cursor(person, looks),
        "read": sum(_reads(look) for look in looks),
        "sounds": sum(any(one["kind"] != "speak" for one in look["said"]) for look in looks),
        "events": heard - first,
        "heard": [str(one["text"])[:60] for look in looks for one in look["said"]][:6],
    }


def _heard_more(person: Person, than: int) -> bool | None:
    return person.js("age.log.speech.length") > than or None


def use(person: Person, page: Before, start: Sequence[Json]) -> Used:
    """Click through the toolbar; what leaves it (reset, exit) is not touched here."""
    tools = _Tools(person, page, start)
    used: Used = {
        "buttons": [
            {k: b[k] for k in ("kind", "label", "named", "focusable", "role")} for b in start
        ],
        "start": tools.hover(listen=True),
        "effects": [],
        "untried": [],
    }
    tools.seen = used["start"]
    for feature in ("voice", "cursor", "line", "caption", "theme", "zoom_in", "rate", "plain"):
        if not tools.of(feature):
            continue
        if not person.may_click:
            used["untried"].append(feature)
            continue
        effect = getattr(tools, f"use_{feature}", tools.use_plainly)(feature)
        used["effects"].append(effect)
        if tools.left_page():
            break
    return used


class _Tools:
    """The buttons of a toolbar by kind; found anew when the toolbar redraws itself."""

    def __init__(self, person: Person, page: Before, start: Sequence[Json]) -> None:
        self._person, self._page = person, page
        self._start = list(start)
        self._numbers = [one["id"] for one in start]
        self.seen: Json = {}

    def hover(self, *, listen: bool = False) -> Json:
        return hover(self._person, self._numbers, listen=listen)

    def of(self, feature: str) -> list[Json]:
        return [one for one in self._start if one["kind"] == feature]

    def left_page(self) -> bool:
        here = str(self._person.js("location.href")).split("#")[0]
        return here != self._page["url"].split("#")[0]

    def click(self, button: Json) -> bool:
        if not self._person.may_click:
            return False
        if self._person.click(button["id"]):
            self._person.wait(0.3)
            return True
        now = fresh_controls(self._person, self._page["controls"])
        again = next((one for one in now if one["key"] == button["key"]), None)
        again = again or next((one for one in now if one["kind"] == button["kind"]), None)
        self._numbers += [one["id"] for one in now]
        if again is None or not self._person.click(again["id"]):
            return False
        self._person.wait(0.3)
        return True

    def effect(
        self, button: Json, clicks: int, landed: bool, numbers: Json, nothing: bool
    ) -> Effect:
        return {
            "feature": button["kind"],
            "label": button["label"],
            "target": button["target"],
            "clicks": clicks,
            "landed": landed,
            "nothing": nothing,
            "numbers": numbers,
        }

    def use_plainly(self, feature: str) -> Effect:
        """Cursor, line and caption: whatever of the three appears, whichever button it was."""
        button = self.of(feature)[0]
        earlier = self.seen
        landed = self.click(button)
        now = self.seen = self.hover() if landed else earlier
        same = now["spots"] == 2 and all(
            now[key] == earlier[key] for key in ("lines", "follower", "caption", "cursor")
        )
        return self.effect(button, int(landed), landed, now, landed and same)

    def use_voice(self, _feature: str) -> Effect:
        """Whichever state it starts in: what is read with it on, what is heard with it off."""
        on: Json | None = self.seen if self.seen["read"] or self.seen["sounds"] else None
        off: Json | None = None
        buttons = [button for button in self.of("voice")[:VOICES] for _ in range(2)]
        clicks, spoken = 0, list[str]()
        tired = set[str]()
        for button in buttons:
            heard = self._person.js("age.log.speech.length")
            if button["key"] in tired or not self.click(button):
                continue
            clicks += 1
            spoken += self._person.js("age.log.speech.slice(a[0]).map((one) => one.text)", heard)
            now = self.hover(listen=True)
            if on is None and (now["read"] or now["sounds"]):
                on = now
            elif on is None:
                tired.add(button["key"])  # not this one
            elif not now["events"]:
                off = now
                break
        text = self._person.js("age.texts.flow(true).text") if spoken and on is None else ""
        numbers = {
            "read": on["read"] if on else 0,
            "sounds": on["sounds"] if on else 0,
            "spots": (on or self.seen)["spots"],
            "heard": on["heard"] if on else [],
            "silent": off is not None,
            "events_off": None if on is None or not clicks else 0 if off else now["events"],
            "clicked": [one[:60] for one in dict.fromkeys(spoken) if one][:4],
            "of_page": any(len(s) > 1 and "".join(s.split())[:12] in text for s in spoken),
        }
        heard_nothing = on is None and not numbers["clicked"]
        nothing = bool(clicks) and heard_nothing and self.seen["spots"] == 2
        return self.effect(self.of("voice")[0], clicks, clicks > 0, numbers, nothing)

    def use_theme(self, _feature: str) -> Effect:
        """The scheme with the most contrast among those that some clicks lead to."""
        button = self.of("theme")[0]
        start = self._page["glance"]["contrast"]
        best: Json | None = None
        clicks = schemes = 0
        landed = False
        queue = self.of("theme")[:SCHEMES]
        for number in range(SCHEMES):
            button = queue[number] if number < len(queue) else queue[0]
            if not self.click(button):
                continue
            landed, clicks = True, clicks + 1
            now = self._person.js("age.looks.snap(null).contrast")
            if now["main"] == start["main"] and now["filter"] == start["filter"]:
                known = {one["key"] for one in queue}
                fresh = fresh_controls(self._person, self._page["controls"])
                queue += [o for o in fresh if o["kind"] == "theme" and o["key"] not in known]
                continue
            schemes += 1
            if best is None or (now["high"] or 0) > (best["high"] or 0):
                best = now
            if (now["high"] or 0) >= 0.95:
                break
        numbers = {"schemes": schemes, "usual_high": start["high"], **(best or {})}
        return self.effect(self.of("theme")[0], clicks, landed, numbers, landed and best is None)

    def use_zoom_in(self, _feature: str) -> Effect:
        """Larger until it stays as it is or is twice as large."""
        button = self.of("zoom_in")[0]
        clicks, best, landed, still = 0, 1.0, False, 0
        ratios = []
        while clicks < ZOOMS and still < 2 and best < ENOUGH and self.click(button):
            landed, clicks = True, clicks + 1
            ratio = self._person.js("age.texts.growth(a[0])", self._page["samples"])["ratio"]
            if ratio is None:
                break
            ratios.append(round(ratio, 3))
            still = still + 1 if ratio <= best + 0.005 else 0
            best = max(best, ratio)
        glance = self._person.js("age.looks.snap(a[0])", self._page["samples"])
        numbers = {
            "ratio": round(best, 3),
            "ratios": ratios,
            "found": glance["growth"]["found"],
            "of": glance["growth"]["of"],
            "median": glance["sizes"]["median"],
            "wider": glance["wider"],
        }
        return self.effect(button, clicks, landed, numbers, landed and best < 1.02)

    def use_rate(self, _feature: str) -> Effect:
        """The speed shows on the button or in what is said."""
        button = self.of("rate")[0]
        state = "document.documentElement.outerHTML.length + ' ' + (document.body?.innerText ?? '')"
        earlier = self._person.js(state)
        landed = self.click(button)
        changed = landed and self._person.js(state) != earlier
        rates = self._person.js("[...new Set(age.log.speech.map((one) => one.rate))].length")
        return self.effect(
            button,
            int(landed),
            landed,
            {"changed": changed, "rates": rates},
            landed and not changed,
        )

    def use_plain(self, _feature: str) -> Effect:
        """Pictures and styles go, the text stays; then back again."""
        button = self.of("plain")[0]
        earlier = self._person.js("age.looks.quick(null)")
        landed = self.click(button)
        self._person.wait(0.4)
        now = self._person.js("age.looks.quick(null)")
        kept = now["length"] / earlier["length"] if earlier["length"] else None
        numbers = {
            "pictures_before": earlier["pictures"],
            "pictures": now["pictures"],
            "sheets_before": earlier["sheets"],
            "sheets": now["sheets"],
            "text_kept": kept,
        }
        keys = ("pictures", "sheets", "length", "main", "mode", "url")
        nothing = landed and all(now[key] == earlier[key] for key in keys)
        if landed and not nothing and not self.left_page():
            self.click(button)
        return self.effect(button, int(landed), landed, numbers, nothing)


def _lines(looks: Sequence[Json]) -> int:
    """How many thin lines went with the pointer."""
    if len(looks) < 2:
        return 0
    a, b = looks[0], looks[1]
    later = {line["id"]: line for line in b["lines"]}
    count = 0
    for line in a["lines"]:
        now = later.get(line["id"])
        axis = "y" if line["across"] else "x"
        if now is None or abs(a[axis] - b[axis]) < 2:
            continue
        near = abs(line["at"] - a[axis]) <= NEAR and abs(now["at"] - b[axis]) <= NEAR
        count += near and abs(line["at"] - now["at"]) > 1
    return count


def _follower(looks: Sequence[Json]) -> float:
    """The longer side of a picture that goes with the pointer; 0 without one."""
    if len(looks) < 2:
        return 0
    a, b = looks[0], looks[1]
    later = {one["id"]: one for one in b["movers"]}
    dx, dy = b["x"] - a["x"], b["y"] - a["y"]
    sizes = [
        max(one["width"], one["height"])
        for one in a["movers"]
        if (now := later.get(one["id"]))
        and abs((now["x"] - one["x"]) - dx) < 10
        and abs((now["y"] - one["y"]) - dy) < 10
        and abs(dx) + abs(dy) > 20
    ]
    return max(sizes, default=0)


def _caption(looks: Sequence[Json]) -> Json:
    """How many of the texts were shown in a caption, how big, and how high it is."""
    matched, size, height = 0, 0.0, 0.0
    for look in looks:
        for one in look["captions"]:
            shown = one["text"]
            if look["text"][:4] in shown or (len(shown) > 1 and shown[:20] in look["whole"]):
                matched += 1
                size, height = max(size, one["size"]), max(height, one["height"])
                break
    return {"caption": matched, "caption_px": size, "caption_height": height}


def _cursor(person: Person, looks: Sequence[Json]) -> Json:
    """The pointer's picture over the texts: {"cursor": True, "cursor_px": 64, …}."""
    texts = person.js("age.looks.cursors()")
    own = [look["cursor"] for look in looks if "url(" in look["cursor"]] or [texts["one"]]
    if not own[0]:
        return {"cursor": False, "cursor_px": 0, "cursor_bad": False, "cursor_share": 0}
    said = person.answer("age.looks.pictureSize(a[0], done)", own[0]) or {"size": 0, "bad": True}
    return {
        "cursor": True,
        "cursor_px": said["size"],
        "cursor_bad": said["bad"],
        "cursor_share": round(texts["share"], 2),
    }


def _reads(look: Json) -> bool:
    """Whether something said is what stands under the pointer: four fifths of it, or its start."""
    for one in look["said"]:
        said = "".join(str(one["text"]).split())
        if one["kind"] != "speak" or not said:
            continue
        if look["text"][: max(4, len(look["text"]) * 4 // 5)] in said or (
            len(said) > 1 and said[:20] in look["whole"]
        ):
            return True
    return False
