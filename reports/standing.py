"""What ran, what is due and what failed, in sentences that say what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from checks.page import SHANGHAI
from crawler.care import backup
from crawler.care.schedule import MONTHLY_DAY, WEEKLY_DAYS
from crawler.care.state import OfficeState, SiteState, WeeklyLook, office_state, site_state
from crawler.hours import Hours
from crawler.sites import SitesFile
from crawler.workflow.months import State
from reports.night_only import Window, monthly_window
from reports.wording import stop_reason

SILENT = timedelta(hours=3)
"""Without a sample for so long, sampling has stopped."""
SAMPLES_A_DAY = 20
SOON = timedelta(days=3)
BACKUP_DAYS = 8
WALK_DAYS = 35


class Level(StrEnum):
    """How much something wants a person."""

    FAILED = "有问题"
    DUE = "要处理"
    NOTE = "提醒"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to know. ``about`` is a site id, a month or a word; ``text`` ends with what to do."""

    level: Level
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything ``govcheck status`` tells."""

    month: str
    now: datetime
    sites: tuple[SiteState, ...]
    office: OfficeState
    backup_at: str
    said: tuple[Said, ...]

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to do something."""
        return any(one.level is not Level.NOTE for one in self.said)


def standing(sites: SitesFile, month: str, now: datetime, backups: Path) -> Standing:
    """How an office stands at a moment; nothing is changed and nobody is asked."""
    found = tuple(site_state(sites.database(one), month, now) for one in sites.sites)
    hours = {one: Hours.parse(config.politeness.hours) for one, config in sites.sites.items()}
    office = office_state(sites.data_dir / "office.sqlite")
    newest = backup.newest(backups)
    made = backup.made_at(newest) if newest else None
    said = [
        *(one for state in found for one in _of_site(state, month, now, hours[state.site_id])),
        *_of_office(office, hours, now),
        *_of_backup(made, now, any(state.exists for state in found)),
    ]
    order = list(Level)
    said.sort(key=lambda one: order.index(one.level))
    at = made.isoformat(timespec="seconds") if made else ""
    return Standing(month, now, found, office, at, tuple(said))


def _of_site(state: SiteState, month: str, now: datetime, hours: Hours | None) -> Iterator[Said]:
    about, run = state.site_id, f"govcheck run {state.site_id} --month {month}"
    if state.problem:
        yield Said(Level.FAILED, about, f"{state.problem}。")
        return
    if state.running:
        yield Said(Level.NOTE, about, "正在运行。")
    elif state.crawl is None:
        yield from _not_crawled(state, month, now, hours)
    elif not state.crawl.finished_at and hours is not None and not hours.has(now):
        text = (
            f"{Window.after(hours, now).said(now)}。{month} 抓到一半，时段过了。"
            f"月度任务还在运行的，会自己接着抓；否则到时请运行 {run}。"
        )
        yield Said(Level.NOTE, about, text)
    elif not state.crawl.finished_at:
        text = f"{month} 的抓取中断了，没有做完。请再运行 {run}，会接着抓。"
        yield Said(Level.FAILED, about, text)
    else:
        yield from _crawled(state, run)
    if state.latest and datetime.fromisoformat(state.latest.started_at) > now + SILENT:
        text = "最近一次抓取的时间在将来，系统时间可能不对。请运行 govcheck doctor。"
        yield Said(Level.FAILED, about, text)
    if state.waiting_rechecks:
        text = f"{state.waiting_rechecks} 处排队等着重新检测：govcheck recheck {about} --waiting"
        yield Said(Level.DUE, about, text)
    if state.open_appeals:
        text = f"{state.open_appeals} 件申诉没有处理：govcheck appeal list"
        yield Said(Level.DUE, about, text)
    yield from _sampled(state, now)


def _not_crawled(
    state: SiteState, month: str, now: datetime, hours: Hours | None
) -> Iterator[Said]:
    today = now.astimezone(SHANGHAI).date()
    due = date.fromisoformat(f"{month}-{MONTHLY_DAY:02d}")
    text = f"{month} 还没有抓取"
    window = monthly_window(hours, month) if hours is not None else None
    if today >= due and window is not None and now < window.closes:
        yield Said(Level.NOTE, state.site_id, f"{text}：{window.said(now)}。")
    elif today > due:
        text += "。请运行 govcheck monthly，定时任务见 govcheck schedule。"
        yield Said(Level.DUE, state.site_id, text)
    else:
        yield Said(Level.NOTE, state.site_id, f"{text}，定时任务在 {due} 运行。")


def _crawled(state: SiteState, run: str) -> Iterator[Said]:
    code = state.crawl.stop_reason if state.crawl else ""
    name, meaning = stop_reason(code)
    if code.startswith("home-"):
        yield Said(Level.FAILED, state.site_id, f"{name}：{meaning}")
    elif code != "finished":
        yield Said(Level.NOTE, state.site_id, f"{name}：{meaning}")
    if not state.is_judged_newest:
        yield Said(Level.FAILED, state.site_id, f"抓完了，还没有判定。请再运行 {run}。")
    elif not state.scored_at:
        text = f"判定了，还没有计分和报告：govcheck report {state.site_id}"
        yield Said(Level.DUE, state.site_id, text)


