"""Account ledgers for tests, as workbooks and as text."""

from datetime import date
from pathlib import Path
from typing import Any

from crawler.media.ledger_import import Imported, import_ledger
from crawler.media.ledger_read import read_ledger
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
TODAY = date(2026, 11, 25)
HEAD = ["账号名称", "平台类型", "账号ID", "主办单位"]
ONE = ["柳溪发布", "微信公众号", "gh_0000000000aa", "柳溪区政府办"]
TWO = ["柳溪发布", "新浪微博", "1000000001", "柳溪区政府办"]
CSV = """序号,账号名称,平台类型,账号ID,主办单位,主管单位,备案号,运行状态,注销时间,主页链接,佐证链接,核查人,核查时间,备注
1,柳溪发布,微信公众号（订阅号）,gh_0000000000aa,柳溪区人民政府办公室,柳溪市政府办,,正常,,,https://mp.weixin.qq.com/s/FAKEid0001,张某,2026-11-19,
2,柳溪发布,新浪微博,1000000001,柳溪区人民政府办公室,柳溪市政府办,,在用,,https://weibo.com/u/1000000001,,,,
3,柳溪交警,快手短视频,3xfake,柳溪区公安分局,柳溪区政府办,,正常,,,,李某,2026-11-19,人工核查：11月18日有更新
4,柳溪林业,今日头条,MS4wLjABfake,柳溪区林业局,柳溪区政府办,,已注销,2026-06-30,,,,,
5,柳溪通,APP,id1000000001,柳溪区数据局,柳溪市数据局,,运行,,https://apps.apple.com/cn/app/id1000000001,,,,2026-07-25后无备案号应报问题
"""


def take(office: Office, path: Path, **how: Any) -> Imported:
    return import_ledger(office, read_ledger(path), STAMP, today=TODAY, **how)


def text(tmp_path: Path, content: str, encoding: str = "utf-8", name: str = "台账.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return path
