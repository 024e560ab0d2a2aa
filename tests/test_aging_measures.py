"""What tours come to: of one page, and of a site by its pages. Pure, from stored artifacts."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from checks.aging.effects import ZOOM_GRADES
from checks.aging.lacking import lacking
from checks.aging.measures import NAMES, measures, of_site
from checks.aging.scripts import vendors, words
from checks.aging.signals import VERDICT_LABELS

FIXTURES = Path(__file__).parent / "fixtures"
HOME = "http://www.example.gov.cn/"
ARTICLE = HOME + "art/202611/t20261120_1001.html"


def tour(name: str, url: str = HOME) -> dict[str, Any]:
    """A stored tour, as if of another page."""
    told = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return {**deepcopy(told["gathered"]), "url": url}


ARIA, TROUT = "aging-works/pass_works", "aging-entry/fail_not_by_keyboard"
NONE, SEPARATE = "aging-entry/fail_none_on_home", "aging-simplified/pass_simple"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("aging-*/*.json")), ids=lambda p: p.stem)
def test_all_signals_are_always_there_and_say_why(path: Path) -> None:
    said = measures(json.loads(path.read_text(encoding="utf-8"))["gathered"])
    assert tuple(said["signals"]) == NAMES
    assert said["verdict"] in VERDICT_LABELS
    for signal in said["signals"].values():
        assert signal["state"] in ("met", "not_met", "unsure", "not_assessed")
        assert (signal["grade"] is None) == (signal["state"] in ("unsure", "not_assessed"))
        assert signal["reason"] or signal["state"] == "met"
        assert not signal["reason"].endswith("。")
    if said["verdict"] == "unseen":
        assert not [s for s in said["signals"].values() if s["state"] == "not_met"]


def test_an_entry_has_to_be_on_every_page() -> None:
    said = of_site([tour(ARIA), tour(ARIA, ARTICLE), tour(NONE, HOME + "x.html")], HOME)
    assert said is not None
    everywhere = said["signals"]["entry_everywhere"]
    assert (everywhere["state"], everywhere["value"]) == ("not_met", pytest.approx(0.667))
    assert of_site([tour(ARIA, ARTICLE)], HOME) is None
    alone = of_site([tour(ARIA)], HOME)
    assert alone is not None
    assert alone["signals"]["entry_everywhere"]["state"] == "not_assessed"


def test_speech_on_any_page_of_text_is_enough() -> None:
    said = of_site([tour(TROUT), tour(ARIA, ARTICLE)], HOME)
    assert said is not None
    assert said["signals"]["speech"]["state"] == "met"
    assert said["signals"]["speech"]["numbers"]["page"] == ARTICLE


def test_a_separate_elder_version_completes_what_the_home_page_could_not_show() -> None:
    home = tour(SEPARATE)
    for view in home["views"]:
        view["elder"], view["left"], view["next"] = None, [], None
        for opening in view["openings"]:
            opening |= {"outcome": "unreached", "trouble": "net::ERR"}
    [address] = {o["leads_to"] for view in home["views"] for o in view["openings"]}
    elder = tour(NONE, address) | {"is_elder": True}
    for view in elder["views"]:
        view["glance"]["sizes"]["median"] = 24
    said = of_site([home, elder], HOME)
    assert said is not None
    assert measures(home)["verdict"] == "unseen"
    assert said["verdict"] == "works", said["why"]
    assert said["signals"]["elder_size"]["value"] == 24
    assert said["signals"]["elder_size_mobile"]["state"] == "met"
    assert said["signals"]["entry_everywhere"]["state"] == "not_assessed"


def test_visitor_counters_and_pictures_are_not_lacking() -> None:
    lost = [
        {"url": "https://hm.baidu.com/hm.js", "kind": "Script", "refused": True},
        {"url": "chrome-extension://nhpjggchkhnl/a.js", "kind": "Script", "refused": True},
        {"url": "http://img.example.net/a.png", "kind": "Image", "refused": True},
        {"url": "http://wza.example.net/a.js", "kind": "Script", "refused": False},
        {"url": "http://api.example.net/x", "kind": "XHR", "refused": True},
    ]
    found = lacking({"lost": lost})
    assert (found.refused, found.failed) == (("api.example.net",), ("wza.example.net",))
    assert "网络原因未排除" in found.why
    assert not lacking({}).hosts


def test_the_lists_are_complete() -> None:
    assert {"aria", "cniil", "esd", "rrbay", "trout", "assist-tool", "local"} <= set(vendors())
    features = set(words()["features"])
    assert all(set(one.get("features", {})) <= features for one in vendors().values())
    assert [grade for _, grade in ZOOM_GRADES] == sorted(
        (grade for _, grade in ZOOM_GRADES), reverse=True
    )


def test_the_name_of_a_menu_need_not_answer_where_what_is_in_it_does() -> None:
    home = tour(ARIA)
    openings = home["views"][0]["openings"]
    silent = {**openings[0], "label": "适老化服务", "outcome": "nothing", "target": "#menu"}
    openings.append(silent)
    assert "“适老化服务”点了没有反应" in measures(home)["why"]
    silent["target"] = openings[0]["target"].rpartition(" > ")[0] or "#menu"
    openings[0]["target"] = f"{silent['target']} > a"
    assert measures(home)["verdict"] == "works"
