"""The demo's past and future: notices that were really sent, one that waits, one that repeats."""

import asyncio
import io
from datetime import datetime, time, timedelta
from typing import Any

from PIL import Image, ImageDraw

from bot.app import System
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.notices import FINAL, NoticeDraft
from bot.broadcast.model.profiles import NewProfile
from bot.broadcast.model.schedule_rules import Weekly
from bot.broadcast.model.schedules import ScheduleDraft
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.service.audiences import AudienceWish
from bot.cli.demo_people import demo_people
from bot.core.clock import DAY, SECOND
from bot.workspace.model.actors import Actor

_SITE = "https://intra.example.com"
_PAST: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (
        6,
        "company",
        {
            "title": "11월 전사 타운홀 안내",
            "body": "**11월 27일 금요일 오후 3시**, 8층 라운지에서 타운홀을 열어요.\n\n"
            "올해 성과와 내년 계획을 함께 나눠요. 온라인으로도 볼 수 있어요.",
            "rows": [
                {"term": "일시", "text": "11월 27일(금) 15:00"},
                {"term": "장소", "text": "8층 라운지"},
            ],
            "links": [{"label": "온라인으로 보기", "url": f"{_SITE}/townhall"}],
            "style": "blue",
        },
    ),
    (
        4,
        "it",
        {
            "title": "사내 메일 점검 안내",
            "body": "토요일 **22:00~24:00**에 사내 메일을 점검해요. 그동안 메일을 주고받을 수 없어요.",
            "style": "yellow",
        },
    ),
    (
        2,
        "hr",
        {
            "title": "건강검진 예약을 시작해요",
            "body": "올해 건강검진은 **12월 18일**까지 받을 수 있어요. 원하는 날짜를 골라 주세요.",
            "links": [
                {"label": "예약하기", "url": f"{_SITE}/checkup"},
                {"label": "병원 보기", "url": f"{_SITE}/checkup/clinics"},
            ],
        },
    ),
)
_DRAFT = {
    "title": "연말 송년회 초대",
    "body": "12월 18일 저녁, 한 해를 함께 마무리해요. {blue|가족도 함께} 올 수 있어요.",
    "links": [{"label": "참석 알리기", "url": f"{_SITE}/party"}],
}
_WEEKLY = {
    "title": "주간 회의실 예약 안내",
    "body": "이번 주 회의실 예약이 열렸어요. 필요한 시간을 미리 골라 주세요.",
    "links": [{"label": "회의실 예약", "url": f"{_SITE}/rooms"}],
}
_SCHEDULED = {
    "title": "주간 식단을 알려 드려요",
    "body": "이번 주 점심 식단이 나왔어요. 알레르기 정보도 함께 확인해 주세요.",
    "links": [{"label": "식단 보기", "url": f"{_SITE}/menu"}],
}


async def seed_people(system: System, actor: Actor, count: int) -> None:
    """Members, departments, profiles and grants."""
    await system.parts.member_import.add(actor, demo_people(count))
    profiles = system.parts.profiles
    for profile_id, name, description in (
        ("company", "전사 공지", "회사 전체에 보내는 공지"),
        ("hr", "인사팀", "인사·복지 소식을 전해요"),
        ("it", "IT지원", "점검과 장애를 알려요"),
    ):
        await profiles.create(
            actor, NewProfile(id=profile_id, name=name, description=description)
        )
    for profile_id, address in (
        ("hr", "hana.lee"),
        ("hr", "seoa.cho"),
        ("company", "hana.lee"),
        ("company", "jihun.choi"),
        ("company", "yuna.jung"),
        ("company", "minjae.kang"),
        ("it", "jihun.choi"),
    ):
        await profiles.grant(actor, profile_id, f"{address}@demo.example")


async def seed_past(system: System, actor: Actor, author: Actor, number: int) -> None:
    """Send past notice `number` for real; the system's clock stands in the past."""
    _, profile, variables = _PAST[number]
    filled = dict(variables)
    if profile == "hr":
        image = await system.parts.images.add(actor, picture())
        filled["image"] = {"id": image.id, "alt": "파란 하늘 아래 노란 해가 뜬 그림"}
    notices = system.parts.notices
    made = await notices.draft(author, _notice(profile, filled))
    view = await system.parts.sending.send(author, made.notice.id)
    while view.notice.state not in FINAL:
        await asyncio.sleep(0.02)
        view = await notices.get(author, made.notice.id)


async def seed_future(system: System, actor: Actor, author: Actor) -> None:
    """One draft, one notice scheduled for tomorrow at nine in the morning, one schedule for Mondays."""
    # Slow enough to watch a notice go out.
    await system.parts.profiles.change(actor, "hr", {"rate_ceiling": 100.0})
    notices = system.parts.notices
    await notices.draft(author, _notice("hr", _DRAFT))
    audience = await system.parts.audiences.read(
        AudienceWish(
            everyone=False, departments=("경영지원본부",), members=(), emails=(), exclude=()
        )
    )
    made = await notices.draft(
        author,
        NoticeDraft(
            profile_id="company",
            template=DEFAULT_TEMPLATE,
            variables=_SCHEDULED,
            audience=audience,
        ),
    )
    zone = (await system.parts.workspace.get()).zone
    today = datetime.fromtimestamp(system.parts.clock.now() / SECOND, zone)
    tomorrow = (today + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    await system.parts.sending.schedule(
        author, made.notice.id, round(tomorrow.timestamp() * SECOND)
    )
    await system.parts.schedule_writing.create(
        author,
        ScheduleDraft(
            notice=_notice("hr", _WEEKLY),
            rules=(Weekly((0,), time(9)),),
            zone=zone,
            holidays=HolidayRule.NEXT_WORKING_DAY,
        ),
    )


def past_ages() -> list[int]:
    """How long ago each past notice was sent, in milliseconds."""
    return [days * DAY for days, _, _ in _PAST]


def past_author(number: int) -> str:
    """Who sent past notice `number`."""
    return "jihun.choi" if _PAST[number][1] == "it" else "hana.lee"


def _notice(profile: str, variables: dict[str, Any]) -> NoticeDraft:
    return NoticeDraft(
        profile_id=profile, template=DEFAULT_TEMPLATE, variables=variables, audience=Audience()
    )


def picture() -> bytes:
    """A drawn picture: a morning sky."""
    width, height = 960, 480
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        share = y / height
        draw.line(
            [(0, y), (width, y)], fill=(round(120 + 90 * share), round(180 + 40 * share), 245)
        )
    draw.ellipse([680, 70, 820, 210], fill=(255, 214, 92))
    draw.polygon(
        [(0, 480), (0, 380), (260, 250), (520, 400), (700, 320), (960, 420), (960, 480)],
        fill=(76, 132, 98),
    )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
