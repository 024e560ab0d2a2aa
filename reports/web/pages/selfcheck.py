"""发布前自查: an address, pasted text or an uploaded draft; nothing is stored."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request

from checks.errors import UserError
from checks.results import Outcome
from reports.draft_model import Level
from reports.web.access import Who, needs, sites
from reports.web.child import run_json

pages = Blueprint("selfcheck", __name__)
ENDINGS = (
    ".docx",
    ".doc",
    ".txt",
    ".html",
    ".htm",
    ".xlsx",
    ".xls",
    ".csv",
    ".pdf",
    ".pptx",
    ".ofd",
)
TEXT = 200_000


@pages.get("/selfcheck")
@needs(Who.SIGNED_IN)
def form() -> str:
    """The form."""
    return render_template("selfcheck.html.j2", files=None, page=None, endings=ENDINGS)


@pages.post("/selfcheck")
@needs(Who.SIGNED_IN)
def check() -> str:
    """Look and show; what was handed in is gone when the answer is sent."""
    upload, text = request.files.get("draft"), request.form.get("text", "").strip()
    url = request.form.get("url", "").strip()
    given = [bool(upload and upload.filename), bool(text), bool(url)]
    if sum(given) != 1:
        raise UserError("请在网址、文字、文件三样里给一样。")
    with tempfile.TemporaryDirectory(prefix="govcheck-draft-") as name:
        folder = Path(name)
        if url:
            return _page(_known(url), folder)
        if upload and upload.filename:
            ending = Path(upload.filename).suffix.lower()
            if ending not in ENDINGS:
                raise UserError(
                    f"“{ending or '没有扩展名'}”的文件不能检查，可以交：{'、'.join(ENDINGS)}。"
                )
            file = folder / f"稿件{ending}"
            upload.save(file)
        else:
            if len(text) > TEXT:
                raise UserError("文字太长，请存成文件上传。")
            looks_like_html = text.lstrip()[:1] == "<"
            file = folder / ("粘贴的文字.html" if looks_like_html else "粘贴的文字.txt")
            file.write_text(text, encoding="utf-8")
        command = ["--sites", _sites(), "draft", str(file), "--format", "json"]
        said = run_json(command, folder)
    return render_template(
        "selfcheck.html.j2",
        files=said["files"],
        page=None,
        endings=ENDINGS,
        levels=tuple(Level),
        tone={Level.MUST: "bad", Level.CHECK: "doubt", Level.HINT: "gap"},
    )


def _page(url: str, folder: Path) -> str:
    command = ["--sites", _sites(), "page", url, "--format", "json", "--no-browser"]
    said = run_json(command, folder)
    return render_template(
        "selfcheck.html.j2", files=None, page=said, endings=ENDINGS, results=_told(said)
    )


def _told(said: dict[str, Any]) -> list[dict[str, Any]]:
    order = [str(o) for o in (Outcome.FAIL, Outcome.REVIEW, Outcome.UNVERIFIABLE)]
    shown = [r for r in said["results"] if r["outcome"] in order]
    return sorted(shown, key=lambda r: order.index(r["outcome"]))


def _known(url: str) -> str:
    """Only pages of configured sites: this machine asks for nothing on anybody's word."""
    parts = urlsplit(url)
    known = parts.scheme in ("http", "https") and any(
        site.in_scope(url) for site in sites().sites.values()
    )
    if not known:
        raise UserError("这不是已登记网站的网址，没有访问。还没有发布的请粘贴文字或上传文件。")
    return url


def _sites() -> str:
    return str(Path(current_app.config["GOVCHECK_SITES"]).resolve())
