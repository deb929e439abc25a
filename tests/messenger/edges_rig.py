"""Secret rooms over HTTP and the socket with all that destroys in them, for three people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.web.chat.people import Chatter, open_chat


@dataclass(frozen=True, kw_only=True)
class Edges:
    """이하나 opens rooms, 박보냄 is in them; 최고운 is a super admin and in none."""

    rig: ErasingRig
    hana: Chatter
    bonaem: Chatter
    goun: Chatter

    async def room(self, *others: Chatter, keep: str = "3d", **more: str) -> str:
        """A secret room of 이하나 and others, of 박보냄 where nobody is named."""
        ids = [one.id for one in others or (self.bonaem,)]
        times = {"auto_delete": "1h", "keep": keep}
        return str((await self.hana.open(*ids, kind="secret", **times, **more))["id"])

    async def read(self, who: Chatter, room: str, upto: int, **more: object) -> None:
        """Acknowledge a read."""
        body = {"upto": upto, **more}
        await who.call("POST", f"/rooms/{room}/read", body, status=204)

    async def texts(self, who: Chatter, room: str) -> list[str]:
        """What somebody is told that was said in a room."""
        found = await who.get(f"/rooms/{room}/messages")
        return [one["text"] for one in found if "line" not in one]

    async def upload(self, who: Chatter, room: str, data: bytes, name: str = "표.txt") -> Any:
        """A file for a message to come."""
        form = aiohttp.FormData()
        form.add_field("file", data, filename=name)
        path = f"/rooms/{room}/attachments"
        return await who.call("POST", path, status=201, data=form)

    async def ask(
        self, who: Chatter, method: str, address: str, **headers: str
    ) -> tuple[int, bytes]:
        """The status and the bytes of an answer to any address of the server."""
        headers = {**who.headers, **headers}
        async with who.client.request(method, address, headers=headers) as answer:
            return answer.status, await answer.read()


@asynccontextmanager
async def open_edges(home: Home, folder: Path) -> AsyncIterator[Edges]:
    """A messenger on a free port, put together as the composition root does it."""
    async with open_erasing_rig(home, folder) as rig:
        guarded = rig.parts.guarded
        parts = replace(
            home.parts,
            sides=[*home.parts.sides, rig.talk],
            hub=rig.ground.hub,
            choices=rig.ground.choices,
            secret_time=lambda: guarded.look().hiding_at,
        )
        async with open_chat(replace(home, parts=parts)) as sign_in:
            hana, bonaem, goun = [await sign_in(one) for one in (HANA, SENDER, SUPER)]
            yield Edges(rig=rig, hana=hana, bonaem=bonaem, goun=goun)
