"""Commands that read a stored month: ``score`` and ``report``. No crawl engine is loaded."""

import json
from decimal import Decimal
from pathlib import Path

import click

from reports.cli.common import AS_OF, FORMAT, MONTH, RUBRIC, day_of, month_of, rubric_of, sites_of
from reports.cli.fail_under import FAIL_UNDER, gate
from reports.cli.workflow_common import ISSUE, issue_of


@click.command("score")
@click.argument("site")
@MONTH
@AS_OF
@RUBRIC
@ISSUE
@FAIL_UNDER
@FORMAT
@click.option("--explain", is_flag=True, help="逐项说明：哪些问题、谁的决定、怎样相加。")
@click.pass_context
def score(
    ctx: click.Context,
    site: str,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    issue: int | None,
    fail_under: Decimal | None,
    form: str,
    explain: bool,
) -> None:
    """按已存的结果计分；换口径只重新判定，不联网。"""
    from reports.explanation import lines as explained
    from reports.score_text import lines
    from reports.sources import collect
    from reports.summary import build, to_dict

    sites, day = sites_of(ctx), day_of(as_of)
    chosen = rubric_of(sites, rubric, day) if rubric else None
    which = month_of(month, day)
    report = build(collect(sites, site, which, chosen, issue=issue_of(sites.path, which, issue)))
    if form == "json":
        click.echo(json.dumps(to_dict(report)["score"], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join((explained if explain else lines)(report)))
    if fail_under is not None:
        ctx.exit(gate(report, fail_under))


@click.command("report")
@click.argument("site")
@MONTH
@AS_OF
@RUBRIC
@ISSUE
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "json", "csv", "pdf", "terminal"]),
    default="html",
    help="哪一种报告；默认网页。",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到哪个文件。")
@click.pass_context
def report(
    ctx: click.Context,
    site: str,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    issue: int | None,
    form: str,
    output: Path | None,
) -> None:
    """出一个网站的月度报告。"""
    from reports.history import with_history
    from reports.picture_files import write_pictures
    from reports.sources import collect
    from reports.stage import with_stage
    from reports.summary import build
    from reports.writing import rendered, report_path

    sites, day = sites_of(ctx), day_of(as_of)
    chosen = rubric_of(sites, rubric, day) if rubric else None
    which = month_of(month, day)
    which_issue = issue_of(sites.path, which, issue)
    sources = with_history(sites, collect(sites, site, which, chosen, issue=which_issue))
    made = build(with_stage(sites, sources))
    # an earlier issue never replaces the report that stands
    name = f"{site}（第{issue}次印发）" if issue else site
    path = output or report_path(sites, name, which, form)
    if form == "pdf":
        from crawler.browser.printing import pdfs

        body = next(pdfs([rendered(made, "html")], sites.browser))
    else:
        text = rendered(made, form)
        if form not in ("html", "csv") and output is None:
            click.echo(text)
            return
        body = text.encode("utf-8", "replace")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if form == "html":
        write_pictures(sites, made, path.parent)
    click.echo(f"报告：{path}")


commands = {"score": score, "report": report}
