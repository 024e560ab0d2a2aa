"""Which pages of menus are asked for; what needs the platform's own application is left alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.media.models import Account, Platform
from checks.media.observations import MENU, Observation
from checks.media.observed import MENU_LINKS, observed
from crawler.link_states import PRIVATE
from crawler.media.menus import IN_APP, WRONG, look_at_menus, newest_menus
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")


def menu(account: str, day: int, *urls: str, is_open: bool = True) -> Observation:
    entries: list[dict[str, Any]] = [{"path": u, "type": "view", "url": u} for u in urls]
    entries.append({"path": "小程序", "type": "miniprogram", "url": "https://mini.example/"})
    value = {"open": is_open, "entries": entries}
    return Observation(
        account, "wechat_detail", MENU, value, datetime(2026, 11, day, 3, tzinfo=UTC)
    )


def test_the_newest_menu_of_each_account_counts() -> None:
    found = newest_menus([
        menu("a", 20, "https://new.example/"), menu("a", 10, "https://old.example/"),
        menu("b", 20, "https://b.example/", is_open=False), menu("c", 20),
    ])  # fmt: skip
    assert found == {"a": ["https://new.example/"]}


def test_pages_of_the_application_and_wrong_addresses_are_not_asked(tmp_path: Path) -> None:
    urls = ("https://mp.weixin.qq.com/s/abcdef", "http://[broken/", "http://10.1.2.3/admin")
    with Office.beside(tmp_path / "sites.toml") as office:
        with office.change():
            office.put_account(Account("a", "甲", Platform.WECHAT_MP), STAMP)
            office.put_observations([menu("a", 25, *urls)])
        asked = look_at_menus(office, contact="t@example.invalid", in_app=("mp.weixin.qq.com:443",))
        assert (asked.asked, asked.interrupted) == (0, False)
        (links,) = [o for o in office.observations() if o.name == MENU_LINKS]
        assert {u: links.value[u]["reason"] for u in urls} == dict(
            zip(urls, (IN_APP, WRONG, PRIVATE), strict=True)
        )
        seen = observed(office.observations(), links.day)
        assert seen.menu is not None
        assert [str(entry.state) for entry in seen.menu if entry.url] == ["unverifiable"] * 3
