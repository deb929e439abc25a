"""Blocks: which action a press means."""

import pytest

from bot.kakaowork.blocks import (
    Action,
    Button,
    ButtonAction,
    CallModal,
    Device,
    Divider,
    Exclusive,
    OpenSystemBrowser,
    Section,
    SingleAction,
    SubmitAction,
    Text,
    action_on,
    button_actions,
)

PLAIN = OpenSystemBrowser(value="https://example.com/default")
PC = OpenSystemBrowser(value="https://example.com/pc")
MOBILE = OpenSystemBrowser(value="https://example.com/mobile")
IOS = OpenSystemBrowser(value="https://example.com/ios")
EVERYWHERE = Exclusive(default=PLAIN, pc=PC, mobile=MOBILE, ios=IOS)
ONLY_WINDOWS = Exclusive(default=PLAIN, windows=PC)


@pytest.mark.parametrize(
    ("action", "device", "chosen"),
    [
        (PLAIN, Device.IOS, PLAIN),
        (EVERYWHERE, Device.IOS, IOS),
        (EVERYWHERE, Device.ANDROID, MOBILE),
        (EVERYWHERE, Device.MOBILE, MOBILE),
        (EVERYWHERE, Device.WINDOWS, PC),
        (EVERYWHERE, Device.MACOS, PC),
        (EVERYWHERE, Device.PC, PC),
        (ONLY_WINDOWS, Device.WINDOWS, PC),
        (ONLY_WINDOWS, Device.PC, PLAIN),
        (ONLY_WINDOWS, Device.MACOS, PLAIN),
    ],
)
def test_the_system_comes_before_the_family_and_the_family_before_the_default(
    action: ButtonAction, device: Device, chosen: SingleAction
) -> None:
    assert action_on(action, device) == chosen


def test_actions_are_counted_in_reading_order_over_buttons_rows_and_sections() -> None:
    first = SubmitAction(name="a", value="1")
    second = CallModal(value="2")
    third = OpenSystemBrowser(value="https://example.com/3")
    blocks = (
        Divider(),
        Section(content=Text(text="no action")),
        Section(content=Text(text="pressed"), action=third),
        Action(elements=(Button(text="a", action=first), Button(text="b", action=second))),
        Button(text="c", action=EVERYWHERE),
    )
    assert button_actions(blocks) == (third, first, second, EVERYWHERE)
