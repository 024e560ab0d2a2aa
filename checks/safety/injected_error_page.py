from collections.abc import Iterator
from dataclasses import replace

from checks.registry import site_check
from checks.results import Result, not_applicable
from checks.safety.hidden_links import hidden_links
from checks.safety.tampered_page import tampered_page
from checks.site import Site


@site_check("injected-error-page")
def injected_error_page(site: Site) -> Iterator[Result]:
    """出错页面里被加进了暗链（候选）。

    依据：国办秘函〔2019〕19号单项否决“对挂马、篡改等攻击未及时有效处置，造成严重安全事故”（V1④）；
    改写 404 页面是暗链的常见藏身处，因为没有人会去看。
    判定：取得了内容的出错页面（状态码 200 的“页面不存在”，和一个编造的、不可能存在的地址得到的页面），
    按“疑似暗链”“标题或关键词疑似被篡改”两项的办法查，查出的为“需人工复核”。
    状态码是 404 的页面不保存内容，没有查；一个出错页面也没有取得内容的，为“不适用”。
    误报：与那两项相同。
    整改：检查服务器的错误页面设置和伪静态规则，恢复原来的错误页面，清除后门。
    """
    looked = False
    for page in site.error_pages():
        looked = True
        for result in (*hidden_links(page), *tampered_page(page)):
            said = f"出错页面：{result.message}"
            yield replace(result, message=said, rule=f"error-{result.rule}")
    if not looked:
        yield not_applicable(site.url, "没有保存下来的出错页面。")
