"""The pure part of reactive calls: how often, and the words of failures."""

import pytest

from bot.core.clock import MINUTE
from bot.messenger.model.bots import Bot, BotStatus
from bot.messenger.model.reactive import (
    PRESSES_PER_MINUTE,
    Outcome,
    TooManyPresses,
    failure,
    refuse_too_many,
)

# Braces in a name must not be taken for a place in the sentence.
BOT = Bot(id=900, name="{점심} 봇", description="", status=BotStatus.ACTIVATED, created_at=0)


@pytest.mark.parametrize(
    ("outcome", "ko", "en"),
    [
        (
            Outcome.TIMED_OUT,
            "‘{점심} 봇’ 봇이 제때 답하지 않았어요. "
            "이미 처리했을 수도 있으니, 확인하고 다시 눌러 주세요.",
            "The bot “{점심} 봇” didn't answer in time. "
            "It may have done it all the same; check, then press again.",
        ),
        (
            Outcome.UNREACHABLE,
            "‘{점심} 봇’ 봇에 연결할 수 없어서 전하지 못했어요. 잠시 뒤에 다시 눌러 주세요.",
            "The bot “{점심} 봇” can't be reached, so nothing was done. Press again in a moment.",
        ),
        (
            Outcome.BROKEN_OFF,
            "‘{점심} 봇’ 봇이 답하다가 끊겼어요. "
            "이미 처리했을 수도 있으니, 확인하고 다시 눌러 주세요.",
            "The bot “{점심} 봇” broke off its answer. "
            "It may have done it all the same; check, then press again.",
        ),
        (
            Outcome.REFUSED,
            "‘{점심} 봇’ 봇이 받지 않았어요(상태 307). "
            "다시 눌러 보고, 계속되면 봇 담당자에게 알려 주세요.",
            "The bot “{점심} 봇” didn't take it (status 307). "
            "Press again; if it stays, tell whoever runs the bot.",
        ),
        (
            Outcome.UNREADABLE,
            "‘{점심} 봇’ 봇이 보낸 창을 읽을 수 없어요. "
            "다시 눌러 보고, 계속되면 봇 담당자에게 알려 주세요.",
            "The form from the bot “{점심} 봇” can't be read. "
            "Press again; if it stays, tell whoever runs the bot.",
        ),
    ],
)
def test_each_failure_says_what_why_and_the_way_out(outcome: Outcome, ko: str, en: str) -> None:
    error = failure(BOT, outcome, 307)
    assert (error.word, error.status) == (f"bot_{outcome.value}", 502)
    assert (error.text.ko, error.text.en) == (ko, en)


def test_presses_of_more_than_a_minute_ago_are_free_again() -> None:
    times = list(range(PRESSES_PER_MINUTE))
    refuse_too_many(times[1:], 1_000)
    with pytest.raises(TooManyPresses) as caught:
        refuse_too_many(times, 1_000)
    assert caught.value.retry_after == 59
    with pytest.raises(TooManyPresses) as caught:
        refuse_too_many([*times, 500], MINUTE - 1)
    assert caught.value.retry_after == 1
