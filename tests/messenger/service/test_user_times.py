import pytest

from bot.core.errors import NotFound
from bot.messenger.model.user_times import Span, Times, TimesKind
from tests.messenger.home import GONE, HANA, SUPER, Home

DAY = Span(starts_at=1_617_889_170_000, ends_at=1_617_921_570_000)
NIGHT = Span(starts_at=1_617_921_570_000, ends_at=1_617_950_000_000)


async def test_times_are_kept_and_told_again(home: Home) -> None:
    times, hana = home.parts.user_times, await home.number(HANA)
    boss = await home.number(SUPER)
    await times.put(TimesKind.WORK, {hana: DAY, boss: DAY})
    await times.put(TimesKind.VACATION, {hana: NIGHT})
    await times.put(TimesKind.WORK, {boss: NIGHT})
    assert await times.of([hana, boss, 77]) == {
        hana: Times(work=DAY, vacation=NIGHT),
        boss: Times(work=NIGHT),
    }
    assert await times.of([]) == {}


async def test_a_reset_takes_back_one_kind_only(home: Home) -> None:
    times, hana = home.parts.user_times, await home.number(HANA)
    await times.put(TimesKind.WORK, {hana: DAY})
    await times.put(TimesKind.VACATION, {hana: NIGHT})
    await times.reset(TimesKind.WORK, [hana, await home.number(SUPER)])
    assert await times.of([hana]) == {hana: Times(vacation=NIGHT)}


async def test_one_unknown_member_refuses_everybody(home: Home) -> None:
    times, hana, gone = home.parts.user_times, await home.number(HANA), await home.number(GONE)
    await times.put(TimesKind.WORK, {hana: DAY})
    with pytest.raises(NotFound) as caught:
        await times.put(TimesKind.WORK, {hana: NIGHT, gone: NIGHT, 77: NIGHT})
    assert caught.value.word == "user_not_found"
    assert f"{gone}, 77" in caught.value.text.ko
    with pytest.raises(NotFound):
        await times.reset(TimesKind.WORK, [hana, 77])
    assert await times.of([hana]) == {hana: Times(work=DAY)}
