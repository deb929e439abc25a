"""workspace secret-rooms."""

import asyncio

import click

from bot.cli.command import Cli, verb
from bot.cli.send import asks
from bot.cli.workspace import workspace
from bot.core.clock import DAY, SECOND
from bot.core.errors import Bilingual, WrongState
from bot.messenger.model.secret_standing import DELETE_PHRASE, SwitchMode
from bot.messenger.service.secret_admin import SecretAdmin, SecretRoomsState

_MODES = click.Choice([mode.value for mode in SwitchMode])


@verb(workspace, "secret-rooms")
@click.argument("mode", type=_MODES, required=False)
async def secret_rooms(cli_: Cli, *, mode: str | None) -> None:
    """비밀 채팅방을 켜거나, 비활성화하거나, 모두 삭제해요 · Switch secret rooms; without MODE: show."""
    system = await cli_.system()
    admin = system.parts.secret_rooms
    if admin is None:
        raise WrongState(_NOT_OURS, code="built_in_messenger_only")
    if mode is None:
        _show(cli_, await admin.state(cli_.actor))
        return
    typed = await _typed(cli_, admin) if mode == SwitchMode.DELETE else ""
    state = await admin.switch(cli_.actor, mode, typed)
    if mode == SwitchMode.DELETE and system.secret is not None:
        # Also where no server runs that would; beside one, both do the same, harmlessly.
        await system.secret.keeper.round()
        state = await admin.state(cli_.actor)
    _show(cli_, state)


async def _typed(cli_: Cli, admin: SecretAdmin) -> str:
    """What confirms that every room shall go: typed at a terminal, or --yes."""
    phrase = DELETE_PHRASE.in_(cli_.language)
    if cli_.yes:
        return phrase
    if not asks(cli_):
        return ""
    seen = await admin.overview(cli_.actor)
    question = cli_.say(
        f"비밀 채팅방 {seen.rooms:,}개({seen.people:,}명)를 모두 삭제하고 복구할 수 없어요. 계속하려면 "
        f"'{phrase}'라고 입력해 주세요",
        f"Secret rooms: {seen.rooms:,}, people: {seen.people:,}. All of them are deleted and can't be "
        "recovered. "
        f'Type "{phrase}" to go on',
    )
    typed: str = await asyncio.to_thread(
        click.prompt, question, default="", show_default=False, err=True
    )
    return typed


def _show(cli_: Cli, state: SecretRoomsState) -> None:
    seen = state.overview
    found = {
        "switched_on": state.switched_on,
        "usable": state.usable,
        "rooms": seen.rooms,
        "people": seen.people,
        "oldest_seconds": None if seen.oldest_ms is None else seen.oldest_ms // SECOND,
    }
    days = (seen.oldest_ms or 0) // DAY
    lines = [
        cli_.say("사용 중", "on") if state.switched_on else cli_.say("미사용", "off"),
        cli_.say(
            f"채팅방 {seen.rooms:,}개, {seen.people:,}명, 가장 오래된 것은 {days:,}일 전",
            f"rooms: {seen.rooms:,}, people: {seen.people:,}, age of the oldest in days: {days:,}",
        )
        if seen.rooms
        else cli_.say("채팅방 없음", "no rooms"),
    ]
    if state.refusal is not None:
        lines.append(state.refusal.in_(cli_.language))
    cli_.show(found, "\n".join(lines))


_NOT_OURS = Bilingual(
    ko="비밀 채팅방은 내장 메신저의 기능이에요. Kakao Work에서는 그쪽 관리자 서비스에서 설정해 주세요.",
    en="Secret rooms are the built-in messenger's; on Kakao Work use its own admin service.",
)
