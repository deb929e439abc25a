"""A notice as it will be seen: the one renderer behind preview, review and report."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot.broadcast.model.composer import Composed, Recipient, compose
from bot.broadcast.model.content import Content
from bot.broadcast.model.notices import Notice
from bot.broadcast.service.composer import Composer
from bot.kakaowork.html import blocks_html
from bot.workspace.model.actors import Actor


def recipient_of(actor: Actor) -> Recipient | None:
    """The actor as the one who reads the preview."""
    member = actor.member
    if member is None:
        return None
    return Recipient(
        name=member.name,
        user_id=member.platform_id,
        department=member.department or "",
        position=member.position or "",
        email=member.email,
    )


def card(
    composer: Composer, template: str, variables: Mapping[str, Any], recipient: Recipient | None
) -> Markup:
    """The message that `variables` give; Invalid names what is wrong."""
    content = composer.content_of(template, variables, recipient)
    return _html(content, compose(content, recipient))


def frozen_card(composer: Composer, notice: Notice, recipient: Recipient | None) -> Markup:
    """The message as it was frozen when it was sent, or as the draft says now."""
    if notice.frozen is None:
        return card(composer, notice.template, notice.variables, recipient)
    return thawed_card(composer, notice.frozen, recipient)


def thawed_card(
    composer: Composer, kept: Mapping[str, Any], recipient: Recipient | None
) -> Markup:
    """The message as it was frozen."""
    frozen = composer.thaw(kept)
    return _html(frozen.content(recipient), frozen.compose(recipient))


def _html(content: Content, composed: Composed) -> Markup:
    return blocks_html(composed.blocks, image_alt=content.image.alt if content.image else "")
