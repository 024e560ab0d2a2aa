"""Whether the site offers services, itself or through a service platform."""

from collections.abc import Iterator

from checks.offered import offered
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site


@site_check("service-present")
def service_present(site: Site) -> Iterator[Result]:
    """没有提供办事服务。

    依据：国办秘函〔2019〕19号单项否决“服务不实用”：未提供办事服务；扣分指标“事项公开”。
    没有对外服务职能的部门不查（转载，可信度中）。
    判定：首页和服务类页面上找办事服务、政务服务、个人办事、法人办事一类入口，或指向省政务服务网等平台的链接；
    有一个能打开就为“未发现”，指向平台的链接也算。一个也没有，或者全部打不开，为“需人工复核”。
    首页没有取得、入口没有读到、抓取没有完成的，为“无法核验”；没有对外服务职能的网站为“不适用”。
    误报：入口只做成图片而没有替代文字、写在脚本里的会看不到，请人工查看。
    整改：开设办事服务栏目，集中分类展示事项，或链接到省政务服务网。
    """
    if not site.public_services:
        yield not_applicable(site.url, "没有对外服务职能，不查办事服务。")
        return
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        reason = home.reading.reason if home else site.why_missing(site.url)
        yield unverifiable(site.url, f"没有取得首页，不能判断有没有办事服务：{reason}。")
        return
    ways = offered(site)
    good = next((one for one in ways if one.state == "ok"), None)
    unknown = [one for one in ways if one.state == "unknown"]
    if good is not None:
        where = "链接到政务服务平台" if good.platform else "页面能打开"
        yield passed(site.url, f"有办事服务入口{good.shown}，{where}。")
    elif unknown:
        said = "；".join(f"{one.shown}：{one.reason}" for one in unknown[:3])
        yield unverifiable(site.url, f"找到办事服务入口，但没有读到：{said}。")
    elif home.reading.script_built or site.stop_reason != "finished":
        why = "首页的内容由脚本生成" if home.reading.script_built else "抓取没有完成"
        yield unverifiable(site.url, f"{why}，还没有看到办事服务入口，不能判断。")
    elif ways:
        shown = "、".join(one.shown for one in ways[:3])
        yield review(
            site.url, f"办事服务入口都打不开：{shown}。", target="services:broken", rule="broken"
        )
    else:
        yield review(
            site.url,
            "首页和服务类页面上没有找到办事服务入口，也没有找到政务服务平台的链接。",
            target="services:absent",
            rule="absent",
        )
