"""Messages from the public and guides to services on the sample sites, as data."""

from dataclasses import dataclass
from datetime import date, timedelta

from crawler.sample.structure import DEPARTMENT, PORTAL

MAILBOX = "/hdjl/xx/"
MAILBOXES = {PORTAL: "区长信箱", DEPARTMENT: "局长信箱"}


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One message. ``age`` is days from asking to the day of the look, ``after`` days from asking
    to the answer, None when nobody answered.
    """

    number: int
    title: str
    question: str
    answer: str
    unit: str
    age: int
    after: int | None

    @property
    def path(self) -> str:
        """Absolute path on its site."""
        return f"{MAILBOX}letter_{self.number}.html"

    def asked(self, as_of: date) -> str:
        """The day it was asked."""
        return (as_of - timedelta(days=self.age)).isoformat()

    def answered(self, as_of: date) -> str:
        """The day it was answered, "" when it was not."""
        if self.after is None:
            return ""
        return (as_of - timedelta(days=self.age - self.after)).isoformat()


LETTERS = {
    PORTAL: (
        SampleLetter(
            1, "请问望潮镇的公交末班车是几点", "下班较晚，想问末班车时间。",
            "您好，末班车由换乘站于二十一时三十分发出。", "澄岚区城市管理局", 6, 2,
        ),
        SampleLetter(
            2, "咨询公租房轮候进度的查询方式", "递交申请后在哪里查询进度？",
            "您好，可到办事服务栏目查询，也可到窗口查询。", "澄岚区人民政府办公室", 33, 3,
        ),
        SampleLetter(
            3, "建议湖滨步道增加照明", "步道北段晚上较暗，建议增加路灯。",
            "", "澄岚区城市管理局", 130, None,
        ),
    ),
    DEPARTMENT: (
        SampleLetter(
            1, "请问如何申请水表校验", "觉得水量不对，想校验水表。",
            "您好，请携带户号到营业厅登记，三日内上门。", "澄岚区水务局", 9, 1,
        ),
        SampleLetter(
            2, "咨询停水通知的查询方式", "在哪里能提前看到停水安排？",
            "您好，停水安排在通知公告栏目提前两日发布。", "澄岚区水务局", 40, 4,
        ),
    ),
}  # fmt: skip
"""The portal's third one is left without an answer: see ``faults``."""

GUIDES = (
    (
        "/bsfw/gr/water-meter.html",
        "水表校验办事指南",
        (
            ("事项名称", "水表校验"),
            ("设定依据", "供水用水管理的有关规定"),
            ("申请条件", "本区供水范围内的用户"),
            ("办理材料", "户号、联系方式"),
            ("办理地点", "澄东街道营业厅"),
            ("办理时间", "工作日上午九时至下午五时"),
            ("联系电话", "0000-00000000"),
            ("办理流程", "登记、上门、出具结果"),
        ),
    ),
    (
        "/bsfw/gr/road-permit.html",
        "临时占道办事指南",
        (
            ("事项名称", "临时占用道路"),
            ("申请条件", "有施工方案和恢复措施"),
            ("办理材料", "申请表、施工方案"),
            ("办理地点", "区政务服务中心二楼"),
            ("联系电话", "0000-00000000"),
            ("办理流程", "受理、现场查看、决定"),
        ),
    ),
)
"""(path, title, elements); the second lacks two of eight: see ``faults``."""
