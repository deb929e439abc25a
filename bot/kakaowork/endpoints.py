"""The calls of the Web API, whatever carries them."""

from collections.abc import AsyncIterator, Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

from msgspec.json import Decoder

from bot.kakaowork import replies as r
from bot.kakaowork.attachment_calls import AttachmentCalls
from bot.kakaowork.blocks import Block
from bot.kakaowork.calling import in_room, number_of
from bot.kakaowork.entities import BotInfo, Conversation, Department, Message, Space, User
from bot.kakaowork.errors import ENDLESS_PAGES, Refused
from bot.kakaowork.time_calls import TimeCalls
from bot.kakaowork.writing import body_to, message_body

PAGE_LIMIT = 100
PAGES_MAX = 10_000

_Item = TypeVar("_Item")


class Endpoints(TimeCalls, AttachmentCalls):
    """Every call of the API; each raises `Refused` or `Unreached`."""

    async def bots_info(self) -> BotInfo:
        """The bot of this App Key."""
        return (await self._get("bots.info", r.decode_bot)).info

    async def spaces_info(self) -> Space:
        """The workspace of the bot."""
        return (await self._get("spaces.info", r.decode_space)).space

    async def users_info(self, user_id: str) -> User:
        """One user."""
        return (await self._get("users.info", r.decode_user, {"user_id": user_id})).user

    async def users_find_by_email(self, email: str) -> User:
        """The user with this sign-up e-mail; the live platform refuses an unknown one with 400."""
        return (await self._get("users.find_by_email", r.decode_user, {"email": email})).user

    async def users_find_by_phone_number(self, phone_number: str) -> User:
        """The user with this mobile, such as `+82-10-1234-1234`.

        The present documentation doesn't list the call any more; older clients have it.
        """
        path, params = "users.find_by_phone_number", {"phone_number": phone_number}
        return (await self._get(path, r.decode_user, params)).user

    def users_list(self) -> AsyncIterator[list[User]]:
        """All users, a page at a time."""
        return self._pages("users.list", r.decode_users, lambda page: page.users)

    def departments_list(self) -> AsyncIterator[list[Department]]:
        """All departments, a page at a time."""
        return self._pages(
            "departments.list", r.decode_departments, lambda page: page.departments
        )

    def conversations_list(self) -> AsyncIterator[list[Conversation]]:
        """The rooms the bot made, a page at a time."""
        path = "conversations.list"
        return self._pages(path, r.decode_conversations, lambda page: page.conversations)

    async def conversations_open(self, user_id: str) -> Conversation:
        """The 1:1 room with a user, opened if there is none."""
        body = {"user_id": number_of(user_id)}
        return (
            await self._post("conversations.open", r.decode_conversation, body)
        ).conversation

    async def conversations_open_group(
        self, user_ids: Sequence[str], name: str | None = None
    ) -> Conversation:
        """A new group room with these users."""
        body: dict[str, object] = {"user_ids": [number_of(one) for one in user_ids]}
        if name is not None:
            body["conversation_name"] = name
        return (
            await self._post("conversations.open", r.decode_conversation, body)
        ).conversation

    async def conversations_users(self, conversation_id: str) -> list[User]:
        """The users of a room; no source says that this list has pages."""
        return (await self._get(in_room(conversation_id, "users"), r.decode_users)).users

    async def conversations_edit(self, conversation_id: str, name: str) -> None:
        """Rename a group room that the bot made.

        Path and parameter follow the neighbouring calls: the documentation was seen to list the
        call and no more. Of the reply only its success is read.
        """
        path = in_room(conversation_id, "edit")
        await self._post(path, r.decode_plain, {"conversation_name": name})

    async def invite(self, conversation_id: str, user_ids: Sequence[str]) -> None:
        """Invite users into a group room that the bot made."""
        await self._change_users(conversation_id, "invite", user_ids)

    async def kick(self, conversation_id: str, user_ids: Sequence[str]) -> None:
        """Remove users from a group room that the bot made."""
        await self._change_users(conversation_id, "kick", user_ids)

    async def messages_send(
        self,
        conversation_id: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        idempotency_key: str | None = None,
    ) -> Message:
        """Send a message into a room."""
        body = message_body(conversation_id, text, blocks or ())
        return await self._send("messages.send", body, idempotency_key)

    async def messages_update(
        self, message_id: str, text: str, blocks: Sequence[Block] = ()
    ) -> Message:
        """Change a message of the bot's own; only the built-in messenger has this call."""
        body = body_to({"message_id": message_id}, text, blocks)
        return await self._send("messages.update", body, None)

    async def messages_send_by_email(
        self,
        email: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        idempotency_key: str | None = None,
    ) -> Message:
        """Send a message to the user with this sign-up e-mail, in their 1:1 room."""
        body = body_to({"email": email}, text, blocks or ())
        return await self._send("messages.send_by_email", body, idempotency_key)

    async def messages_send_by(
        self,
        text: str,
        *,
        email: str | None = None,
        key: str | None = None,
        blocks: Sequence[Block] | None = None,
        idempotency_key: str | None = None,
    ) -> Message:
        """Send a message to one user by `email` or `key`; what a key is no source says."""
        to = {"email": email} if email is not None else {"key": key}
        body = body_to(to, text, blocks or ())
        return await self._send("messages.send_by", body, idempotency_key)

    async def _send(self, path: str, body: bytes, idempotency_key: str | None) -> Message:
        reply = await self.call(
            "POST", path, r.decode_message, body=body, idempotency_key=idempotency_key
        )
        return reply.message

    async def _change_users(self, room: str, verb: str, user_ids: Sequence[str]) -> None:
        body = {"user_ids": [number_of(one) for one in user_ids]}
        await self._post(in_room(room, verb), r.decode_plain, body)

    async def _pages(
        self,
        path: str,
        decoder: Decoder[r.AnyPage],
        items_of: Callable[[r.AnyPage], list[_Item]],
    ) -> AsyncIterator[list[_Item]]:
        """Every page: `limit` with the first call, then `cursor` alone, as the platform wants."""
        params = {"limit": str(PAGE_LIMIT)}
        seen: set[str] = set()
        while True:
            page = await self._get(path, decoder, params)
            items = items_of(page)
            if items:
                yield items
            if not items or page.cursor is None or page.cursor == "":
                return
            cursor = str(page.cursor)
            # Ending quietly here would leave people out of a notice.
            if cursor in seen or len(seen) >= PAGES_MAX:
                message = f"{path} does not come to an end"
                raise Refused(code=ENDLESS_PAGES, status=HTTPStatus.OK, message=message)
            seen.add(cursor)
            params = {"cursor": cursor}
