"""A list into the office's file: known messages are found again, none is lost and none doubled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.media.office import Office
from crawler.reported.reading import Given, MessageList
from crawler.reported.records import Message, State, messages, note_list, put
from crawler.workflow.stamp import Stamp


@dataclass
class Done:
    """What an import did; ``twice`` are rows of the list that were the same message again."""

    added: int = 0
    changed: int = 0
    same: int = 0
    twice: list[str] = field(default_factory=list)
    unnumbered: int = 0


class _Known:
    """The messages there are, each of which a list may speak of once."""

    def __init__(self, known: Sequence[Message]) -> None:
        self.by_number = {one.number: one for one in known if one.number}
        self._by_content: dict[str, list[Message]] = {}
        for one in known:
            self._by_content.setdefault(one.content, []).append(one)
        self._used: set[int] = set()

    def take(self, message: Message) -> Message | None:
        """The message this one is, as far as it is known; not the same one twice."""
        found = self.by_number.get(message.number) if message.number else None
        if found is None:
            rest = [o for o in self._by_content.get(message.content, []) if o.id not in self._used]
            free = [o for o in rest if not (message.number and o.number)]
            found = free[0] if free else None
        if found is not None:
            self._used.add(found.id)
        return found


def import_list(
    office: Office, read: MessageList, stamp: Stamp, *, month: str = "", origin: str = ""
) -> Done:
    """Import the good rows. ``month``: the list is all there is of that month."""
    done, known = Done(), _Known(messages(office))
    versions: list[Message] = []
    for given in _once(read.rows, done):
        then = known.take(given.message)
        done.unnumbered += not given.message.number
        if then is None:
            done.added += 1
            versions.append(given.message)
            continue
        now = _merged(then, given)
        if now == then:
            done.same += 1
        else:
            done.changed += 1
            versions.append(now)
    with office.change():
        put(office, versions, origin or read.path.name, stamp)
        if month:
            rows = sum(f"{g.message.received_on:%Y-%m}" == month for g in read.rows)
            note_list(office, month, rows, origin or read.path.name, stamp)
        counts = {"新增": done.added, "更新": done.changed, "没有变化": done.same}
        office.audit(stamp, "导入找错留言", origin or read.path.name, counts | {"月份": month})
    return done


def _once(rows: Iterable[Given], done: Done) -> list[Given]:
    """Rows with the same number are one message: the last of them."""
    last: dict[str, Given] = {}
    for n, given in enumerate(rows):
        key = given.message.number or f"\0{n}"
        if key in last:
            done.twice.append(f"{last[key].where}与{given.where}编号相同，按后一行导入。")
        last[key] = given
    return list(last.values())


def _merged(then: Message, given: Given) -> Message:
    """The newer row over what is known; a blank cell changes nothing."""
    kept = {name: getattr(then, name) for name in given.blank}
    number = given.message.number or then.number
    now = replace(given.message, **kept | {"number": number, "content": then.content}, id=then.id)
    if "state" in given.blank and then.state is not State.OUT:
        now = replace(now, state=State.DONE if now.answered_on else then.state)
    if now.state is State.OPEN and "state" not in given.blank:
        now = replace(now, answered_on=None)  # sent back to be done again
    return now
