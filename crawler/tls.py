"""What a server's certificate says about itself, judged without asking anybody else."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def facts(
    certificate: Any,
    host: str,
    now: datetime | None = None,
    *,
    trusted: Collection[bytes] = (),
) -> Mapping[str, str]:
    """issuer, until (UTC date) and problem (Chinese, "" if none) of the leaf certificate.

    Expiry, name and self-signing are judged here. A chain is not: servers that leave out the
    intermediate certificate work in browsers. ``certificate`` is Twisted's wrapper. ``trusted``: certificates (DER) the office
    trusts, self-signed or not.
    """
    try:
        leaf: x509.Certificate = certificate.original.to_cryptography()
        known = bool(trusted) and leaf.public_bytes(Encoding.DER) in trusted
        return _judged(leaf, host.strip("[]"), now or datetime.now(UTC), known=known)
    except (AttributeError, ValueError, TypeError):
        return {}


def _judged(leaf: x509.Certificate, host: str, now: datetime, *, known: bool) -> Mapping[str, str]:
    issuer = leaf.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    problem = ""
    if now > leaf.not_valid_after_utc:
        problem = f"HTTPS 证书已于 {leaf.not_valid_after_utc:%Y-%m-%d} 过期"
    elif now < leaf.not_valid_before_utc:
        problem = "HTTPS 证书尚未生效"
    elif not _covers(leaf, host):
        problem = "HTTPS 证书与域名不符"
    elif leaf.issuer == leaf.subject and not known:
        problem = "HTTPS 证书是自签名的"
    return {
        "issuer": str(issuer[0].value) if issuer else leaf.issuer.rfc4514_string(),
        "until": f"{leaf.not_valid_after_utc:%Y-%m-%d}",
        "problem": problem,
    }


def _covers(leaf: x509.Certificate, host: str) -> bool:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        common = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return any(_matches(str(name.value), host) for name in common)
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return host in addresses or any(
        _matches(name, host) for name in names.get_values_for_type(x509.DNSName)
    )


def _matches(pattern: str, host: str) -> bool:
    pattern, host = pattern.lower(), host.lower()
    return fnmatch(host, pattern) and pattern.count(".") == host.count(".")
