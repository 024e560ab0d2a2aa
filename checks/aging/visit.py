"""One page in one window size: find, open, use, leave, go on to the next page."""

import re

from checks.aging.artifact import Elder, Left, Next, View
from checks.aging.features import use
from checks.aging.opening import (
    FEWER_LINKS,
    GREW,
    Before,
    Opening,
    before,
    by_keyboard,
    by_pointer,
    by_script,
    entries_now,
    found_again,
    fresh_controls,
    is_stored,
    not_shown,
)
from checks.aging.person import Json, Person
from checks.aging.scripts import words

FIRST_S, SECOND_S, ONCE_MORE_S = 4.0, 7.0, 2.5
"""How long a click may take to have an effect, at the first and at the second try, and when it is
repeated on the spot.
"""
LATE_S = 3.0
STANDING = {"cursor", "line", "caption", "theme", "voice"}
PHONE_ZOOMS = 3
ELDER_PX = 17.95


class Visit:
    """One window size of a page; ``view`` is what came of it, also when something broke off."""

    def __init__(
        self, person: Person, url: str, name: str, width: int, height: int, skipped: list[str]
    ) -> None:
        self._person, self._url, self._name = person, url, name
        self._skipped = skipped
        self.view: View = {
            "name": name,
            "width": width,
            "height": height,
            "trouble": "",
            "interrupted": "",
            "entries": [],
            "hidden": 0,
            "wordless": 0,
            "sealed": 0,
            "standing": False,
            "vendors": [],
            "glance": {},
            "openings": [],
            "used": None,
            "elder": None,
            "left": [],
            "next": None,
        }
        self._page: Before
        self._links: list[str]
        self._twice = set[str]()

    def make(self) -> None:
        """Look and use, as far as the page lets one."""
        person = self._person
        self.view["trouble"] = person.fresh(self._url)
        if self.view["trouble"]:
            return
        self._page = before(person)
        self._links = person.js("age.looks.links()")
        look = "age.controls.entries()"
        # Buttons at the side are often made by scripts some time after the page.
        person.until(LATE_S, lambda: person.js(f"{look}.entries.length") or None, every=0.5)
        if trouble := not_shown(person):
            self.view["trouble"] = f"页面的脚本转到别处，{trouble}"
            return
        found = entries_now(person)
        self.view["entries"] = found["entries"]
        self.view["hidden"], self.view["wordless"] = found["hidden"], found["wordless"]
        self.view["sealed"] = found["sealed"]
        self.view["vendors"] = person.js("age.controls.knownVendors()")
        self.view["glance"] = self._page["glance"] | {"elder": self._is_elder()}
        kinds = {one["kind"] for one in self._page["controls"]}
        self.view["standing"] = len(kinds) >= 4 and bool(kinds & STANDING)
        if self.view["glance"]["elder"]:
            self.view["elder"] = {**self._elder(), "usual_links": 0}
        person.picture(f"{self._name}-before", "操作之前")
        if self._name == "desktop":
            self._at_the_desk()
        else:
            self._on_the_telephone()

    # ---- desktop

    def _at_the_desk(self) -> None:
        elder, toolbar = self._best("elder", "weak"), self._best("toolbar")
        if elder is not None and self._open(elder):
            if not self._is_toolbar_only():
                self.view["elder"] = self._elder()
            self._person.picture("desktop-elder", f"打开“{elder['label'] or '长者入口'}”之后")
            opening = self.view["openings"][-1]
            if toolbar is None and opening["buttons"] >= 2:
                self._use()
            self._leave()
            if self._has_time("换页后是否保持") and self._again(elder):
                self.view["next"] = self._next()
        if toolbar is not None and self._again(toolbar, first=True):
            self._person.picture("desktop-toolbar", f"打开“{toolbar['label'] or '无障碍入口'}”之后")
            opening = self.view["openings"][-1]
            if opening["outcome"] == "address" or (opening["ratio"] or 0) >= GREW:
                self.view["elder"] = self.view["elder"] or self._elder()
            self._use()
            self._leave()
            if (
                self.view["next"] is None
                and self._has_time("换页后是否保持")
                and self._again(toolbar)
            ):
                self._zoom(1)
                self.view["next"] = self._next()
        elif self.view["standing"] and not self.view["openings"]:
            self._page["controls"] = []
            self._use()
            self._leave()
        away = {one["label"] for one in self.view["openings"] if one["outcome"] == "elsewhere"}
        entry = next((one for one in (toolbar, elder) if one and one["label"] not in away), None)
        if entry is not None and self._has_time("键盘能否打开", clicks=False):
            self._person.fresh(self._url)
            again = found_again(self._person, entry)
            if again is not None:
                twice = entry["label"] in self._twice
                self.view["openings"].append(
                    by_keyboard(self._person, self._page, again, twice=twice)
                )

    def _on_the_telephone(self) -> None:
        entry = self._best("elder", "weak") or self._best("toolbar")
        if entry is None or not self._open(entry):
            return
        buttons = fresh_controls(self._person, self._page["controls"])
        inner = next((one for one in buttons if one["kind"] == "elder"), None)
        if entry["kind"] == "toolbar" and inner is not None and self._person.click(inner["id"]):
            self._person.wait(0.8)
        elif self.view["openings"][-1]["outcome"] == "toolbar":
            self._zoom(PHONE_ZOOMS)
        self.view["elder"] = self._elder()
        self._person.picture("mobile-elder", f"手机尺寸，打开“{entry['label'] or '入口'}”之后")

    # ---- steps

    def _best(self, *kinds: str) -> Json | None:
        """The most obvious entry of a kind: with the right words, in the first screen."""
        mine = [one for one in self.view["entries"] if one["kind"] in kinds]
        order = {"label": 0, "vendor": 1, "mark": 2}
        mine.sort(key=lambda e: (kinds.index(e["kind"]), order[e["why"]], not e["first"], e["y"]))
        return mine[0] if mine else None

    def _open(self, entry: Json) -> bool:
        """Two tries with the pointer, the second as somebody new; then by script, to tell why."""
        opening = by_pointer(self._person, self._page, entry, 1, FIRST_S)
        self.view["openings"].append(opening)
        if _is_open(opening):
            return not self._is_elsewhere(entry, opening)
        if opening["leads_to"]:
            return False  # its address could not be shown: a second click shows no more
        if opening["outcome"] in ("unclear", "nothing") and self._open_inner(entry, opening):
            return True
        if opening["outcome"] == "nothing" and self._open_at_second(entry):
            return True
        for way in ("pointer", "script") if self._name == "desktop" else ("pointer",):
            if self._person.left_s < 5 or not self._person.may_click:
                self._skipped.append(f"“{entry['label']}”没有来得及再试")
                return False
            self._person.fresh(self._url)
            self._person.wait(1.0)
            again = found_again(self._person, entry)
            if again is None:
                return False
            if way == "pointer":
                opening = by_pointer(self._person, self._page, again, 2, SECOND_S)
            else:
                opening = by_script(self._person, self._page, again, 3)
            self.view["openings"].append(opening)
            if _is_open(opening):
                return way == "pointer" and not self._is_elsewhere(entry, opening)
        return False

    def _open_inner(self, entry: Json, first: Opening) -> bool:
        """An entry may bring a menu of entries, or a button that is the way on: try that."""
        person = self._person
        if not person.may_click:
            return False
        known = {one["target"] for one in self.view["entries"]}
        found = person.js("age.controls.entries().entries")
        inner = next((one for one in found if one["target"] not in known), None)
        if inner is None:
            button = person.js("age.looks.button(a[0])", self._page["boxes"])
            if button is None:
                return False
            inner = entry | {"id": button, "label": "弹出的按钮"}
        named = inner | {"label": f"{entry['label']} › {inner['label']}"}
        opening = by_pointer(person, self._page, named, 1, FIRST_S)
        self.view["openings"].append(opening)
        if _is_open(opening) and not self._is_elsewhere(inner, opening):
            first["outcome"] = "unclear"
            return True
        return False

    def _open_at_second(self, entry: Json) -> bool:
        """Some load what they need at the first click and open at the second."""
        if not self._person.may_click:
            return False
        opening = by_pointer(self._person, self._page, entry, 1, ONCE_MORE_S)
        if not _is_open(opening):
            return False
        self.view["openings"].append(opening)
        self._twice.add(entry["label"])
        return not self._is_elsewhere(entry, opening)

    def _is_elsewhere(self, entry: Json, opening: Opening) -> bool:
        """Whether words that could be a column's lead to a page like any other; recorded, too."""
        if entry["kind"] == "elder" or opening["outcome"] != "address" or opening["buttons"] > 1:
            return False
        size = self._person.js("age.texts.sizes().median")
        grew = opening["ratio"] is not None and opening["ratio"] >= GREW
        if grew or (size or 0) >= ELDER_PX or self._is_elder():
            return False
        opening["outcome"] = "elsewhere"
        return True

    def _is_toolbar_only(self) -> bool:
        """Whether an entry with the words of an elder mode brought a toolbar and changed no more."""
        opening = self.view["openings"][-1]
        if opening["outcome"] != "toolbar" or (opening["ratio"] or 1) >= GREW:
            return False
        return len(self._person.js("age.looks.links()")) > FEWER_LINKS * len(self._links)

    def _again(self, entry: Json, *, first: bool = False) -> bool:
        """Open an entry on a fresh load; a known one is not recorded again."""
        touched = bool(self.view["openings"])
        if touched and self._person.fresh(self._url):
            return False
        found = found_again(self._person, entry) if touched else entry
        if found is None:
            return False
        if first:
            return self._open(found)
        if entry["label"] in self._twice and self._person.click(found["id"]):
            self._person.wait(0.3)
        return _is_open(by_pointer(self._person, self._page, found, 1, FIRST_S))

    def _use(self) -> None:
        start = fresh_controls(self._person, self._page["controls"])
        used = use(self._person, self._page, start)
        self._person.picture(f"{self._name}-used", "逐项使用工具条之后")
        if self.view["elder"] is None:
            self._inner_elder()
        if self.view["used"] is None:
            self.view["used"] = used

    def _inner_elder(self) -> None:
        """An elder mode that only a button of the toolbar leads to."""
        buttons = fresh_controls(self._person, self._page["controls"])
        inner = next((one for one in buttons if one["kind"] == "elder"), None)
        if inner is not None and self._person.may_click and self._person.click(inner["id"]):
            self._person.wait(0.8)
            self.view["elder"] = self._elder()

    def _zoom(self, times: int) -> None:
        for _ in range(times):
            buttons = fresh_controls(self._person, self._page["controls"])
            zoom = next((one for one in buttons if one["kind"] == "zoom_in"), None)
            if zoom is None or not self._person.may_click or not self._person.click(zoom["id"]):
                return
            self._person.wait(0.3)

    def _elder(self) -> Elder:
        person = self._person
        glance = person.js("age.looks.snap(a[0])", self._page["samples"])
        links = person.js("age.looks.links()")
        known = re.compile(words()["elder"]["services"])
        services = {text for text in self._links if len(text) <= 8 and known.search(text)}
        bars = [
            f"{selector}"
            for selector in person.js("Object.values(age.vendors).flatMap((one) => one.bar ?? [])")
        ]
        return {
            "url": str(person.js("location.href")),
            "glance": glance,
            "growth": glance["growth"]["ratio"],
            "links": len(links),
            "usual_links": len(self._links),
            "services": len(services),
            "kept": len(services & set(links)),
            "nuisances": person.js("age.looks.nuisances(a[0])", bars),
            "stored": is_stored(person),
        }

    def _leave(self) -> None:
        """Reset, then exit: each as far as there is a button."""
        left: Left = {
            "reset": None, "exit": None, "has_reset": False, "has_exit": False, "buttons": 0,
        }  # fmt: skip
        for kind in ("reset", "exit"):
            buttons = fresh_controls(self._person, self._page["controls"])
            mine = [one for one in buttons if one["kind"] == kind]
            if not mine:
                continue
            left[f"has_{kind}"] = True  # type: ignore[literal-required]
            if not self._person.may_click or not self._person.click(mine[0]["id"]):
                continue
            self._person.wait(0.6)
            self._person.settle()
            left[kind] = self._person.until(3, self._restored) or self._ratio()
        left["buttons"] = len(fresh_controls(self._person, self._page["controls"]))
        self.view["left"].append(left)

    def _ratio(self) -> float | None:
        said = self._person.js("age.texts.growth(a[0])", self._page["samples"])["ratio"]
        return None if said is None else round(float(said), 3)

    def _restored(self) -> float | None:
        ratio = self._ratio()
        return ratio if ratio is not None and abs(ratio - 1) <= 0.02 else None

    def _next(self) -> Next:
        """Go to an article with the mode on, then look at it as somebody new."""
        person = self._person
        trouble, url = "页面上没有可以接着看的本站文章", ""
        for url in person.js("age.looks.nextPages()")[:3]:
            trouble = person.open(url)
            if not trouble:
                break
        if trouble:
            return _unseen(url, trouble)
        samples = person.js("age.texts.samples()")
        median = person.js("age.texts.sizes().median")
        kinds = {one["kind"] for one in person.js("age.controls.controls()")}
        trouble = person.fresh(url)
        if trouble:
            return _unseen(url, trouble)
        back = person.js("age.texts.growth(a[0])", samples)["ratio"]
        usual = {one["kind"] for one in person.js("age.controls.controls()")}
        ratio = round(1 / back, 3) if back else None
        kept = len(kinds - usual) >= 2 or (ratio is not None and ratio >= 1.1)
        return {"url": url, "trouble": "", "ratio": ratio, "median": median, "kept": kept}

    def _is_elder(self) -> bool:
        """Whether the page itself is an elder version: by its title or by a way back."""
        about = words()["entry"]
        return bool(
            self._person.js(
                "new RegExp(a[0]).test(document.title.replace(/\\s/g, ''))"
                " || /[?&](?:version|mode)=(?:zzzh|elder|old)/.test(location.search)",
                about["elder"],
            )
        )

    def _has_time(self, what: str, *, clicks: bool = True) -> bool:
        if (self._person.may_click or not clicks) and self._person.left_s > 6:
            return True
        self._skipped.append(f"{what}没有来得及看")
        return False


def _unseen(url: str, trouble: str) -> Next:
    return {"url": url, "trouble": trouble, "ratio": None, "median": None, "kept": False}


def _is_open(opening: Opening) -> bool:
    return opening["outcome"] in ("toolbar", "mode", "address")
