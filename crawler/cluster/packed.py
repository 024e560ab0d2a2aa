"""Files as compressed pieces with the hash of the whole, so that what arrives is what was sent."""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError

PIECE = 8 << 20
LEVEL = 3


class DamagedError(UserError):
    """What arrived is not what was sent; the message is Chinese."""


@dataclass(frozen=True, slots=True, repr=False)
class Packed:
    """A file: zlib pieces of :data:`PIECE` bytes each, and the SHA-256 of the file itself."""

    pieces: tuple[bytes, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Compressed bytes."""
        return sum(map(len, self.pieces))

    def __repr__(self) -> str:
        return f"<{self.size} bytes>"  # contents never get into a log


def pack(path: Path) -> Packed:
    """Read a file."""
    digest, pieces = hashlib.sha256(), []
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            pieces.append(zlib.compress(piece, LEVEL))
    return Packed(tuple(pieces), digest.hexdigest())


def unpack(packed: Packed, path: Path) -> None:
    """Write the file, readable by us alone. Raises :class:`DamagedError`, leaving no file."""
    digest = hashlib.sha256()
    path.touch(mode=0o600)
    try:
        with path.open("wb") as file:
            for piece in packed.pieces:
                data = zlib.decompress(piece)
                digest.update(data)
                file.write(data)
    except zlib.error:
        digest.update(b"damaged")
    if digest.hexdigest() != packed.sha256:
        path.unlink()
        raise DamagedError("传来的数据库文件校验值不符，没有采用。")
