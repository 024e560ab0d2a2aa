"""One sheet for all accounts that wait for a person, one row each. It comes back through
:mod:`crawler.media.pending_read`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from checks.media.models import Account, Word
from checks.media.observations import TRIAL
from crawler import sheet_look
from crawler.media.assess import assess
from crawler.media.office import Office
from crawler.media.pending_fields import ANSWERS, FIELDS, FILL, NO, SHEET, WORKS, YES
from crawler.media.settings import MediaSettings
from crawler.sheet_look import FIRST_ROW

TRIAL_DAYS = 31
"""A trial holds so long; the checks have the same number."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account to look at, and why."""

    account: Account
    why: str


def waiting(office: Office, day: date, settings: MediaSettings | None = None) -> list[Waiting]:
    """Accounts that are 待核实 on ``day``, and those that only a person can try out and nobody has
    tried lately; by unit and platform.
    """
    tried = {
        one.account
        for one in office.observations()
        if one.name == TRIAL and 0 <= (day - one.day).days <= TRIAL_DAYS
    }
    found = []
    for one in assess(office, day, settings):
        account, verdict = one.account, one.verdict
        last = f"已知最近一条：{verdict.last_post}。" if verdict.last_post else ""
        if verdict.word is Word.PENDING:
            found.append(Waiting(account, f"{verdict.sentence}{last}"))
        elif _by_use(account) and account.key not in tried:
            found.append(Waiting(account, "不看更新，请试一试能否使用、有没有互动功能。"))
    return sorted(found, key=lambda one: (one.account.organiser, one.account.platform))


def _by_use(account: Account) -> bool:
    service = account.update_rule == "service" or not account.platform.publishes
    return service and not account.status.is_over


def write_pending(
    office: Office, path: Path, day: date, who: str = "", settings: MediaSettings | None = None
) -> int:
    """Write every account that waits on ``day``, one row each; returns how many. Never replaces a
    file.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"文件名“{path.name}”应以 .xlsx 结尾。")
    if path.exists():
        raise UserError(f"{path} 已经存在，里面可能有填好的内容，没有覆盖。请换一个文件名。")
    rows = waiting(office, day, settings)
    links = office.proof_links()
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    title = f"待核实账号登记表（监测日 {day}，{len(rows)} 个账号；只填黄色的格，没有看的行空着）"
    sheet_look.head(sheet, title, FIELDS, fill=FILL, hidden=("key",))
    sheet.freeze_panes = f"D{FIRST_ROW}"
    for number, one in enumerate(rows, start=FIRST_ROW):
        values = _values(one, links.get(one.account.key, ()), day, who)
        sheet_look.row(sheet, number, FIELDS, values, fill=FILL, links=("open",))
    lists = {"finding": (YES, NO), "works": tuple(WORKS), "interaction": tuple(ANSWERS)}
    sheet_look.choices(sheet, FIELDS, lists, firm=True)
    sheet_look.print_setup(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return len(rows)


def _values(one: Waiting, links: Sequence[str], day: date, who: str) -> dict[str, object]:
    account = one.account
    ident = account.platform_id or "没有账号ID"
    return {
        "organiser": account.organiser,
        "platform": account.platform_name,
        "name": account.name,
        "open": account.home_url or (links[-1] if links else f"搜“{account.name}”（{ident}）"),
        "why": one.why,
        "who": who,
        "seen_on": day,
        "key": account.key,
    }
