"""The messenger's web application, to be mounted under its prefix."""

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.core.words import gettext_of
from bot.messenger.web import incoming
from bot.messenger.web.chat import (
    actions,
    api,
    attachments,
    bots_api,
    files_api,
    hooks,
    messages_api,
    pages,
    secret_choices,
    simulator,
    socket,
)
from bot.messenger.web.parts import PARTS, MessengerParts
from bot.messenger.web.refusals import answer_every_face
from bot.messenger.web.webapi.patience import end_waits_at_shutdown
from bot.messenger.web.webapi.routes import webapi_routes


def create_messenger_app(parts: MessengerParts) -> web.Application:
    """The Web API, the web chat and its JSON API; mount it at `/messenger/`."""
    app = web.Application(middlewares=[answer_every_face])
    app[PARTS] = parts
    end_waits_at_shutdown(app)
    socket.serve_sockets(app)
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader([str(folder) for folder in parts.templates_folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = gettext_of(parts.words)
    app.add_routes(webapi_routes())
    app.add_routes(_CHAT)
    return app


_ROOM = "/rooms/{room_id}"
_CHAT = [
    web.get("", pages.to_rooms),
    web.get("/", pages.rooms_page),
    web.get(_ROOM, pages.room_page),
    web.get(f"/fragments{_ROOM}", pages.messages_fragment),
    web.get("/attachments/{attachment_id}", attachments.attachment),
    web.get("/api/me", api.me),
    web.get("/ws", socket.socket),
    web.get("/api/members", api.members),
    web.get("/api/bots", bots_api.bots),
    web.get("/api/rooms", api.rooms),
    web.post("/api/rooms", api.open_room),
    web.get("/api/secret-rooms", secret_choices.told),
    web.get(f"/api{_ROOM}", api.room),
    web.delete(f"/api{_ROOM}", api.delete),
    web.post(f"/api{_ROOM}/invite", api.invite),
    web.post(f"/api{_ROOM}/kick", api.kick),
    web.post(f"/api{_ROOM}/leave", api.leave),
    web.post(f"/api{_ROOM}/owner", api.hand_over),
    web.patch(f"/api{_ROOM}/settings", api.change_settings),
    web.get(f"/api{_ROOM}/messages", messages_api.messages),
    web.post(f"/api{_ROOM}/messages", messages_api.send),
    web.delete(f"/api{_ROOM}/messages/{{seq}}", messages_api.delete),
    web.get(f"/api{_ROOM}/messages/{{seq}}/unread", messages_api.unread),
    web.post(f"/api{_ROOM}/read", messages_api.read),
    web.post(f"/api{_ROOM}/attachments", messages_api.upload),
    web.get(f"/api{_ROOM}/files/{{file_id}}", files_api.file),
    web.post(f"/api{_ROOM}/messages/{{seq}}/actions/{{index}}", actions.press),
    web.post("/api/modals/{modal_id}/submit", actions.submit),
    web.get("/fragments/modals/{modal_id}", actions.modal_fragment),
    web.get("/hooks", hooks.hooks_page),
    web.post("/hooks", hooks.create),
    web.post("/hooks/{hook_id}/reset", hooks.reset),
    web.post("/hooks/{hook_id}/delete", hooks.delete),
    web.get("/api/hooks", hooks.told),
    web.post("/api/hooks", hooks.create_by_call),
    web.post("/api/hooks/{hook_id}/reset", hooks.reset_by_call),
    web.delete("/api/hooks/{hook_id}", hooks.delete_by_call),
    web.post(incoming.PATH, incoming.receive),
    web.get("/api/simulator", simulator.told),
    web.put("/api/simulator", simulator.change),
]
