"""How pages look: the style sheet and the elder-friendly display, remembered by the browser alone."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from reports.html import style
from reports.web.access import Who, needs
from reports.web.local_paths import local_path
from reports.web.wording import ELDER

pages = Blueprint("display", __name__)
YEAR_S = 365 * 24 * 3600


@pages.get("/style.css")
@needs(Who.ANYBODY)
def sheet() -> Response:
    """The style sheet of reports and pages."""
    return Response(style(), mimetype="text/css")


@pages.get("/display/<mode>")
@needs(Who.ANYBODY)
def switch(mode: str) -> AnyResponse:
    """Turn the elder-friendly display on or off. Nothing on the server changes."""
    answer = redirect(local_path(request.args.get("next", "")), 303)
    if mode == "elder":
        answer.set_cookie(ELDER, "1", max_age=YEAR_S, httponly=True, samesite="Strict")
    else:
        answer.delete_cookie(ELDER, httponly=True, samesite="Strict")
    return answer
