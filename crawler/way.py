"""The way to a site, keys included: which proxy, which certificates, and what goes to which origin.

Keys go to the origin (scheme, host, port) of the site's own address and to nothing else: not to its
other hosts, not after a redirect, not to where its pages load from. Over https they are sent only
when the certificate has been verified.
"""

import base64
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from checks.errors import UserError
from crawler.access import Network
from crawler.media.credentials import Credential, Credentials, MissingError
from crawler.media.secrets import Redactor, Secret
from crawler.sites import SiteConfig
from crawler.urls import canonical, origin_of

COOKIE, AUTHORIZATION, PROXY_AUTHORIZATION = b"Cookie", b"Authorization", b"Proxy-Authorization"
Headers = Mapping[bytes, Secret]


@dataclass(frozen=True)
class Way:
    """How addresses are asked. ``keys`` are headers by origin."""

    network: Network
    proxy_key: Secret | None
    keys: Mapping[str, Headers]
    redactor: Redactor
    told: str = ""
    """What is unusual about it, in Chinese and without any key, for the record of the run."""

    @classmethod
    def of(
        cls,
        network: Network,
        sites: Iterable[SiteConfig] = (),
        credentials: Credentials | None = None,
    ) -> Self:
        """The way to these sites. Raises :class:`UserError` when a key is missing or unusable."""
        find = credentials or Credentials()
        redactor = Redactor()
        proxy_key, said = None, []
        if network.proxy:
            said.append(f"经代理 {network.proxy}")
            if network.proxy_credential:
                found = _found(find, network.proxy_credential, ("user", "password"), "代理")
                proxy_key = _basic(found, redactor)
        keys: dict[str, dict[bytes, Secret]] = {}
        for site in sites:
            what, mine = f"网站“{site.id}”的预览系统", dict[bytes, Secret]()
            if site.access.basic:
                found = _found(find, site.access.basic, ("user", "password"), what)
                mine[AUTHORIZATION] = _basic(found, redactor)
            if site.access.cookie:
                found = _found(find, site.access.cookie, ("cookie",), what)
                mine[COOKIE] = _cookie(found, redactor)
            if mine:
                origin = origin_of(canonical(site.url))
                keys[origin] = mine
                said.append(f"用预览系统的凭据访问 {origin}，看到的不一定是公众看到的")
        return cls(network, proxy_key, keys, redactor, "；".join(said))

    @classmethod
    def to(cls, site: SiteConfig) -> Self:
        """The way to one site."""
        return cls.of(site.network, [site])

    def proxy_of(self, url: str) -> str:
        """The proxy for an address, "" for none."""
        return self.network.proxy_of(url)

    def headers(self, url: str) -> Headers:
        """The keys that go to an address."""
        return self.keys.get(origin_of(url), {}) if self.keys else {}

    def is_ours(self, url: str) -> bool:
        """Whether an address cannot be asked by a browser on its own: only we know the way."""
        private = bool(self.network.ca_file) and url.startswith("https:")
        return private or bool(self.proxy_of(url)) or bool(self.headers(url))

    @property
    def is_special(self) -> bool:
        """Whether any address can be one of :meth:`is_ours`."""
        return bool(self.keys or self.network.proxy or self.network.ca_file)

    @property
    def has_keys(self) -> bool:
        """Whether there is anything to hide."""
        return bool(self.keys) or self.proxy_key is not None

    @property
    def verified(self) -> list[tuple[str, int]]:
        """(host, port) of the https servers that get keys."""
        found = []
        for origin in self.keys:
            scheme, _, netloc = origin.partition("://")
            if scheme == "https":
                host, colon, port = netloc.rpartition(":")
                bare = not colon or netloc.endswith("]")
                found.append((netloc, 443) if bare else (host, int(port)))
        return found

    def context(self) -> ssl.SSLContext:
        """For connections that are verified: the system's certificates and the private ones."""
        made = ssl.create_default_context()
        if self.network.ca_file:
            made.load_verify_locations(self.network.ca_file)
        return made

    def trusted(self) -> frozenset[bytes]:
        """The private certificates themselves (DER)."""
        if not self.network.ca_file:
            return frozenset()
        found = x509.load_pem_x509_certificates(Path(self.network.ca_file).read_bytes())
        return frozenset(one.public_bytes(Encoding.DER) for one in found)

    def clean(self, text: str) -> str:
        """A text without any key: a server may repeat what it was sent."""
        return self.redactor.only_known(text) if self.has_keys else text

    def clean_bytes(self, body: bytes) -> bytes:
        """The same for a body in any encoding that keeps ASCII."""
        return self.redactor.only_known_bytes(body) if self.has_keys else body

    @contextmanager
    def guarding_logs(self) -> Iterator[None]:
        """No log line made in the block has a key in it."""
        with self.redactor.guarding_logs() if self.has_keys else nullcontext():
            yield


STRAIGHT = Way(Network(), None, {}, Redactor())


def _found(find: Credentials, name: str, fields: tuple[str, ...], what: str) -> Credential:
    try:
        found = find.find(name, [fields])
    except MissingError as error:
        raise UserError(f"{what}：{error}。没有凭据就不访问，请补上后再运行。") from None
    for field in fields:
        text = found[field].reveal()
        if any(ord(c) < 32 or ord(c) == 127 for c in text) or (
            field == "cookie" and not text.isascii()
        ):
            raise UserError(
                f"{what}：凭据“{name}”的 {field} 里有换行等不能写进请求的字符，请重新取得后再运行。"
            )
    return found


def _basic(found: Credential, redactor: Redactor) -> Secret:
    redactor.learn(found["password"])
    pair = f"{found['user'].reveal()}:{found['password'].reveal()}"
    packed = base64.b64encode(pair.encode()).decode()
    redactor.learn(Secret(packed))
    return Secret(f"Basic {packed}")


def _cookie(found: Credential, redactor: Redactor) -> Secret:
    whole = found["cookie"]
    redactor.learn(whole)
    for pair in whole.reveal().split(";"):
        redactor.learn(Secret(pair.partition("=")[2].strip()))
    return whole
