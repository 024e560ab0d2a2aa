"""The verdicts of an office's accounts from what is stored: no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checks.errors import UserError
from checks.media.models import Account, Verdict, Word
from checks.media.verdict import verdicts
from crawler.media.office import Office
from crawler.media.settings import MediaSettings


@dataclass(frozen=True, slots=True)
class Assessed:
    """One account with its verdict, and whether the last ledger still had it."""

    account: Account
    verdict: Verdict
    in_ledger: bool


def assess(office: Office, day: date, settings: MediaSettings | None = None) -> list[Assessed]:
    """Exactly one verdict for each account, in the ledger's order, as of ``day``."""
    accounts, missing = office.accounts(), office.missing()
    window = (settings or MediaSettings()).window(day)
    found = verdicts(
        list(accounts.values()),
        lambda _: window,
        posts=office.posts(),
        outcomes=office.outcomes(),
        records=office.records(),
    )
    return [Assessed(accounts[v.account], v, v.account not in missing) for v in found]


def counts(assessed: Sequence[Assessed]) -> Mapping[Word, int]:
    """How many accounts have each verdict; every word is there."""
    return {word: sum(a.verdict.word is word for a in assessed) for word in Word}


def account_named(office: Office, text: str) -> Account:
    """The account a person means: by key, by id on its platform, or by a name that is unique."""
    accounts = office.accounts()
    if text in accounts:
        return accounts[text]
    for found in (
        [a for a in accounts.values() if a.platform_id and a.platform_id == text],
        [a for a in accounts.values() if a.name == text],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            listed = "".join(f"\n  {a.key}  {a.platform_name}  {a.organiser}" for a in found)
            raise UserError(f"“{text}”有 {len(found)} 个账号，请写账号编号：{listed}")
    near = [a for a in accounts.values() if text and text in a.name][:5]
    hint = "".join(f"\n  {a.key}  {a.platform_name}“{a.name}”" for a in near)
    advice = f"是不是：{hint}" if near else "账号编号见 govcheck accounts list。"
    raise UserError(f"台账里没有账号“{text}”。{advice}")
