"""What a tour found, as signals and one verdict. Pure: computed from the stored artifact alone."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from checks.aging import modes
from checks.aging.effects import Toolbar, signal
from checks.aging.lacking import Lacking, lacking, silent_sounds
from checks.aging.scripts import vendors
from checks.aging.signals import Measures, Signal, Signals, Verdict

NAMES = tuple(Signals.__annotations__)
OPEN = ("toolbar", "mode", "address")
KEY = ("zoom", "speech", "contrast_scheme", "cursor", "reading_line", "caption", "plain_text")
FAIR_ZOOM = 1.5
SAME = 0.02
ELSEWHERE = "本程序的无障碍检查另外量"
# Kept when there is no entry, or it does not open: they do not hang on what it would have opened.
OF_THE_ENTRY = ("entry_visible", "entry_everywhere", "entry_keyboard", "toolbar_opens")
NUISANCES = ("ads", "induced", "floating")
OF_ELDER_PAGES = ("elder_size", "elder_size_mobile", "spacing", *NUISANCES)


def measures(tour: Mapping[str, Any]) -> Measures:
    """Of one page. ``tour`` is the artifact of :func:`checks.aging.tour.use_toolbar`."""
    view = tour["views"][0]
    mobile = next((one for one in tour["views"] if one["name"] == "mobile"), None)
    lack = lacking(tour)
    said = _signals(tour, view, mobile)
    verdict, why = _verdict(tour, view, mobile, lack, said)
    if verdict != "works" and (broken := view.get("interrupted")):
        verdict, why = "unseen", f"页面中断了操作（{broken}）"
    if verdict in ("none", "dead", "unseen"):
        said = _without(said, verdict, why)
    entries = [e["label"] or "（图片）" for one in tour["views"] for e in one["entries"]]
    openings = [o for one in tour["views"] for o in one["openings"]]
    led = (o["leads_to"] for o in openings if o["leads_to"] and o["outcome"] != "elsewhere")
    # The telephone's tries prove nothing of the desktop's, so the most of one entry count.
    tries = [o["label"] for o in view["openings"] if o["way"] == "pointer"]
    opened = [o for o in openings if o["way"] != "script" and o["outcome"] in OPEN]
    doubtful = lack.hosts or any(o["outcome"] in ("notice", "unclear") for o in openings)
    doubtful = doubtful or _is_same(view, opened)
    return {
        "verdict": verdict,
        "why": why,
        "url": tour["url"],
        "entries": list(dict.fromkeys(entries)),
        "elder_pages": list(dict.fromkeys(led)),
        "vendors": list(dict.fromkeys(v for one in tour["views"] for v in one["vendors"])),
        "hosts": lack.hosts,
        "attempts": 0 if doubtful else max((tries.count(t) for t in tries), default=0),
        "signals": said,
    }


def of_site(tours: Sequence[Mapping[str, Any]], home: str) -> Measures | None:
    """Of a site: its home page's, completed by the other toured pages: entries everywhere, speech
    where any page reads itself out, and a separate elder version's sizes and nuisances.

    None when the home page was not toured.
    """
    seen = [one for one in tours if one.get("views")]
    first = next((one for one in seen if one["url"].rstrip("/") == home.rstrip("/")), None)
    if first is None:
        return None
    found = measures(first)
    signals = cast("dict[str, Signal]", found["signals"])
    elder = [one for one in seen if one["is_elder"] or one["url"] in found["elder_pages"]]
    usual = [one for one in seen if one not in elder and not one["views"][0]["trouble"]]
    having = sum(bool(one["views"][0]["entries"]) for one in usual)
    if len(usual) > 1:
        share = having / len(usual)
        reason = "" if share == 1 else f"看过的 {len(usual)} 个页面中只有 {having} 个有入口"
        signals["entry_everywhere"] = signal(
            1, "各页都有入口", "met" if share >= 0.95 else "not_met", value=share,
            grade=round(share, 2), reason=reason, pages=len(usual),
        )  # fmt: skip
    for one in usual:  # the rule asks for speech on pages of text at least
        other = measures(one)["signals"]["speech"]
        if signals["speech"]["state"] != "met" and other["state"] == "met":
            signals["speech"] = {**other, "numbers": {**other["numbers"], "page": one["url"]}}
    for one in elder:
        own = measures({**one, "is_elder": True})
        if found["verdict"] == "unseen" and one["url"] in found["elder_pages"]:
            found["verdict"], found["why"] = own["verdict"], f"入口指向的{own['why']}"
        there = cast("Mapping[str, Signal]", own["signals"])
        for name in OF_ELDER_PAGES:
            mine = signals[name]
            lacking_here = mine["state"] == "not_assessed" or not mine["numbers"].get(
                "offered", True
            )
            if lacking_here and there[name]["state"] != "not_assessed":
                numbers = {**there[name]["numbers"], "page": one["url"]}
                signals[name] = {**there[name], "numbers": numbers}
    return found


def _signals(
    tour: Mapping[str, Any], view: Mapping[str, Any], mobile: Mapping[str, Any] | None
) -> Signals:
    toolbar = Toolbar(view["used"], silent_sounds(tour))
    elder = view["elder"]
    if elder is None and tour["is_elder"] and view["glance"]:
        elder = modes.itself(view)
    other = mobile["elder"] if mobile else None
    made: dict[str, Signal] = {
        "entry_visible": modes.entry_visible(view),
        "entry_everywhere": signal(1, "各页都有入口", "not_assessed", reason="只看了一个页面"),
        "entry_keyboard": modes.entry_keyboard(view),
        "toolbar_opens": modes.opens(view),
        "zoom": toolbar.zoom(elder),
        "elder_size": modes.elder_size(view, elder),
        "elder_size_mobile": modes.elder_size_mobile(tour, mobile),
        "spacing": modes.spacing(elder),
        "cursor": toolbar.cursor(),
        "reading_line": toolbar.reading_line(),
        "caption": toolbar.caption(),
        "speech": toolbar.speech(),
        "speech_off": toolbar.speech_off(),
        "speech_rate": toolbar.speech_rate(),
        "contrast_scheme": toolbar.contrast_scheme(),
        "plain_text": toolbar.plain_text(),
        "region_keys": signal(14, "区域跳转键", "not_assessed", reason="没有自动试"),
        "toolbar_accessible": toolbar.accessible(),
        "simplified": modes.simplified(elder),
        "exit": modes.leaving(view),
        "persistence": modes.persistence(view),
        **modes.nuisances(elder, other),
        "focus_visible": signal(20, "焦点可见", "not_assessed", reason=ELSEWHERE),
    }
    return cast("Signals", made)


def _verdict(
    tour: Mapping[str, Any],
    view: Mapping[str, Any],
    mobile: Mapping[str, Any] | None,
    lack: Lacking,
    said: Signals,
) -> tuple[Verdict, str]:
    if view["trouble"] or not view["glance"]:
        return "unseen", f"页面没有打开（{view['trouble']}）"
    if tour["is_elder"] and not view["openings"]:
        size = said["elder_size"]
        good = size["state"] == "met"
        why = f"页面本身是长者版，正文 {size['value'] or 0:g} 像素"
        return ("works" if good else "partial"), why if good else f"{why}，不到 18 像素"
    tried = [o for one in (view, mobile) if one for o in one["openings"]]
    openings = [o for o in tried if o["outcome"] != "elsewhere"]
    if not openings and not view["used"]:
        return _no_entry(view, mobile, lack, [o for o in tried if o["outcome"] == "elsewhere"])
    opened = [o for o in openings if o["way"] != "script" and o["outcome"] in OPEN]
    if not opened and not view["used"]:
        return _not_opened(openings, lack)
    return _opened(view, openings, opened, lack, said)


def _no_entry(
    view: Mapping[str, Any],
    mobile: Mapping[str, Any] | None,
    lack: Lacking,
    elsewhere: Sequence[Mapping[str, Any]],
) -> tuple[Verdict, str]:
    if elsewhere:
        one = elsewhere[0]
        why = f"“{one['label']}”通向 {one['leads_to']}，那里没有放大文字，也没有工具条"
        return "unseen", f"{why}，像是普通栏目"
    if view["entries"] or (mobile and mobile["entries"]):
        return "unseen", "有入口，但没有来得及操作"
    if lack.hosts:
        return "unseen", f"没有看到入口，但{lack.why}，入口可能由它生成"
    if view.get("sealed"):
        return "unseen", "没有看到入口，但页头是别的网站的内嵌框架，里面不能查看"
    if view["wordless"]:
        return "unseen", f"没有带名称的入口，页面顶部有 {view['wordless']} 个没有名称的图片按钮"
    if view["vendors"] or view["standing"]:
        names = "、".join(vendors()[one]["title"] for one in view["vendors"]) or "辅助功能按钮"
        return "unseen", f"页面装了{names}，但没有显示入口"
    hidden = max(view["hidden"], mobile["hidden"] if mobile else 0)
    if hidden:
        return "unseen", f"源代码里有 {hidden} 个入口，页面上没有显示（可能要移到菜单上才出现）"
    return "none", "页头、页尾、浮动位置都没有无障碍、长者版之类的入口"


def _not_opened(openings: Sequence[Mapping[str, Any]], lack: Lacking) -> tuple[Verdict, str]:
    label = openings[0]["label"] or "图片入口"
    away = [o for o in openings if o["outcome"] == "unreached" and o["leads_to"]]
    if away:
        one = away[0]
        return "unseen", f"“{one['label']}”指向 {one['leads_to']}，没有能打开（{one['trouble']}）"
    odd = next((o for o in openings if o["outcome"] == "unclear"), None)
    if odd is not None:
        return (
            "unseen",
            f"点“{odd['label']}”有变化，但认不出是工具条还是长者模式（{odd['trouble']}）",
        )
    tries = sum(o["way"] == "pointer" and o["label"] == openings[0]["label"] for o in openings)
    if lack.refused:
        return "unseen", f"点“{label}”没有反应，但{lack.why}"
    if lack.failed:
        return "dead", f"点“{label}”没有反应，同时{lack.why}"
    notice = next((o for o in openings if o["outcome"] == "notice"), None)
    if notice is not None:
        return "dead", f"点“{notice['label']}”只弹出提示“{notice['trouble']}”"
    if any(o["way"] == "script" and o["outcome"] in OPEN for o in openings):
        return "dead", f"“{label}”用鼠标点 {tries} 次都没有反应，只有用脚本才能触发"
    if all(o["outcome"] == "unreached" for o in openings if o["way"] == "pointer"):
        return "dead", f"“{label}”被别的元素挡住，点不到"
    if tries < 2:
        return "unseen", f"点“{label}”没有反应，没有来得及再试一次"
    return "dead", f"点“{label}”没有反应，重新打开页面再试也一样（共 {tries} 次）"


def _holds(one: Mapping[str, Any], opened: Sequence[Mapping[str, Any]]) -> bool:
    """Whether it is the name of a menu with an entry in it that opens."""
    return any(other["target"].startswith(f"{one['target']} > ") for other in opened)


def _opened(
    view: Mapping[str, Any],
    openings: Sequence[Mapping[str, Any]],
    opened: Sequence[Mapping[str, Any]],
    lack: Lacking,
    said: Signals,
) -> tuple[Verdict, str]:
    tried = Toolbar(view["used"]).tried
    signals = cast("Mapping[str, Signal]", said)
    bad = [
        signals[name]
        for name in KEY
        if signals[name]["state"] == "not_met"
        and signals[name]["numbers"].get("offered")
        and not signals[name]["grade"]
    ]
    zoom = said["zoom"]
    if zoom["state"] == "met" and (zoom["value"] or 0) < FAIR_ZOOM:
        bad = [zoom, *bad]
    if _is_same(view, opened):
        one = opened[0]
        if view["elder"].get("stored"):
            return "unseen", f"“{one['label']}”打开的是存下的那一份，看不出网站有没有记住选择"
        why = f"“{one['label']}”打开的 {one['leads_to']} 与平常的页面量不出差别"
        return "dead", f"{why}（字号、样式、链接数都一样）"
    if tried and all(one["nothing"] for one in tried) and view["elder"] is None:
        names = "、".join(one["label"] for one in tried)
        if lack.hosts:
            return "unseen", f"工具条能打开，点过的按钮（{names}）没有作用，但{lack.why}"
        return "dead", f"工具条能打开，点过的 {len(tried)} 种按钮（{names}）都没有作用"
    lines = [f"{one['title']}：{one['reason']}" for one in bad]
    size = said["elder_size"]
    if size["state"] == "not_met" and size["numbers"].get("by") == "elder":
        lines.append(f"{size['title']}：{size['reason']}")
    silent = {
        o["label"]
        for o in openings
        if o["way"] == "pointer" and o["outcome"] == "nothing" and not _holds(o, opened)
    }
    dead = silent - {o["label"] for o in opened}
    lines += [f"“{name}”点了没有反应" for name in sorted(dead)]
    if lines and lack.hosts:
        return "unseen", f"部分功能没有作用（{'；'.join(lines)}），但{lack.why}"
    if lines:
        return "partial", "；".join(lines)
    worked = [signals[name]["title"] for name in KEY if signals[name]["state"] == "met"]
    if view["elder"] is not None and size["state"] == "met":
        worked.append(f"长者模式正文 {size['value']:g} 像素")
    if not worked:
        return "unseen", "入口能打开，但没有量到可以确认的变化"
    return "works", f"{'、'.join(worked)}有效"


def _is_same(view: Mapping[str, Any], opened: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the elder version an entry leads to is the page as everybody sees it."""
    elder, usual = view["elder"], view["glance"]
    if elder is None or view["used"] or elder["growth"] is None:
        return False
    if not opened or any(o["outcome"] != "address" or o["buttons"] > 1 for o in opened):
        return False
    there = elder["glance"]
    return bool(
        abs(elder["growth"] - 1) <= SAME
        and elder["usual_links"]
        and abs(elder["links"] / elder["usual_links"] - 1) <= SAME
        and all(there[name] == usual[name] for name in ("mode", "sheets"))
        and there["contrast"]["main"] == usual["contrast"]["main"]
    )


def _without(said: Signals, verdict: Verdict, why: str) -> Signals:
    """Functions behind an entry that is not there or does not open: not provided, or not known."""
    kept = {}
    for name, one in cast("Mapping[str, Signal]", said).items():
        known = name in OF_THE_ENTRY if verdict != "unseen" else one["state"] in ("met", "unsure")
        if known or one["state"] == "not_assessed":
            kept[name] = one
        elif verdict == "unseen" or name in NUISANCES:
            kept[name] = {**one, "state": "not_assessed", "grade": None, "reason": why}
        else:
            reason = "没有入口" if verdict == "none" else "入口失效"
            numbers = {**one["numbers"], "offered": False}
            kept[name] = {
                **one, "state": "not_met", "grade": 0.0, "reason": reason, "numbers": numbers,
            }  # fmt: skip
    return cast("Signals", kept)
