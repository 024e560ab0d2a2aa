"""What one look found."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it is."""

    GOOD = "正常"
    CARE = "注意"
    BAD = "有问题"


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was looked at, how it is, and the remedy ("" where none is needed)."""

    name: str
    health: Health
    text: str
    remedy: str = ""


def good(name: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(name, Health.GOOD, text)


def care(name: str, text: str, remedy: str) -> Finding:
    """Works, with something missing."""
    return Finding(name, Health.CARE, text, remedy)


def bad(name: str, text: str, remedy: str) -> Finding:
    """Has to be put right."""
    return Finding(name, Health.BAD, text, remedy)


def installing(*packages: str) -> str:
    """The remedy for missing programs of the system, also where there is no internet."""
    names = " ".join(packages)
    return (
        f"安装：apt-get install {names}。不能联网的，用内网软件源或系统安装盘；都没有的，在系统版本相同、"
        f"能联网的电脑上运行 apt-get install --download-only --reinstall {names}，"
        "把 /var/cache/apt/archives 里的 .deb 拷来，由管理员运行 dpkg -i *.deb。"
    )
