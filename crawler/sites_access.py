"""How sites are reached: ``[network]`` and ``[site.access]`` of ``sites.toml``, read and written."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from crawler.access import Access, Network
from crawler.site_fields import check_host, check_name, check_text
from crawler.sites import SitesError, SitesFile
from crawler.toml_table import Table

LARGEST_CA_FILE = 5_000_000
_NETWORK_HINTS = {
    "http_proxy": "proxy",
    "https_proxy": "proxy",
    "代理": "proxy",
    "credential": "proxy_credential",
    "no_proxy": "direct",
    "ca": "ca_file",
    "证书": "ca_file",
}
_ACCESS_HINTS = {"user": "basic", "password": "basic", "credential": "basic", "cookies": "cookie"}


def read_network(top: Table) -> Network:
    """The ``[network]`` table."""
    table = top.table("network")
    network = Network(
        proxy=table.text("proxy", check=_check_proxy),
        proxy_credential=table.text("proxy_credential", check=check_name),
        direct=table.texts("direct", check_host),
        ca_file=table.text("ca_file", check=check_text),
    )
    if network.proxy_credential and not network.proxy:
        table.wrong("proxy_credential", '没有写 proxy，请写成 proxy = "http://代理主机:端口"')
    table.finish(_NETWORK_HINTS)
    return network


def read_access(site: Table) -> Access:
    """The ``[site.access]`` table of one site."""
    table = site.table("access")
    access = Access(
        basic=table.text("basic", check=check_name), cookie=table.text("cookie", check=check_name)
    )
    table.finish(_ACCESS_HINTS)
    return access


def with_network(sites: SitesFile) -> SitesFile:
    """The same configuration with the way out given to every site. Raises SitesError when the file
    of certificates cannot be used.
    """
    network = network_of(sites)
    if network.ca_file:
        _check_certificates(sites.path, Path(network.ca_file))
    if network == Network():
        return sites
    configs = {key: replace(site, network=network) for key, site in sites.sites.items()}
    return replace(sites, sites=configs)


def network_of(sites: SitesFile) -> Network:
    """The way out with the full path of its certificates."""
    network = sites.network
    if not network.ca_file:
        return network
    return replace(network, ca_file=str((sites.path.parent / network.ca_file).absolute()))


def network_lines(network: Network) -> Iterator[tuple[str, object, str]]:
    """Key, value and note of what is not usual."""
    notes = {
        "proxy": "上网代理",
        "proxy_credential": "代理的用户名和密码，只写凭据的名称",
        "direct": "不经过代理的主机，连同它们的子域名",
        "ca_file": "另外信任的证书（PEM 文件）",
    }
    for key, note in notes.items():
        if value := getattr(network, key):
            yield key, value, note


def access_lines(access: Access) -> Iterator[tuple[str, object, str]]:
    """The same for a preview system."""
    if access.basic:
        yield "basic", access.basic, "用户名和密码，只写凭据的名称"
    if access.cookie:
        yield "cookie", access.cookie, "登录后的 Cookie，只写凭据的名称"


def _check_proxy(value: str) -> str:
    text = value.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if "@" in parts.netloc:
        raise ValueError("这里不能写用户名和密码，请删掉 @ 及其前面的部分，另写 proxy_credential")
    if parts.scheme != "http" or not parts.hostname or not port or parts.path or parts.query:
        raise ValueError(
            "请写成 http://代理主机:端口，访问 http 和 https 网站都用它；不支持 https:// 和 socks 的代理"
        )
    return text.lower()


def _check_certificates(sites_path: Path, path: Path) -> None:
    from cryptography import x509  # takes a quarter of a second, which few need

    body, found = b"", list[x509.Certificate]()
    try:
        if path.stat().st_size <= LARGEST_CA_FILE:
            body = path.read_bytes()
            found = x509.load_pem_x509_certificates(body)
    except ValueError:
        pass
    except OSError as error:
        reason = "没有这个文件" if not path.exists() else (error.strerror or str(error))
        raise SitesError(
            f"读不了 {sites_path} 里 network.ca_file 指的证书文件 {path}：{reason}。"
            "路径从 sites.toml 所在的文件夹算起；不用时请删去这一行。"
        ) from None
    if not found and b"-----BEGIN CERTIFICATE-----" in body:
        raise SitesError(
            f"{sites_path} 里 network.ca_file 指的 {path} 里有读不了的证书：内容不完整，"
            "或者证书里的名称不是 UTF-8 编码。请向发证单位另要一份。"
        )
    if not found:
        raise SitesError(
            f"{sites_path} 里 network.ca_file 指的 {path} 不是 PEM 格式的证书。"
            "文件里应有 -----BEGIN CERTIFICATE----- 这样的行；DER 格式的请先转换。"
        )
