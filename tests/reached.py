"""A preview system that wants keys, a proxy that wants a password, and who saw which key."""

import base64
import datetime
import ipaddress
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD, COOKIE = "made-up-password-1", "SESSION=made-up-session-2; lang=zh"
PROXY_PASSWORD = "made-up-proxy-password-3"
PAIR = base64.b64encode(f"editor:{PASSWORD}".encode()).decode()
PROXY_PAIR = base64.b64encode(f"clerk:{PROXY_PASSWORD}".encode()).decode()
SECRETS = ("made-up-", PAIR, PROXY_PAIR)
ENVIRON = {
    "GOVCHECK_CRED_PREVIEW_USER": "editor",
    "GOVCHECK_CRED_PREVIEW_PASSWORD": PASSWORD,
    "GOVCHECK_CRED_PREVIEW_COOKIE": COOKIE,
    "GOVCHECK_CRED_PROXY_USER": "clerk",
    "GOVCHECK_CRED_PROXY_PASSWORD": PROXY_PASSWORD,
}


@dataclass
class Reached:
    """A running server. ``seen`` holds (path or target, headers) of every request."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    wants_keys: bool = False

    def keys_seen(self) -> set[str]:
        """Everything that was sent to it as a key."""
        names = ("authorization", "cookie", "proxy-authorization")
        return {value for _, headers in self.seen for k, value in headers.items() if k in names}


def _handler(here: Reached) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            here.seen.append((self.path, headers))
            known = headers.get("authorization") == f"Basic {PAIR}" and COOKIE in headers.get(
                "cookie", ""
            )
            status, body, more = 200, here.pages.get(self.path, ""), {}
            if self.path in here.redirects:
                status, more = 302, {"Location": here.redirects[self.path]}
            elif here.wants_keys and not known:
                status, body = 401, "<p>who are you"
            elif not body:
                status, body = 404, "<p>nothing"
            kind = "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8"
            sent = body.replace("ECHO", repr(headers)).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(sent)),
                **more,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(sent)

        do_HEAD = do_GET  # noqa: N815 - the name the library calls

        def log_message(self, *args: object) -> None: ...

    return Handler


@contextmanager
def reached(host: str = "127.0.0.1", tls: Path | None = None) -> Iterator[Reached]:
    """A server of pages; ``tls`` is a PEM file with its key and certificate."""
    here = Reached("")
    with _running(host, _handler(here)) as server:
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        here.url = f"{'https' if tls else 'http'}://{host}:{server.server_address[1]}"
        yield here


@contextmanager
def proxy() -> Iterator[Reached]:
    """A proxy on loopback that wants a password; names that end in .invalid it does not know."""
    here = Reached("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self._known():
                return
            parts = urlsplit(self.path)
            if str(parts.hostname).endswith(".invalid"):
                self.send_error(502)
                return
            with socket.create_connection((parts.hostname, parts.port or 80)) as outside:
                lines = [f"{self.command} {parts.path} HTTP/1.0", f"Host: {parts.netloc}"]
                lines += [f"{k}: {v}" for k, v in self.headers.items()
                          if k.lower() not in ("host", "connection", "proxy-authorization")]  # fmt: skip
                outside.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
                while part := outside.recv(65536):
                    self.wfile.write(part)
            self.close_connection = True

        do_HEAD = do_GET  # noqa: N815 - the name the library calls

        def do_CONNECT(self) -> None:
            if not self._known():
                return
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port))) as outside:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                with suppress(OSError):
                    _pump(self.connection, outside)
            self.close_connection = True

        def _known(self) -> bool:
            headers = {name.lower(): value for name, value in self.headers.items()}
            here.seen.append((self.path, headers))
            if headers.get("proxy-authorization") == f"Basic {PROXY_PAIR}":
                return True
            self.send_response(407)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False

        def log_message(self, *args: object) -> None: ...

    with _running("127.0.0.1", Handler) as server:
        here.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield here


def _pump(one: socket.socket, other: socket.socket) -> None:
    while True:
        for source in select.select([one, other], [], [])[0]:
            data = source.recv(65536)
            if not data:
                return
            (other if source is one else one).sendall(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None: ...


@contextmanager
def _running(host: str, handler: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    server = _Server((host, 0), handler)
    thread = threading.Thread(target=lambda: server.serve_forever(0.02))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def private_authority(folder: Path, host: str) -> tuple[Path, Path]:
    """(certificate of an authority, key and certificate it made for an address), as PEM files."""
    now = datetime.datetime.now(datetime.UTC)

    def made(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey,
             extension: x509.ExtensionType, critical: bool) -> x509.Certificate:  # fmt: skip
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in (name, issuer)]
        built = x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number(),
            now - datetime.timedelta(days=1), now + datetime.timedelta(days=9))  # fmt: skip
        return built.add_extension(extension, critical).sign(by, hashes.SHA256())

    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = made("office", "office", root, root, x509.BasicConstraints(ca=True, path_length=0), True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    mine = made("preview", "office", leaf, root, names, False)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    key = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(key + mine.public_bytes(pem))
    return folder / "ca.pem", folder / "server.pem"
