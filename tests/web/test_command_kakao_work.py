"""The whole story on Kakao Work: a menu, buttons and modals by plain HTTP, and no free text outside a modal."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.config import PlatformConfig
from bot.workspace.model.actors import machine_actor
from tests.web.conftest import RunningSpace, start_space

_LOOKS = 300


class KakaoWork:
    """Another Spacecast's messenger plays the platform; presses are told as Kakao Work tells them."""

    def __init__(self, platform: RunningSpace, space: RunningSpace) -> None:
        self.platform = platform
        self.space = space
        self._times = itertools.count(1)

    async def messages(self, who: str) -> list[dict[str, Any]]:
        """What the bot has written to somebody, the oldest first."""
        base, headers = f"{self.platform.url}/messenger/api/rooms", self.platform.bearer(who)
        async with self.platform.http.get(base, headers=headers) as answer:
            rooms = await answer.json()
        found = []
        for room in rooms:
            url = f"{base}/{room['id']}/messages?before=1000000&limit=100"
            async with self.platform.http.get(url, headers=headers) as answer:
                found += await answer.json()
        return found

    async def message(
        self, who: str, saying: str, after: int = 0, *, oldest: bool = False
    ) -> dict[str, Any]:
        """The newest message that says something, or the oldest, once it is there."""
        for _ in range(_LOOKS):
            found = await self.messages(who)
            for one in found if oldest else reversed(found):
                said = json.dumps(one, ensure_ascii=False)
                if one["seq"] > after and saying in said:
                    return dict(one)
            await asyncio.sleep(0.1)
        raise AssertionError(f"nothing says {saying}")

    async def _post(self, which: str, call: dict[str, Any]) -> Any:
        keys = self.space.system.parts.callback_keys
        found = await keys.addresses(machine_actor(), "hr")
        url = found.request_url if which == "request" else found.callback_url
        path = url.partition("/callbacks/")[2]
        async with self.space.http.post(
            f"{self.space.url}/callbacks/{path}", json=call
        ) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def press(self, who: str, message: dict[str, Any], label: str) -> Any:
        """Press a button of a message; a modal is answered, all else is done later."""
        action = _button(message, label)["action"]
        number = (await self.platform.member(who)).platform_id
        call = {
            "action_time": str(next(self._times)),
            "message": {"id": str(message["seq"]), "text": "x", "user_id": 900},
            "react_user_id": number,
            "value": action["value"],
        }
        if action["type"] == "call_modal":
            answer = await self._post("request", {"type": "request_modal", **call})
            return answer["view"]
        assert action["type"] == "submit_action"
        return await self._post(
            "callback", {"type": "submit_action", "action_name": action["name"], **call}
        )

    async def pick(self, who: str, menu: dict[str, Any], verb: str) -> None:
        """Choose what is done with the notice."""
        form = await self.press(who, menu, "공지 다루기")
        await self.fill_in(who, form, notice="N-1", verb=verb)

    async def fill_in(self, who: str, view: dict[str, Any], **answers: str) -> None:
        """Send a modal; only what it asks for can be filled in."""
        names = {one["name"] for one in view["blocks"] if "name" in one}
        assert answers.keys() <= names
        call = {
            "type": "submission",
            "action_time": str(next(self._times)),
            "message": {"id": "5", "text": "x", "user_id": 900},
            "react_user_id": (await self.platform.member(who)).platform_id,
            "actions": {name: answers.get(name, "") for name in names},
            "value": view["value"],
        }
        await self._post("callback", call)


def _button(message: dict[str, Any], label: str) -> dict[str, Any]:
    for block in message["blocks"]:
        for button in block.get("elements", [block]):
            if button["type"] == "button" and label in button["text"]:
                found: dict[str, Any] = button
                return found
    raise AssertionError(f"no button {label} in {message['blocks']}")


@pytest.fixture
async def kakao_work(tmp_path: Path) -> AsyncIterator[KakaoWork]:
    """The two of them, with the same people."""
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    async with start_space(f"sqlite:///{there}/spacecast.db", there) as platform:
        view = await platform.system.parts.profiles.get(machine_actor(), "hr")
        config = PlatformConfig(
            kind="kakaowork", base_url=f"{platform.url}/messenger", sync_every=None,
            sync_before_notice=None,
        )  # fmt: skip
        async with start_space(
            f"sqlite:///{here}/spacecast.db", here, platform=config,
            app_key=view.profile.app_key,
        ) as space:  # fmt: skip
            yield KakaoWork(platform, space)


async def test_the_menu_leads_from_the_draft_to_the_reminder(kakao_work: KakaoWork) -> None:
    space, hana = kakao_work.space, "hana"
    await space.system.commands.menus.send_missing()
    # The other profile has the same bot, and a menu of its own.
    menu = await kakao_work.message(hana, "새 공지", oldest=True)

    form = await kakao_work.press(hana, menu, "새 공지")
    await kakao_work.fill_in(
        hana, form, title="소방 훈련", body="내일 3시에 모여요.", acknowledge="yes"
    )
    draft = await kakao_work.message(hana, "초안")
    await kakao_work.press(hana, draft, "테스트")
    await kakao_work.message(hana, "[테스트]")

    undone = await _scheduled_and_back(kakao_work, menu, draft)
    await kakao_work.press(hana, undone, "보내기")
    review = await kakao_work.message(hana, "12명에게 보내기")
    notices = space.system.parts.notices
    assert (await notices.get(machine_actor(), "N-1")).notice.state is NoticeState.DRAFT
    for _ in range(2):
        # Pressed again, it is said that it is done.
        await kakao_work.press(hana, review, "12명에게 보내기")
    await kakao_work.message(hana, "이미")
    for who in ("mina", "jun", "bora"):
        notice = await kakao_work.message(who, "내일 3시에 모여요.")
        await kakao_work.press(who, notice, "확인")
    await _until(kakao_work, acknowledged=3)
    assert (await notices.get(machine_actor(), "N-1")).counts.sent == 12

    await kakao_work.pick(hana, menu, "remind")
    review = await kakao_work.message(hana, "9명에게 다시 알리기")
    await kakao_work.press(hana, review, "9명에게 다시 알리기")
    await kakao_work.message("chan", "[다시 알림]")
    for who in ("mina", "jun", "bora"):
        assert len([m for m in await kakao_work.messages(who) if "3시" in str(m)]) == 1


async def _scheduled_and_back(
    kakao_work: KakaoWork, menu: dict[str, Any], draft: dict[str, Any]
) -> dict[str, Any]:
    """Schedule the draft, look at it, take it back; the card that says so."""
    form = await kakao_work.press("hana", draft, "예약")
    await kakao_work.fill_in("hana", form, when="내일 오전 9시")
    review = await kakao_work.message("hana", "예약하기")
    await kakao_work.press("hana", review, "예약하기")
    done = await kakao_work.message("hana", "예약됨")

    await kakao_work.pick("hana", menu, "status")
    status = await kakao_work.message("hana", "예약됨", after=done["seq"])
    await kakao_work.pick("hana", menu, "cancel")
    return await kakao_work.message("hana", "작성 중", after=status["seq"])


async def _until(kakao_work: KakaoWork, *, acknowledged: int) -> None:
    service = kakao_work.space.system.parts.acknowledgements
    for _ in range(_LOOKS):
        summary = await service.summary(machine_actor(), "N-1")
        if summary.tallies.acknowledged == acknowledged:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("not all have been counted")
