"""What a single configured value must look like, whether it came from TOML or from Excel.

Every function returns the normalised value or raises ValueError with a Chinese reason that says
what is wrong and how to write it; the caller adds where it stood.
"""

import ipaddress
import re
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

_ID = re.compile(
    r"[A-Za-z0-9\u4e00-\u9fff](?:[A-Za-z0-9\u4e00-\u9fff_.-]{0,62}[A-Za-z0-9\u4e00-\u9fff])?"
)
_ID_CODE = re.compile(r"\d{10}|bm\d{8}|[a-z]\d{9}", re.IGNORECASE)
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
_PAGE_NAMES = (
    "html",
    "htm",
    "shtml",
    "jhtml",
    "xhtml",
    "jsp",
    "jspx",
    "asp",
    "aspx",
    "php",
    "do",
    "action",
)
# Control, zero-width and bidirectional characters: invisible in every tool an office has.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def check_text(value: str, longest: int = 200) -> str:
    """Text for people: stripped, visible characters only."""
    text = value.strip()
    if found := _INVISIBLE.search(text):
        raise ValueError(f"含有看不见的字符 U+{ord(found[0]):04X}，请删掉后重新输入")
    if len(text) > longest:
        raise ValueError(f"太长（{len(text)} 字），请缩短到 {longest} 字以内")
    return text


def check_id(value: str) -> str:
    """An id; it also names the database file."""
    if ".." in value or not _ID.fullmatch(value):
        raise ValueError(
            "编号只能用字母、数字、汉字、点、减号和下划线，"
            "首尾须是字母、数字或汉字，最多 64 个字符，如 chenglan"
        )
    return value


def check_id_code(value: str) -> str:
    """A 网站标识码."""
    if not _ID_CODE.fullmatch(value):
        raise ValueError(
            f"网站标识码应是 10 位：10 位数字，或 bm 加 8 位数字，或 1 个字母加 9 位数字；"
            f"现在是 {len(value)} 个字符。请按网页底部或备案系统里的标识码填写"
        )
    return value


def check_contact(value: str) -> str:
    """The address sent with every request, so it must fit an HTTP header."""
    text = check_text(value, 100)
    if not text.isascii() or any(c in text for c in '()<>;\\"'):
        raise ValueError(
            "联系方式会写进每个请求的 User-Agent，只能用英文字母、数字和常见符号，"
            "不能有汉字、括号和分号；请填邮箱、电话或网址，如 wangzhan@example.com"
        )
    return text


def check_name(value: str) -> str:
    """The name of a credential: the keys themselves are never written here."""
    text = value.strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text):
        raise ValueError(
            "这里只写凭据的名称（小写英文字母开头，可有数字和下划线），如 office_mail；"
            "地址和密钥放在环境变量或 0600 的文件里，不要写进本文件"
        )
    return text


def check_host(value: str) -> str:
    """A host name with optional port, lower-case, as it stands in a URL."""
    text = value.strip().lower()
    if "://" in text or "/" in text:
        raise ValueError("这里只写域名，不写 http:// 和路径，如 zwgk.example.com")
    if "*" in text:
        raise ValueError("不支持通配符，请把每个域名逐个写出")
    return _netloc(text)


def check_url(value: str) -> str:
    """An absolute http(s) URL; the host is lower-case ASCII (punycode), an empty path is "/"."""
    text = value.strip()
    if not text:
        raise ValueError("网址为空，请填完整网址，如 https://www.example.com/")
    if _INVISIBLE.search(text) or any(c.isspace() for c in text):
        raise ValueError("网址里有空格或看不见的字符，请删掉")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError("网址写法不对，请从浏览器地址栏复制") from None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        raise ValueError("网址应以 http:// 或 https:// 开头，如 https://www.example.com/")
    if "@" in parts.netloc:
        raise ValueError("网址里不能写用户名和密码，请删掉 @ 及其前面的部分")
    scheme = parts.scheme.lower()
    netloc = _netloc(parts.netloc.lower()).removesuffix(":80" if scheme == "http" else ":443")
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, parts.fragment))


def check_column_url(value: str, site_url: str) -> str:
    """A column's address, absolute or relative to the site's."""
    if not value.strip():
        raise ValueError("网址为空，请填栏目列表页的网址，如 /xwdt/ 或完整网址")
    if _INVISIBLE.search(value.strip()) or any(c.isspace() for c in value.strip()):
        raise ValueError("网址里有空格或看不见的字符，请删掉")
    if starts_with_host(value.strip()):
        raise ValueError(f"像是漏了 http:// 或 https://，请写成 https://{value.strip()}")
    try:
        whole = urljoin(site_url, value.strip())
    except ValueError:
        raise ValueError("网址写法不对，请从浏览器地址栏复制") from None
    return check_url(whole)


def starts_with_host(address: str) -> bool:
    """Whether a relative address is more likely a host name, as in ``www.example.com/news/``."""
    name = address.partition("/")[0]
    return bool(_BARE_HOST.fullmatch(name)) and not name.lower().endswith(_PAGE_NAMES)


def check_day(value: str) -> date:
    """A day written yyyy-mm-dd."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            raise ValueError
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("日期不对或没有这一天，请写成 2026-12-31 的样子") from None


@lru_cache(maxsize=65536)
def without_scheme(url: str) -> str:
    """What two spellings of one address share: host and path, no scheme, no final slash."""
    parts = urlsplit(url)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}{fragment}"


def is_loopback(netloc: str) -> bool:
    """Whether a host (with optional port) is this computer."""
    name = urlsplit(f"//{netloc}").hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def shown(value: object) -> str:
    """A value as it may be repeated in a message: short, without a password, on one line."""
    text = re.sub(r"//[^/\s@]*@", "//***@", str(value))
    text = _INVISIBLE.sub("·", text)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _netloc(text: str) -> str:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("域名或端口写法不对，如 www.example.com 或 www.example.com:8080") from None
    if ":" in host:
        try:
            name = f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise ValueError("IPv6 地址写法不对，如 [::1]:8080") from None
    else:
        name = _ascii(host)
        labels = name.removesuffix(".").split(".")
        if len(name) > 253 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
            raise ValueError("域名写法不对，如 www.example.com")
    return f"{name}:{port}" if port is not None else name


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("域名写法不对，如 www.example.com") from None
