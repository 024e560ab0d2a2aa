"""Which certificates are trusted: the system's, and those the office names in ``ca_file``."""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from checks.errors import UserError


@dataclass(frozen=True)
class Trust:
    """``context`` verifies. ``name`` is the office's file, "" without one; ``own`` are its
    certificates (DER) and ``issuers`` their names (DER).
    """

    context: ssl.SSLContext
    name: str = ""
    own: frozenset[bytes] = frozenset()
    issuers: frozenset[bytes] = frozenset()

    def told(self, certificate: bytes) -> str:
        """In Chinese that a verified certificate (DER) rests on the office's own; "" if not."""
        if not self.name:
            return ""
        try:
            issuer = x509.load_der_x509_certificate(certificate).issuer.public_bytes()
        except (
            ValueError
        ):  # OpenSSL verified it; names in an old Chinese encoding are read by nobody else
            issuer = b""
        if certificate not in self.own and issuer not in self.issuers:
            return ""
        return f"证书凭 ca_file（{self.name}）里另外信任的证书核实"

    def beside(self, fault: str) -> str:
        """A fault of a certificate, with what was trusted when it was found."""
        return (
            f"{fault}（除系统的证书外，还信任 ca_file {self.name} 里的证书）"
            if self.name
            else fault
        )


@cache
def trust_of(ca_file: str) -> Trust:
    """Raises :class:`UserError` when the file cannot be used: then nothing may be said of a site."""
    context = ssl.create_default_context()
    if not ca_file:
        return Trust(context)
    try:
        context.load_verify_locations(ca_file)
        found = x509.load_pem_x509_certificates(Path(ca_file).read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(
            f"[network] ca_file：证书文件 {ca_file} 用不了（{error}）。请写 PEM 格式的证书文件，"
            "并确认它可以读。"
        ) from error
    return Trust(
        context,
        Path(ca_file).name,
        frozenset(one.public_bytes(Encoding.DER) for one in found),
        frozenset(one.subject.public_bytes() for one in found),
    )
