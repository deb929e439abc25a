"""The console's table of contents."""

from aiohttp import web

from bot.web.console import (
    compose,
    control,
    directory,
    home,
    notices,
    profiles,
    progress,
    reminding,
    review,
    schedule,
    schedule_content,
    schedule_edit,
    schedules,
    security,
    send_rights,
    session,
    settings,
)


def console_routes() -> list[web.RouteDef]:
    """Every page and every action of the console."""
    return [
        *_visitor_routes(),
        *_notice_routes(),
        *_control_routes(),
        *_schedule_routes(),
        *_right_routes(),
        *_security_routes(),
    ]


def _visitor_routes() -> list[web.RouteDef]:
    """Home, signing in, the workspace's settings."""
    return [
        web.get("/", home.home),
        web.get("/in/{token}", session.link_page),
        web.post("/in/{token}", session.sign_in),
        web.post("/sign-out", session.sign_out),
        web.get("/signed-out", session.signed_out_page),
        web.get("/language/{language:ko|en}", session.choose_language),
        web.get("/settings", settings.settings_page),
        web.post("/settings", settings.change),
        web.post("/settings/directory", directory.sync),
        web.post("/settings/tokens", settings.make_token),
        web.post("/settings/tokens/{token}/revoke", settings.revoke_token),
    ]


def _notice_routes() -> list[web.RouteDef]:
    """Writing a notice, the last look, what became of it."""
    notice = "/notices/{id}"
    return [
        web.get("/notices/new", compose.new_page),
        web.post("/notices/new", compose.create),
        web.post("/notices/preview", compose.preview),
        web.post("/notices/images", compose.upload),
        web.get(f"{notice}/edit", compose.edit_page),
        web.post(f"{notice}/edit", compose.change),
        web.get(f"{notice}/review", review.review_page),
        web.post(f"{notice}/test", review.test),
        web.post(f"{notice}/schedule", review.schedule),
        web.post(f"{notice}/send", review.send),
        web.post(f"{notice}/urgent", progress.send_urgent),
        web.get("/notices", notices.history),
        web.get(notice, progress.report),
        web.get(f"{notice}/events", progress.events),
        web.post(f"{notice}/cancel", progress.cancel),
        web.post(f"{notice}/delete", notices.remove),
    ]


def _control_routes() -> list[web.RouteDef]:
    """What may be done to a notice after it was sent."""
    notice = "/notices/{id}"
    return [
        web.post(f"{notice}/pause", control.pause),
        web.post(f"{notice}/resume", control.resume),
        web.post(f"{notice}/rate", control.set_rate),
        web.post(f"{notice}/retry", control.retry_failed),
        web.post(f"{notice}/resend", control.resend_uncertain),
        web.post(f"{notice}/correct", control.correct),
        web.post(f"{notice}/duplicate", control.duplicate),
        web.post(f"{notice}/remind", reminding.remind),
        web.post(f"{notice}/close", reminding.close),
        web.get(f"{notice}/report.csv", reminding.download),
    ]


def _schedule_routes() -> list[web.RouteDef]:
    """What is sent again and again."""
    one = "/schedules/{id}"
    return [
        web.get("/schedules", schedules.overview),
        web.get("/schedules/new", schedule_edit.new_page),
        web.post("/schedules/new", schedule_edit.create),
        web.post("/schedules/preview", schedule_edit.preview),
        web.get(one, schedule.detail),
        web.get(f"{one}/edit", schedule_edit.edit_page),
        web.post(f"{one}/edit", schedule_edit.change),
        web.get(f"{one}/content", schedule_content.content_page),
        web.post(f"{one}/content", schedule_content.change),
        web.post(f"{one}/pause", schedule.pause),
        web.post(f"{one}/resume", schedule.resume),
        web.post(f"{one}/skip", schedule.skip),
        web.post(f"{one}/unskip", schedule.unskip),
        web.post(f"{one}/delete", schedule.remove),
    ]


def _right_routes() -> list[web.RouteDef]:
    """Profiles and who may use them."""
    profile = "/profiles/{id}"
    return [
        web.get("/profiles", profiles.overview),
        web.get("/profiles/new", profiles.new_page),
        web.post("/profiles/new", profiles.create),
        web.post("/profiles/ask", profiles.ask),
        web.get(profile, profiles.edit_page),
        web.post(profile, profiles.change),
        web.post(f"{profile}/grants", profiles.grant),
        web.post(f"{profile}/grants/{{member}}/revoke", profiles.revoke),
        web.post(f"{profile}/pause", profiles.pause),
        web.post(f"{profile}/resume", profiles.resume),
        web.post(f"{profile}/check", profiles.check),
        web.post(f"{profile}/callbacks", profiles.rotate_callbacks),
        web.get("/send-rights", send_rights.overview),
        web.post("/send-rights", send_rights.add),
        web.post("/send-rights/{member}/remove", send_rights.remove),
        web.post("/send-rights/{member}/profiles/{profile}", send_rights.switch),
    ]


def _security_routes() -> list[web.RouteDef]:
    """What admins decide about rooms and messages."""
    return [
        web.get("/security", security.general_page),
        web.post("/security/secret-rooms", security.switch),
        web.get("/security/messages", security.messages_page),
        web.post("/security/messages", security.keep),
    ]
