"""What becomes of a draft when it is written down."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.broadcast.model.notices import Notice, NoticeDraft, NoticeState
from bot.broadcast.model.occasions import Occasion, said_at
from bot.broadcast.model.profiles import Profile
from bot.core.ids import new_id
from bot.workspace.model.actors import Actor

_TITLE_CHARACTERS = 100


def notice_of(
    draft: NoticeDraft, actor: Actor, profile: Profile, *, number: int, now: int
) -> Notice:
    """The draft as a notice of the actor, not kept yet."""
    return Notice(
        id=new_id("nt"),
        number=number,
        profile_id=profile.id,
        author_id=actor.id,
        author_name=actor.name,
        surface=actor.surface.value,
        title=title_of(draft.variables),
        template=draft.template,
        variables=draft.variables,
        audience=draft.audience,
        frozen=None,
        state=NoticeState.DRAFT,
        state_reason=None,
        urgent_reason=draft.urgent_reason,
        on_uncertain=draft.on_uncertain or profile.on_uncertain,
        not_after=draft.not_after,
        corrects=draft.corrects,
        reminders=draft.reminders,
        scheduled_at=None,
        grace_until=None,
        prepared_at=None,
        started_at=None,
        finished_at=None,
        version=1,
        created_at=now,
        updated_at=now,
    )


def draft_again(notice: Notice) -> Notice:
    """The notice as if [send] had never been pressed."""
    return replace(
        notice,
        state=NoticeState.DRAFT,
        state_reason=None,
        # A reminder says what was sent, whatever has become of the template.
        frozen=notice.frozen if notice.reminds else None,
        title=title_of(notice.variables),
        grace_until=None,
        scheduled_at=None,
        prepared_at=None,
        remind_at=None,
    )


def title_of(variables: Mapping[str, Any], occasion: Occasion | None = None) -> str:
    """The title for lists, in one line; with the words of an `occasion`, as it is sent then."""
    title = variables.get("title")
    if not isinstance(title, str):
        return ""
    if occasion is not None:
        title = said_at(title, occasion)
    # A draft may hold anything; PostgreSQL takes no NUL, and a list shows one line.
    return "".join(c if c.isprintable() else " " for c in title[:_TITLE_CHARACTERS]).strip()
