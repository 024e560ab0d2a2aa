"""Where the office's month stands, as a report tells it: the state, and until when one may appeal."""

import re
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from crawler.media.office import FILE, Office
from crawler.sites import SitesFile
from crawler.workflow import months
from crawler.workflow.months import DUE_WORKDAYS, ORDER, State
from reports.summary import Sources
from reports.wording import chinese_day

_MARKED = '(<span data-stage="{name}">)[^<]*(</span>)'


@dataclass(frozen=True, slots=True)
class Stage:
    """``due`` is the last day for what the state is for; ``appeal_due`` the last day to appeal, as
    it was set when the month came to that state.
    """

    state: State
    due: date | None = None
    appeal_due: date | None = None

    @property
    def words(self) -> str:
        """初核·未定稿."""
        return f"{self.state}{'' if self.state.is_final else '·未定稿'}"

    @property
    def appeal(self) -> str:
        """Until when a unit may appeal; what else is due in a final month."""
        days = DUE_WORKDAYS[State.APPEALS]
        last = chinese_day(self.appeal_due) if self.appeal_due else ""
        if ORDER.index(self.state) < ORDER.index(State.APPEALS):
            return f"申诉期还没有开始；转到“申诉”阶段以后一般有 {days} 个工作日"
        if self.state is State.APPEALS:
            return f"申诉截止 {last}" if last else "正在申诉期，没有定截止日期"
        told = f"已定稿，申诉截止日是 {last}" if last else "已定稿，申诉期已经结束"
        if self.state in (State.MENDING, State.LOOKING_AGAIN) and self.due:
            told += f"；本阶段（{self.state}）截止 {chinese_day(self.due)}"
        return told


def stage_of(office: Office, month: str) -> Stage:
    """The stage of a month; that of one nobody has begun is 采集."""
    known = months.steps(office, month)
    state = known[-1].state if known else State.COLLECTING
    appeals = [step for step in known if step.state is State.APPEALS]
    return Stage(state, known[-1].due if known else None, appeals[-1].due if appeals else None)


def with_stage(sites: SitesFile, sources: Sources) -> Sources:
    """The sources with where the month stands."""
    if not (sites.data_dir / FILE).exists():
        return replace(sources, stage=Stage(State.COLLECTING))
    with Office.beside(sites.path) as office:
        return replace(sources, stage=stage_of(office, sources.month))


def restage(sites: SitesFile, month: str) -> None:
    """Bring the stage up to date in the month's written reports; nothing else in them changes."""
    with Office.beside(sites.path) as office:
        stage = stage_of(office, month)
    for site_id in sites.sites:
        path = sites.path.parent / "output" / month / f"{site_id}.html"
        if path.is_file():
            _restage(path, stage)


def _restage(path: Path, stage: Stage) -> None:
    text = path.read_text(encoding="utf-8")
    made = text
    for name, words in (("state", stage.words), ("appeal", stage.appeal)):
        said = rf"\g<1>{escape(words)}\g<2>"
        made = re.sub(_MARKED.format(name=name), said, made)
    if made != text:
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(made, encoding="utf-8")
        fresh.replace(path)
