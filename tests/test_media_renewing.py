"""Tokens that last two days, renewed with a token that changes: the new one is kept, or none asked."""

import stat
from pathlib import Path
from typing import Any

import pytest
from media_rows import NEW
from walking import NOW, Seen, ledger_account, walk

from checks.media.models import Word
from checks.media.reasons import Reason
from crawler.media.credentials import Credentials, MissingError, variable, write_private
from crawler.media.secrets import Secret
from crawler.sample.platforms import MadeAccount, Platforms, serve_platforms


def made(ident: str = "1001", **extra: Any) -> MadeAccount:
    return MadeAccount("kuaishou", "柳溪发布", ident, NEW, "k", extra={"renewable": True, **extra})


def keys_in_files(folder: Path, account: MadeAccount, *names: str) -> dict[str, str]:
    """The environment of an account, some of whose keys are in private files."""
    environ = {}
    for name, value in account.keys.items():
        if name in names:
            write_private(folder / name, value)
            environ[f"{variable('k', name)}_FILE"] = str(folder / name)
        else:
            environ[variable("k", name)] = value
    return environ


def seen_of(folder: Path, here: Platforms, one: MadeAccount, environ: dict[str, str]) -> Seen:
    accounts = [ledger_account(one, key=key) for key in ("a", "b")]
    return walk(folder, here, accounts, environ=environ)


def test_an_expired_token_is_renewed_once_and_both_new_ones_are_kept(tmp_path: Path) -> None:
    one = made(expired=True)
    files = tmp_path / "keys"
    files.mkdir()
    environ = keys_in_files(files, one, "refresh_token", "access_token")
    with serve_platforms([one], NOW, port=0) as here:
        for times in (1, 1):
            seen = seen_of(tmp_path, here, one, environ)
            assert {o.reason for [o] in seen.outcomes.values()} == {None}
            assert here.calls("/oauth2/refresh_token") == times
    for name in ("refresh_token", "access_token"):
        file = files / name
        assert file.read_text().strip() == f"{one.keys[name]}-R1"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {f.name for f in files.iterdir()} == {"refresh_token", "access_token"}
    for path in (p for p in tmp_path.iterdir() if p.is_file()):
        assert b"made-up" not in path.read_bytes(), path


def test_a_monthly_walk_needs_no_token_but_the_one_that_renews(tmp_path: Path) -> None:
    one = made(expired=True)
    environ = keys_in_files(tmp_path, one, "refresh_token")
    del environ[variable("k", "access_token")]
    with serve_platforms([one], NOW, port=0) as here:
        for times in (1, 2):
            seen = seen_of(tmp_path, here, one, environ)
            assert seen.verdict("a").word is Word.UPDATED
            assert here.calls("/oauth2/refresh_token") == times
    assert (tmp_path / "refresh_token").read_text().strip().endswith("-R2")


def test_a_token_that_cannot_be_kept_is_not_asked_for(tmp_path: Path) -> None:
    one = made(expired=True)
    with serve_platforms([one], NOW, port=0) as here:
        seen = seen_of(tmp_path, here, one, here.environ)
        assert here.calls("/oauth2/refresh_token") == 0
    outcome = seen.outcome("a")
    assert (outcome.outcome, outcome.reason) == ("failed", Reason.CREDENTIAL_REJECTED)
    assert "0600" in outcome.detail


def test_a_refused_renewal_ends_the_source(tmp_path: Path) -> None:
    one = made(expired=True)
    environ = keys_in_files(tmp_path, one, "refresh_token")
    write_private(tmp_path / "refresh_token", "made-up-refresh-of-last-year")
    with serve_platforms([one], NOW, port=0) as here:
        seen = seen_of(tmp_path, here, one, environ)
    assert {o.reason for [o] in seen.outcomes.values()} == {Reason.CREDENTIAL_REJECTED}
    assert (tmp_path / "refresh_token").read_text().strip() == "made-up-refresh-of-last-year"


def test_a_new_key_goes_back_to_where_the_old_one_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    import types

    stored: dict[tuple[str, str], str] = {}
    ring = types.ModuleType("keyring")
    ring.set_password = lambda service, user, text: stored.update({(service, user): text})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    found = Credentials({}, lambda service, user: "old").find("k", (("refresh_token",),))
    assert found.can_replace("refresh_token")
    found.replace("refresh_token", Secret("new"))
    assert stored == {("govcheck/k", "refresh_token"): "new"}
    environ = {variable("k", "refresh_token"): "old"}
    assert (
        not Credentials(environ, lambda s, u: None)
        .find("k", (("refresh_token",),))
        .can_replace("refresh_token")
    )
    ring.set_password = None  # type: ignore[attr-defined]
    with pytest.raises(MissingError, match="请重新授权"):
        found.replace("refresh_token", Secret("new"))