def _sampled(state: SiteState, now: datetime) -> Iterator[Said]:
    if not state.exists:
        return
    if not state.probes.last_at:
        text = "没有可用性采样，“站点无法访问”只能是无法核验；定时任务见 govcheck schedule。"
        yield Said(Level.NOTE, state.site_id, text)
        return
    last = datetime.fromisoformat(state.probes.last_at)
    if now - last > SILENT:
        hours = (now - last).total_seconds() / 3600
        text = f"可用性采样停了 {hours:.0f} 小时。请检查定时任务（govcheck probe）。"
        yield Said(Level.FAILED, state.site_id, text)
    short = sum(n < SAMPLES_A_DAY for n in state.probes.days)
    if short:
        text = (
            f"最近 {len(state.probes.days)} 天里有 {short} 天有效采样不到 {SAMPLES_A_DAY} 次，"
            "现在还不能判断“站点无法访问”。"
        )
        yield Said(Level.NOTE, state.site_id, text)


def _of_office(
    office: OfficeState, sites: Mapping[str, Hours | None], now: datetime
) -> Iterator[Said]:
    if office.problem:
        yield Said(Level.FAILED, "office", f"{office.problem}。")
        return
    today = now.astimezone(SHANGHAI).date()
    for month in office.months:
        if month.due is None or month.state == State.FILED:
            continue
        words = f"“{month.state}”阶段的期限是 {month.due}"
        if month.due < today:
            text = f"{words}，已经过了：govcheck month status {month.month}"
            yield Said(Level.DUE, month.month, text)
        elif month.due - today <= SOON:
            yield Said(Level.NOTE, month.month, f"{words}，还有 {(month.due - today).days} 天。")
    yield from _of_weekly(office, sites, now)
    if not office.accounts:
        return
    if not office.walked_at:
        text = "新媒体账号还没有巡查过：govcheck accounts walk"
        yield Said(Level.NOTE, "accounts", text)
    elif (days := (now - datetime.fromisoformat(office.walked_at)).days) > WALK_DAYS:
        text = f"新媒体账号 {days} 天没有巡查：govcheck accounts walk"
        yield Said(Level.DUE, "accounts", text)
    if failed := office.outcomes.get("failed", 0):
        text = f"新媒体账号有 {failed} 个来源上次没有看成，原因见 govcheck accounts check。"
        yield Said(Level.NOTE, "accounts", text)


def _of_weekly(
    office: OfficeState, sites: Mapping[str, Hours | None], now: datetime
) -> Iterator[Said]:
    last = office.weekly
    if last is None:
        text = "每周的提醒还没有运行过：govcheck weekly，定时任务见 govcheck schedule。"
        yield Said(Level.NOTE, "weekly", text)
        return
    looked = {look.site: look for look in last.looks}
    ids = [*sites, *([""] if office.accounts else [])]
    for site in ids:
        look, about = looked.get(site), site or "accounts"
        again = f"govcheck weekly --site {site}" if site else "govcheck weekly"
        if look is None:
            yield Said(Level.NOTE, about, f"还没有做过每周的提醒：{again}")
        elif look.outcome == "waiting" and (hours := sites.get(site)) is not None:
            yield _waiting(look, hours, now)
        elif look.outcome != "done":
            text = f"{look.day} 的每周提醒没有做成：{look.note.rstrip('。')}。请再运行 {again}。"
            yield Said(Level.FAILED, about, text)
        elif (days := (now - datetime.fromisoformat(look.at)).days) > WEEKLY_DAYS:
            yield Said(Level.DUE, about, f"{days} 天没有做每周的提醒：{again}")


def _waiting(look: WeeklyLook, hours: Hours, now: datetime) -> Said:
    window = Window.after(hours, datetime.fromisoformat(look.at))
    again = f"govcheck weekly --site {look.site}"
    if now >= window.closes:
        text = (
            f"只在 {hours}（北京时间）访问，{look.day} 的每周提醒等到的时段已经过了，还没有看。"
            f"请运行 {again} --wait。"
        )
        return Said(Level.DUE, look.site, text)
    text = (
        f"{look.day} 的每周提醒：{window.said(now)}。"
        f"定时任务（weekly --wait）到时会看；没有用定时任务的，请到时运行 {again}。"
    )
    return Said(Level.NOTE, look.site, text)


def _of_backup(made: datetime | None, now: datetime, has_data: bool) -> Iterator[Said]:
    if made is None:
        if has_data:
            yield Said(Level.NOTE, "backup", "默认的文件夹里没有备份：govcheck backup")
    elif (days := (now - made).days) > BACKUP_DAYS:
        yield Said(Level.DUE, "backup", f"最近一次备份是 {days} 天以前的：govcheck backup")
