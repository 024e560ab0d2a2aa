"""People who may sign in: names, roles, units, password hashes, sessions. All in ``office.sqlite``."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp

SHORTEST = 10
LONGEST_NAME = 40
IDLE = timedelta(minutes=60)
WHOLE = timedelta(hours=12)
FAILURES = 5
WITHIN = timedelta(minutes=15)
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""Checked when there is no such name, so that it takes as long as a wrong password."""


class Role(StrEnum):
    """What a person may do. OFFICE sees and decides everything; UNIT sees its own unit only."""

    OFFICE = "主管部门"
    UNIT = "责任单位"


@dataclass(frozen=True, slots=True)
class User:
    """A person. ``unit`` is an id of ``sites.toml``, "" for the office."""

    name: str
    role: Role
    unit: str = ""

    @property
    def is_office(self) -> bool:
        """Whether everything is theirs to see and decide."""
        return self.role is Role.OFFICE


def add(office: Office, user: User, password: str, stamp: Stamp) -> None:
    """Add a person, or give a known one a new password, role and unit; open sessions end."""
    if not user.name.strip() or user.name != user.name.strip() or len(user.name) > LONGEST_NAME:
        raise UserError(f"用户名不能为空，前后不能有空格，最多 {LONGEST_NAME} 个字。")
    if len(password) < SHORTEST:
        raise UserError(f"密码至少 {SHORTEST} 个字符。")
    if user.role is Role.UNIT and not user.unit:
        raise UserError("责任单位的用户要写明是哪个单位（--unit 单位编号）。")
    row = [user.name, str(user.role), user.unit, _HASHER.hash(password), stamp.at]
    with office.change():
        office.db.execute(
            "INSERT INTO users (name, role, unit, password, added_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET role = excluded.role, unit = excluded.unit,"
            " password = excluded.password, disabled_at = NULL",
            row,
        )
        office.db.execute("DELETE FROM web_sessions WHERE user = ?", [user.name])


def disable(office: Office, name: str, stamp: Stamp) -> None:
    """Shut a person out at once; the name stays in the records."""
    with office.change():
        done = office.db.execute(
            "UPDATE users SET disabled_at = ? WHERE name = ? AND disabled_at IS NULL",
            [stamp.at, name],
        )
        if not done.rowcount:
            raise UserError(f"没有可停用的用户“{name}”。")
        office.db.execute("DELETE FROM web_sessions WHERE user = ?", [name])


def active(office: Office) -> list[User]:
    """Everybody who may sign in."""
    rows = office.db.execute(
        "SELECT name, role, unit FROM users WHERE disabled_at IS NULL ORDER BY name"
    )
    return [User(row["name"], Role(row["role"]), row["unit"]) for row in rows]


def sign_in(office: Office, name: str, password: str, address: str, now: datetime) -> str:
    """A fresh session token for the right password. UserError otherwise, and when it was tried too
    often: by name or by address, so that neither one name nor one machine can be worn down.
    """
    name = name[:LONGEST_NAME]
    since = (now - WITHIN).isoformat()
    for column, value in (("name", name), ("address", address)):
        tried = office.db.execute(
            f"SELECT count(*) FROM login_failures WHERE {column} = ? AND at > ?",  # noqa: S608
            [value, since],
        ).fetchone()[0]
        if tried >= FAILURES * (1 if column == "name" else 4):
            raise UserError("登录失败次数过多，请 15 分钟后再试，或请主管部门重设密码。")
    row = office.db.execute(
        "SELECT password FROM users WHERE name = ? AND disabled_at IS NULL", [name]
    ).fetchone()
    if not _fits(row["password"] if row else _NOBODY, password) or row is None:
        with office.change():
            office.db.execute(
                "INSERT INTO login_failures VALUES (?, ?, ?)", [now.isoformat(), name, address]
            )
        raise UserError("用户名或密码不对。")
    token = secrets.token_urlsafe(32)
    with office.change():
        office.db.execute("DELETE FROM login_failures WHERE name = ?", [name])
        office.db.execute(
            "INSERT INTO web_sessions VALUES (?, ?, ?, ?)",
            [_digest(token), name, now.isoformat(), now.isoformat()],
        )
    return token


def signed_in(office: Office, token: str, now: datetime) -> User | None:
    """Whose session this is; None when it ended, idled too long or never was."""
    row = office.db.execute(
        "SELECT u.name, u.role, u.unit, s.made_at, s.used_at FROM web_sessions s"
        " JOIN users u ON u.name = s.user WHERE s.token = ? AND u.disabled_at IS NULL",
        [_digest(token)],
    ).fetchone()
    if row is None:
        return None
    made, used = (datetime.fromisoformat(row[name]) for name in ("made_at", "used_at"))
    if now - made > WHOLE or now - used > IDLE:
        sign_out(office, token)
        return None
    if now - used > timedelta(minutes=1):
        with office.change():
            office.db.execute(
                "UPDATE web_sessions SET used_at = ? WHERE token = ?",
                [now.isoformat(), _digest(token)],
            )
    return User(row["name"], Role(row["role"]), row["unit"])


def sign_out(office: Office, token: str) -> None:
    """End a session on the server, wherever its cookie has got to."""
    with office.change():
        office.db.execute("DELETE FROM web_sessions WHERE token = ?", [_digest(token)])


def utc_now() -> datetime:
    """The time for sessions: the web layer asks it once a request."""
    return datetime.now(UTC)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
