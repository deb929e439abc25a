"""The demo's chats: two people, a group, and two secret rooms."""

from collections.abc import Sequence

from bot.app import System
from bot.messenger.model.chat import NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.chat_side import ChatSide
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member

_DIRECT = (
    ("hana.lee", "은결 님, 건강검진 안내문 초안 봐 주실 수 있어요?"),
    ("eungyeol.oh", "네, 오늘 안에 볼게요!"),
    ("hana.lee", "고마워요. 날짜만 다시 확인해 주세요."),
)
_GROUP = (
    ("jihun.choi", "이번 주 배포는 목요일 오후 4시예요."),
    ("saebom.han", "서비스팀은 준비 끝났어요."),
    ("eungyeol.oh", "고객지원팀에도 제가 알릴게요."),
)
_SECRET = (
    ("seulgi.kim", "조직 개편 초안이에요. 아직 밖에는 말하지 말아 주세요."),
    ("hana.lee", "확인했어요. 면담 일정부터 잡을게요."),
    ("seulgi.kim", "네, 이 방의 메시지는 모두 읽으면 한 시간 뒤에 사라져요."),
)
_QUICK = (("doyun.park", "모두 읽고 1분이 지나면 이 메시지가 화면에서 사라져요."),)


async def seed_rooms(system: System, actor: Actor) -> None:
    """Switch secret rooms on and let people talk."""
    if system.parts.secret_rooms is None:
        return
    await system.parts.secret_rooms.switch(actor, "on")
    await _talk(system, RoomKind.DM, ("hana.lee", "eungyeol.oh"), _DIRECT)
    four = ("jihun.choi", "saebom.han", "eungyeol.oh", "hana.lee")
    await _talk(system, RoomKind.GROUP, four, _GROUP, name="목요일 배포")
    three = ("seulgi.kim", "hana.lee", "yuna.jung")
    await _talk(system, RoomKind.SECRET, three, _SECRET, name="조직 개편", times=("1h", "3d"))
    two = ("doyun.park", "eungyeol.oh", "seulgi.kim")
    await _talk(system, RoomKind.SECRET, two, _QUICK, name="1분 뒤 삭제", times=("1m", "3d"))


async def _talk(
    system: System,
    kind: RoomKind,
    people: Sequence[str],
    said: Sequence[tuple[str, str]],
    *,
    name: str | None = None,
    times: tuple[str, str] = ("", ""),
) -> None:
    """A room of the first of the people with the others, and what they say."""
    side = next(one for one in system.sides if kind in one.kinds)
    members = {who: await _person(system, who) for who in people}
    owner, *others = members.values()
    room = await side.open(
        owner,
        NewRoom(
            kind=kind,
            user_ids=[one.platform_id for one in others],
            name=name,
            auto_delete=times[0],
            keep=times[1],
        ),
    )
    for who, text in said:
        await _say(side, members[who], room.id, text)


async def _say(side: ChatSide, member: Member, room_id: int, text: str) -> None:
    """Whoever writes has read what is there."""
    message = await side.send(member, room_id, NewMessage(text=SecretText(text)))
    await side.read(member, room_id, message.seq)


async def _person(system: System, who: str) -> Member:
    return await system.parts.members.get(f"{who}@demo.example")
