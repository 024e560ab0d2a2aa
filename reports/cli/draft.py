"""``govcheck draft``: look at articles and attachments before they go online, without a network."""

import json
from pathlib import Path

import click

from checks.errors import UserError
from checks.wordlist import Wordlist
from reports.cli.common import AS_OF, FORMAT, day_of
from reports.draft import look
from reports.draft_model import Level, Sheet
from reports.draft_reading import read
from reports.draft_writing import html, lines, to_dict
from reports.wording import chinese_day

LARGEST = 100_000_000


@click.command("draft")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@FORMAT
@click.option("--html", "page", type=click.Path(path_type=Path), help="另存为可打印的网页。")
@AS_OF
@click.pass_context
def draft(
    ctx: click.Context, files: tuple[Path, ...], form: str, page: Path | None, as_of: str | None
) -> None:
    """发布前自查：用语、个人信息、链接、图片替代文本、标题日期来源。

    支持 docx、doc、txt、html、xlsx、xls、csv、pdf 等。不联网，不保存稿件。

    退出码：0 没有必须改的；1 有必须改的；2 有文件读不了。
    """
    day = day_of(as_of)
    words = _words(ctx)
    sheets = [look(read(_bytes(file), file.name, words), on=day, words=words) for file in files]
    if form == "json":
        click.echo(json.dumps(to_dict(sheets), ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join("\n".join(lines(sheet)) for sheet in sheets))
    if page is not None:
        _save(page, html(sheets, chinese_day(day)), files)
    ctx.exit(_code(sheets))


def _code(sheets: list[Sheet]) -> int:
    if any(sheet.problem for sheet in sheets):
        return 2
    return int(any(sheet.of(Level.MUST) for sheet in sheets))


def _words(ctx: click.Context) -> Wordlist | None:
    """The office's word list, if there is a configuration that names one."""
    path: Path = ctx.find_root().obj
    if not path.exists():
        return None
    from crawler.sites_file import load

    return next((site.wordlist for site in load(path).sites.values()), None)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(
                f"{path} 超过 {LARGEST // 1_000_000} MB，不像稿件。请检查是否选对文件。"
            )
        return path.read_bytes()
    except OSError as error:
        reason = "它是文件夹" if path.is_dir() else (error.strerror or str(error))
        raise UserError(f"读不了 {path}：{reason}。请检查路径和权限。") from None


def _save(path: Path, text: str, files: tuple[Path, ...]) -> None:
    if path.exists() and any(path.resolve() == file.resolve() for file in files):
        raise UserError(f"--html 不能写到稿件自己（{path}）。请换一个文件名。")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"写不了 {path}：{error.strerror}。请检查文件夹和权限。") from None


commands = {"draft": draft}
