"""How a process that does one task says what came of it: in Chinese, and by its exit code."""

import sqlite3
import sys
from collections.abc import Callable

from checks.errors import UserError
from crawler.batch import DISK_FULL, OUTSIDE_HOURS, UNFINISHED
from crawler.hours import OutsideHoursError
from crawler.locking import BusyError
from crawler.trouble_words import is_full, trouble

WRONG = 2


def code_of(task: Callable[[], int]) -> int:
    """The exit code of a task; what went wrong is told on standard error."""
    try:
        return task()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        if isinstance(error, OutsideHoursError):
            return OUTSIDE_HOURS
        if isinstance(error, BusyError):
            return UNFINISHED  # nothing is wrong with it: the next run goes on with this one
        return DISK_FULL if is_full(error) else WRONG
    except (OSError, sqlite3.Error) as error:
        if not (told := trouble(error)):
            raise
        sys.stderr.write(f"{told}\n")
        return DISK_FULL if is_full(error) else WRONG
    except KeyboardInterrupt:
        return UNFINISHED
