"""Host names that are not a site's own name on the public net."""

import re
from ipaddress import ip_address

_RESERVED = (".example", ".test", ".localhost", ".invalid", ".local", ".internal", ".lan")
_PORT = re.compile(r":\d+\Z")


def bare_host(netloc: str) -> str:
    """A host in lower case without port and final dot."""
    return _PORT.sub("", netloc.lower()).rstrip(".")


def is_test_host(host: str) -> bool:
    """Whether a bare host is an IP address, this computer or a name reserved for tests."""
    if host == "localhost" or host.endswith(_RESERVED) or "." not in host.strip("[]"):
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
