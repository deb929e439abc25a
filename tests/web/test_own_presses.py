"""A press in the built-in messenger comes back to the profile that sent the button."""

from bot.kakaowork.blocks import Action, Block, Button, SubmitAction, Text
from bot.workspace.model.actors import machine_actor
from tests.builders import email
from tests.web.conftest import RunningSpace
from tests.web.test_callbacks import Doing


def _doing(space: RunningSpace) -> Doing:
    """What is done about `ack`, at once."""
    doing = space.system.handlers.actions["do"] = Doing()
    doing.open.set()
    return doing


async def _pressed(space: RunningSpace) -> int:
    """Send mina a button of `hr` and press it as her; the status of the answer."""
    parts, person = space.system.parts, email("mina")
    profile = (await parts.profiles.get(machine_actor(), "hr")).profile
    value = await parts.callback_keys.signed_value("hr", ["do", "nt_1"])
    button = Button(text="확인", action=SubmitAction(name="do", value=value))
    blocks: list[Block] = [Text(text="확인해 주세요."), Action(elements=(button,))]
    sent = await space.system.side.platform.web_api(profile.app_key).messages_send_by_email(
        person, "확인해 주세요.", blocks
    )
    token = {"Authorization": f"Bearer {space.tokens['mina']}"}
    api = f"{space.url}/messenger/api/rooms/{sent.conversation_id}"
    async with space.http.get(f"{api}/messages", headers=token) as answer:
        seq = (await answer.json())[-1]["seq"]
    press = f"{api}/messages/{seq}/actions/0"
    async with space.http.post(press, headers=token, json={}) as answer:
        return answer.status


async def test_a_press_reaches_the_profile_that_sent_the_button(
    running_space: RunningSpace,
) -> None:
    doing = _doing(running_space)
    assert await _pressed(running_space) == 200
    press = await doing.done.get()
    assert press.callback.parts == ["do", "nt_1"]
    assert press.actor.name == (await running_space.member("mina")).name


async def test_a_press_finds_its_way_to_changed_addresses(running_space: RunningSpace) -> None:
    doing = _doing(running_space)
    await running_space.system.parts.callback_keys.rotate(machine_actor(), "hr")
    assert await _pressed(running_space) == 200
    assert (await doing.done.get()).callback.profile_id == "hr"


async def test_addresses_that_somebody_set_by_hand_stay(running_space: RunningSpace) -> None:
    system = running_space.system
    profile = (await system.parts.profiles.get(machine_actor(), "hr")).profile
    own = {"callback_url": "http://127.0.0.1:1/own"}
    await system.bots.set_addresses(profile.bot_id, own)
    await system.parts.callback_keys.announce()
    assert (await system.bots.get(profile.bot_id)).callback_url == own["callback_url"]
