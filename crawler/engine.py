"""Which govcheck this is: written into every run, judgement and report."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("govcheck")
except PackageNotFoundError:  # run from a source tree that was never installed
    VERSION = "0+source"

ENGINE = f"govcheck {VERSION}"


def user_agent(contact: str) -> str:
    """How we name ourselves to every server, with an address to complain to."""
    return f"Mozilla/5.0 (compatible) govcheck/{VERSION} (+{contact})"
