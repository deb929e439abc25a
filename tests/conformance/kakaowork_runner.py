"""Calls a server through the published `kakaowork` client and prints what it parsed, as JSON."""

import asyncio
import inspect
import json
import sys
from typing import Any

from kakaowork import AsyncKakaowork, Kakaowork  # type: ignore[import-not-found] # its own venv
from kakaowork import blockkit as kit

EMAIL = "member7@example.com"
BLOCKS = [
    kit.HeaderBlock(text="점검 안내", style="yellow"),
    kit.TextBlock(
        text="오늘 밤 점검해요.",
        inlines=[
            kit.TextInline(type="styled", text="오늘 밤 ", bold=True, color="red"),
            kit.TextInline(type="link", text="점검해요.", url="https://example.com/"),
        ],
    ),
    kit.ImageLinkBlock(url="https://example.com/a.png"),
    kit.DividerBlock(),
    kit.DescriptionBlock(term="때", content=kit.TextBlock(text="22시"), accent=True),
    kit.SectionBlock(
        content=kit.TextBlock(text="첨부"),
        accessory=kit.ImageLinkBlock(url="https://example.com/b.png"),
    ),
    kit.ContextBlock(
        content=kit.TextBlock(text="총무팀"),
        image=kit.ImageLinkBlock(url="https://example.com/c.png"),
    ),
    kit.ActionBlock(
        elements=[
            kit.ButtonBlock(
                text="자세히",
                style="primary",
                action_type="open_system_browser",
                value="https://example.com/",
            ),
            kit.ButtonBlock(
                text="확인", action_type="submit_action", action_name="ack", value="1"
            ),
        ]
    ),
]


def _plain(parsed: Any) -> Any:
    return json.loads(parsed.json())


async def _done(answer: Any) -> Any:
    return await answer if inspect.isawaitable(answer) else answer


async def _pages(listing: Any, field: str, **first: Any) -> list[list[Any]]:
    pages: list[list[Any]] = []
    reply = await _done(listing(**first))
    pages.append(_plain(reply)[field])
    while reply.cursor:
        reply = await _done(listing(cursor=reply.cursor))
        pages.append(_plain(reply)[field])
    return pages


async def _run(client: Any) -> dict[str, Any]:
    user = (await _done(client.users.find_by_email(EMAIL))).user
    told: dict[str, Any] = {
        "users": await _pages(client.users.list, "users"),
        "departments": await _pages(client.departments.list, "departments", limit=2),
        "found": json.loads(user.json()),
        "info": _plain(await _done(client.users.info(user_id=int(user.id)))),
        "space": _plain(await _done(client.spaces.info())),
        "bot": _plain(await _done(client.bots.info())),
    }
    opened = await _done(client.conversations.open(user_ids=[int(user.id)]))
    room = int(opened.conversation.id)
    group = await _done(client.conversations.open(user_ids=[int(user.id), int(user.id) + 1]))
    group_id = int(group.conversation.id)
    invited = client.conversations.invite(conversation_id=group_id, user_ids=[int(user.id) + 2])
    told["invited"] = _plain(await _done(invited))
    kicked = client.conversations.kick(conversation_id=group_id, user_ids=[int(user.id)])
    told["kicked"] = _plain(await _done(kicked))
    sent = client.messages.send(conversation_id=room, text="점검 안내", blocks=BLOCKS)
    told |= {
        "opened": _plain(opened),
        "group": _plain(group),
        "group_users": _plain(
            await _done(client.conversations.users(conversation_id=group_id))
        ),
        "conversations": await _pages(client.conversations.list, "conversations", limit=1),
        "sent": _plain(await _done(sent)),
        "sent_by_email": _plain(await _done(client.messages.send_by_email(EMAIL, text="둘"))),
        "sent_by_key": _plain(await _done(client.messages.send_by(text="셋", key=user.id))),
        "unknown_user": _plain(await _done(client.users.info(user_id=1))),
        "bad_page": _plain(await _done(client.users.list(limit=1000))),
        "blocks": [json.loads(block.json(exclude_none=True)) for block in BLOCKS],
    }
    return told


def main() -> None:
    """Arguments: `sync` or `async`, the base URL, the App Key."""
    kind, base_url, app_key = sys.argv[1:]
    made = {"sync": Kakaowork, "async": AsyncKakaowork}[kind]
    told = asyncio.run(_run(made(app_key=app_key, base_url=base_url)))
    json.dump(told, sys.stdout, ensure_ascii=False)


main()
