"""Signing in and out."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from checks.errors import UserError
from crawler.workflow import users
from reports.web.access import TOKEN, Who, is_alone, needs, now, office
from reports.web.local_paths import local_path

pages = Blueprint("login", __name__)


@pages.get("/login")
@needs(Who.ANYBODY)
def form() -> str | Response:
    """The form; nothing to do where nobody has an account."""
    if is_alone():
        return redirect(url_for("portfolio.index"))
    return render_template("login.html.j2", next=local_path(request.args.get("next", "")))


@pages.post("/login")
@needs(Who.ANYBODY)
def enter() -> Response:
    """Check name and password; the session begins anew, whatever cookie came along."""
    wanted = local_path(request.form.get("next", ""))
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        with office() as file:
            old = session.get(TOKEN)
            token = users.sign_in(file, name, password, request.remote_addr or "", now())
            if isinstance(old, str):
                users.sign_out(file, old)
    except UserError as error:
        flash(str(error), "error")
        return redirect(url_for("login.form", next=wanted), 303)
    session.clear()
    session[TOKEN] = token
    return redirect(wanted, 303)


@pages.post("/logout")
@needs(Who.ANYBODY)
def leave() -> Response:
    """End the session on the server and in the browser."""
    token = session.get(TOKEN)
    if isinstance(token, str):
        with office() as file:
            users.sign_out(file, token)
    session.clear()
    return redirect(url_for("login.form"), 303)
