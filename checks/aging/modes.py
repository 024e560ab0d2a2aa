"""Signals of entries, elder modes and leaving them. Pure."""

from collections.abc import Mapping
from typing import Any

from checks.aging.effects import signal
from checks.aging.signals import Signal

LEAST, GOOD = 17.95, 24
"""px of text in elder mode; characters are never exactly 18 px."""
OPEN = ("toolbar", "mode", "address")
TABS = 30
USUAL_CLOSE = 44
NO_ELDER = "没有长者模式或长者版"

type View = Mapping[str, Any]
type Elder = Mapping[str, Any]


def itself(view: View) -> Elder:
    """A page that is an elder version, in the form of an elder mode."""
    glance = view["glance"]
    return {
        "glance": glance,
        "growth": None,
        "links": 0,
        "usual_links": 0,
        "services": 0,
        "kept": 0,
    }


def entry_visible(view: View) -> Signal:
    title = "首页首屏看得到入口"
    away = {o["label"] for o in view["openings"] if o["outcome"] == "elsewhere"}
    entries = [one for one in view["entries"] if one["label"] not in away]
    if away and not entries:
        reason = f"“{'、'.join(sorted(away))}”通向普通栏目"
        return signal(1, title, "unsure", value=0, unit="个", reason=reason)
    first = sum(bool(one["first"]) and not one.get("revealed") for one in entries)
    if first or view["standing"]:
        return signal(1, title, "met", value=first or 1, unit="个")
    if entries and all(one.get("revealed") for one in entries):
        reason = "入口在菜单里，把鼠标移上去才出现"
        return signal(1, title, "unsure", value=0, unit="个", reason=reason)
    if entries:
        reason = "入口不在首屏，要滚动才看得到"
        return signal(1, title, "not_met", value=0, unit="个", grade=0.5, reason=reason)
    if view.get("sealed"):
        reason = "页头是别的网站的内嵌框架，里面不能查看"
        return signal(1, title, "unsure", value=0, unit="个", reason=reason)
    if view["wordless"]:
        reason = f"有 {view['wordless']} 个没有名称的图片按钮，可能是入口"
        return signal(1, title, "unsure", value=0, unit="个", reason=reason)
    if view["hidden"]:
        reason = f"源代码里有 {view['hidden']} 个入口，页面上没有显示"
        return signal(1, title, "unsure", value=0, unit="个", reason=reason)
    reason = "没有入口" if view["glance"] else "页面没有打开"
    return signal(1, title, "not_met" if view["glance"] else "not_assessed", value=0, unit="个",
                  reason=reason)  # fmt: skip


def entry_keyboard(view: View) -> Signal:
    title = "键盘能打开入口"
    tried = next((o for o in view["openings"] if o["way"] == "keyboard"), None)
    if tried is None:
        return signal(2, title, "not_assessed", unit="次", reason="没有试键盘")
    tabs = tried["tabs"]
    if tried["outcome"] in OPEN or tried["leads_to"]:
        late = tabs > TABS
        reason = f"要按 {tabs} 次 Tab 才到" if late else ""
        return signal(
            2, title, "met", value=tabs, unit="次", grade=0.5 if late else 1, reason=reason
        )
    if not any(o["way"] == "pointer" and o["outcome"] in OPEN for o in view["openings"]):
        return signal(2, title, "not_assessed", unit="次", reason="入口用鼠标也打不开")
    if tried["outcome"] == "unclear":
        reason = f"按回车有变化，认不出是什么（{tried['trouble']}）"
        return signal(2, title, "unsure", value=tabs, unit="次", reason=reason)
    if tried["outcome"] == "unreached":
        reason = f"“{tried['label']}”{tried['trouble']}"
        return signal(2, title, "not_met", unit="次", reason=reason)
    reason = f"按 {tabs} 次 Tab 能到“{tried['label']}”，按回车没有反应，用鼠标可以打开"
    return signal(2, title, "not_met", value=tabs, unit="次", grade=0, reason=reason)


