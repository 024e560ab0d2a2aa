"""The Chinese words reports use for states, amounts and times, in one place for every output."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from checks.page import SHANGHAI
from checks.site import LinkState

LINK_STATES: Mapping[LinkState, tuple[str, str]] = {
    LinkState.DEAD: ("失效", "相隔一段时间两次都得到 404、410 或域名不存在，属于确定的问题。"),
    LinkState.SUSPECT: ("疑似失效", "服务器出错、拒绝连接或超时，复测仍如此；需人工点开确认。"),
    LinkState.BLOCKED: ("被防护拦截", "对方的防护程序不让本程序查看，不等于打不开，不计为问题。"),
    LinkState.UNVERIFIABLE: (
        "无法核验",
        "因证书、robots.txt 或其他原因不能核实，不等于打不开，不计为问题。",
    ),
    LinkState.OK: ("正常", ""),
    LinkState.REDIRECT: ("跳转", ""),
}

STOP_REASONS: Mapping[str, tuple[str, str]] = {
    "finished": ("全部抓完", "能找到、也允许抓取的本站页面都已抓取。"),
    "budget-pages": (
        "达到页数上限",
        "还有页面没有抓取；没抓到的页面没有结论，不算合格也不算问题。",
    ),
    "budget-time": ("达到时间上限", "还有页面没有抓取；没抓到的页面没有结论，不算合格也不算问题。"),
    "home-unreachable": ("首页打不开", "没有取得首页，本次不能得出结论；请先确认网站能否访问。"),
    "home-blocked": ("首页被防护拦截", "防护程序不让本程序查看；请把本程序加入放行名单后再抓。"),
    "blocked": ("中途被防护拦截", "防护程序不让本程序继续查看；请把本程序加入放行名单后再抓。"),
    "overloaded": (
        "网站服务器过载，停止抓取",
        "放慢以后服务器仍答复过载，便不再访问；没抓到的页面没有结论，请在访问量小的时段再抓。",
    ),
    "home-disallowed": (
        "robots.txt 不允许抓取首页",
        "网站声明不允许抓取，本程序遵守，本次不能得出结论；需要时请网站放行。",
    ),
    "home-tlcp": (
        "加密协议不相容",
        "网站可能只支持国密（SM2/TLCP），记为无法核验，不是打不开；请用支持国密的浏览器人工核对。",
    ),
    "home-moved": (
        "首页跳到了别的网站",
        "首页转到了配置范围以外的地址，本次不能得出结论；请核对配置里的网址和附加主机。",
    ),
    "site-silent": (
        "网站中途不再应答",
        "后来的请求都没有应答，没抓到的页面没有结论；请稍后再次运行。",
    ),
    "store-error": ("无法写入数据库", "后面的内容没有存下；请按提示处理后再次运行。"),
    "interrupted": ("中途被打断", "抓取没有做完；再次运行会从中断处继续，不重复请求。"),
    "not-started": (
        "没有开始",
        "总时间用完、磁盘已满或被打断，没有轮到；再运行一次会从这里接着做。",
    ),
    "unfinished": ("尚未完成", "抓取没有做完；再次运行会从中断处继续，不重复请求。"),
    "disk-full": ("磁盘已满", "后面的内容没有存下；请清理磁盘后再次运行。"),
}


def stop_reason(code: str) -> tuple[str, str]:
    """Name and meaning of why a crawl ended; an unknown code is shown as it is."""
    unknown = (code or "未记录", "抓取没有正常结束，没抓到的页面没有结论。")
    return STOP_REASONS.get(code or "unfinished", unknown)


def amount(points: Decimal | Fraction | None) -> str:
    """Points without needless zeros: 3, 0.5, 96.5; — when there are none.

    A fraction that two decimals cannot hold says 约.
    """
    if points is None:
        return "—"
    if isinstance(points, Fraction):
        rounded = Decimal(round(points * 100)) / 100
        return ("" if Fraction(rounded) == points else "约 ") + amount(rounded)
    text = f"{points:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def chinese_day(day: date) -> str:
    """2026年11月25日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(month: str) -> str:
    """``2026-11`` as 2026年11月; anything else unchanged."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if year.isdigit() and number.isdigit() else month


def beijing(moment: str) -> str:
    """A stored UTC time as Beijing time, to the second; unreadable text unchanged."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return f"{aware.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def day_or_text(value: object) -> str:
    """A date in ISO form, "" for nothing, other text unchanged."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
