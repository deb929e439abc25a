"""What a bot of the messenger tells people about secret rooms, which it never names."""

from bot.core.errors import Bilingual
from bot.messenger.model.secret_erasure import farewell
from bot.messenger.model.secret_messages import Cause

BOT_NAME = Bilingual(ko="Spacecast 알림", en="Spacecast notices")
BOT_DESCRIPTION = Bilingual(
    ko="워크스페이스의 비밀 채팅방 소식을 알려요.",
    en="Tells what becomes of the workspace's secret rooms.",
)
_SWITCHED_ON = Bilingual(
    ko="이제 비밀 채팅방을 쓸 수 있어요. 메시지와 파일은 정해진 시간이 지나면 삭제되고 복구할 수 없어요. "
    "관리자 서비스 > 보안 > 공통에서 다시 끌 수 있어요.",
    en="Secret rooms can be used now. Messages and files are deleted after their time and can't be "
    "recovered. You can switch them off again in Admin service > Security > General.",
)


def telling(kind: str) -> Bilingual | None:
    """The words of one kind of telling; None for a kind that nobody knows."""
    if kind == "switched_on":
        return _SWITCHED_ON
    return farewell(Cause.ADMIN) if kind == "deleted" else None


def telling_key(user_id: int, occasion: str) -> str:
    """The key that makes it one message, however often it is sent."""
    return f"secret-rooms:{occasion}:{user_id}"
