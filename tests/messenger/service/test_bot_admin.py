import pytest

from bot.core.errors import Forbidden, Invalid, NotFound
from bot.messenger.service.bot_admin import BotAdmin
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.service.audit import AuditLog
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.refusals import refused

CALLBACK = "https://bots.example.com/callback?secret=s3cret"


@pytest.fixture
def admin(home: Home) -> BotAdmin:
    return BotAdmin(home.database, home.parts.members, home.clock, home.parts.bots)


async def _actor(home: Home, email: str) -> Actor:
    return member_actor(await home.member(email), Surface.CLI)


async def test_a_super_admin_sets_and_takes_away_addresses(home: Home, admin: BotAdmin) -> None:
    boss = await _actor(home, SUPER)
    await admin.set_addresses(boss, home.bot.id, {"callback_url": CALLBACK})
    changed = await admin.set_addresses(
        boss, home.bot.id, {"request_url": "http://10.0.0.7:9000/request"}
    )
    assert changed == await admin.get(boss, home.bot.id)
    assert (changed.request_url, changed.callback_url) == (
        "http://10.0.0.7:9000/request",
        CALLBACK,
    )
    changed = await admin.set_addresses(boss, home.bot.id, {"callback_url": None})
    assert (changed.request_url is None, changed.callback_url) == (False, None)
    await home.parts.bots.rename(home.bot.id, "새 이름", "")
    assert (await admin.get(boss, home.bot.id)).request_url == changed.request_url


async def test_the_audit_log_names_the_host_and_no_secret(home: Home, admin: BotAdmin) -> None:
    await admin.set_addresses(
        await _actor(home, SUPER), home.bot.id, {"callback_url": CALLBACK}
    )
    (entry,) = await AuditLog(home.database).of("bot", str(home.bot.id))
    assert (entry.action, entry.actor_name) == ("bot.addresses", "최고운")
    assert entry.detail == {"callback_url": "bots.example.com"}


@pytest.mark.parametrize("email", [HANA, SENDER])
async def test_who_is_no_super_admin_may_do_none_of_it(
    home: Home, admin: BotAdmin, email: str
) -> None:
    actor = await _actor(home, email)
    for call in (
        admin.every(actor),
        admin.get(actor, home.bot.id),
        admin.create(actor, "봇", ""),
        admin.set_addresses(actor, home.bot.id, {"callback_url": CALLBACK}),
    ):
        with pytest.raises(Forbidden):
            await call
    assert [bot.callback_url for bot in await home.parts.bots.every()] == [None]
    assert await AuditLog(home.database).of("bot", str(home.bot.id)) == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "example.com/callback",
        "http://",
        "http://user:password@example.com/",
        "http://exa mple.com/",
        "http://example.com/" + "a" * 2_000,
    ],
)
async def test_what_cannot_be_called_is_no_address(
    home: Home, admin: BotAdmin, url: str
) -> None:
    with refused(
        Invalid,
        "bad_url",
        ko="주소는 http:// 또는 https://로 시작하고 2,000자를 넘지 않아야 해요. "
        "아이디와 비밀번호도 넣을 수 없어요. 주소를 고쳐 주세요.",
        en="The address must begin with http:// or https://, have up to 2,000 characters "
        "and hold no name or password. Correct it.",
    ) as caught:
        await admin.set_addresses(machine_actor(), home.bot.id, {"request_url": url})
    assert caught.value.problems[0].pointer == "/request_url"


async def test_a_new_bot_is_listed_and_known_by_its_app_key(
    home: Home, admin: BotAdmin
) -> None:
    made = await admin.create(machine_actor(), " 설문 ", "점심을 물어요")
    assert [bot.name for bot in await admin.every(machine_actor())] == ["회사 공지", "설문"]
    bot = await home.parts.bots.by_app_key(made.app_key)
    assert bot is not None
    assert bot.id == made.bot_id
    (entry,) = await AuditLog(home.database).of("bot", str(bot.id))
    assert (entry.action, entry.detail) == ("bot.created", {"name": "설문"})
    assert made.app_key not in str(entry)
    for name in ("", "  ", "가" * 51):
        with pytest.raises(Invalid):
            await admin.create(machine_actor(), name, "")


async def test_a_bot_that_is_not_there_is_not_found(admin: BotAdmin) -> None:
    with pytest.raises(NotFound):
        await admin.get(machine_actor(), 1)
    with pytest.raises(NotFound):
        await admin.set_addresses(machine_actor(), 1, {"callback_url": CALLBACK})
