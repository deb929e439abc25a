"""Every path of the JSON API."""

from aiohttp import web

from bot.web.api import (
    answering,
    control,
    directory,
    images,
    notices,
    people,
    profile_platform,
    profiles,
    schedules,
    scheduling,
    security,
    sending,
    templates,
    workspace,
)
from bot.web.api.answers import PREFIX


def api_routes() -> list[web.RouteDef]:
    """The paths below `/api/v1`."""
    return [
        *_workspace(),
        *_profiles(),
        *_notices(),
        *_control(),
        *_schedules(),
    ]


def _workspace() -> list[web.RouteDef]:
    return [
        web.get(f"{PREFIX}/me", people.get_me),
        web.get(f"{PREFIX}/workspace", workspace.get_workspace),
        web.patch(f"{PREFIX}/workspace", workspace.change_workspace),
        web.get(f"{PREFIX}/workspace/secret-rooms", security.get_secret_rooms),
        web.post(f"{PREFIX}/workspace/secret-rooms", security.switch_secret_rooms),
        web.get(f"{PREFIX}/members", people.list_members),
        web.patch(f"{PREFIX}/members/{{member}}", people.change_member),
        web.post(f"{PREFIX}/members/sync", directory.sync_members),
        web.get(f"{PREFIX}/departments", people.list_departments),
        web.get(f"{PREFIX}/send-admins", people.list_send_admins),
        web.put(f"{PREFIX}/send-admins/{{member}}", people.add_send_admin),
        web.delete(f"{PREFIX}/send-admins/{{member}}", people.remove_send_admin),
        web.get(f"{PREFIX}/tokens", workspace.list_tokens),
        web.post(f"{PREFIX}/tokens", workspace.make_token),
        web.delete(f"{PREFIX}/tokens/{{token}}", workspace.revoke_token),
        web.get(f"{PREFIX}/audit", workspace.list_audit),
    ]


def _profiles() -> list[web.RouteDef]:
    one = f"{PREFIX}/profiles/{{profile}}"
    return [
        web.get(f"{PREFIX}/profiles", profiles.list_profiles),
        web.post(f"{PREFIX}/profiles", profiles.make_profile),
        web.get(one, profiles.get_profile),
        web.patch(one, profiles.change_profile),
        web.delete(one, profiles.remove_profile),
        web.put(f"{one}/grants/{{member}}", profiles.grant_profile),
        web.delete(f"{one}/grants/{{member}}", profiles.revoke_profile),
        web.post(f"{one}/pause", profiles.pause_profile),
        web.post(f"{one}/resume", profiles.resume_profile),
        web.post(f"{one}/check", profile_platform.check_profile),
        web.get(f"{one}/callbacks", profile_platform.show_callbacks),
        web.post(f"{one}/callbacks/rotate", profile_platform.rotate_callbacks),
    ]


def _notices() -> list[web.RouteDef]:
    one = f"{PREFIX}/notices/{{notice}}"
    return [
        web.get(f"{PREFIX}/templates", templates.list_templates),
        web.get(f"{PREFIX}/templates/{{name}}", templates.get_template),
        web.post(f"{PREFIX}/images", images.upload_image),
        web.get(f"{PREFIX}/notices", notices.list_notices),
        web.post(f"{PREFIX}/notices", notices.draft_notice),
        web.get(one, notices.get_notice),
        web.patch(one, notices.change_notice),
        web.delete(one, notices.remove_notice),
        web.get(f"{one}/deliveries", notices.list_deliveries),
        web.post(f"{one}/preview", sending.preview_notice),
        web.post(f"{one}/test", sending.test_notice),
        web.post(f"{one}/send", sending.send_notice),
        web.post(f"{one}/schedule", scheduling.schedule_notice),
        web.post(f"{one}/cancel", sending.cancel_notice),
        web.post(f"{PREFIX}/broadcasts", scheduling.broadcast),
    ]


def _control() -> list[web.RouteDef]:
    one = f"{PREFIX}/notices/{{notice}}"
    return [
        web.post(f"{one}/pause", control.pause_notice),
        web.post(f"{one}/resume", control.resume_notice),
        web.post(f"{one}/retry-failed", control.retry_failed),
        web.post(f"{one}/resend-uncertain", control.resend_uncertain),
        web.post(f"{one}/correct", control.correct_notice),
        web.post(f"{one}/duplicate", control.duplicate_notice),
        web.post(f"{one}/rate", control.set_rate),
        web.post(f"{one}/remind", answering.remind_notice),
        web.post(f"{one}/close", answering.close_notice),
        web.get(f"{one}/report.csv", answering.get_report),
    ]


def _schedules() -> list[web.RouteDef]:
    one = f"{PREFIX}/schedules/{{schedule}}"
    return [
        web.get(f"{PREFIX}/schedules", schedules.list_schedules),
        web.post(f"{PREFIX}/schedules", schedules.make_schedule),
        web.get(one, schedules.get_schedule),
        web.patch(one, schedules.change_schedule),
        web.delete(one, schedules.remove_schedule),
        web.get(f"{one}/next", schedules.next_of_schedule),
        web.get(f"{one}/occurrences", schedules.list_occurrences),
        web.post(f"{one}/pause", schedules.pause_schedule),
        web.post(f"{one}/resume", schedules.resume_schedule),
        web.post(f"{one}/skip", schedules.skip_planned),
        web.post(f"{one}/unskip", schedules.unskip_planned),
    ]