def opens(view: View) -> Signal:
    title = "入口能打开"
    pointer = [o for o in view["openings"] if o["way"] == "pointer"]
    good = [o for o in pointer if o["outcome"] in OPEN]
    if good:
        slowest = max(o["seconds"] for o in good)
        return signal(3, title, "met", value=slowest, unit="秒", tries=len(pointer))
    if view["standing"]:
        return signal(3, title, "met", value=0, unit="秒", tries=0)
    if not pointer:
        return signal(3, title, "not_met", unit="秒", reason="没有入口")
    reason = f"点“{pointer[0]['label']}”没有反应"
    return signal(3, title, "not_met", unit="秒", reason=reason, tries=len(pointer))


def elder_size(view: View, elder: Elder | None) -> Signal:
    title = "长者模式正文字号（电脑）"
    size, how = None, "elder"
    if elder is not None:
        size = elder["glance"]["sizes"]["median"]
    else:
        effects = view["used"]["effects"] if view["used"] else ()
        zoomed = [e for e in effects if e["feature"] == "zoom_in" and e["landed"]]
        if zoomed:
            size, how = zoomed[0]["numbers"]["median"], "zoom"
    if size is None:
        return signal(5, title, "not_met", unit="像素", reason=NO_ELDER, offered=False)
    if size < LEAST:
        reason = f"正文多数 {size:.1f} 像素，不到 18 像素"
        return signal(
            5, title, "not_met", value=size, unit="像素", reason=reason, by=how, offered=True
        )
    full = size >= GOOD
    reason = "" if full else f"正文多数 {size:.1f} 像素，不到 {GOOD} 像素"
    return signal(
        5, title, "met", value=size, unit="像素", grade=1.0 if full else 0.7, reason=reason,
        by=how, offered=True,
    )  # fmt: skip


def elder_size_mobile(tour: Mapping[str, Any], mobile: View | None) -> Signal:
    title = "长者模式正文字号（手机）"
    if mobile is None or mobile["trouble"] or not mobile["glance"]:
        return signal(5, title, "not_assessed", unit="像素", reason="没有用手机尺寸看成")
    elder = mobile["elder"]
    if elder is None and tour["is_elder"]:
        elder = itself(mobile)
    if elder is None:
        if not mobile["entries"]:
            reason = "手机尺寸下没有入口"
        elif mobile["openings"]:
            reason = "手机尺寸下入口打不开"
        else:
            return signal(5, title, "not_assessed", unit="像素", reason="没有来得及看")
        return signal(5, title, "not_met", unit="像素", reason=reason, offered=False)
    size = elder["glance"]["sizes"]["median"]
    if size is None:
        return signal(5, title, "not_assessed", unit="像素", reason="页面上没有量到文字")
    if size < LEAST:
        reason = f"正文多数 {size:.1f} 像素，不到 18 像素"
        return signal(5, title, "not_met", value=size, unit="像素", reason=reason, offered=True)
    return signal(5, title, "met", value=size, unit="像素", offered=True)


def spacing(elder: Elder | None) -> Signal:
    title = "行距、段距"
    if elder is None:
        return signal(6, title, "not_assessed", unit="倍", reason=NO_ELDER)
    told = elder["glance"]["spacing"]
    line, paragraph = told["line"], told["paragraph"]
    if line is None:
        return signal(6, title, "not_assessed", unit="倍", reason="没有成段的文字")
    numbers: dict[str, Any] = {"paragraph": None if paragraph is None else round(paragraph, 2)}
    least = min(line, paragraph if paragraph is not None else line)
    if least >= 1.5 - 0.005:
        return signal(6, title, "met", value=line, unit="倍", grade=1.0, **numbers)
    reason = f"行距 {line:.2f} 倍"
    if paragraph is not None:
        reason += f"，段距是行距的 {paragraph:.2f} 倍"
    if least >= 1.3 - 0.005:
        reason += "，不到 1.5 倍"
        return signal(6, title, "met", value=line, unit="倍", grade=0.5, reason=reason, **numbers)
    return signal(6, title, "not_met", value=line, unit="倍", reason=reason, **numbers)


