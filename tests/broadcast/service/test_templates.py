"""The library of templates."""

import os
from pathlib import Path

import pytest

from bot.broadcast.model.templates import DEFAULT_TEMPLATE, Field, FieldType
from bot.broadcast.service.templates import FILE, MAX_BYTES, TemplateLibrary
from bot.core.errors import NotFound, Problem

SHIPPED = Path(__file__).parents[3] / "templates" / "notices"
SOUND = """\
name: {ko: 시험, en: Test}
description: {ko: 시험이에요., en: A test.}
fields:
  - name: title
    label: {ko: 제목, en: Title}
content:
  title: "{{ title }}"
  body: |
    첫 줄
    둘째 줄 {{ title }}
"""


def write(folder: Path, name: str, text: str = SOUND) -> Path:
    """A template's file in `folder`."""
    path = folder / name / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def touch(path: Path) -> None:
    """Let the file look changed, however coarse the clock of the disk."""
    stamp = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(stamp, stamp))


def test_every_shipped_template_is_sound() -> None:
    library = TemplateLibrary([SHIPPED])
    assert not library.broken()
    names = [template.name for template in library.list()]
    assert names == ["event", "image-and-links", "maintenance", "plain", "survey", "urgent"]
    assert DEFAULT_TEMPLATE in names


def test_the_usual_template_has_the_plain_fields() -> None:
    fields = {field.name: field.type for field in _shipped(DEFAULT_TEMPLATE)}
    assert fields == {
        "title": FieldType.TEXT,
        "body": FieldType.MARKUP,
        "image": FieldType.IMAGE,
        "image_place": FieldType.CHOICE,
        "links": FieldType.LINKS,
        "rows": FieldType.ROWS,
        "style": FieldType.CHOICE,
        "acknowledge": FieldType.FLAG,
    }


@pytest.mark.parametrize("name", ["event", "maintenance", "plain", "survey", "urgent"])
def test_every_template_asks_for_a_title_of_at_most_20(name: str) -> None:
    (title,) = [field for field in _shipped(name) if field.name == "title"]
    assert title.required
    assert title.limit == 20


def _shipped(name: str) -> tuple[Field, ...]:
    return TemplateLibrary([SHIPPED]).get(name).fields


def test_a_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    library = TemplateLibrary([tmp_path / "nowhere"])
    assert library.list() == []
    assert library.broken() == []


def test_an_unknown_template_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        TemplateLibrary([tmp_path]).get("../secret")
    assert caught.value.word == "template_not_found"
    assert caught.value.text.ko == ("'../secret' 템플릿이 없어요. 템플릿 목록에서 골라 주세요.")
    assert caught.value.text.en == (
        "There is no template “../secret”. Choose one from the list of templates."
    )


def test_the_users_own_template_hides_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, "plain")
    library = TemplateLibrary([SHIPPED, tmp_path])
    assert library.get("plain").label.ko == "시험"
    assert len(library.list()) == 6


def test_a_broken_template_is_named_by_file_and_line_and_hides_nothing_else(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "plain", SOUND.replace("둘째 줄 {{ title }}", "둘째 줄 {{ nmae }}"))
    library = TemplateLibrary([SHIPPED, tmp_path])
    (problem,) = library.broken()
    assert problem.pointer == f"{path}:10 content.body"
    assert problem.code == "template_source"
    assert problem.text.ko == "'nmae'라는 필드가 없어요. fields에 적거나 이름을 고쳐 주세요."
    assert problem.text.en == (
        "There is no field “nmae”. Declare it under fields or correct the name."
    )
    assert len(library.list()) == 5
    with pytest.raises(NotFound) as caught:
        library.get("plain")
    assert caught.value.word == "template_broken"
    assert caught.value.problems == (problem,)
    assert caught.value.text.ko.startswith("'plain' 템플릿 파일에 잘못이 있어 쓸 수 없어요.")
    assert caught.value.text.en.startswith("The file of the template “plain” has a mistake.")


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("name: {ko: 시험", 1, "template_broken"),
        ("name: a\nname: b\n", 2, "template_broken"),
        ("name: a\n\tb: c\n", 2, "template_broken"),
        ("", 1, "wrong_type"),
        ("!!python/object/apply:os.system [ls]", 1, "template_broken"),
        (SOUND.replace('title: "{{', 'titel: "{{'), 7, "unknown_field"),
        (SOUND.replace("- name: title", "- name: Title"), 4, "field_name_invalid"),
        (SOUND + "extra: 1\n", 11, "unknown_field"),
    ],
)
def test_each_mistake_has_its_line(tmp_path: Path, text: str, line: int, code: str) -> None:
    path = write(tmp_path, "broken", text)
    found = {(problem.pointer.split()[0], problem.code) for problem in _broken(tmp_path)}
    assert (f"{path}:{line}", code) in found


def _broken(folder: Path) -> list[Problem]:
    library = TemplateLibrary([folder])
    assert library.list() == []
    return list(library.broken())


def test_a_file_that_is_no_text_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "broken").write_bytes(b"\xff\xfe\x00")
    assert [problem.code for problem in _broken(tmp_path)] == ["template_broken"]


def test_a_huge_file_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "broken", SOUND + "#" * MAX_BYTES)
    (problem,) = _broken(tmp_path)
    assert "256KB" in problem.text.ko
    assert "256 KB" in problem.text.en


def test_a_folder_without_a_file_is_broken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert [problem.code for problem in _broken(tmp_path)] == ["template_broken"]


def test_a_folder_of_a_strange_name_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "My Template")
    (problem,) = _broken(tmp_path)
    assert problem.text.ko == (
        "폴더 이름은 영어 소문자, 숫자, 붙임표로 40자까지 쓸 수 있어요. 이름을 바꿔 주세요."
    )
    assert problem.text.en == (
        "A folder's name can have small letters, digits and hyphens, at most 40. Rename it."
    )


def test_aliases_of_aliases_end(tmp_path: Path) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    write(tmp_path, "bomb", "a0: &a0 [x]\n" + levels)
    assert _broken(tmp_path)


def test_an_alias_of_itself_ends(tmp_path: Path) -> None:
    write(tmp_path, "loop", "content: &a\n  rows: [*a]\nfields: &b [*b]\n")
    assert _broken(tmp_path)


def test_deep_nesting_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "deep", "name: " + "[" * 5_000)
    assert _broken(tmp_path)


def test_files_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x")
    (tmp_path / ".git").mkdir()
    assert TemplateLibrary([tmp_path]).broken() == []


def test_a_change_on_the_disk_is_seen(tmp_path: Path) -> None:
    library = TemplateLibrary([tmp_path])
    path = write(tmp_path, "mine")
    first = library.get("mine")
    assert library.get("mine") is first
    path.write_text(SOUND.replace("시험,", "새 이름,"), "utf-8")
    touch(path)
    assert library.get("mine").label.ko == "새 이름"
    path.write_text("name: [", "utf-8")
    touch(path)
    assert library.list() == []
    assert library.broken()
    path.unlink()
    path.parent.rmdir()
    assert library.broken() == []


def test_a_default_date_needs_no_quotes(tmp_path: Path) -> None:
    field = (
        "\n  - {name: day, type: date, label: {ko: 날, en: Day}, default: 2026-12-24}\ncontent:"
    )
    write(tmp_path, "dated", SOUND.replace("\ncontent:", field))
    (_, day) = TemplateLibrary([tmp_path]).get("dated").fields
    assert day.default == "2026-12-24"
