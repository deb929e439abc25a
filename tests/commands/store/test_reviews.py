import asyncio
from dataclasses import replace

import pytest

from bot.commands.model.commands import Verb, Word
from bot.commands.model.reviews import LASTS, Review, new_code
from bot.commands.store import reviews
from bot.core.database import Database
from tests.clock import SUNDAY_MORNING as NOW

REVIEW = Review(
    id="cb_1", code="7F3K", member_id="mb_1", profile_id="hr", verb=Verb.SEND,
    subject_id="nt_1", version=3, arguments={"label": "N-42", "urgent": "불이에요"},
    created_at=NOW, expires_at=NOW + LASTS,
)  # fmt: skip


async def _use(
    database: Database, *, by: str = "cb_2", who: str = "mb_1", at: int = NOW
) -> bool:
    async with database.transaction() as tx:
        return await reviews.use(tx, REVIEW, who, by=by, now=at)


@pytest.fixture
async def kept(migrated: Database) -> Database:
    """A database with a review."""
    async with migrated.transaction() as tx:
        assert await reviews.add_once(tx, REVIEW)
    return migrated


async def test_a_review_is_found_as_it_was_kept(kept: Database) -> None:
    assert await reviews.find(kept, "cb_1") == REVIEW
    assert await reviews.find_by_code(kept, "mb_1", "7F3K") == REVIEW
    assert await reviews.find_by_code(kept, "mb_2", "7F3K") is None
    assert REVIEW.asked.word(Word.URGENT) == "불이에요"


async def test_a_callback_keeps_one_review(kept: Database) -> None:
    async with kept.transaction() as tx:
        assert not await reviews.add_once(tx, replace(REVIEW, code="XXXX"))
    assert await reviews.find(kept, "cb_1") == REVIEW


@pytest.mark.parametrize(
    ("by", "who", "at", "may"),
    [
        ("cb_2", "mb_1", NOW, True),
        ("cb_2", "mb_1", NOW + LASTS - 1, True),
        ("cb_2", "mb_1", NOW + LASTS, False),
        ("cb_2", "mb_2", NOW, False),
    ],
)
async def test_only_who_asked_may_use_it_in_time(
    kept: Database, by: str, who: str, at: int, may: bool
) -> None:
    assert await _use(kept, by=by, who=who, at=at) is may


async def test_of_many_presses_at_once_one_may(kept: Database) -> None:
    found = await asyncio.gather(*(_use(kept, by=f"cb_{n}") for n in range(10)))
    assert sum(found) == 1


async def test_the_same_press_may_go_on_after_its_time(kept: Database) -> None:
    assert await _use(kept)
    assert await _use(kept, at=NOW + 2 * LASTS)
    assert not await _use(kept, by="cb_3")
    assert not await _use(kept, who="mb_2")
    found = await reviews.find(kept, "cb_1")
    assert found is not None
    assert (found.used_by, found.used_at) == ("cb_2", NOW)


async def test_old_reviews_are_removed(kept: Database) -> None:
    async with kept.transaction() as tx:
        assert await reviews.remove_old(tx, NOW) == 0
        assert await reviews.remove_old(tx, NOW + 1) == 1


def test_codes_are_short_and_without_signs_that_look_alike() -> None:
    codes = [new_code() for _ in range(200)]
    assert {len(code) for code in codes} == {4}
    assert not set("".join(codes)) & set("01IOL")
