"""``govcheck serve`` and ``govcheck users``: the pages, and who may sign in."""

import ipaddress
import sys

import click

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow import users as people
from crawler.workflow.stamp import Stamp
from crawler.workflow.users import Role, User
from reports.cli.common import sites_of

HOST = "127.0.0.1"
PORT = 8765


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="在哪个地址提供。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="用哪个端口。"
)
@click.option(
    "--name", "names", multiple=True, metavar="域名", help="还可以用哪些域名打开，可重复。"
)
@click.option("--https", "secure", is_flag=True, help="前面有 https 代理：登录信息只走 https。")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, names: tuple[str, ...], secure: bool) -> None:
    """在浏览器里看结果、复核、申诉、定稿。"""
    from waitress import serve as run  # type: ignore[import-untyped]

    from reports.web import create_app

    sites = sites_of(ctx)
    with Office.beside(sites.path) as office:
        somebody = bool(people.active(office))
    here = _is_loopback(host)
    if not here and not somebody:
        raise UserError(
            f"{host} 别的机器也能访问，而现在还没有任何账号，所以没有启动。请先添加账号："
            "govcheck users add 姓名 --role 主管部门，或只在本机使用（不写 --host）。"
        )
    if (names or secure) and not somebody:
        raise UserError(
            "写了 --name 或 --https，说明别的机器会经过代理打开，而现在还没有任何账号，"
            "所以没有启动。请先添加账号：govcheck users add 姓名 --role 主管部门"
        )
    app = create_app(
        sites.path, hosts=[*names, *([] if here else [host])], secure=secure, alone=not somebody
    )
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"请用浏览器打开：http://{shown}:{port}/ （按 Ctrl+C 结束）")
    if not somebody:
        click.echo("还没有账号：只有本机能访问，打开的人都按主管部门对待。")
    if not here and not secure:
        click.echo("提醒：没有 https，密码会明文经过网络。请在前面加 https 代理，并加 --https。")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host != "localhost":
            raise UserError(f"--host 要写 IP 地址或 localhost，不能写“{host}”。") from None
    run(app, host=host, port=port, threads=4, ident=None, clear_untrusted_proxy_headers=True)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@click.group("users")
def users() -> None:
    """账号：添加、停用、列出。"""


@users.command("add")
@click.argument("name")
@click.option(
    "--role",
    required=True,
    type=click.Choice([str(r) for r in Role]),
    help="主管部门看全部，责任单位只看自己的。",
)
@click.option("--unit", default="", metavar="单位编号", help="责任单位的用户属于哪个单位。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码，不提示。")
@click.option("--by", default="管理员", metavar="姓名", help="谁添加的，写进记录。")
@click.pass_context
def add(ctx: click.Context, name: str, role: str, unit: str, password_stdin: bool, by: str) -> None:
    """添加账号，或给已有账号重设密码和角色。"""
    sites = sites_of(ctx)
    if unit and unit not in sites.units:
        raise UserError(
            f"{sites.path} 里没有单位“{unit}”。已有：{'、'.join(sites.units) or '（无）'}。"
        )
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次")
    stamp = Stamp.now(by)
    with Office.beside(sites.path) as office:
        people.add(
            office, User(name, Role(role), unit if role == Role.UNIT else ""), password, stamp
        )
    click.echo(f"账号“{name}”（{role}）可以登录了。")


@users.command("disable")
@click.argument("name")
@click.option("--by", default="管理员", metavar="姓名", help="谁停用的，写进记录。")
@click.pass_context
def disable(ctx: click.Context, name: str, by: str) -> None:
    """停用账号，立即退出；记录里的名字保留。"""
    with Office.beside(sites_of(ctx).path) as office:
        people.disable(office, name, Stamp.now(by))
    click.echo(f"账号“{name}”已停用。")


@users.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """能登录的账号。"""
    sites = sites_of(ctx)
    with Office.beside(sites.path) as office:
        found = people.active(office)
    for user in found:
        unit = sites.units[user.unit].name if user.unit in sites.units else user.unit
        click.echo(f"{user.name} {user.role} {unit}".rstrip())
    if not found:
        click.echo("还没有账号。")


commands = {"serve": serve, "users": users}
