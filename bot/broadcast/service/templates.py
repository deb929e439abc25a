"""The library of templates: folders with a `template.yaml`, read again when they change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.broadcast.model.templates import Template
from bot.broadcast.service.template_files import parse_template
from bot.core.errors import Bilingual, Invalid, NotFound, Problem

FILE: Final = "template.yaml"
MAX_BYTES: Final = 256 * 1024

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


class FileFault(Exception):
    """A file that can't be read at all, at which line."""

    def __init__(self, text: Bilingual, line: int = 1) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What one file gave when it had `stamp`: a template, or what is wrong with it."""

    stamp: _Stamp
    template: Template | None
    problems: tuple[Problem, ...]


class TemplateLibrary:
    """The templates of some folders; one in a later folder hides its namesake in an earlier."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._entries: dict[Path, _Entry] = {}

    def list(self) -> list[Template]:
        """Every usable template by name."""
        entries = self._current()
        found = (entries[name].template for name in sorted(entries))
        return [template for template in found if template is not None]

    def get(self, name: str) -> Template:
        """The template of that name; NotFound, also where its file is broken."""
        entry = self._current(name).get(name)
        if entry is None:
            raise NotFound(_not_found(name), code="template_not_found")
        if entry.template is None:
            # The one that it hides is not used in its stead: that would say something else.
            raise NotFound(_unusable(name), code="template_broken", problems=entry.problems)
        return entry.template

    def broken(self) -> Sequence[Problem]:
        """What is wrong with the files that can't be used, by `file:line`."""
        entries = self._current()
        return [problem for name in sorted(entries) for problem in entries[name].problems]

    def _current(self, only: str | None = None) -> dict[str, _Entry]:
        """By name, all of them or `only` one: a command that sends needs no other."""
        entries: dict[Path, _Entry] = {}
        by_name: dict[str, _Entry] = {}
        for path in self._files():
            name = path.parent.name
            if only in {None, name}:
                entries[path] = by_name[name] = self._entry(path)
        self._entries = entries if only is None else self._entries | entries
        return by_name

    def _entry(self, path: Path) -> _Entry:
        stamp, known = _stamp(path), self._entries.get(path)
        return known if known and known.stamp == stamp else _read(path, stamp)

    def _files(self) -> Iterator[Path]:
        for folder in self._folders:
            try:
                children = sorted(folder.iterdir())
            except OSError:
                continue
            for child in children:
                if child.is_dir() and not child.name.startswith("."):
                    yield child / FILE


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _read(path: Path, stamp: _Stamp) -> _Entry:
    try:
        template = _load(path)
    except FileFault as fault:
        pointer = f"{path}:{fault.line}"
        problem = Problem(pointer=pointer, code="template_broken", text=fault.text)
        return _Entry(stamp=stamp, template=None, problems=(problem,))
    except Invalid as wrong:
        return _Entry(stamp=stamp, template=None, problems=wrong.problems)
    return _Entry(stamp=stamp, template=template, problems=())


def _load(path: Path) -> Template:
    if not _NAME.fullmatch(path.parent.name):
        raise FileFault(_BAD_NAME)
    try:
        raw = path.read_bytes()
        text = raw[: MAX_BYTES + 1].decode()
    except (OSError, UnicodeDecodeError) as wrong:
        raise FileFault(_UNREADABLE) from wrong
    if len(raw) > MAX_BYTES:
        raise FileFault(_UNREADABLE)
    try:
        value: object = _yaml().load(text)
    except (YAMLError, ValueError, RecursionError) as wrong:
        raise _yaml_fault(wrong) from wrong
    try:
        return parse_template(path.parent.name, value)
    except Invalid as wrong:
        # Only now: it takes as long as reading the file.
        root = _yaml().compose(text)
        lines = _lines(root) if root is not None else {}
        raise Invalid(wrong.text, problems=_placed(path, wrong.problems, lines)) from wrong


def _yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def _yaml_fault(wrong: Exception) -> FileFault:
    mark = wrong.problem_mark if isinstance(wrong, MarkedYAMLError) else None
    reason = wrong.problem if isinstance(wrong, MarkedYAMLError) else None
    text = Bilingual(
        f"YAML 문법이 맞지 않아요. 이 줄을 고쳐 주세요. ({reason or type(wrong).__name__})",
        f"This is not valid YAML. Correct this line. ({reason or type(wrong).__name__})",
    )
    return FileFault(text, mark.line + 1 if mark else 1)


def _lines(root: Node) -> dict[str, int]:
    """The line of every value by its JSON pointer; a block text begins one line further."""
    lines: dict[str, int] = {}
    # A node that is repeated by an alias is followed once: aliases of aliases never end.
    seen: set[int] = set()
    waiting = [("", root)]
    while waiting:
        pointer, node = waiting.pop()
        below = 1 if isinstance(node, ScalarNode) and node.style in {"|", ">"} else 0
        lines[pointer] = node.start_mark.line + 1 + below
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            waiting.extend((f"{pointer}/{key.value}", value) for key, value in node.value)
        elif isinstance(node, SequenceNode):
            waiting.extend((f"{pointer}/{i}", value) for i, value in enumerate(node.value))
    return lines


def _placed(path: Path, problems: Sequence[Problem], lines: Mapping[str, int]) -> list[Problem]:
    """The problems by `file:line key`; `#3` behind a pointer means the third line there."""
    placed = []
    for problem in problems:
        place, _, further = problem.pointer.partition("#")
        known = place
        while known and known not in lines:
            known = known.rpartition("/")[0]
        line = lines.get(known, 1) + int(further or 1) - 1
        pointer = f"{path}:{line} {place.lstrip('/').replace('/', '.')}".rstrip()
        placed.append(Problem(pointer=pointer, code=problem.code, text=problem.text))
    return placed


_BAD_NAME: Final = Bilingual(
    "폴더 이름은 영어 소문자, 숫자, 붙임표로 40자까지 쓸 수 있어요. 이름을 바꿔 주세요.",
    "A folder's name can have small letters, digits and hyphens, at most 40. Rename it.",
)
_UNREADABLE: Final = Bilingual(
    f"{FILE} 파일을 읽을 수 없어요. {MAX_BYTES // 1024}KB 이하의 UTF-8 파일인지 확인해 주세요.",
    f"{FILE} can't be read. See that it is a UTF-8 file of at most {MAX_BYTES // 1024} KB.",
)


def _not_found(name: str) -> Bilingual:
    return Bilingual(
        f"'{name[:40]}' 템플릿이 없어요. 템플릿 목록에서 골라 주세요.",
        f"There is no template “{name[:40]}”. Choose one from the list of templates.",
    )


def _unusable(name: str) -> Bilingual:
    return Bilingual(
        f"'{name}' 템플릿 파일에 잘못이 있어 쓸 수 없어요. 템플릿 목록에서 고칠 곳을 확인해 주세요.",
        f"The file of the template “{name}” has a mistake. The list of templates says where.",
    )
