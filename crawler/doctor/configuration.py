"""The configuration, its rubrics, the word lists and own paper templates."""

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checks.confirmations import FILE_NAME
from checks.errors import UserError
from checks.rubric import load as load_rubric
from checks.wordlist import builtin
from crawler.doctor.finding import Finding, bad, care, good
from crawler.sites import SitesFile
from crawler.sites_access import network_of
from crawler.sites_file import load, warnings
from crawler.way import Way


def read(sites_path: Path) -> tuple[SitesFile | None, Finding]:
    """The configuration, None when there is none or it is wrong."""
    if not sites_path.exists():
        remedy = "请用 --sites 指出文件，或运行 govcheck init、govcheck import 台账.xlsx 建立。"
        return None, care("配置", f"没有 {sites_path}", remedy)
    try:
        sites = load(sites_path)
    except UserError as error:
        return None, bad("配置", str(error), "改好后运行 govcheck sites check。")
    text = f"{sites.path}：单位 {len(sites.units)} 个，网站 {len(sites.sites)} 个"
    return sites, good("配置", text)


def look(sites: SitesFile, day: date) -> Iterator[Finding]:
    """What else the configuration needs to be of use."""
    said = warnings(sites, day)
    if said:
        text = f"{len(said)} 条提醒，如：{said[0]}"
        yield care("配置提醒", text, "全部提醒：govcheck sites check。")
    yield from _rubrics(sites, day)
    yield from _keys(sites)
    own = f"，加上 {sites.wordlist}" if sites.wordlist else ""
    yield good("词表", f"内置词表 {builtin().version}{own}")
    for path in sorted((sites.path.parent / "papers").glob("*.docx")):
        if not zipfile.is_zipfile(path):
            text = f"公文模板 {path.name} 不是 Word 文件"
            yield bad("公文模板", text, "请另存为 .docx，或删去它以使用默认模板。")


def _keys(sites: SitesFile) -> Iterator[Finding]:
    """Whether what the proxy and preview systems ask for is there. It is looked up, not shown."""
    network = network_of(sites)
    wanted = [site for site in sites.sites.values() if site.access]
    if not wanted and not network.proxy_credential:
        return
    told: dict[str, None] = {}
    for some in ([], *([site] for site in wanted)):
        try:
            Way.of(network, some)
        except UserError as error:
            told[str(error)] = None
    for text in told:
        remedy = (
            "放在环境变量或 0600 的文件里，写法见 README“凭据”；定时任务读配置旁边的 govcheck.env。"
        )
        yield bad("凭据", text, remedy)
    if not told:
        yield good("凭据", "代理和预览系统要的凭据都有（没有联网试）")


def _rubrics(sites: SitesFile, day: date) -> Iterator[Finding]:
    folder, names = sites.path.parent, sorted({s.rubric_id for s in sites.sites.values()})
    for name in names:
        try:
            load_rubric(
                name,
                folders=[folder / "rubrics", folder],
                confirmations=folder / FILE_NAME,
                as_of=day,
            )
        except UserError as error:
            yield bad("口径", str(error), f"改好后运行 govcheck rubric check {name}。")
            return
    if names:
        yield good("口径", "、".join(names))