def simplified(elder: Elder | None) -> Signal:
    title = "简约版"
    if elder is None or not elder["usual_links"]:
        return signal(16, title, "not_met" if elder is None else "not_assessed",
                      reason=NO_ELDER if elder is None else "没有平常的页面可比", offered=False)  # fmt: skip
    share = elder["links"] / elder["usual_links"]
    needed = min(5, elder["services"])
    numbers = {"links": elder["links"], "usual_links": elder["usual_links"], "kept": elder["kept"],
               "offered": True}  # fmt: skip
    if share > 0.6:
        reason = f"链接 {elder['links']} 个，平常 {elder['usual_links']} 个，没有简化"
        return signal(16, title, "not_met", value=share, reason=reason, **numbers)
    if elder["kept"] < needed:
        reason = f"主要服务 {elder['services']} 项中只找到 {elder['kept']} 项同名链接"
        return signal(16, title, "unsure", value=share, reason=reason, **numbers)
    return signal(16, title, "met", value=share, **numbers)


def leaving(view: View) -> Signal:
    title = "退出、重置"
    if not view["left"]:
        return signal(17, title, "not_assessed", unit="倍", reason="没有打开过")
    ratios = [
        one[kind] for one in view["left"] for kind in ("exit", "reset") if one[kind] is not None
    ]
    good = [one for one in ratios if abs(one - 1) <= 0.02]
    remaining = min(one["buttons"] for one in view["left"])
    if good:
        return signal(17, title, "met", value=good[0], unit="倍", offered=True, buttons=remaining)
    if ratios:
        reason = f"退出或重置后文字仍是原来的 {ratios[0]:.2f} 倍"
        return signal(17, title, "not_met", value=ratios[0], unit="倍", reason=reason, offered=True)
    if any(one["has_exit"] or one["has_reset"] for one in view["left"]):
        return signal(17, title, "not_assessed", unit="倍", reason="按钮没有点成或找不回原来的文字")
    if any(o["outcome"] == "address" for o in view["openings"]):
        return signal(17, title, "not_assessed", unit="倍", reason="长者版是单独的页面")
    return signal(17, title, "unsure", unit="倍", reason="没有找到退出或重置的按钮", offered=False)


def persistence(view: View) -> Signal:
    title = "换页后仍保持"
    told = view["next"]
    if told is None:
        return signal(18, title, "not_assessed", unit="倍", reason="没有看下一页")
    if told["trouble"]:
        return signal(18, title, "not_assessed", unit="倍", reason="下一页没有打开")
    separate = any(o["outcome"] == "address" for o in view["openings"])
    kept = told["kept"] or (separate and (told["median"] or 0) >= LEAST)
    if kept:
        return signal(18, title, "met", value=told["ratio"], unit="倍", next=told["url"])
    reason = "到了下一页，文字大小和工具条都回到平常"
    return signal(
        18, title, "not_met", value=told["ratio"], unit="倍", reason=reason, next=told["url"]
    )


def nuisances(elder: Elder | None, mobile: Elder | None) -> dict[str, Signal]:
    """Advertisements, urging buttons and floating windows in elder mode, on either screen."""
    titles = {"ads": "广告", "induced": "诱导按键", "floating": "浮窗能关掉"}
    seen = [one["nuisances"] for one in (elder, mobile) if one is not None and "nuisances" in one]
    made = {}
    for name, title in titles.items():
        if not seen:
            made[name] = signal(19, title, "not_assessed", unit="处", reason=NO_ELDER)
            continue
        found = max((one[name] for one in seen), key=len)
        if name == "floating":
            found = [one for one in found if one["close"] < USUAL_CLOSE]
        if not found:
            made[name] = signal(19, title, "met", value=0, unit="处")
            continue
        closable = sum(one.get("close", 0) > 0 for one in found)
        small = (
            f"，其中 {closable} 处有关闭按钮但不到 {USUAL_CLOSE} 像素" if name == "floating" else ""
        )
        reason = f"有 {len(found)} 处疑似{'不便关闭的浮窗' if name == 'floating' else title}{small}"
        made[name] = signal(19, title, "unsure", value=len(found), unit="处", reason=reason)
    return made
