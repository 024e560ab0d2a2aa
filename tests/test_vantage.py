"""From where we look is what somebody wrote down, never a guess."""

from crawler.sites_file import loads
from crawler.sites_toml import dumps

TEXT = 'vantage = "政务外网出口 203.0.113.7"\n[[site]]\nid = "a"\nurl = "http://a.example/"\nname = "甲"\n'


def test_it_is_read_and_written() -> None:
    sites = loads(TEXT)
    assert sites.vantage == "政务外网出口 203.0.113.7"
    assert loads(dumps(sites)).vantage == sites.vantage


def test_without_it_nothing_is_said() -> None:
    assert loads(TEXT.partition("\n")[2]).vantage == ""
