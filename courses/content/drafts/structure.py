"""What an author does to the structure of a course, as changes to its files: course.yaml, lesson.yaml and what they list.

Each function takes the files by path and returns those that change, None where a file goes away. Keys never change, because
what learners did is filed under them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from courses.content import located_yaml
from courses.content.drafts.beginnings import BEGINNINGS, FIRST_LESSON, OF_ASSETS, bank, glossary
from courses.content.drafts.keys import free_keys, key_for, key_stem, questions_in
from courses.content.drafts.past import used_at, used_in_lesson, used_question_keys
from courses.content.forms.blanks import BLANK
from courses.content.problems import gettext_noop as _
from courses.content.sharing import FROM
from courses.content.yaml_writing import to_yaml

Files = Mapping[str, str]
Changed = dict[str, str | None]
Begin = Callable[[str, str], dict[str, Any]]

COURSE = "course.yaml"
GLOSSARY = "glossary.yaml"
NEW_TEXT = f"{BLANK}\n"


class BadStructure(ValueError):
    """The files are not in a state that allows this; `template` and `params` say why, ready for translation."""

    def __init__(self, template: str, **params: str | int) -> None:
        super().__init__(template % params)
        self.template, self.params = template, params


def lesson_file(lesson: str) -> str:
    return f"lessons/{lesson}/lesson.yaml"


def new_course(key: str, title: str, language: str) -> Changed:
    """The smallest course there is: one lesson with one text, and a title. All else is left to be written."""
    course = {
        "format": 1,
        "key": key,
        "title": {language: title},
        "summary": {language: BLANK},
        "minutes": 10,
        "languages": [language],
        "lessons": [],
    }
    first = {COURSE: to_yaml(course)}
    return {**first, **add_lesson(first, FIRST_LESSON.get(language, FIRST_LESSON["en"]))}


def renamed_course(files: Files, key: str, title: str) -> Changed:
    """The same course under another key; its title is there in the source language only."""
    course = data_at(files, COURSE)
    return {COURSE: to_yaml({**course, "key": key, "title": {course["languages"][0]: title}})}


def add_lesson(files: Files, title: str) -> Changed:
    """A lesson with one text behind the others; `title` is in the course's source language."""
    course = data_at(files, COURSE)
    language = course["languages"][0]
    key = key_for(title, {*map(str, course["lessons"]), *used_at(files, "lessons")}, otherwise="lesson")
    lesson = {
        "title": {language: title},
        "summary": {language: BLANK},
        "minutes": 5,
        "blocks": [{"text": "text"}],
    }
    course["lessons"] = [*course["lessons"], key]
    return {
        COURSE: to_yaml(course),
        lesson_file(key): to_yaml(lesson),
        f"lessons/{key}/text.{language}.md": NEW_TEXT,
    }


def remove_lesson(files: Files, lesson: str) -> Changed:
    course = data_at(files, COURSE)
    if lesson not in course["lessons"]:
        raise BadStructure(_("The lesson “%(key)s” is not there any more."), key=lesson)
    if len(course["lessons"]) == 1:
        raise BadStructure(_("A course keeps at least one lesson."))
    course["lessons"] = [key for key in course["lessons"] if key != lesson]
    gone: Changed = {path: None for path in files if path.startswith(f"lessons/{lesson}/")}
    return {COURSE: to_yaml(course), **gone}


def unlisted_lessons(files: Files) -> list[str]:
    """Lessons that have files and are nowhere in the course."""
    listed = data_at(files, COURSE)["lessons"]
    named = {
        path.split("/")[1] for path in files if path.startswith("lessons/") and path.endswith("/lesson.yaml")
    }
    return sorted(named - {str(key) for key in listed})


def list_lesson(files: Files, lesson: str) -> Changed:
    """Bring a lesson that no list names behind the others."""
    if lesson not in unlisted_lessons(files):
        raise BadStructure(_("The lesson “%(key)s” is not there any more."), key=lesson)
    course = data_at(files, COURSE)
    return {COURSE: to_yaml({**course, "lessons": [*course["lessons"], lesson]})}


def drop_lesson(files: Files, lesson: str) -> Changed:
    """Take out the files of a lesson that no list names."""
    if lesson not in unlisted_lessons(files):
        raise BadStructure(_("The lesson “%(key)s” is not there any more."), key=lesson)
    return {path: None for path in files if path.startswith(f"lessons/{lesson}/")}


def move_lesson(files: Files, lesson: str, to: int) -> Changed:
    """Put a lesson at place `to`, counted from 0."""
    course = data_at(files, COURSE)
    course["lessons"] = _moved(course["lessons"], lesson, to)
    return {COURSE: to_yaml(course)}


def add_block(
    files: Files, lesson: str, kind: str, name: str, begin: Begin | None = None, to: int | None = None
) -> Changed:
    """A block at place `to`, or behind the others. `begin` says what it holds at first, by its name and language."""
    language = data_at(files, COURSE)["languages"][0]
    listed, stem = list_block(files, lesson, kind, name, to)
    if kind == "text":
        return {**listed, f"{stem}.{language}.md": f"## {name}\n\n{NEW_TEXT}"}
    begin = begin or BEGINNINGS.get(kind)
    if begin is None:
        raise BadStructure(
            _("A block of kind %(kind)s cannot be begun here. Write it in a folder and upload it."), kind=kind
        )
    begun = free_keys(begin(name, language), used_question_keys(files))
    return {**listed, f"{stem}.{kind}.yaml": to_yaml(begun)}


