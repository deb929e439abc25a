"""A lunch survey for Kakao Work: a card with buttons, a modal to fill in, and an answer to both.

BASE_URL=http://127.0.0.1:8080/messenger APP_KEY=… python reactive_bot.py hana@example.com
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, web

BASE_URL = os.environ.get("BASE_URL", "https://api.kakaowork.com")
APP_KEY, PORT = os.environ["APP_KEY"], int(os.environ.get("PORT", "9000"))
MENUS = [{"text": "비빔밥", "value": "bibimbap"}, {"text": "냉면", "value": "naengmyeon"}]
CARD = [
    {"type": "header", "text": "금요일 점심", "style": "blue"},
    {"type": "text", "text": "함께 먹어요. 목요일까지 알려 주세요."},
    {"type": "action", "elements": [
        {"type": "button", "text": "메뉴 고르기", "style": "primary",
         "action": {"type": "call_modal", "value": "friday"}},
        {"type": "button", "text": "이번엔 쉴게요",
         "action": {"type": "submit_action", "name": "skip", "value": "friday"}}]},
]  # fmt: skip
VIEW = {
    "title": "메뉴 고르기", "accept": "보내기", "decline": "취소", "value": "lunch=friday",
    "blocks": [
        {"type": "label", "text": "무엇을 드실래요?"},
        {"type": "select", "name": "menu", "required": True, "options": MENUS},
        {"type": "label", "text": "못 드시는 것이 있나요?"},
        {"type": "input", "name": "note", "placeholder": "예: 땅콩"},
    ],
}  # fmt: skip
later: set[asyncio.Task[None]] = set()


async def post(method: str, **body: object) -> None:
    headers = {"Authorization": f"Bearer {APP_KEY}"}
    async with ClientSession() as http:
        answer = await http.post(f"{BASE_URL}/v1/{method}", json=body, headers=headers)
        print(method, answer.status, await answer.text(), flush=True)  # noqa: T201 -- for you


async def request_url(request: web.Request) -> web.Response:
    call = await request.json()  # type, message, value, react_user_id
    return web.json_response({"view": VIEW} if call["value"] == "friday" else {})


async def callback_url(request: web.Request) -> web.Response:
    call: dict[str, Any] = await request.json()
    if call["type"] == "receipts":  # who has read what: nothing to answer
        return web.Response()
    text = "다음에 함께해요."
    if call["type"] == "message":  # only Spacecast's own messenger passes on what people write
        text = "카드의 버튼으로 알려 주세요."
    if call["type"] == "submission":
        chosen = {menu["value"]: menu["text"] for menu in MENUS}[call["actions"]["menu"]]
        text = f"적어 두었어요: {chosen}. 못 드시는 것: {call['actions']['note'] or '없음'}"
    # Answered at once; whatever takes long comes after.
    room = call["message"]["conversation_id"]
    task = asyncio.create_task(post("messages.send", conversation_id=room, text=text))
    later.add(task)
    task.add_done_callback(later.discard)
    return web.json_response({})


async def invite(_app: web.Application) -> AsyncIterator[None]:
    for email in sys.argv[1:]:
        await post("messages.send_by_email", email=email, text="금요일 점심", blocks=CARD)
    yield


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/request", request_url), web.post("/callback", callback_url)])
    app.cleanup_ctx.append(invite)
    web.run_app(app, host="127.0.0.1", port=PORT)
