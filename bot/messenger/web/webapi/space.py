"""departments.list, spaces.info and bots.info."""

from aiohttp import web

from bot.messenger.model.bots import Bot
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.entities import SPACE_ID, DepartmentTree
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.paging import page_of


async def departments_list(request: web.Request, _bot: Bot) -> web.Response:
    """GET departments.list."""
    page, members = page_of(request, "departments"), parts_of(request).members
    every = await members.departments()
    tree = DepartmentTree(every, await members.platform_ids_by_department())
    found = sorted(
        (d for d in every if d.platform_id > page.after), key=lambda d: d.platform_id
    )
    departments, cursor = page.cut(found, lambda department: department.platform_id)
    return reply(cursor=cursor, departments=[tree.json(d) for d in departments])


async def spaces_info(request: web.Request, _bot: Bot) -> web.Response:
    """GET spaces.info."""
    workspace = await parts_of(request).workspace_settings.get()
    return reply(
        space={
            "id": str(SPACE_ID),
            "kakaoi_org_id": SPACE_ID,
            "name": workspace.name,
            "color_code": "#1E6BD6",
            "color_tone": "light",
            "permitted_ext": ["*"],
            "profile_name_format": "name_only",
            "profile_position_format": "position",
            "logo_url": "",
        }
    )


async def bots_info(_request: web.Request, bot: Bot) -> web.Response:
    """GET bots.info."""
    return reply(info={"bot_id": bot.id, "title": bot.name, "status": bot.status.value})
