"""What a notice says and whom it is for, as options."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from bot.app import System
from bot.broadcast.model.notices import NoticeDraft, Reminders
from bot.broadcast.model.reminder_spans import read_rule, written_span
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.cli.command import Cli
from bot.cli.files import read_bytes, read_text
from bot.cli.wording import read_link, read_variables, read_wish
from bot.core.errors import Bilingual, invalid


def content_options(function: Any) -> Any:
    """The options of a notice that is written from nothing."""
    return _options(required=True)(function)


def content_changes(function: Any) -> Any:
    """The same options, where what isn't given is already there."""
    return _options(required=False)(function)


# What asks readers for an answer.
_ANSWER_OPTIONS = (
    click.option(
        "--acknowledge/--no-acknowledge",
        default=None,
        help="확인 버튼을 넣어요 · Ask readers to acknowledge.",
    ),
    click.option(
        "--choice",
        "choices",
        multiple=True,
        metavar="ANSWER",
        help="설문 답(2~5개, --template survey) · An answer of a survey (2 to 5).",
    ),
    click.option(
        "--remind-after",
        metavar="24h",
        help="답하지 않은 사람에게 다시 알릴 때 · When to remind those who haven't answered.",
    ),
    click.option(
        "--remind-times",
        type=int,
        metavar="2",
        help="다시 알릴 횟수(5까지) · How often to remind (5 at most).",
    ),
)


def _options(*, required: bool) -> Callable[[Any], Any]:
    options = (
        click.option("--profile", required=required, help="발송 프로필 · Send profile."),
        click.option("--title", help="제목(20자) · Title (20 characters)."),
        click.option("--body", default="", help="본문, - 는 표준 입력 · Body, - for stdin."),
        click.option("--image", help="이미지 파일이나 주소 · Image file or URL."),
        click.option("--alt", help="이미지 설명 · Description of the image."),
        click.option(
            "--link",
            "links",
            multiple=True,
            metavar="'LABEL|URL'",
            help="링크 버튼(3개까지) · Link.",
        ),
        click.option(
            "--template",
            default=DEFAULT_TEMPLATE if required else None,
            show_default=required,
            help="템플릿 · Template.",
        ),
        click.option(
            "--var",
            "variables",
            multiple=True,
            metavar="k=v",
            help="템플릿 변수 · Template field.",
        ),
        click.option(
            "--to", multiple=True, help="everyone | dept:NAME | member:EMAIL | csv:FILE"
        ),
        *_ANSWER_OPTIONS,
        click.option("--urgent", metavar="REASON", help="긴급 사유 · Why it is urgent."),
    )

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


async def read_draft(
    cli_: Cli, system: System, given: Mapping[str, Any], before: NoticeDraft | None = None
) -> NoticeDraft:
    """The draft that the options describe, over the one before; an image file is uploaded."""
    variables: dict[str, Any] = dict(before.variables) if before else {}
    variables |= read_variables(given["variables"])
    if given["title"] is not None:
        variables["title"] = given["title"]
    if given["body"]:
        body = given["body"]
        variables["body"] = read_text(Path("-")) if body == "-" else body
    if given["image"]:
        variables["image"] = await _image(cli_, system, given["image"], given["alt"])
    if given["links"]:
        variables["links"] = [read_link(link) for link in given["links"]]
    if given["acknowledge"] is not None:
        variables["acknowledge"] = given["acknowledge"]
    if given["choices"]:
        variables["choices"] = list(given["choices"])
    audience = before.audience if before else None
    if given["to"] or audience is None:
        audience = await system.parts.audiences.read(read_wish(given["to"]))
    return NoticeDraft(
        profile_id=given["profile"] or (before.profile_id if before else ""),
        template=given["template"] or (before.template if before else DEFAULT_TEMPLATE),
        variables=variables,
        audience=audience,
        urgent_reason=given["urgent"] or (before.urgent_reason if before else None),
        not_after=before.not_after if before else None,
        on_uncertain=before.on_uncertain if before else None,
        reminders=_reminders(given, before.reminders if before else None),
    )


def _reminders(given: Mapping[str, Any], before: Reminders | None) -> Reminders | None:
    after, most = given["remind_after"], given["remind_times"]
    if after is None and before is None:
        if most is not None:
            raise invalid("--remind-after", "remind_after_missing", _NO_AFTER)
        return None
    if after is None and before is not None:
        after = written_span(before.every)
    if most is None:
        most = before.most if before else 1
    return read_rule(after, most, at=("--remind-after", "--remind-times"))


async def _image(cli_: Cli, system: System, given: str, alt: str | None) -> dict[str, Any]:
    if not alt:
        raise invalid(
            "--alt",
            "alt_required",
            Bilingual(
                ko="이미지를 볼 수 없는 사람을 위해 --alt로 설명을 써 주세요.",
                en="Describe the image with --alt, for people who can't see it.",
            ),
        )
    if given.startswith(("http://", "https://")):
        return {"url": given, "alt": alt}
    stored = await system.parts.images.add(cli_.actor, read_bytes(Path(given)))
    return {"id": stored.id, "alt": alt}


_NO_AFTER = Bilingual(
    ko="언제 다시 알릴지 --remind-after 24h처럼 함께 써 주세요.",
    en="Say also when to remind, as in --remind-after 24h.",
)