def add_asset_block(files: Files, lesson: str, kind: str, title: str, asset: str) -> Changed:
    """A block behind the others that shows or offers a file of the course; named after the file."""
    language = data_at(files, COURSE)["languages"][0]
    name = asset.rpartition("/")[2].rpartition(".")[0]
    listed, stem = list_block(files, lesson, kind, name)
    return {**listed, f"{stem}.{kind}.yaml": to_yaml(OF_ASSETS[kind](title, language, asset))}


def list_block(files: Files, lesson: str, kind: str, name: str, to: int | None = None) -> tuple[Changed, str]:
    """lesson.yaml with one more block, and what the names of the block's files begin with."""
    file = data_at(files, lesson_file(lesson))
    key = key_for(name, used_in_lesson(files, lesson), otherwise=kind)
    place = len(file["blocks"]) if to is None else to
    file["blocks"] = [*file["blocks"][:place], {kind: key}, *file["blocks"][place:]]
    return {lesson_file(lesson): to_yaml(file)}, f"lessons/{lesson}/{key}"


def add_linked(files: Files, lesson: str, kind: str, part: str, reference: str) -> Changed:
    """A block behind the others, or without a lesson a bank, that comes from a part of a shared course."""
    linked = to_yaml({FROM: reference})
    if not lesson:
        key = key_for(part, used_at(files, "banks"), otherwise=kind)
        return {f"banks/{key}.{kind}.yaml": linked}
    listed, stem = list_block(files, lesson, kind, part)
    return {**listed, f"{stem}.{kind}.yaml": linked}


def begin_glossary(files: Files) -> Changed:
    """A first term to be written; nothing where the course has a glossary."""
    language = data_at(files, COURSE)["languages"][0]
    return {} if GLOSSARY in files else {GLOSSARY: to_yaml(glossary(language))}


def begin_bank(files: Files, title: str) -> Changed:
    """A bank with a first question to be written."""
    language = data_at(files, COURSE)["languages"][0]
    key = key_for(title, used_at(files, "banks"), otherwise="bank")
    path = f"banks/{key}.bank.yaml"
    begun = bank(title, language)
    for question in questions_in(begun):
        question["key"] = key_stem(path) + question["key"]
    return {path: to_yaml(free_keys(begun, used_question_keys(files)))}


def share(files: Files, *, shared: bool) -> Changed:
    """Make it a course that others have parts of, or one that is taken."""
    file = {name: value for name, value in data_at(files, COURSE).items() if name != "shared"}
    return {COURSE: to_yaml({**file, **({"shared": True} if shared else {})})}


def remove_block(files: Files, lesson: str, kind: str, key: str) -> Changed:
    file = data_at(files, lesson_file(lesson))
    if {kind: key} not in file["blocks"]:
        raise BadStructure(_("The block “%(key)s” is not there any more."), key=key)
    if len(file["blocks"]) == 1:
        raise BadStructure(_("A lesson keeps at least one block."))
    file["blocks"] = [block for block in file["blocks"] if block != {kind: key}]
    return {lesson_file(lesson): to_yaml(file), **dict.fromkeys(files_of_block(files, lesson, kind, key))}


def files_of_block(files: Iterable[str], lesson: str, kind: str, key: str) -> list[str]:
    """The paths of a block's own file or texts, and of what lies beside it."""
    is_ours = re.compile(rf"lessons/{lesson}/{key}\.(\S+\.md|{kind}\.yaml|measured\.yaml)").fullmatch
    return [path for path in files if is_ours(path) and _is_of_kind(path, kind)]


def _is_of_kind(path: str, kind: str) -> bool:
    if path.endswith(".measured.yaml"):
        return kind == "widget"
    return kind == "text" or not path.endswith(".md")


def move_block(files: Files, lesson: str, kind: str, key: str, to: int) -> Changed:
    """Put a block at place `to` of its lesson, counted from 0."""
    file = data_at(files, lesson_file(lesson))
    file["blocks"] = _moved(file["blocks"], {kind: key}, to)
    return {lesson_file(lesson): to_yaml(file)}


def languages_of(files: Files) -> list[str]:
    """The languages of the course, its source first."""
    return [str(code) for code in data_at(files, COURSE)["languages"]]


def title_in(text: str) -> dict[str, str]:
    """The title that a course.yaml gives, by language; nothing where it cannot be read."""
    try:
        title = data_at({COURSE: text}, COURSE).get("title")
    except BadStructure:
        return {}
    told = title.items() if isinstance(title, dict) else ()
    return {code: said for code, said in told if isinstance(said, str)}


def source_of_translation(files: Files, path: str) -> str | None:
    """The file of a text in the source language, for the path of that text in another language of the course."""
    course = data_at(files, COURSE)
    named = re.fullmatch(r"(lessons/[a-z0-9-]+/[a-z0-9-]+)\.([a-z0-9-]+)\.md", path)
    if named is None or named[2] not in course["languages"]:
        return None
    source = f"{named[1]}.{course['languages'][0]}.md"
    return source if source in files else None


def _moved(things: list[Any], thing: Any, to: int) -> list[Any]:
    if thing not in things:
        raise BadStructure(_("What you moved is not there any more."))
    others = [other for other in things if other != thing]
    return [*others[: max(0, to)], thing, *others[max(0, to) :]]


def data_at(files: Files, path: str) -> dict[str, Any]:
    """What a YAML file holds, as long as it holds what its kind of file must."""
    wanted = "lessons" if path == COURSE else "blocks"
    try:
        data = located_yaml.load(files[path]).data
    except (KeyError, located_yaml.BadYaml):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get(wanted), list):
        raise BadStructure(_("%(path)s cannot be read. Mend it first."), path=path)
    if path == COURSE and not (isinstance(data.get("languages"), list) and data["languages"]):
        raise BadStructure(_("%(path)s cannot be read. Mend it first."), path=path)
    return data
