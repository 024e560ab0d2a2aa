"""``govcheck doctor``: whether this computer and the data are fit for the work."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checks.page import SHANGHAI
from reports.cli.common import FORMAT

if TYPE_CHECKING:
    from crawler.doctor.finding import Finding


@click.command("doctor")
@click.option("--online", is_flag=True, help="也联网试：只访问配置里的网站（最多三个）。")
@click.option("--integrity", is_flag=True, help="完整检查每个数据库，要较长时间；平时是快速检查。")
@click.option("--quick", is_flag=True, help="不检查数据库的内容，不启动浏览器。")
@FORMAT
@click.pass_context
def doctor(ctx: click.Context, online: bool, integrity: bool, quick: bool, form: str) -> None:
    """检查这台电脑和数据：浏览器、字体、磁盘、时间、网络、权限、版本、数据库、配置，各说怎样处理。

    没有 --online 就不联网。退出码：0 没有“有问题”的；1 有。
    """
    from crawler.doctor.finding import Health

    path: Path = ctx.find_root().obj
    depth = "" if quick else "full" if integrity else "quick"
    found = []
    for one in _looks(path.absolute(), datetime.now(UTC), depth=depth, online=online):
        found.append(one)
        if form == "text":
            click.echo(f"[{one.health}] {one.name}：{one.text}")
            if one.remedy:
                click.echo(f"    {one.remedy}")
    counts = Counter(one.health for one in found)
    if form == "json":
        rows = [asdict(one) | {"health": str(one.health)} for one in found]
        click.echo(json.dumps({"findings": rows}, ensure_ascii=False, indent=1))
    else:
        click.echo("，".join(f"{health} {counts[health]} 项" for health in Health))
    if counts[Health.BAD]:
        ctx.exit(1)


def _looks(path: Path, now: datetime, *, depth: str, online: bool) -> "Iterator[Finding]":
    from crawler.doctor import browser, configuration, data, machine
    from crawler.sites import BrowserSettings

    sites, told = configuration.read(path)
    yield told
    if sites:
        yield from configuration.look(sites, now.astimezone(SHANGHAI).date())
    yield from machine.look(path.parent / "data", now, data.newest(path))
    settings = sites.browser if sites else BrowserSettings()
    yield from browser.look(settings, start=bool(depth))
    yield from data.look(path, os.environ, integrity=depth)
    if online and sites:
        from crawler.doctor import network

        yield from network.look(sites, now)


commands = {"doctor": doctor}
