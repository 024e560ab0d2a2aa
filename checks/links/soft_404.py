from collections.abc import Iterator, Sequence

from checks.page import PageKind
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import PageSummary, Site

SHELL_SHARE = 0.2
SHELL_PAGES = 5
"""So many pages like the answer to a made-up address, and that share of all: it is a shell."""


@site_check("soft-404")
def soft_404(site: Site) -> Iterator[Result]:
    """链接能打开，但页面是出错提示（软 404）。

    依据：国办秘函〔2019〕19号“可用性”指标：链接打不开或错误（扣分分值原文未核）。
    判定：本站页面返回正常状态（HTTP 200），但标题或正文是“页面不存在”“已删除”一类出错提示；
    或者与本站对一个不存在的地址所返回的页面标题相同、文字基本相同；或者稿件地址被转到了首页。
    只作线索，一律“需人工复核”，不直接计错；首页本身不查。
    站外目标只用 HEAD 询问，不读内容，所以站外的软 404 查不出来。
    误报：介绍故障处理的稿件、暂停服务的公告可能用到同样的词；整站都由脚本显示内容的，
    各页源代码相同，不能这样比较，此时报“无法核验”。栏目合并后有意转到首页的，请确认读者能否找到原内容。
    整改：删除或改正指向这些地址的链接；让服务器对不存在的地址返回 404 状态和出错页面。
    """
    stored = list(site.pages())
    if not stored:
        reason = site.why_missing(site.url) or "没有读到任何页面"
        yield unverifiable(site.url, f"没有可查看的页面：{reason}。")
        return
    pages = [page for page in stored if not page.is_home and 200 <= page.status < 300]
    worded = [page for page in pages if page.reading.kind is PageKind.ERROR]
    alike = [page for page in pages if page.reading.facts.get("like_missing")]
    moved = list(site.sent_home())
    if len(alike) >= SHELL_PAGES and len(alike) >= SHELL_SHARE * len(pages):
        reason = (
            f"有 {len(alike)} 个页面的源代码与不存在的地址所返回的相同，内容可能由脚本显示，"
            "不能据此判断页面是否存在。"
        )
        yield unverifiable(site.url, reason, rule="shell", value=str(len(alike)))
        alike = []
    wanted = [*(page.url for page in (*worded, *alike)), *moved]
    linked = site.linked_from(wanted) if wanted else {}
    for page in worded:
        yield _said(page.url, linked.get(page.url, ()), _wording(page), "wording")
    for page in alike:
        what = "内容与本站对不存在的地址所返回的页面相同"
        yield _said(page.url, linked.get(page.url, ()), what, "like-missing")
    for url in moved:
        yield _said(url, linked.get(url, ()), "地址被转到了首页，原内容可能已不存在", "to-home")
    yield passed(site.url, f"查看了 {len(stored)} 个正常返回的页面。")


def _wording(page: PageSummary) -> str:
    return page.reading.reason.rstrip("。") or "页面内容是出错提示"


def _said(url: str, linked: Sequence[str], what: str, rule: str) -> Result:
    pages = tuple(linked)
    where = f"，有 {len(pages)} 个页面链接到它" if len(pages) > 1 else ""
    message = f"链接能打开，但{what}{where}，请人工确认。"
    return review(
        pages[0] if pages else url, message, target=url, rule=rule, found_on=pages or (url,)
    )
