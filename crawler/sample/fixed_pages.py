"""Pages of the portal that are no list and no news: services, and facts about the district."""

from crawler.sample import faults
from crawler.sample.letters import GUIDES

SERVICES = [
    (
        "个人办事",
        [
            ("%%OUTSIDE%%/service/index.html", "市政务服务网"),
            ("%%OUTSIDE%%/service/housing.html", "公租房申请"),
            (faults.SERVER_ERROR, "办件进度查询"),
            (faults.BROKEN_ANCHOR, "预约须知"),
            *((path, name) for path, name, _ in GUIDES),
        ],
    ),
    (
        "企业办事",
        [
            ("%%OUTSIDE%%/service/company.html", "企业登记"),
            (f"%%GUARDED%%{faults.CHALLENGED}", "公共资源交易平台"),
        ],
    ),
]

"""Service pages are groups of links: (heading, [(address, text)])."""

FACTS = (
    (
        "/qqgk/",
        "区情概况",
        (
            "澄岚区位于虚构的示例市东部，辖三个街道、两个镇，区政府驻澄东街道。",
            "全区东部为丘陵，西部为湖滨平地，以轻工制造、水产养殖和休闲旅游为主。",
            "本页内容全部为演示而写，不对应任何真实的行政区划。",
        ),
    ),
    (
        "/qqgk/jtfl.html",
        "街道分布",
        (
            "澄东街道、岚西街道、临泽街道相邻，望潮镇临湖，松坞镇在山前。",
            "各街道和镇的办事窗口均在工作日开放。",
            "公共交通由四条环线连接。",
        ),
    ),
    (
        faults.SLOW,
        "交通地图",
        (
            "四条公交环线在澄东街道的换乘站交会。",
            "湖滨步道全长九公里，设有六个出入口。",
            "本页面由较慢的服务提供，打开约需一秒。",
        ),
    ),
    (
        "/zwgk/jgzn/",
        "机构职能",
        (
            "区人民政府办公室负责区政府网站的主办、政务公开和督查工作。",
            "区教育局、区城市管理局、区水务局按各自职责维护所属栏目。",
            "办公时间为工作日上午九时至十二时、下午二时至五时三十分。",
        ),
    ),
    (
        "/zwgk/ldzc/",
        "领导信息",
        (
            "区长主持区人民政府全面工作，负责财政、审计方面的工作。",
            "副区长分别负责教育、城市管理、水务和政务公开方面的工作。",
            "姓名和简历在真实网站上应逐人列出，本页为演示而省略。",
        ),
    ),
)
"""(path, title, paragraphs)."""
