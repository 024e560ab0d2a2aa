"""Public messages nobody answered for more than three months."""

from collections.abc import Iterator

from checks.letters import Letter, letters, none_read
from checks.periods import add_months, unanswered_too_long
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import Site


@site_check("unanswered-message")
def unanswered_message(site: Site, *, months: int = 3, within_months: int = 12) -> Iterator[Result]:
    """留言超过 3 个月未回应。

    依据：国办秘函〔2019〕19号单项否决“互动回应差”：前 1 年内，应及时答复的政务咨询类栏目有超过 3 个月未回应的有效留言。
    判定：公开的留言列表和留言页上，留言时间在监测时间点前 1 年内、距监测时间点超过 3 个月（恰满 3 个月不算），
    状态写着未答复、办理中之类，或者答复时间、答复内容空着的，为“需人工复核”，逐条列出；
    单条留言页上完全没有答复内容的也列出。列表和留言页说法不同的，以有答复的为准。
    在线访谈、征集调查、网上信访、纪检举报类栏目不算。没有读到公开的留言，为“无法核验”。
    误报：广告、重复、无效留言，已电话答复而网页没有更新的，以及答复由脚本加载的，请人工剔除。
    整改：尽快答复并公开；不予公开或无效的留言从公开列表撤下，并在后台登记原因。
    """
    found = letters(site)
    if reason := none_read(site, found):
        yield unverifiable(site.url, reason)
        return
    earliest = add_months(site.as_of, -within_months)
    late = [
        one
        for one in found
        if one.asked
        and one.asked >= earliest
        and unanswered_too_long(one.asked, site.as_of, months)
        and (one.state == "waiting" or (one.in_full and not one.state))
    ]
    for one in late:
        yield _result(site, one, months)
    if not late:
        yield passed(site.url, f"看了 {len(found)} 条公开留言，没有超过 {months} 个月未答复的。")


def _result(site: Site, one: Letter, months: int) -> Result:
    days = (site.as_of - one.asked).days if one.asked else 0
    seen = "写着未办结或没有答复" if one.state == "waiting" else "页面上没有看到答复"
    unit = f"，承办单位：{one.unit}" if one.unit else ""
    return review(
        one.url,
        f"{one.name}的留言时间是 {one.asked}，到监测时间点 {site.as_of} 已 {days} 天，"
        f"超过 {months} 个月，{seen}{unit}；请确认是否有效留言、是否已答复。",
        target=one.target,
        rule="waiting" if one.state == "waiting" else "no-answer-shown",
        value=str(days),
        found_on=tuple(dict.fromkeys((one.page, one.url))),
    )
