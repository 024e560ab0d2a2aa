"""Metadata for Datasette: what each view and column of a site's file means, and ready questions.

``datasette data/*.sqlite --metadata data/metadata.json`` then opens the databases in Chinese.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.sites import SitesFile

VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    "问题": (
        "判定结果，一行一处；编号在各种输出里相同。",
        {
            "口径": "按哪个考核口径判定",
            "检查": "检查项代号，含义见 govcheck explain 检查项",
            "结论": "fail 发现，review 需人工复核，unverifiable 无法核验，not_applicable 不适用",
            "责任单位": "单位编号，见 sites.toml",
            "整改方": "本单位、平台、上级或未定；平台和未定的不扣本单位分",
            "目标": "出问题的对象，如失效的网址",
            "位置": "页面里的 CSS 路径",
        },
    ),
    "链接": (
        "每个问过的网址，一行一个。",
        {
            "状态": "ok 正常，redirect 跳转，suspect 疑似失效，dead 失效，"
            "blocked 被防护拦截，unverifiable 无法核验",
            "用途": "page 页面，attachment 附件，image 图片，style 样式，script 脚本 …",
            "外部": "1 表示不是本站的网址",
            "时间": "协调世界时，北京时间要加 8 小时",
        },
    ),
    "页面": (
        "读过的本站页面。",
        {
            "类型": "home 首页，column 栏目，article 内容，service 办事，error 出错，"
            "blocked 被拦截，other 其他",
            "最新条目": "列表里最新一条的日期",
        },
    ),
    "得分": (
        "每月每个口径的得分；定稿的月份是定稿时的，后来的更正见查询“更正”。",
        {"试算分": "含未核原件的分值；空着就是没有得分", "正式分": "只含已核分值；空着就是没有"},
    ),
    "抓取批次": ("每次抓取。", {"结束原因": "finished 表示抓完", "数量": "JSON"}),
    "可用性采样": ("govcheck probe 的每次采样。", {"结果": "不计入：防护系统应答的"}),
    "复核": (
        "主管部门对问题的决定，只增不改。",
        {"问题": "问题的键，各月相同", "有效至": "豁免的最后一天", "撤销": "被撤销的那次决定"},
    ),
    "申诉": ("单位的申诉和处理。", {"问题": "问题的键", "处理": "空着表示还没有处理"}),
    "整改回复": ("单位说已经做了什么；以复查看到的为准。", {"问题": "问题的键"}),
    "人工评定": ("人工录入的指标结果。", {"佐证": "保存在 data/evidence 的文件"}),
}

QUERIES = {
    "本月问题": (
        "一个月的问题，按检查项排列",
        (
            "SELECT 编号, 检查, 结论, 责任单位, 说明, 地址 FROM 问题 WHERE 月份 = :month"
            " AND 结论 = 'fail' ORDER BY 检查, 编号"
        ),
    ),
    "各单位问题数": (
        "一个月里每个责任单位的问题数",
        (
            "SELECT 责任单位, 整改方, count(*) AS 问题数 FROM 问题 WHERE 月份 = :month"
            " AND 结论 = 'fail' GROUP BY 责任单位, 整改方 ORDER BY 问题数 DESC"
        ),
    ),
    "不通的链接": (
        "一个月里失效和疑似失效的链接",
        (
            "SELECT 地址, 状态, 状态码, 原因, 时间 FROM 链接 WHERE 月份 = :month"
            " AND 状态 IN ('dead', 'suspect') ORDER BY 状态, 地址"
        ),
    ),
    "没有处理的申诉": (
        "按时间排列",
        "SELECT 月份, 单位, 类别, 理由, 申诉人, 时间 FROM 申诉 WHERE 处理 IS NULL ORDER BY 时间",
    ),
    "更正": (
        "定稿以后的更正；更正后的得分用 govcheck score 看",
        (
            "SELECT month AS 月份, correction AS 更正, at AS 时间, by AS 更正人, reason AS 原因"
            " FROM snapshots WHERE name = '得分.json' AND correction > 0 ORDER BY month, correction"
        ),
    ),
    "一直存在的问题": (
        "连续出现的月份最多的问题",
        (
            "SELECT key AS 问题, check_id AS 检查, max(message) AS 说明, count(DISTINCT month) AS 月数"
            " FROM results WHERE outcome = 'fail' GROUP BY key ORDER BY 月数 DESC LIMIT 100"
        ),
    ),
    "最久没有更新的栏目页": (
        "按列表最新条目排列的栏目页",
        (
            "SELECT 月份, 标题, 最新条目, 地址 FROM 页面 WHERE 类型 = 'column'"
            " AND 最新条目 IS NOT NULL ORDER BY 最新条目 LIMIT 100"
        ),
    ),
}

FACETS = {
    "问题": ["月份", "检查", "结论", "责任单位"],
    "链接": ["月份", "状态", "用途"],
    "复核": ["决定", "决定人"],
    "申诉": ["月份", "单位", "类别", "处理"],
}
OFFICE_VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    "账号": ("政务新媒体台账。", {"台账中消失于": "最近一次导入的台账里没有它"}),
    "人工佐证": ("人看过账号以后登记的。", {"图片": "保存在 data/evidence 的文件"}),
    "平台显示": ("在平台上看到的账号资料。", {"查看时间": "协调世界时，北京时间要加 8 小时"}),
    "提醒记录": (
        "每周提醒的次数从这里数，只增不改。",
        {"记录": "提醒，或解除（办完的归零）", "网站": "网站编号，空着的是账号"},
    ),
    "特殊情况报备": (
        "受理的报备，只增不改。",
        {"终止编号": "写着编号的一行是终止那一件报备，结束是终止后的最后一天"},
    ),
    "操作记录": ("谁在什么时候做了什么，只增不改。", {}),
    "找错留言": (
        "“我为政府网站找错”留言的办理情况，一条一行，以最近一次导入为准；不保存留言的内容和留言人。",
        {"网站": "网站编号，见 sites.toml", "办理单位": "单位编号，见 sites.toml"},
    ),
}
OFFICE_FACETS = {
    "账号": ["平台", "主办单位", "状态"],
    "提醒记录": ["日期", "责任单位", "记录"],
    "操作记录": ["操作", "操作人"],
    "找错留言": ["网站", "办理单位", "状态"],
}
HIDDEN = ("users", "web_sessions", "login_failures")
"""Tables of the office's file that nobody needs to browse."""


