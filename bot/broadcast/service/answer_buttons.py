"""The answer buttons of a notice: signed when it is sent, kept with its frozen content."""

from collections.abc import Mapping
from typing import Any

from bot.broadcast.model.acknowledgements import (
    ACKNOWLEDGE_LABEL,
    ANSWERS,
    TRIAL,
    AnswerButtons,
    answers_json,
    value_parts,
)
from bot.broadcast.model.content import Content
from bot.broadcast.model.notices import Notice
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.composer import Frozen
from bot.core.database import Transaction
from bot.workspace.store import workspace as workspace_store


class AnswerSigning:
    """What a button says proves that we have sent it, to whoever it is shown."""

    def __init__(self, keys: CallbackKeys) -> None:
        self._keys = keys

    async def put_in(
        self, tx: Transaction, notice: Notice, frozen: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The frozen content with the buttons that its notice asks for; those of a reminder answer
        the notice that it reminds of."""
        bare = {name: value for name, value in frozen.items() if name != ANSWERS}
        content = Frozen(bare).content(None)
        buttons = await self.of(
            tx, notice.profile_id, content, notice_id=notice.reminds or notice.id
        )
        return bare if buttons is None else {**bare, ANSWERS: answers_json(buttons)}

    async def of(
        self, tx: Transaction, profile_id: str, content: Content, *, notice_id: str = TRIAL
    ) -> AnswerButtons | None:
        """The buttons of a content, or None where it asks nothing; without a notice those of a test."""
        if not (content.acknowledge or content.choices):
            return None
        parts = value_parts(notice_id, len(content.choices))
        language = (await workspace_store.get(tx)).language
        return AnswerButtons(
            values=await self._keys.signed_values(tx, profile_id, parts),
            label=ACKNOWLEDGE_LABEL.in_(language),
            choices=content.choices,
        )
