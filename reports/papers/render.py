"""Fill a template: the office's own from the folder ``papers`` beside ``sites.toml``, else ours."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from checks.errors import UserError
from reports.papers.defaults import TEMPLATES, template_bytes
from reports.safe_text import visible

LARGEST = 10_000_000


def render(name: str, values: Mapping[str, Any], sites_path: Path) -> bytes:
    """The paper as a Word file. UserError names the template and what is wrong with it."""
    own = sites_path.parent / "papers" / f"{name}.docx"
    body = _read(own) if own.exists() else template_bytes(name)
    template = DocxTemplate(io.BytesIO(body))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        template.render(_plain(values), environment, autoescape=True)
    except TemplateError as error:
        raise UserError(
            f"模板 {own} 填不了：{error}。可用的标签见默认模板：govcheck papers templates"
        ) from error
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


def write_templates(folder: Path) -> list[Path]:
    """Write the default templates for an office to change. Never replaces a file."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in TEMPLATES:
        path = folder / f"{name}.docx"
        if not path.exists():
            path.write_bytes(template_bytes(name))
            made.append(path)
    return made


def _read(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UserError(f"读不了模板 {path}：{error.strerror}。请检查权限。") from error
    if len(body) > LARGEST or not zipfile.is_zipfile(io.BytesIO(body)):
        raise UserError(f"模板 {path} 不是 .docx 文件，请用 Word 或 WPS 另存为 .docx。")
    return body


def _plain(value: Any) -> Any:
    """Every text without hidden characters: Word refuses some of them altogether."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