def metadata(sites: SitesFile) -> dict[str, Any]:
    """The metadata of every site's database."""
    tables = _tables(VIEWS, FACETS)
    office: dict[str, Any] = _tables(OFFICE_VIEWS, OFFICE_FACETS)
    office |= {name: {"hidden": True} for name in HIDDEN}
    queries = {name: {"title": title, "sql": sql} for name, (title, sql) in QUERIES.items()}
    return {
        "title": "govcheck 检查数据",
        "description": "只读浏览；页面原文压缩保存在 bodies 表，可能含网站自己公开的个人信息，请勿对外提供。",
        "databases": {
            site.id: {"title": site.name, "tables": tables, "queries": queries}
            for site in sites.sites.values()
        }
        | {"office": {"title": "主管部门", "tables": office, "allow": {"id": "root"}}},
    }


def _tables(
    views: Mapping[str, tuple[str, Mapping[str, str]]], facets: Mapping[str, list[str]]
) -> dict[str, Any]:
    return {
        view: {
            "description": text,
            "columns": columns,
            **({"facets": facets[view]} if view in facets else {}),
        }
        for view, (text, columns) in views.items()
    }


def write(sites: SitesFile) -> Path:
    """Write ``data/metadata.json`` beside the databases."""
    path = sites.data_dir / "metadata.json"
    text = json.dumps(metadata(sites), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    return path
