"""An office's own word list, named by ``wordlist`` in ``sites.toml``, laid over the built-in one."""

from dataclasses import replace
from pathlib import Path

from checks.wordlist import Wordlist, builtin
from checks.wordlist import loads as read_words
from crawler.sites import SitesError, SitesFile

LARGEST_LIST = 2_000_000


def with_words(sites: SitesFile) -> SitesFile:
    """The same configuration with its word list read and given to every site.

    Raises SitesError when the file cannot be read, WordlistError when it is written wrongly.
    """
    if not sites.wordlist:
        return sites
    words = builtin().merged(_read(sites.path, sites.path.parent / sites.wordlist))
    configs = {key: replace(site, wordlist=words) for key, site in sites.sites.items()}
    return replace(sites, sites=configs)


def _read(sites_path: Path, path: Path) -> Wordlist:
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise SitesError(f"词表 {path} 太大，不像是词表。请检查 {sites_path} 里的 wordlist。")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SitesError(
            f"词表 {path} 不是 UTF-8 编码（第 {line} 行开始读不懂）。"
            "请用记事本打开，另存为时把编码选成 UTF-8。"
        ) from None
    except OSError as error:
        reason = "没有这个文件" if not path.exists() else (error.strerror or str(error))
        raise SitesError(
            f"读不了 {sites_path} 里 wordlist 指的词表 {path}：{reason}。"
            "路径从 sites.toml 所在的文件夹算起；不用自有词表的，请删去 wordlist 这一行。"
        ) from None
    return read_words(text, str(path))
