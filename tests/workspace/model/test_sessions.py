from dataclasses import replace

import pytest

from bot.workspace.model.sessions import Token, secret_hash

TOKEN = Token(
    id="tk_1",
    shown="sc_12345",
    member_id="mb_1",
    name="",
    scopes=frozenset(),
    created_at=0,
    expires_at=None,
    revoked_at=None,
)


@pytest.mark.parametrize(
    ("expires_at", "revoked_at", "usable"),
    [(None, None, True), (11, None, True), (10, None, False), (None, 1, False), (99, 1, False)],
)
def test_a_token_is_usable_until_it_expires_or_is_revoked(
    expires_at: int | None, revoked_at: int | None, usable: bool
) -> None:
    token = replace(TOKEN, expires_at=expires_at, revoked_at=revoked_at)
    assert token.usable(10) is usable


def test_only_a_hash_of_a_secret_is_kept() -> None:
    assert secret_hash("sc_secret") != "sc_secret"
    assert len(secret_hash("sc_secret")) == 64
