"""Where keys are found by the name of a credential: environment, a private file, or keyring.

For the credential ``liuxi`` and its field ``secret``, in this order: the variable
``GOVCHECK_CRED_LIUXI_SECRET``; the file named by ``GOVCHECK_CRED_LIUXI_SECRET_FILE``, readable by
its owner only; the entry ``secret`` of ``govcheck/liuxi`` in the keyring, if that is installed.
"""

import os
import stat
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from crawler.media.secrets import Secret

LARGEST = 8192
Ring = Callable[[str, str], str | None]


class MissingError(Exception):
    """No usable key. The text (Chinese) says what is missing, where it is looked for, never what
    was found.
    """


@dataclass(frozen=True)
class Credential:
    """Keys of one name. ``places`` tells where a field came from if it may be written back: a file,
    or the keyring (None).
    """

    name: str
    fields: Mapping[str, Secret]
    places: Mapping[str, Path | None] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Secret:
        return self.fields[name]

    def __contains__(self, name: object) -> bool:
        return name in self.fields

    def can_replace(self, name: str) -> bool:
        """Whether a new value could be kept: what is in the environment cannot be changed."""
        if name not in self.places:
            return False
        path = self.places[name]
        return path is None or os.access(path.parent, os.W_OK)

    def replace(self, name: str, secret: Secret) -> None:
        """Keep a new value where the old one came from. MissingError when that fails."""
        path = self.places[name]
        try:
            if path is None:
                service = f"govcheck/{self.name}"
                import_module("keyring").set_password(service, name, secret.reveal())
            else:
                write_private(path, secret.reveal())
        except Exception as error:  # noqa: BLE001 - keyrings fail in their own ways
            raise MissingError(
                f"换来的新 {name} 存不进原来的地方（{type(error).__name__}），请重新授权"
            ) from None


class Credentials:
    """Looks keys up. ``environ`` and ``ring`` (service, user -> password) are for tests."""

    def __init__(self, environ: Mapping[str, str] | None = None, ring: Ring | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._ring = keyring_of_system() if ring is None else ring

    def find(
        self, name: str, alternatives: Sequence[Sequence[str]], extra: Sequence[str] = ()
    ) -> Credential:
        """The keys of ``name``: the first of the alternatives that is there as a whole, and what
        there is of ``extra``. MissingError when none is.
        """
        if not name:
            raise MissingError("来源里没有写凭据的名称 credential")
        missing: list[str] = []
        for wanted in alternatives:
            found: dict[str, Secret] = {}
            places: dict[str, Path | None] = {}
            for one in (*wanted, *extra):
                self._look(name, one, found, places)
            gone = [one for one in wanted if one not in found]
            if not gone:
                return Credential(name, found, places)
            missing = missing or gone
        variables = "、".join(variable(name, one) for one in missing)
        raise MissingError(f"凭据“{name}”缺少 {variables}（环境变量，或加 _FILE 指向 0600 的文件）")

    def _look(
        self, name: str, one: str, found: dict[str, Secret], places: dict[str, Path | None]
    ) -> None:
        named = variable(name, one)
        if text := self._environ.get(named, "").strip():
            found[one] = Secret(text)
        elif path := self._environ.get(f"{named}_FILE", "").strip():
            found[one] = Secret(read_private(Path(path)))
            places[one] = Path(path)
        elif text := (self._ring(f"govcheck/{name}", one) or "").strip():
            found[one] = Secret(text)
            places[one] = None


def variable(name: str, one: str) -> str:
    """The environment variable of a field."""
    return f"GOVCHECK_CRED_{name.upper()}_{one.upper()}"


def read_private(path: Path) -> str:
    """The text of a file only its owner can read. MissingError for anything else."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise MissingError(
                    f"凭据文件 {path} 的权限是 {mode:04o}，别人也能读，没有使用。"
                    f"请先运行 chmod 600 {path}，并考虑更换密钥"
                )
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise MissingError(f"读不了凭据文件 {path}：{error.strerror or error}") from None
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(raw) > LARGEST or "\n" in text:
        raise MissingError(f"凭据文件 {path} 的内容不对：应当只有一行密钥")
    return text


def write_private(path: Path, text: str) -> None:
    """Replace a key in its file at once, readable by its owner only. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def keyring_of_system() -> Ring:
    """The keyring of this computer, or one that has nothing."""
    try:
        keyring = import_module("keyring")
    except ImportError:
        return lambda service, user: None

    def ask(service: str, user: str) -> str | None:
        try:
            found = keyring.get_password(service, user)
        except Exception:  # noqa: BLE001 - a locked or broken keyring has nothing for us
            return None
        return str(found) if found else None

    return ask
