"""Signals from using a toolbar: what each kind of button did. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checks.aging.signals import Signal, State

BIG_POINTER = 48
BIG_CAPTION = 32
MOST_TEXTS = 0.5
ENOUGH_TEXTS = 0.95
ZOOM_GRADES = ((1.98, 1.0), (1.5, 0.7), (1.25, 0.4))
NO_BUTTON = "没有这个按钮"
NO_TIME = "点击次数或时间用完，没有试"
NOT_HIT = "按钮被挡住，点不到"
NO_SPOTS = "窗口里没有可以指的文字"

type Numbers = Mapping[str, Any]


def signal(
    number: int,
    title: str,
    state: State,
    *,
    value: float | None = None,
    unit: str = "",
    grade: float | None = None,
    reason: str = "",
    **numbers: Any,
) -> Signal:
    """A signal; the grade of one that is simply met or not is 1 or 0."""
    if grade is None and state in ("met", "not_met"):
        grade = float(state == "met")
    return {
        "number": number,
        "title": title,
        "state": state,
        "value": None if value is None else round(float(value), 3),
        "unit": unit,
        "grade": grade if state in ("met", "not_met") else None,
        "reason": reason,
        "numbers": numbers,
    }


class Toolbar:
    """What came of one used toolbar. ``sounds`` are hosts of sounds that did not come."""

    def __init__(self, used: Mapping[str, Any] | None, sounds: Sequence[str] = ()) -> None:
        self._used, self._sounds = used, sounds
        effects = used["effects"] if used else ()
        self._effects: dict[str, Any] = {one["feature"]: one for one in effects}

    @property
    def tried(self) -> list[Mapping[str, Any]]:
        """The effects of buttons that were hit."""
        return [one for one in self._effects.values() if one["landed"]]

    def _missing(self, feature: str, number: int, title: str, unit: str = "") -> Signal | None:
        """Why there is nothing to measure, None when there is."""
        effect = self._effects.get(feature)
        if effect is not None and effect["landed"]:
            return None
        if effect is not None:
            reason = NOT_HIT
        elif self._used and feature in self._used["untried"]:
            reason = NO_TIME
        else:
            return signal(number, title, "not_met", unit=unit, reason=NO_BUTTON, offered=False)
        return signal(number, title, "not_assessed", unit=unit, reason=reason, offered=True)

    def _most(self, name: str) -> float:
        """The largest number of that name after any of the buttons that show something."""
        shown = [self._used["start"]] if self._used else []
        shown += [e["numbers"] for e in self.tried if e["feature"] in ("cursor", "line", "caption")]
        return max((one.get(name) or 0 for one in shown), default=0)

    def _shown(
        self, feature: str, number: int, title: str, unit: str, said: Callable[[], Signal | None]
    ) -> Signal:
        """One of cursor, line and caption, whichever button brought it."""
        found = said()
        if found is not None:
            return found
        missing = self._missing(feature, number, title, unit)
        if missing is not None:
            return missing
        if self._effects[feature]["numbers"]["spots"] < 2:
            return signal(number, title, "not_assessed", unit=unit, reason=NO_SPOTS, offered=True)
        reason = f"点了“{self._effects[feature]['label']}”没有出现"
        return signal(number, title, "not_met", unit=unit, reason=reason, offered=True)

    def zoom(self, elder: Mapping[str, Any] | None) -> Signal:
        title = "文字放大"
        missing = self._missing("zoom_in", 4, title, "倍")
        if missing is None:
            numbers = self._effects["zoom_in"]["numbers"]
            return _zoomed(
                title, numbers["ratio"], numbers["found"], numbers["of"],
                by="放大按钮", clicks=self._effects["zoom_in"]["clicks"],
            )  # fmt: skip
        if missing["state"] == "not_met" and elder and elder["growth"]:
            growth = elder["glance"]["growth"]
            return _zoomed(title, elder["growth"], growth["found"], growth["of"], by="长者模式")
        return missing

    def cursor(self) -> Signal:
        def said() -> Signal | None:
            size = max(self._most("cursor_px"), self._most("follower"))
            share = self._most("cursor_share")
            if size >= BIG_POINTER and self._most("cursor_px") and 0 < share < MOST_TEXTS:
                reason = f"只有 {share:.0%} 的文字上换了指针"
                return signal(7, title, "unsure", value=size, unit="px", reason=reason)
            if size >= BIG_POINTER:
                return signal(7, title, "met", value=size, unit="px", offered=True)
            if size:
                return signal(
                    7, title, "not_met", value=size, unit="px", grade=0.5, offered=True,
                    reason=f"指针图片只有 {size:g} 像素，不到 {BIG_POINTER} 像素",
                )  # fmt: skip
            if self._most("cursor"):
                return signal(
                    7, title, "unsure", unit="px", reason="指针图片没有显示出来，量不到大小"
                )
            return None

        title = "特大鼠标"
        return self._shown("cursor", 7, title, "px", said)

    def reading_line(self) -> Signal:
        def said() -> Signal | None:
            lines = self._most("lines")
            return signal(8, title, "met", value=lines, unit="条", offered=True) if lines else None

        title = "辅助线、十字线"
        return self._shown("line", 8, title, "条", said)

    def caption(self) -> Signal:
        def said() -> Signal | None:
            matched, size = self._most("caption"), self._most("caption_px")
            if not matched:
                return None
            if matched < 2:
                reason = "指过的两处文字只显示了一处"
                return signal(9, title, "unsure", value=size, unit="px", reason=reason)
            if size < BIG_CAPTION:
                reason = f"字幕只有 {size:g} 像素，不到 {BIG_CAPTION} 像素"
                return signal(
                    9,
                    title,
                    "not_met",
                    value=size,
                    unit="px",
                    grade=0.5,
                    reason=reason,
                    offered=True,
                )
            return signal(9, title, "met", value=size, unit="px", offered=True)

        title = "大字幕"
        return self._shown("caption", 9, title, "px", said)

    def speech(self) -> Signal:
        title = "语音朗读"
        start = self._used["start"] if self._used else {}
        if start.get("read") == 2:
            return signal(10, title, "met", value=2, unit="处", offered=True)
        missing = self._missing("voice", 10, title, "处")
        if missing is not None:
            return missing
        told = self._effects["voice"]["numbers"]
        if told["spots"] < 2:
            return signal(10, title, "not_assessed", unit="处", reason=NO_SPOTS, offered=True)
        if told["read"] == 2:
            return signal(10, title, "met", value=2, unit="处", offered=True)
        if told["sounds"] and self._sounds:
            reason = f"{'、'.join(self._sounds)} 的声音没有取到，网络原因未排除"
            return signal(10, title, "not_assessed", unit="处", reason=reason, offered=True)
        if told["sounds"] == 2:
            return signal(10, title, "met", value=2, unit="处", offered=True, text_checked=False)
        if told["read"] or told["sounds"]:
            reason = "指过的两处文字只读了一处"
            return signal(10, title, "unsure", value=1, unit="处", reason=reason, offered=True)
        if told["clicked"]:
            reason = "只在点按钮时读了一段，指着文字时不读"
            return signal(10, title, "unsure", value=0, unit="处", reason=reason, offered=True)
        label = self._effects["voice"]["label"]
        reason = f"点了“{label}”，指着文字没有发出朗读"
        return signal(10, title, "not_met", value=0, unit="处", reason=reason, offered=True)

    def speech_off(self) -> Signal:
        title = "关闭语音"
        told = self._effects.get("voice", {}).get("numbers", {})
        if told.get("silent"):
            return signal(10, title, "met", value=0, unit="次")
        if told.get("events_off"):
            reason = f"再点语音按钮后仍朗读 {told['events_off']} 次"
            return signal(10, title, "unsure", value=told["events_off"], unit="次", reason=reason)
        return signal(10, title, "not_assessed", unit="次", reason="没有听到语音，谈不上关闭")

    def speech_rate(self) -> Signal:
        title = "语速"
        missing = self._missing("rate", 11, title, "种")
        if missing is not None:
            return missing
        told = self._effects["rate"]["numbers"]
        if told["changed"] or told["rates"] > 1:
            return signal(11, title, "met", value=max(2, told["rates"]), unit="种", offered=True)
        return signal(11, title, "unsure", unit="种", reason="点了语速按钮看不出变化", offered=True)

    def contrast_scheme(self) -> Signal:
        title = "高对比配色"
        missing = self._missing("theme", 12, title)
        if missing is not None:
            return missing
        told = self._effects["theme"]["numbers"]
        if not told["schemes"]:
            reason = f"点了“{self._effects['theme']['label']}”颜色没有变"
            return signal(12, title, "not_met", value=0, reason=reason, offered=True)
        high, fair = told["high"], told["fair"]
        if told["texts"] < 5 or told["unknown"] > told["texts"]:
            return signal(
                12, title, "unsure", value=high, reason="多数文字压在图片上，算不出对比度"
            )
        if told["filter"] and not told["filter"].startswith("invert(1)"):
            return signal(12, title, "unsure", value=high, reason="用滤镜改变颜色，算不出对比度")
        numbers = {"fair": round(fair, 3), "texts": told["texts"], "schemes": told["schemes"]}
        if high >= ENOUGH_TEXTS:
            return signal(12, title, "met", value=high, offered=True, **numbers)
        if fair >= ENOUGH_TEXTS:
            reason = f"达到 7:1 的文字占 {high:.0%}，其余达到 4.5:1"
            return signal(
                12, title, "met", value=high, grade=0.5, reason=reason, offered=True, **numbers
            )
        reason = f"对比度达到 4.5:1 的文字只占 {fair:.0%}"
        return signal(12, title, "not_met", value=high, reason=reason, offered=True, **numbers)

    def plain_text(self) -> Signal:
        title = "纯文本"
        missing = self._missing("plain", 13, title)
        if missing is not None:
            return missing
        effect = self._effects["plain"]
        told, kept = effect["numbers"], effect["numbers"]["text_kept"]
        if effect["nothing"]:
            reason = f"点了“{effect['label']}”页面没有变化"
            return signal(13, title, "not_met", value=kept, reason=reason, offered=True)
        fewer = told["sheets"] < told["sheets_before"] or told["pictures"] < told["pictures_before"]
        if kept is not None and kept >= 0.9 and fewer and not told["pictures"]:
            return signal(13, title, "met", value=kept, offered=True)
        reason = f"还有 {told['pictures']} 张图片，文字保留 {kept or 0:.0%}"
        return signal(13, title, "unsure", value=kept, reason=reason, offered=True)

    def accessible(self) -> Signal:
        title = "工具条自身无障碍"
        buttons = self._used["buttons"] if self._used else []
        if not buttons:
            return signal(15, title, "not_assessed", reason="没有看到工具条的按钮")
        good = sum(one["named"] and one["focusable"] for one in buttons)
        share = good / len(buttons)
        reason = (
            ""
            if share == 1
            else f"{len(buttons)} 个按钮中有 {len(buttons) - good} 个不能获得键盘焦点或没有名称"
        )
        return signal(
            15, title, "met" if share == 1 else "not_met", value=share, grade=round(share, 2),
            reason=reason, buttons=len(buttons),
        )  # fmt: skip


def _zoomed(title: str, ratio: float, found: int, of: int, **numbers: Any) -> Signal:
    if found < max(3, of // 5):
        reason = f"放大后只找到 {of} 处文字中的 {found} 处"
        return signal(4, title, "unsure", value=ratio, unit="倍", reason=reason, **numbers)
    grade = next((grade for least, grade in ZOOM_GRADES if ratio >= least), 0.0)
    reason = "" if grade == 1 else f"最多放大到 {ratio:.2f} 倍，不到 2 倍"
    return signal(
        4, title, "met" if grade else "not_met", value=ratio, unit="倍", grade=grade,
        reason=reason, offered=True, texts=found, **numbers,
    )  # fmt: skip
