"""The paths of the Web API."""

from aiohttp import web

from bot.messenger.model.user_times import TimesKind
from bot.messenger.web.webapi import attachments, conversations, messages, space, times, users
from bot.messenger.web.webapi.access import BotHandler, for_any_bot, for_bots

_IN_ROOM = "/v1/conversations/{conversation_id:[0-9]+}"
_GET: dict[str, BotHandler] = {
    "/v1/users.list": users.users_list,
    "/v1/users.info": users.users_info,
    "/v1/users.find_by_email": users.users_find_by_email,
    "/v1/users.find_by_phone_number": users.users_find_by_phone_number,
    "/v1/departments.list": space.departments_list,
    "/v1/spaces.info": space.spaces_info,
    "/v1/conversations.list": conversations.conversations_list,
    f"{_IN_ROOM}/users": conversations.conversations_users,
    "/v1/attachments.download": attachments.attachments_download,
}
_POST: dict[str, BotHandler] = {
    "/v1/users.set_work_time": times.times_set(TimesKind.WORK),
    "/v1/users.set_vacation_time": times.times_set(TimesKind.VACATION),
    "/v1/batch/users.set_work_time": times.batch_set(TimesKind.WORK),
    "/v1/batch/users.set_vacation_time": times.batch_set(TimesKind.VACATION),
    "/v1/batch/users.reset_work_time": times.batch_reset(TimesKind.WORK),
    "/v1/batch/users.reset_vacation_time": times.batch_reset(TimesKind.VACATION),
    "/v1/conversations.open": conversations.conversations_open,
    f"{_IN_ROOM}/invite": conversations.conversations_invite,
    f"{_IN_ROOM}/kick": conversations.conversations_kick,
    f"{_IN_ROOM}/edit": conversations.conversations_edit,
    f"{_IN_ROOM}/upload": attachments.conversations_upload,
    "/v1/messages.send": messages.messages_send,
    "/v1/messages.send_by_email": messages.messages_send_by_email,
    "/v1/messages.send_by": messages.messages_send_by,
    "/v1/messages.update": messages.messages_update,
    "/v1/messages.send_attachments": attachments.messages_send_attachments,
}


def webapi_routes() -> list[web.RouteDef]:
    """Every path of the Web API with its method."""
    gets = [web.get(path, for_bots(h), allow_head=False) for path, h in _GET.items()]
    posts = [web.post(path, for_bots(h)) for path, h in _POST.items()]
    info = web.get("/v1/bots.info", for_any_bot(space.bots_info), allow_head=False)
    return [*gets, *posts, info]
