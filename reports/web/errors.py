"""Every error as a plain Chinese page that says what to do; nothing of the program's inside."""

import logging

from flask import Flask, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from checks.errors import UserError
from crawler.trouble_words import trouble
from crawler.workflow.final import is_refusal
from reports.web.local_paths import local_path

log = logging.getLogger(__name__)
WORDS = {
    400: ("请求不完整", "请返回上一页，刷新后再试。"),
    403: ("没有权限", "这一页不属于您的单位，或只供主管部门使用。需要时请与主管部门联系。"),
    404: ("没有这一页", "地址可能写错了，或这个月还没有结果。请从首页进入。"),
    405: ("不能这样打开", "请从页面上的按钮操作。"),
    413: ("文件太大", "上传的文件不能超过 20 MB，请压缩或拆开后再传。"),
    421: ("不认识这个网址", "请用启动时显示的地址打开，或请管理员把这个域名登记进去。"),
    429: ("操作太频繁", "请稍后再试。"),
}
FALLBACK = ("程序出错", "已记入日志。请稍后再试；反复出现请告诉管理员。")


def handle(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(UserError, _user)
    app.register_error_handler(Exception, _unexpected)


def _page(code: int, title: str, remedy: str) -> tuple[str, int]:
    return render_template("error.html.j2", title=title, remedy=remedy), code


def _http(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return _page(code, *WORDS.get(code, FALLBACK))


def _csrf(_error: CSRFError) -> tuple[str, int]:
    return _page(400, "页面已过期", "请返回上一页，刷新后再提交一次；填过的内容请先复制。")


def _user(error: UserError) -> Response | tuple[str, int]:
    """What a form was refused for is told on the page it came from."""
    if request.method == "POST" and (back := local_path(request.form.get("back", ""), "")):
        flash(str(error), "error")
        return redirect(back, 303)
    return _page(400, "没有做成", str(error))


def _unexpected(error: Exception) -> Response | tuple[str, int]:
    if is_refusal(error):
        return _user(UserError("这个月已经定稿，不能再改。定稿后发现的问题请作更正。"))
    if told := trouble(error):
        log.error("%s: %s", request.path, told)
        return _page(503, "现在做不了", told)
    log.exception("request failed: %s", request.path)
    return _page(500, *FALLBACK)
