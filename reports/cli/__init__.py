"""The ``govcheck`` command. Each group of commands is a module, imported when it is used."""

import importlib
import sqlite3
import sys
from pathlib import Path
from typing import Any

import click

from checks.errors import UserError
from crawler.engine import VERSION
from crawler.trouble_words import trouble
from reports.cli.chinese_help import ChineseHelp
from reports.cli.usage import in_chinese

COMMANDS = {
    "demo": ("reports.cli.demo", "在本机的示例门户上走完一次月度考核"),
    "init": ("reports.cli.setup", "写一份带注释的 sites.toml"),
    "import": ("reports.cli.setup", "从 Excel 台账建立或更新配置"),
    "sites": ("reports.cli.setup", "检查配置"),
    "columns": ("reports.cli.setup", "从首页导航推测栏目，打印可粘贴的 TOML"),
    "run": ("reports.cli.crawl", "抓取并判定一个网站"),
    "monthly": ("reports.cli.crawl", "全部网站的月度任务"),
    "weekly": ("reports.cli.weekly", "每周的轻量检查：每个责任单位一张提醒单"),
    "probe": ("reports.cli.probe", "给每个网站采一次可用性样"),
    "page": ("reports.cli.page", "抽查网页，几秒出结果"),
    "draft": ("reports.cli.draft", "稿件发布前自查，不联网"),
    "score": ("reports.cli.results", "计分，列出每一分的来龙去脉"),
    "report": ("reports.cli.results", "出报告（HTML、JSON 或终端）"),
    "manual": ("reports.cli.manual", "导出、录入要由人评定的指标"),
    "proof": ("reports.cli.proof", "出取证单：确定的问题一处一页，带截图"),
    "review": ("reports.cli.review", "复核问题：确认、误报、豁免、销号"),
    "recheck": ("reports.cli.recheck", "只重新检测指定的问题，两次看到的都保留"),
    "appeal": ("reports.cli.appeal", "单位申诉的登记与处理"),
    "rectify": ("reports.cli.rectify", "问题清单：导出、导入回复、登记盖章件、催办"),
    "papers": ("reports.cli.papers", "公文：通报、结果表、整改通知单、取证单、季度汇总"),
    "exempt": ("reports.cli.exempt", "特殊情况报备：受理、列出、终止"),
    "month": ("reports.cli.month", "月度流程：初核、申诉、定稿、整改、归档"),
    "archive": ("reports.cli.archive", "把一个月打成一个归档文件，或核对它"),
    "serve": ("reports.cli.serve", "在浏览器里看结果、复核、申诉、定稿"),
    "users": ("reports.cli.serve", "网页的账号：添加、停用、列出"),
    "messages": ("reports.cli.messages", "网民找错留言：导入平台导出的表，看有没有超期"),
    "accounts": ("reports.cli.accounts", "政务新媒体台账：导入、列出、判断、导出"),
    "evidence": ("reports.cli.evidence", "账号的人工佐证：登记、导出登记表、导入"),
    "schedule": ("reports.cli.schedule", "定时任务：打印或安装 systemd 单元、crontab"),
    "status": ("reports.cli.schedule", "运行过什么，什么到期，什么失败"),
    "doctor": ("reports.cli.doctor", "检查这台电脑和数据，说明怎样处理"),
    "backup": ("reports.cli.care", "备份全部数据"),
    "restore": ("reports.cli.care", "从备份恢复"),
    "prune": ("reports.cli.care", "清理旧月份的网页原文，结果都保留"),
    "checks": ("reports.cli.rules", "列出全部检查项"),
    "explain": ("reports.cli.rules", "一个检查项的手册页"),
    "rubric": ("reports.cli.rules", "核对口径文件，确认分值"),
}


class Govcheck(click.Group):
    """Loads commands lazily and shows user errors as plain Chinese with exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name][0])
        command: click.Command = getattr(module, "commands")[name]  # noqa: B009 - typed below
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with in_chinese():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with in_chinese():
                return super().invoke(ctx)
        except UserError as error:
            later = getattr(error, "exit_code", 2) == ToldLater.exit_code
            raise (ToldLater if later else Told)(str(error)) from error
        except (OSError, sqlite3.Error) as error:
            if not (known := trouble(error)):
                raise
            raise Told(known) from error
        except (KeyboardInterrupt, click.Abort) as error:
            raise Interrupted("已中断。") from error


# Every command makes a context of its own, whatever class its group has.
click.Context.formatter_class = ChineseHelp


class Told(click.ClickException):
    """A user error on its way out."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"错误：{self.message}", err=True)


class ToldLater(Told):
    """Nothing is wrong: it is only not the hour."""

    exit_code = 4

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class Interrupted(ToldLater):
    """A person ended it."""

    exit_code = 1


@click.group(
    cls=Govcheck,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="退出码：0 完成；1 低于 --fail-under；2 用法或配置有误；3 没能访问到网站；4 没有做完或不在允许的时段，再运行一次接着做。",
)
@click.option(
    "--sites",
    "sites_path",
    type=click.Path(path_type=Path),
    default="sites.toml",
    envvar="GOVCHECK_SITES",
    show_default=True,
    help="配置文件。",
)
@click.version_option(VERSION, prog_name="govcheck")
@click.pass_context
def main(ctx: click.Context, sites_path: Path) -> None:
    """政府网站与政务新媒体合规检查：抓取、判定、计分、出报告。"""
    ctx.obj = sites_path


if __name__ == "__main__":
    sys.exit(main())
