"""Reads profiles/*.yaml into declarations; what is wrong is named with file, line and key."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from bot.broadcast.model.profile_files import KEYS, Declaration
from bot.broadcast.model.profiles import NewProfile, OnUncertain, profile_problems
from bot.core.errors import Bilingual, Problem


class DeclarationReader:
    """Collects declarations and everything that is wrong with them."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self.declarations: list[Declaration] = []
        self.problems: list[Problem] = []

    def read(self, file: Path) -> None:
        """Read one file."""
        shown = f"{file.parent.name}/{file.name}"
        try:
            tree = YAML(typ="rt").load(file.read_text("utf-8"))
        except (MarkedYAMLError, UnicodeDecodeError, OSError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self._refuse(f"{shown}:{line}", "bad_yaml", _NOT_YAML)
            return
        if not isinstance(tree, CommentedMap):
            self._refuse(f"{shown}:1", "bad_yaml", _NOT_A_MAPPING)
            return
        before = len(self.problems)
        for key in tree:
            if key not in KEYS:
                self._refuse(_place(shown, tree, str(key)), "unknown_key", _unknown(str(key)))
        new = self._profile(file, shown, tree)
        self.problems += [
            Problem(
                pointer=_place(shown, tree, p.pointer.lstrip("/")), code=p.code, text=p.text
            )
            for p in profile_problems(new)
        ]
        grants = self._grants(shown, tree)
        if len(self.problems) == before:
            self.declarations.append(Declaration(file=shown, profile=new, grants=grants))

    def _profile(self, file: Path, shown: str, tree: CommentedMap) -> NewProfile:
        rate, uncertain = tree.get("rate_ceiling"), tree.get("on_uncertain")
        if rate is not None and (isinstance(rate, bool) or not isinstance(rate, int | float)):
            self._refuse(_place(shown, tree, "rate_ceiling"), "bad_value", _NUMBER)
            rate = None
        if "on_uncertain" in tree and uncertain not in {choice.value for choice in OnUncertain}:
            self._refuse(_place(shown, tree, "on_uncertain"), "bad_value", _HOLD_OR_RESEND)
            uncertain = None
        return NewProfile(
            id=self._text(shown, tree, "id") or file.stem,
            name=self._text(shown, tree, "name"),
            description=self._text(shown, tree, "description"),
            contact=self._text(shown, tree, "contact"),
            answer=self._text(shown, tree, "answer"),
            avatar=self._text(shown, tree, "avatar") or None,
            app_key=self._secret(shown, tree),
            rate_ceiling=float(rate) if rate is not None else None,
            on_uncertain=OnUncertain(uncertain) if uncertain else None,
        )

    def _text(self, shown: str, tree: CommentedMap, key: str) -> str:
        value: Any = tree.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._refuse(_place(shown, tree, key), "bad_value", _TEXT)
            return ""
        return value

    def _secret(self, shown: str, tree: CommentedMap) -> str | None:
        """The App Key that `env:NAME` or `file:PATH` names; never written in the file itself."""
        given = self._text(shown, tree, "app_key")
        if not given:
            return None
        kind, _, name = given.partition(":")
        if kind == "env" and name in self._environment:
            return self._environment[name].strip()
        if kind == "file" and Path(name).is_file():
            return Path(name).read_text("utf-8").strip()
        text = _secret_missing(given) if kind in {"env", "file"} else _SECRET_IN_FILE
        self._refuse(_place(shown, tree, "app_key"), "bad_secret", text)
        return None

    def _grants(self, shown: str, tree: CommentedMap) -> tuple[str, ...] | None:
        if "grants" not in tree:
            return None
        given = tree["grants"] or []
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self._refuse(_place(shown, tree, "grants"), "bad_value", _EMAILS)
            return None
        return tuple(given)

    def _refuse(self, pointer: str, code: str, text: Bilingual) -> None:
        self.problems.append(Problem(pointer=pointer, code=code, text=text))


def _place(shown: str, tree: CommentedMap, key: str) -> str:
    line = tree.lc.key(key)[0] + 1 if key in tree else 1
    return f"{shown}:{line} {key}"


def _unknown(key: str) -> Bilingual:
    known = ", ".join(KEYS)
    return Bilingual(
        ko=f"'{key}' 키를 몰라요. 쓸 수 있는 키: {known}",
        en=f"Unknown key '{key}'. Known: {known}",
    )


def _secret_missing(given: str) -> Bilingual:
    return Bilingual(
        ko=f"{given}에서 App Key를 읽을 수 없어요. 환경 변수나 파일을 확인해 주세요.",
        en=f"No App Key can be read from {given}. Check the variable or the file.",
    )


_NOT_YAML = Bilingual(ko="YAML 형식이 아니에요.", en="This is not valid YAML.")
_NOT_A_MAPPING = Bilingual(
    ko="`키: 값` 목록이어야 해요. 예: name: 인사팀",
    en="This must be a mapping, as in `name: HR`.",
)
_TEXT = Bilingual(ko="글자로 써 주세요.", en="This must be text.")
_NUMBER = Bilingual(ko="숫자로 써 주세요. 예: 20", en="This must be a number. Example: 20")
_HOLD_OR_RESEND = Bilingual(ko="hold 또는 resend여야 해요.", en="This must be hold or resend.")
_EMAILS = Bilingual(ko="이메일 목록이어야 해요.", en="This must be a list of e-mail addresses.")
_SECRET_IN_FILE = Bilingual(
    ko="App Key를 파일에 그대로 쓸 수 없어요. env:이름 또는 file:경로로 써 주세요.",
    en="An App Key can't stand in the file itself. Write env:NAME or file:PATH.",
)
