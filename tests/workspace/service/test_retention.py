import pytest

from bot.core.errors import Forbidden, Invalid
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.retention import in_force, in_words
from tests.builders import SUPER, Space
from tests.refusals import refused


async def test_a_super_admin_says_how_long_messages_and_files_are_kept(space: Space) -> None:
    boss = await space.actor(SUPER)
    after = await space.settings.change(boss, {"retention": "365", "file_retention": "30"})
    assert (after.retention_days, after.file_retention_days) == (365, 30)
    assert await space.settings.get() == after
    entry = (await space.audit.newest(1))[0]
    assert (entry.action, entry.detail) == (
        "workspace.changed",
        {"retention": "365", "file_retention": "30"},
    )
    for_ever = await space.settings.change(
        boss, {"retention": "none", "file_retention": "none"}
    )
    assert (for_ever.retention_days, for_ever.file_retention_days) == (None, None)


async def test_nobody_else_changes_the_retention(space: Space) -> None:
    for key in ("yuna", "hana", "mina"):
        with pytest.raises(Forbidden):
            await space.settings.change(await space.actor(key), {"retention": "90"})
    assert (await space.settings.get()).retention_days is None


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"retention": "30"}, "retention must be one of 90, 180, 365, 730, 1095, none"),
        ({"retention": ""}, "retention must be one of 90, 180, 365, 730, 1095, none"),
        (
            {"file_retention": "7"},
            "file_retention must be one of 30, 90, 180, 365, 730, 1095, none",
        ),
        ({"file_retention": "090"}, "file_retention must be one of"),
    ],
)
async def test_only_the_times_offered_can_be_chosen(
    space: Space, changes: dict[str, str], en: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await space.plan(**changes)
    assert en in caught.value.text.en
    assert (await space.settings.get()).retention_days is None


async def test_files_never_outlive_their_messages_and_both_values_are_named(
    space: Space,
) -> None:
    await space.plan(retention="180", file_retention="180")
    for changes in ({"retention": "90"}, {"file_retention": "365"}):
        with pytest.raises(Invalid) as caught:
            await space.plan(**changes)
        assert caught.value.word == "file_retention_too_long"
    with refused(
        Invalid,
        "file_retention_too_long",
        ko="파일 보관 기간(180일)이 메시지 보관 기간(90일)보다 길어요. "
        "파일을 더 짧게 하거나 메시지를 더 길게 정해 주세요.",
        en="Files would be kept longer (180 days) than messages (90 days). "
        "Choose a shorter time for files or a longer one for messages.",
    ):
        await space.plan(retention="90")
    assert (await space.plan(retention="90", file_retention="30")).retention_days == 90
    assert (await space.plan(retention="none")).file_retention_days == 30


async def test_a_plan_without_retention_may_only_take_limits_away(space: Space) -> None:
    await space.plan(retention="365", file_retention="90")
    for lacking in ({"billing": "overdue"}, {"billing": "paid", "plan": "free"}):
        workspace = await space.plan(**lacking)
        assert in_force(workspace) == (None, None)
        for changes in ({"retention": "180"}, {"file_retention": "30"}):
            with pytest.raises(Forbidden) as caught:
                await space.settings.change(machine_actor(), changes)
            assert caught.value.word == "plan_required"
    assert (await space.plan(file_retention="none")).retention_days == 365
    assert in_force(await space.plan(plan="standard")) == (365, 365)
    assert (await space.plan(retention="none")).retention_days is None


async def test_a_change_is_told_to_those_who_act_on_it_after_it_is_kept(space: Space) -> None:
    told: list[str] = []
    space.settings.when_changed(lambda: told.append("changed"))
    await space.plan(retention="90")
    with pytest.raises(Invalid):
        await space.plan(retention="1")
    assert told == ["changed"]


async def test_a_change_can_be_tried_out_by_those_who_may_make_it(space: Space) -> None:
    boss, changes = await space.actor(SUPER), {"retention": "90", "name": "새 이름"}
    tried = await space.settings.would_be(boss, changes)
    assert (tried.retention_days, tried.name) == (90, "새 이름")
    assert (await space.settings.get()).retention_days is None
    with pytest.raises(Invalid):
        await space.settings.would_be(boss, {"retention": "90", "file_retention": "180"})
    with pytest.raises(Forbidden):
        await space.settings.would_be(await space.actor("yuna"), changes)


def test_times_are_said_as_people_say_them() -> None:
    said = [in_words(days).en for days in (30, 365, 730, None)]
    assert said == ["30 days", "1 year", "2 years", "for ever"]
    assert [in_words(days).ko for days in (90, 1_095, None)] == ["90일", "3년", "기한 없음"]
