"""``python -m reports.weekly SITES_TOML SITE DAY WHO WITHIN MOST``: one site's look, in a process of its
own; SITE "" stands for the accounts. Exit codes: 0 done, 2 not possible, 3 site not reached, 4 the site
has no month yet, 6 outside the hours in which it may be crawled.
"""

import sqlite3
import sys
from datetime import date
from pathlib import Path

from checks.errors import UserError
from crawler.batch import OUTSIDE_HOURS
from crawler.hours import OutsideHoursError
from crawler.sites_file import load
from crawler.trouble_words import trouble
from crawler.workflow.stamp import Stamp


def main(arguments: list[str]) -> int:
    """Run it; errors go to standard error in Chinese."""
    path, site, day, who, within, most = arguments
    from crawler.judge import NothingStoredError
    from reports.weekly import accounts
    from reports.weekly.site import NO_MONTH, UNREACHED, look_at

    as_of, stamp = date.fromisoformat(day), Stamp.now(who)
    try:
        sites = load(Path(path))
        if site:
            kept = look_at(sites, site, as_of, stamp, within_days=int(within), most=int(most))
        else:
            if not sites.contact:
                raise UserError("没有联系方式，没有巡查账号。请在 sites.toml 里写 contact。")
            kept = accounts.look_at(sites, as_of, stamp, within_days=int(within))
    except NothingStoredError as error:
        sys.stdout.write(f"{error}\n")
        return NO_MONTH
    except OutsideHoursError as error:
        sys.stderr.write(f"{error}\n")
        return OUTSIDE_HOURS
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"{trouble(error) or repr(error)}\n")
        return 2
    sys.stdout.write(f"{kept.note}\n")
    return 3 if kept.outcome == UNREACHED else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
