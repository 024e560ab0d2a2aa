"""What falls due next, soonest first, with the reason where nobody can tell."""

from datetime import date
from pathlib import Path

import fake_site

from checks.deadlines import due

TOLD = """
as_of = 2026-11-25

[[page]]
url = "http://www.example.gov.cn/"
kind = "home"
items = [2026-11-14]

[[column]]
name = "动态"
url = "http://www.example.gov.cn/dt/"
limit = { days = 14 }
[[page]]
url = "http://www.example.gov.cn/dt/"
items = [2026-11-11]

[[column]]
name = "公告"
url = "http://www.example.gov.cn/gg/"
limit = { months = 6 }
[[page]]
url = "http://www.example.gov.cn/gg/"
items = [2026-03-02]

[[column]]
name = "文件"
url = "http://www.example.gov.cn/wj/"
limit = { months = 6 }
[[page]]
url = "http://www.example.gov.cn/wj/"
items = [2026-11-01]

[[column]]
name = "每周"
url = "http://www.example.gov.cn/mz/"
limit = { count = 2, per = "week" }
[[page]]
url = "http://www.example.gov.cn/mz/"
items = [2026-11-24]

[[column]]
name = "够了"
url = "http://www.example.gov.cn/gl/"
limit = { count = 1, per = "week" }
[[page]]
url = "http://www.example.gov.cn/gl/"
items = [2026-11-24]

[[column]]
name = "人事"
url = "http://www.example.gov.cn/rs/"
limit = { months = 12 }
exempt = "没有变动"

[[column]]
name = "脚本"
url = "http://www.example.gov.cn/jb/"
limit = { days = 14 }
[[page]]
url = "http://www.example.gov.cn/jb/"
script_built = true

[[column]]
name = "职能"
url = "http://www.example.gov.cn/zn/"
"""


def test_due(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(TOLD, encoding="utf-8")
    site, _, _ = fake_site.load(path)
    rows = due(site, 7)
    assert [(r.name, r.state, r.days_left) for r in rows[:6]] == [
        ("公告", "overdue", -84),
        ("动态", "due", 0),
        ("首页", "due", 3),
        ("够了", "ok", 4),
        ("每周", "due", 4),
        ("文件", "ok", 157),
    ]
    assert {(r.name, r.state) for r in rows[6:]} == {("人事", "exempt"), ("脚本", "unknown")}
    by_name = {r.name: r for r in rows}
    assert by_name["动态"].due == date(2026, 11, 25)
    assert by_name["动态"].last == date(2026, 11, 11)
    assert by_name["公告"].due == date(2026, 9, 2)
    assert by_name["每周"].missing == 1
    assert "没有变动" in by_name["人事"].reason
    assert "脚本" in by_name["脚本"].reason
    assert [r.name for r in due(site, 0) if r.state == "due"] == ["动态"]
