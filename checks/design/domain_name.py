from collections.abc import Iterator

from checks.host_names import bare_host, is_test_host
from checks.registry import site_check
from checks.results import Result, not_applicable, passed, review, unverifiable
from checks.site import Site

SUFFIXES = (".gov.cn", ".政务", ".xn--zfr164b")


@site_check("domain-name")
def domain_name(site: Site) -> Iterator[Result]:
    """域名或网站名称不规范。

    依据：《国务院办公厅关于加强政府网站域名管理的通知》（国办函〔2018〕55号）；国办秘函〔2019〕19号“域名名称”（扣分分值原文未核）。
    判定：域名不以 .gov.cn（中文域名 .政务）结尾的；门户网站不是 www.□□□.gov.cn 的；
    部门网站不是上级门户的下级域名（○○○.□□□.gov.cn）的；
    首页的标题、文字、图片替代文本里都没有台账登记的网站名称的，均为“需人工复核”。
    以 IP 地址、本机或测试域名访问的，域名部分“不适用”。
    误报：历史域名、国家部委的域名（www.○○.gov.cn）和经批准的特殊域名请人工确认；名称可能只写在图片里。
    整改：按规定申请、更换域名，旧域名跳转到新域名；首页标题和页头写网站全称，图片标志加上替代文本。
    """
    yield from _domain(site)
    yield from _name(site)


def _domain(site: Site) -> Iterator[Result]:
    host = bare_host(site.host)
    if is_test_host(host):
        yield not_applicable(site.url, f"以“{host}”访问，不是正式域名，不检查域名。", rule="suffix")
        return
    if not host.endswith(SUFFIXES):
        message = f"网站域名“{host}”不以 .gov.cn 或 .政务结尾，请人工确认是否合规。"
        yield review(site.url, message, rule="suffix", target="domain:suffix", value=host)
        return
    yield passed(site.url, rule="suffix", target="domain:suffix")
    if not host.endswith(".gov.cn") or site.id_code.lower().startswith("bm"):
        return  # Chinese names have one form only; ministries are named their own way
    steps = host.removesuffix(".gov.cn").split(".")
    if site.kind == "portal" and (steps[0] != "www" or len(steps) < 2):
        message = f"门户网站的域名一般是 www.□□□.gov.cn，现为“{host}”，请人工确认。"
        yield review(site.url, message, rule="form", target="domain:form", value=host)
    elif site.kind == "department" and (steps[0] == "www" or len(steps) < 2):
        message = (
            f"部门网站的域名一般是上级门户的下级域名（○○○.□□□.gov.cn），现为“{host}”，请人工确认。"
        )
        yield review(site.url, message, rule="form", target="domain:form", value=host)
    else:
        yield passed(site.url, rule="form", target="domain:form")


def _name(site: Site) -> Iterator[Result]:
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        why = site.why_missing(site.url) if home is None else home.reading.reason
        reason = f"首页没有读到（{why or '没有取得首页'}），无法核对网站名称。"
        yield unverifiable(site.url, reason, rule="name", target="domain:name")
    elif not site.name:
        yield unverifiable(
            site.url, "台账里没有网站名称，无法核对。", rule="name", target="domain:name"
        )
    elif home.reading.facts.get("named"):
        yield passed(site.url, rule="name", target="domain:name")
    else:
        message = (
            f"首页的标题、文字和图片替代文本里没有台账登记的网站名称“{site.name}”，"
            "请人工确认页头是否显示全称。"
        )
        yield review(site.url, message, rule="name", target="domain:name", value=site.name)
