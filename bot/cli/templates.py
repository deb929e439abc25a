"""template …"""

import click

from bot.broadcast.model.templates import Template
from bot.cli.command import Cli, verb
from bot.cli.main import cli
from bot.core.errors import Invalid


@cli.group("template")
def template() -> None:
    """공지 템플릿 · Notice templates."""


def template_json(found: Template, language: str) -> dict[str, object]:
    """A template as JSON."""
    spoken = "ko" if language == "ko" else "en"
    return {
        "name": found.name,
        "label": getattr(found.label, spoken),
        "description": getattr(found.description, spoken),
        "fields": [
            {
                "name": f.name,
                "type": f.type.value,
                "label": getattr(f.label, spoken),
                "required": f.required,
            }
            for f in found.fields
        ],
    }


@verb(template, "list")
async def list_templates(cli_: Cli) -> None:
    """템플릿 목록 · List templates."""
    system = await cli_.system()
    found = [template_json(t, cli_.language) for t in system.parts.library.list()]
    cli_.show({"items": found}, "\n".join(f"{t['name']}  {t['label']}" for t in found))


@verb(template, "show")
@click.argument("name")
async def show(cli_: Cli, *, name: str) -> None:
    """템플릿의 항목을 보여 줘요 · Show a template's fields."""
    system = await cli_.system()
    found = system.parts.library.get(name)
    star = cli_.say(" (필수)", " (required)")
    lines = [f"{found.name}  {found.label.in_(cli_.language)}"] + [
        f"  {f.name}: {f.type.value}  {f.label.in_(cli_.language)}{star if f.required else ''}"
        for f in found.fields
    ]
    cli_.show(template_json(found, cli_.language), "\n".join(lines))


@verb(template, "check")
async def check(cli_: Cli) -> None:
    """모든 템플릿을 확인해요 · Check all templates."""
    system = await cli_.system()
    good = len(system.parts.library.list())
    broken = tuple(system.parts.library.broken())
    if broken:
        raise Invalid(broken[0].text, code="template_broken", problems=broken)
    cli_.show(
        {"ok": good},
        cli_.say(
            f"템플릿 {good}개가 모두 올바른 상태예요.", f"All {good} templates are right."
        ),
    )
