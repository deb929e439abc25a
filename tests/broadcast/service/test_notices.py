from dataclasses import replace

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import NoticeState
from bot.core.errors import Forbidden, Invalid, NotFound, Outdated, WrongState
from bot.workspace.model.actors import Surface, machine_actor
from tests.builders import SUPER, Space, draft, email
from tests.refusals import refused

_UNKNOWN_KO = "'N-1' 공지를 찾을 수 없어요. 발송 내역에서 번호를 확인해 주세요."
_UNKNOWN_EN = "There is no notice 'N-1'. Look up its number in the history."


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_a_draft_keeps_what_it_was_given(hr: Space) -> None:
    member = await hr.id_of("mina")
    audience = Audience(everyone=False, members=(member,), exclude=(member,))
    made = await hr.notice("hana", audience=audience, urgent="화재")
    view = await hr.notices.get(await hr.actor("hana"), made.label)
    assert view.notice == made
    assert (made.label, made.title, made.state) == ("N-1", "점검 안내", NoticeState.DRAFT)
    assert (made.author_name, made.surface, made.audience) == ("이하나", "console", audience)
    assert view.counts.audience == 0
    assert await hr.actions("notice", made.id) == ["notice.drafted"]


async def test_numbers_follow_one_another(hr: Space) -> None:
    assert [(await hr.notice()).number for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("key", ["duri", "mina", "yuna"])
async def test_without_both_rights_nothing_is_drafted_or_previewed(hr: Space, key: str) -> None:
    actor = await hr.actor(key)
    for attempt in (hr.notices.draft(actor, draft()), hr.notices.preview(actor, draft())):
        with pytest.raises(Forbidden) as caught:
            await attempt
        code = "profile_not_granted" if key == "duri" else "not_send_admin"
        assert caught.value.word == code


async def test_others_do_not_learn_that_a_notice_exists(hr: Space) -> None:
    made = await hr.notice("hana")
    duri = await hr.actor("duri")
    for attempt in (
        hr.notices.get(duri, made.id),
        hr.notices.deliveries(duri, made.id),
        hr.notices.reasons(duri, made.id),
    ):
        with refused(NotFound, "notice_not_found", ko=_UNKNOWN_KO, en=_UNKNOWN_EN):
            await attempt
    assert await hr.notices.page(duri) == []


@pytest.mark.parametrize(
    "key", ["N-1", "n-1", "N-99999999999999999999", "N-", "N-x", "nt_1", ""]
)
async def test_what_there_is_not_is_not_found(hr: Space, key: str) -> None:
    with pytest.raises(NotFound) as caught:
        await hr.notices.get(machine_actor(), key)
    assert caught.value.word == "notice_not_found"


async def test_an_author_still_sees_what_they_wrote_without_the_profile(hr: Space) -> None:
    made = await hr.notice("hana")
    await hr.profiles.revoke(machine_actor(), "hr", email("hana"))
    hana = await hr.actor("hana")
    assert (await hr.notices.get(hana, made.id)).notice == made
    with pytest.raises(Forbidden):
        await hr.notices.change(hana, made.id, draft())
    with pytest.raises(Forbidden):
        await hr.notices.remove(hana, made.id)


async def test_a_draft_is_changed_by_its_version(hr: Space) -> None:
    hana = await hr.actor("hana")
    made = await hr.notice("hana")
    new = draft(variables={"title": "새 제목", "body": "글"})
    changed = (await hr.notices.change(hana, made.id, new, version=1)).notice
    assert (changed.title, changed.version) == ("새 제목", 2)
    with refused(
        Outdated,
        "outdated",
        ko="그 사이에 다른 사람이 이 공지를 고쳤어요. 새로 고친 뒤 다시 저장해 주세요.",
        en="Somebody else changed this notice meanwhile. Reload it and save again.",
    ):
        await hr.notices.change(hana, made.id, draft(), version=1)
    assert (await hr.notices.get(hana, made.id)).notice == changed


@pytest.mark.parametrize("act", ["change", "remove"])
async def test_what_was_sent_is_not_changed(hr: Space, act: str) -> None:
    sent = await hr.sent("hana")
    hana = await hr.actor("hana")
    with refused(
        WrongState,
        "wrong_state",
        ko="N-1 공지는 '발송 준비 중' 상태라서 고칠 수 없어요.",
        en="N-1 is in the state 'Preparing', so it can't be changed.",
    ):
        if act == "change":
            await hr.notices.change(hana, sent.id, draft())
        else:
            await hr.notices.remove(hana, sent.id)


async def test_a_draft_is_thrown_away(hr: Space) -> None:
    made = await hr.notice("hana")
    await hr.notices.remove(await hr.actor("hana"), made.id)
    assert await hr.notices.page(machine_actor()) == []
    assert await hr.actions("notice", made.id) == ["notice.drafted", "notice.removed"]


async def test_history_shows_the_newest_of_the_profiles_one_may_use(hr: Space) -> None:
    await hr.profile("it")
    for number, profile in enumerate(["hr", "it", "hr"]):
        await hr.notice(profile=profile, variables={"title": f"공지 {number}", "body": "글"})
    hana, page = await hr.actor("hana"), hr.notices.page
    assert [v.notice.number for v in await page(hana)] == [3, 1]
    assert [v.notice.number for v in await page(machine_actor())] == [3, 2, 1]
    assert [v.notice.number for v in await page(machine_actor(), before=3, limit=1)] == [2]
    assert [v.notice.number for v in await page(machine_actor(), text="공지 1")] == [2]
    assert await page(machine_actor(), state=NoticeState.SENT) == []
    with pytest.raises(Forbidden):
        await page(await hr.actor("mina"))


async def test_preview_is_what_would_be_sent(hr: Space) -> None:
    hana = await hr.actor("hana")
    recipient = Recipient(name="서미나", user_id=7, department="", position="", email="")
    shown = await hr.notices.preview(hana, draft(), recipient)
    assert isinstance(shown, Composed)
    assert "점검" in shown.text
    with pytest.raises(Invalid):
        await hr.notices.preview(hana, draft(variables={"title": "제목"}))


async def test_a_draft_may_be_incomplete_and_hold_anything(hr: Space) -> None:
    odd = replace(draft(), variables={"title": "위\x00\n아래" + "길" * 200, "extra": [1, None]})
    made = (await hr.notices.draft(await hr.actor("hana", Surface.API), odd)).notice
    kept = (await hr.notices.get(machine_actor(), made.id)).notice
    assert kept.variables == odd.variables
    assert kept.title.isprintable()
    assert len(kept.title) <= 100


async def test_an_unknown_image_is_refused(hr: Space) -> None:
    wanted = draft(variables={"title": "제목", "image": {"id": "none", "alt": "그림"}})
    with refused(
        NotFound,
        "image_not_found",
        ko="이미지를 찾을 수 없어요. 다시 올려 주세요.",
        en="There is no such image. Please upload it again.",
    ):
        await hr.notices.draft(await hr.actor("hana"), wanted)


async def test_an_unsent_notice_has_no_deliveries(hr: Space) -> None:
    made = await hr.notice()
    boss = await hr.actor(SUPER)
    assert await hr.notices.deliveries(boss, made.id, state=DeliveryState.SENT) == []
    assert await hr.notices.reasons(boss, made.id) == []
