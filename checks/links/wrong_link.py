import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.registry import site_check
from checks.results import Result, review, unverifiable
from checks.site import Landing, Site
from checks.unrelated import Hit, unrelated

_FILE = re.compile(r"\.(?!s?html?$|jspx?$|aspx?$|php$|do$|action$)[a-z0-9]{2,5}$", re.IGNORECASE)
RULES = {"gambling": "unlawful", "sex": "unlawful", "parked": "parked", "commercial": "commercial"}


@site_check("wrong-link")
def wrong_link(site: Site) -> Iterator[Result]:
    """错链：外部链接通到了博彩、色情、商业页面或待售域名（候选）。

    依据：国办秘函〔2019〕19号单项否决“发布或链接反动、暴力、色情等内容”、扣分指标“可用性”；
    旧的下级站、友情链接的域名过期后被人抢注，是最常见的来源。
    判定：首页和友情链接页上的外部链接用 GET 打开一次，最多读 64 KB，只看落地页的标题、关键词和简介；
    出现博彩、色情用语，或“域名出售”一类用语的，为“需人工复核”；
    .gov.cn 域名的落地页出现商业推广用语的，也列入。其他页面上的外部链接只用 HEAD 询问，不读内容，没有查。
    政务域名已经解析不了的，由“打不开的链接”一项报告。
    误报：公安、法院等单位查处、防范赌博色情的文章标题带有同样的词，词表已排除常见的；拍卖、域名管理机构会谈到域名转让。
    整改：先用浏览器打开确认并截图，属实的立即撤下链接，在全站搜索同一域名一并清理。
    """
    landings = list(site.landings())
    for landing in landings:
        gov = _host(landing.url).endswith(".gov.cn")
        groups = ("gambling", "sex", "parked", *(("commercial",) if gov else ()))
        hit = unrelated(landing.title, landing.words, groups)
        if hit is not None:
            yield _said(landing, hit)
    if landings:
        return
    home = site.home()
    if home is None or not home.reading.kind.is_content:
        reason = home.reading.reason if home else site.why_missing(site.url)
        yield unverifiable(site.url, f"没有读到首页，首页上的外部链接没有打开看：{reason}。")
    elif outside := [url for url in site.links_on(home.url) if _is_outside(url, site)]:
        reason = f"首页上的 {len(outside)} 个外部地址都没有取得内容，没有打开看。"
        yield unverifiable(site.url, reason, value=str(len(outside)))


def _is_outside(url: str, site: Site) -> bool:
    """Whether a link of the home page leads to a page of somebody else, not to a file."""
    own = (site.host, _host(site.url), "")
    return urlsplit(url).netloc not in own and not _FILE.search(urlsplit(url).path)


def _said(landing: Landing, hit: Hit) -> Result:
    host, end = _host(landing.url), _host(landing.final_url)
    gone = f"（最终转到 {end}）" if end and end != host else ""
    where = f"，有 {len(landing.found_on)} 个页面这样链接" if len(landing.found_on) > 1 else ""
    return review(
        landing.found_on[0] if landing.found_on else landing.url,
        f"外部链接通到的页面{gone}自称“{landing.title[:60]}”，像是{hit.label}内容"
        f"（“{'”“'.join(hit.words)}”）{where}，请立即用浏览器打开确认。",
        target=landing.url,
        rule=RULES[hit.group],
        value=landing.title[:80],
        found_on=landing.found_on,
        evidence=landing.evidence,
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "") if url else ""
