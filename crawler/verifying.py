"""Scrapy's downloader, but the servers that get keys have to prove who they are first."""

from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]


class VerifyingHandler(HTTP11DownloadHandler):
    """For the (host, port) pairs of the setting GOVCHECK_VERIFIED; others as usual."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        places = frozenset((host, port) for host, port in crawler.settings["GOVCHECK_VERIFIED"])
        roots = _Roots(crawler.settings["GOVCHECK_CA_FILE"])
        policy: Any = _Policy(self._contextFactory, places, roots)
        self._contextFactory = policy


@implementer(IOpenSSLTrustRoot)
class _Roots:
    """The system's certificates and the private ones."""

    def __init__(self, ca_file: str) -> None:
        self._ca_file = ca_file

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 - Twisted's name
        context.set_default_verify_paths()
        if self._ca_file:
            context.load_verify_locations(self._ca_file)


@implementer(IPolicyForHTTPS)
class _Policy:
    def __init__(self, usual: Any, places: frozenset[tuple[str, int]], roots: Any) -> None:
        self._usual, self._places, self._roots = usual, places, roots

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        name = hostname.decode("ascii")
        if (name, port) not in self._places:
            return self._usual.creatorForNetloc(hostname, port)
        return optionsForClientTLS(name, trustRoot=self._roots)
