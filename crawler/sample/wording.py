"""The sample portal's words: titles and paragraphs of a district that does not exist.

Deterministic: the n-th article of a column has the same words every time.
"""

from collections.abc import Mapping, Sequence

PLACES = ("澄东街道", "岚西街道", "望潮镇", "松坞镇", "临泽街道")
MATTERS = (
    "老旧小区电梯加装",
    "口袋公园建设",
    "社区食堂开放",
    "河道清淤",
    "校园周边交通疏导",
    "夜间公交延时",
    "早餐网点提升",
    "垃圾分类投放点改造",
)

TITLES: Mapping[str, Sequence[str]] = {
    "news": (
        "{place}推进{matter}",
        "我区召开{matter}工作现场会",
        "{matter}让{place}居民出行更方便",
        "{place}{matter}工程完成验收",
        "我区部署下一阶段{matter}任务",
    ),
    "city": (
        "城管队员到{place}开展{matter}巡查",
        "{place}集中整治占道堆物 做好{matter}",
        "市容环境志愿服务走进{place}",
    ),
    "school": (
        "{place}小学举办读书交流活动",
        "全区中小学开展消防疏散演练",
        "{place}幼儿园开放日迎来家长参观",
    ),
    "notice": (
        "关于{place}部分路段临时交通管制的通告",
        "关于公开征求{matter}方案意见的公告",
        "关于开展{matter}项目申报的通知",
        "{place}计划停水通知",
    ),
    "school-notice": ("关于做好{place}学区划分公示的通知", "关于规范课后服务时间的通知"),
    "document": (
        "澄岚区{matter}实施办法",
        "澄岚区人民政府办公室关于进一步做好{matter}的意见",
        "澄岚区{matter}三年行动方案",
    ),
    # The n-th reading explains the n-th document.
    "reading": (
        "《澄岚区{matter}实施办法》解读",
        "《澄岚区人民政府办公室关于进一步做好{matter}的意见》解读",
        "一图读懂：澄岚区{matter}三年行动方案",
    ),
    "plan": ("澄岚区{matter}专项规划", "澄岚区年度重点工作计划"),
    "staff": ("区属事业单位公开招聘公告", "区属事业单位公开招聘面试安排"),
    "money": ("澄岚区一般公共预算执行情况", "{matter}专项资金分配结果公示"),
    "topic": ("城市体检进{place}", "城市体检怎样查：{matter}"),
    "survey": ("《澄岚区{matter}方案（征求意见稿）》公开征求意见", "{matter}满意度网上调查"),
    "water": ("区水务局完成{place}河段巡查", "{place}供水管网改造进展", "节水宣传走进{place}"),
    "water-notice": ("关于{place}供水管道检修的通知", "关于申报节水型单位的通知"),
    "water-document": ("澄岚区河道管理细则", "澄岚区节约用水奖励办法"),
}

SENTENCES = (
    "本次工作由{unit}牵头，涉及{place}的五个社区，预计惠及居民两千三百余户。",
    "工作人员逐户上门说明安排，收集意见一百二十六条，已全部登记并逐条答复。",
    "施工期间设置了临时便道和夜间照明，方便居民出行。",
    "针对居民反映集中的停车、照明和积水问题，现场确定了责任人和完成时间。",
    "下一步将继续做好{matter}的后续管理，并按月公开进度。",
    "居民可以通过区政府网站的互动交流栏目提出意见和建议。",
    "有关单位要把安全放在首位，做好材料堆放、用电和防火检查。",
    "项目资金使用情况接受社会监督，相关材料可在政务公开栏目查阅。",
)


def title(theme: str, n: int) -> str:
    """The title of the n-th article of a theme."""
    patterns = TITLES[theme]
    text = patterns[n % len(patterns)].format(place=place(n), matter=matter(n))
    again = n // (len(patterns) * len(PLACES) * len(MATTERS))
    return text if not again else f"{text}（{again + 1}）"


def paragraphs(n: int, unit: str) -> list[str]:
    """Three to five paragraphs of two sentences each."""
    words = {"unit": unit, "place": place(n), "matter": matter(n)}
    count = 3 + n % 3
    chosen = [SENTENCES[(n + 3 * i) % len(SENTENCES)] for i in range(2 * count)]
    return ["".join(chosen[i : i + 2]).format(**words) for i in range(0, len(chosen), 2)]


def place(n: int) -> str:
    """A made-up subdistrict or town."""
    return PLACES[n % len(PLACES)]


def matter(n: int) -> str:
    """What the article is about."""
    return MATTERS[n % len(MATTERS)]
