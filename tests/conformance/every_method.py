"""Calls every method of one class of the published client and prints what each parsed, as JSON."""

import asyncio
import inspect
import json
import sys
from datetime import datetime, timedelta, timezone
from typing import Any

from kakaowork import AsyncKakaowork, Kakaowork  # type: ignore[import-not-found] # its own venv
from kakaowork import blockkit as kit
from kakaowork.models import (  # type: ignore[import-not-found] # its own venv
    VacationTimeField,
    WorkTimeField,
)

EMAIL, PHONE = "member7@example.com", "+82-10-1234-0007"
KST = timezone(timedelta(hours=9))
START, END = datetime(2026, 11, 23, 9, tzinfo=KST), datetime(2026, 11, 23, 18, tzinfo=KST)
WORK = {"work_start_time": START, "work_end_time": END}
VACATION = {"vacation_start_time": START, "vacation_end_time": END}
GROUPS = ("users", "conversations", "messages", "departments", "spaces", "bots", "batch.users")


class Calls:
    """Remembers every call by the method's name, in the order of the calls."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.made: list[dict[str, Any]] = []

    async def __call__(self, method: str, *arguments: Any, **named: Any) -> Any:
        """What the method parsed."""
        found: Any = self._client
        for name in method.split("."):
            found = getattr(found, name)
        answer = found(*arguments, **named)
        parsed = await answer if inspect.isawaitable(answer) else answer
        self.made.append(
            {
                "method": method,
                "type": type(parsed).__name__,
                "parsed": json.loads(parsed.json()),
            }
        )
        return parsed

    @property
    def methods(self) -> list[str]:
        """Every public method that the class has."""
        found = []
        for group in GROUPS:
            owner: Any = self._client
            for name in group.split("."):
                owner = getattr(owner, name)
            members = inspect.getmembers(type(owner), inspect.isfunction)
            found += [f"{group}.{name}" for name, _ in members if not name.startswith("_")]
        return found


async def _users(call: Calls) -> int:
    await call("users.list", limit=2)
    user = (await call("users.find_by_email", EMAIL)).user
    await call("users.find_by_phone_number", PHONE)
    user_id = int(user.id)
    await call("users.set_work_time", user_id=user_id, **WORK)
    await call("users.set_vacation_time", user_id=user_id, **VACATION)
    await call("users.info", user_id=user_id)
    return user_id


async def _batch(call: Calls, user_id: int) -> None:
    ids = [user_id, user_id + 1]
    work = [WorkTimeField(user_id=one, **WORK) for one in ids]
    await call("batch.users.set_work_time", work)
    vacation = [VacationTimeField(user_id=one, **VACATION) for one in ids]
    await call("batch.users.set_vacation_time", vacation)
    await call("users.info", user_id=user_id + 1)
    await call("batch.users.reset_work_time", user_ids=ids)
    await call("users.info", user_id=user_id + 1)
    await call("batch.users.reset_vacation_time", user_ids=ids)
    await call("users.info", user_id=user_id)


async def _rooms(call: Calls, user_id: int) -> None:
    opened = await call("conversations.open", user_ids=[user_id])
    group = await call("conversations.open", user_ids=[user_id, user_id + 1])
    room, group_id = int(opened.conversation.id), int(group.conversation.id)
    await call("conversations.invite", conversation_id=group_id, user_ids=[user_id + 2])
    await call("conversations.kick", conversation_id=group_id, user_ids=[user_id])
    await call("conversations.users", conversation_id=group_id)
    await call("conversations.list", limit=100)
    blocks = [
        kit.HeaderBlock(text="점검 안내", style="blue"),
        kit.TextBlock(text="오늘 밤이에요."),
    ]
    await call("messages.send", conversation_id=room, text="하나", blocks=blocks)
    await call("messages.send_by_email", EMAIL, text="둘")
    await call("messages.send_by", text="셋", email=EMAIL)


async def _space(call: Calls) -> None:
    await call("departments.list", limit=2)
    await call("spaces.info")
    await call("bots.info")


async def _run(client: Any) -> dict[str, Any]:
    call = Calls(client)
    user_id = await _users(call)
    await _batch(call, user_id)
    await _rooms(call, user_id)
    await _space(call)
    return {"methods": call.methods, "calls": call.made}


def main() -> None:
    """Arguments: `sync` or `async`, the base URL, the App Key."""
    kind, base_url, app_key = sys.argv[1:]
    made = {"sync": Kakaowork, "async": AsyncKakaowork}[kind]
    told = asyncio.run(_run(made(app_key=app_key, base_url=base_url)))
    json.dump(told, sys.stdout, ensure_ascii=False)


main()
