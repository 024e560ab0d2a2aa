"""Second looks: what waits, starting them, what they saw."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crawler.locking import is_locked
from crawler.store import Store
from crawler.workflow import rechecks
from reports.web.access import Who, mine, needs, site_or_404, sites, stamp
from reports.web.months import month_or_404, report_of

pages = Blueprint("rechecks", __name__)
_running: list[subprocess.Popen[bytes]] = []


@pages.get("/m/<month>/s/<site_id>/rechecks")
@needs(Who.SIGNED_IN)
def index(month: str, site_id: str) -> str:
    """Every second look the asking person may see, newest first."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month))
    known = {f.result.key: f for f in report.findings if mine(f.result)}
    with Store(sites().database(site_id)) as store:
        looks = [x for x in rechecks.of_month(store, month) if x.key in known]
    return render_template(
        "rechecks.html.j2",
        r=report,
        s=report.sources,
        month=month,
        looks=looks[::-1],
        known=known,
        waiting=sum(x.state == "waiting" for x in looks),
        busy=_is_busy(site_id),
    )


@pages.post("/m/<month>/s/<site_id>/rechecks")
@needs(Who.OFFICE)
def start(month: str, site_id: str) -> Response:
    """Look at everything that waits, in a process of its own."""
    site_or_404(site_id)
    month_or_404(month)
    if _is_busy(site_id):
        flash("这个网站正在检测，请等它做完。", "error")
    else:
        path = Path(current_app.config["GOVCHECK_SITES"]).resolve()
        command = [
            sys.executable, "-m", "reports.cli", "--sites", str(path), "recheck", site_id,
            "--waiting", "--month", month, "--by", stamp().who,
        ]  # fmt: skip
        _running[:] = [one for one in _running if one.poll() is None]
        _running.append(
            subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                env=os.environ | {"PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        flash("已开始重新检测；刷新本页看进度。", "done")
    return redirect(url_for("rechecks.index", month=month, site_id=site_id), 303)


def _is_busy(site_id: str) -> bool:
    """Whether a recheck of the site holds its lock."""
    return is_locked(sites().data_dir / f"{site_id}.recheck.lock")
