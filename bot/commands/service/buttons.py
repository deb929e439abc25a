"""Buttons and modals: a press becomes what was signed for it, and what was filled in a command."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.broadcast.service.notices import Notices
from bot.broadcast.service.presses import Press
from bot.commands.model.cards import CardButton, Form, OpenForm
from bot.commands.model.commands import Asked, Verb
from bot.commands.service.answering import Answering
from bot.commands.service.card_message import COMMAND_ACTION, FORM_ACTION, Signs, form_parts
from bot.commands.service.forms import asked_in_form, form_view
from bot.commands.service.pieces import error_card
from bot.core.errors import Bilingual, SpacecastError, WrongState
from bot.kakaowork.incoming import CallKind
from bot.kakaowork.modal import SELECT_OPTIONS, View
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names
from bot.workspace.service.members import Members

_AGAIN: Final = Bilingual("다시 쓰기", "Write it again")


class CommandButtons:
    """Handles the action `cmd`: the button says what is asked, and only we can have signed it."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def act(self, press: Press) -> None:
        """Do what the button stands for, and answer."""
        if press.callback.kind is not CallKind.SUBMIT_ACTION:
            raise WrongState(_OLD, code="no_press")
        asked = _asked(press.callback.parts)
        press = speaking(press)
        place = await self._answering.place(press.callback, press.actor)
        await self._answering.require_pace(press, place)
        await self._answering.run(press, place, asked)


class Forms:
    """Handles the action `form`: shows the modal, and does what is filled in."""

    def __init__(
        self,
        answering: Answering,
        *,
        notices: Notices,
        members: Members,
        signs: Callable[[str], Signs],
    ) -> None:
        self._answering = answering
        self._notices = notices
        self._members = members
        self._signs = signs

    async def view(self, press: Press) -> View:
        """The modal, for who may use the sending tool."""
        opened, actor = _opened(press.callback.parts), speaking(press).actor
        require_sending(actor, names(await self._members.super_admins()))
        choices = await self._choices(actor) if opened.form is Form.PICK else ()
        value = await self._signs(press.callback.profile_id)(form_parts(opened))
        return form_view(
            opened.form, opened.subject, actor.language, value=value, choices=choices
        )

    async def act(self, press: Press) -> None:
        """Do what a filled-in modal asks for, and answer."""
        if press.callback.kind is not CallKind.SUBMISSION:
            raise WrongState(_OLD, code="no_submission")
        opened, press = _opened(press.callback.parts), speaking(press)
        place = await self._answering.place(press.callback, press.actor)
        await self._answering.require_pace(press, place)
        again = CardButton(label=_AGAIN, does=opened)
        try:
            asked = asked_in_form(opened.form, opened.subject, press.callback.answers)
        except SpacecastError as error:
            card = replace(error_card(error), buttons=(again,))
            await self._answering.send(press, place, card)
            return
        await self._answering.run(press, place, asked, again=again)

    async def _choices(self, actor: Actor) -> Sequence[tuple[str, str]]:
        views = await self._notices.page(actor, limit=SELECT_OPTIONS)
        return [(view.notice.label, view.notice.title) for view in views]


def speaking(press: Press) -> Press:
    """The press of somebody who reads what they chose to read."""
    member = press.actor.member
    if member is None or member.language is None:
        return press
    return replace(press, actor=press.actor.speaking(member.language))


def _asked(parts: Sequence[str]) -> Asked:
    try:
        action, verb, subject, text = parts
        asked = Asked(verb=Verb(verb), subject=subject, text=text)
    except ValueError as error:
        raise WrongState(_OLD, code="unknown_button") from error
    if action != COMMAND_ACTION:
        raise WrongState(_OLD, code="unknown_button")
    return asked


def _opened(parts: Sequence[str]) -> OpenForm:
    try:
        action, form, subject = parts
        opened = OpenForm(form=Form(form), subject=subject)
    except ValueError as error:
        raise WrongState(_OLD, code="unknown_button") from error
    if action != FORM_ACTION:
        raise WrongState(_OLD, code="unknown_button")
    return opened


_OLD = Bilingual(
    "이 버튼은 더 이상 쓸 수 없어요. 메뉴에서 다시 시작해 주세요.",
    "This button can't be used any more. Start again from the menu.",
)
