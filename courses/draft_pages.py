"""What the pages of the editor show: the structure of a draft, a lesson, a file with its translations and its mistakes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.content import located_yaml
from courses.content.drafts.structure import COURSE, lesson_file
from courses.content.problems import Problem
from courses.content.reader import Reading
from courses.models import BlockKind, Draft, DraftFile
from lms.kit.templatetags.texts import in_language

TITLE_LENGTH = 60
TEXT_FILE = re.compile(r"lessons/(?P<lesson>[a-z0-9-]+)/(?P<key>[a-z0-9-]+)\.(?P<language>[a-z0-9-]+)\.md")


@dataclass(frozen=True)
class Translation:
    """A text in one language of the course; `state` is source, done, missing or outdated."""

    code: str
    name: str
    path: str
    state: str

    @property
    def is_there(self) -> bool:
        return self.state != "missing"


@dataclass(frozen=True)
class BlockLine:
    kind: str
    key: str
    place: int
    path: str
    title: str
    translations: Sequence[Translation] = ()

    @property
    def kind_label(self) -> str:
        return str(BlockKind(self.kind).label) if self.kind in BlockKind else self.kind

    @property
    def incomplete(self) -> list[Translation]:
        return [one for one in self.translations if one.state in {"missing", "outdated"}]


@dataclass(frozen=True)
class LessonLine:
    key: str
    place: int
    title: str
    summary: str
    minutes: int
    blocks: Sequence[BlockLine]


class DraftPage:
    """The draft as its files say it is; what cannot be read is left out, and told by the check."""

    def __init__(self, draft: Draft, language: str) -> None:
        self.draft, self.course = draft, draft.course
        self.files: dict[str, DraftFile] = {file.path: file for file in draft.files.present()}
        self.data = self._yaml(COURSE)
        self.languages = [str(code) for code in _list(self.data.get("languages"))] or ["en"]
        self.language = language if language in self.languages else self.languages[0]
        self.lessons = [self._lesson(str(key), at) for at, key in enumerate(_list(self.data.get("lessons")))]

    @property
    def title(self) -> str:
        return str(in_language(self.data.get("title") or {})) or self.course.key

    @property
    def is_shared(self) -> bool:
        """Whether other courses have parts of it, and nobody takes it."""
        return self.data.get("shared") is True

    @property
    def language_names(self) -> list[tuple[str, str]]:
        return [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in self.languages]

    @property
    def is_changed(self) -> bool:
        """Whether it holds anything that no revision has."""
        return any(file.version > 1 for file in self.files.values()) or self.draft.revision_id is None

    @property
    def saved_at(self) -> datetime | None:
        return max((file.at for file in self.files.values()), default=None)

    @property
    def words(self) -> dict[str, Any]:
        """Title, summary and minutes in the language on show."""
        return self.words_of(self.data)

    def title_of(self, path: str) -> str:
        """The lesson and the block that a file belongs to; its name where it belongs to none."""
        lesson = self.lesson(path.split("/")[1]) if path.startswith("lessons/") else None
        name = path.rsplit("/", 1)[-1]
        block = next((b for b in lesson.blocks if name.startswith(f"{b.key}.")), None) if lesson else None
        return f"{lesson.title} · {block.title or block.key}" if lesson and block else name

    def lesson(self, key: str) -> LessonLine | None:
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def words_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        told = {name: _mapping(data.get(name)).get(self.language, "") for name in ("title", "summary")}
        return {**told, "minutes": data.get("minutes", 5)}

    def lesson_words(self, key: str) -> dict[str, Any]:
        return self.words_of(self._yaml(lesson_file(key)))

    def translations(self, lesson: str, key: str) -> list[Translation]:
        source = self.files.get(f"lessons/{lesson}/{key}.{self.languages[0]}.md")
        return [
            self._translation(source, f"lessons/{lesson}/{key}.{code}.md", code) for code in self.languages
        ]

    def _translation(self, source: DraftFile | None, path: str, code: str) -> Translation:
        file = self.files.get(path)
        if code == self.languages[0]:
            state = "source"
        elif file is None:
            state = "missing"
        else:
            is_behind = source is not None and source.version > 1 and source.at > file.at
            state = "outdated" if is_behind else "done"
        return Translation(code, LANG_INFO.get(code, {}).get("name_local", code), path, state)

    def _lesson(self, key: str, place: int) -> LessonLine:
        data = self._yaml(lesson_file(key))
        told = {
            name: str(in_language(_mapping(data.get(name)) or {"en": ""})) for name in ("title", "summary")
        }
        minutes = data.get("minutes")
        blocks = list(self._blocks(key, _list(data.get("blocks"))))
        return LessonLine(
            key,
            place,
            told["title"] or key,
            told["summary"],
            minutes if isinstance(minutes, int) else 0,
            blocks,
        )

    def _blocks(self, lesson: str, listed: Sequence[Any]) -> Iterator[BlockLine]:
        for place, named in enumerate(listed):
            if not isinstance(named, dict) or len(named) != 1:
                continue
            kind, key = (str(word) for word in next(iter(named.items())))
            if kind == "text":
                linked = f"lessons/{lesson}/{key}.text.yaml"
                if linked in self.files:
                    yield BlockLine(kind, key, place, linked, key)
                    continue
                translations = self.translations(lesson, key)
                yield BlockLine(
                    kind, key, place, translations[0].path, self._heading(translations[0].path), translations
                )
            else:
                path = f"lessons/{lesson}/{key}.{kind}.yaml"
                title = str(in_language(_mapping(self._yaml(path).get("title")) or {"en": ""}))
                yield BlockLine(kind, key, place, path, title or key)

    def _heading(self, path: str) -> str:
        """What a text begins with, as its name."""
        text = (self.files[path].text or "") if path in self.files else ""
        line = next((line for line in text.splitlines() if line.strip()), "")
        return Truncator(line.lstrip("# ").strip()).chars(TITLE_LENGTH)

    def _yaml(self, path: str) -> dict[str, Any]:
        try:
            data = located_yaml.load(self.files[path].text or "").data
        except (KeyError, located_yaml.BadYaml):
            return {}
        return data if isinstance(data, dict) else {}


def languages_of_draft(draft: Draft) -> list[str]:
    """The languages of the course as its draft says, the source first."""
    file = draft.files.present().filter(path=COURSE).first()
    try:
        data = located_yaml.load(file.text or "").data if file else {}
    except located_yaml.BadYaml:
        data = {}
    return [str(code) for code in _list(_mapping(data).get("languages"))] or ["en"]


@dataclass(frozen=True)
class PlacedProblem:
    """A problem with the way to its line."""

    problem: Problem
    href: str

    @property
    def words(self) -> str:
        return self.problem.worded(_)


def placed(reading: Reading, draft: Draft, files: Mapping[str, DraftFile]) -> list[PlacedProblem]:
    """Every problem of a draft; those of a file that is not there lead to the structure."""
    return [PlacedProblem(problem, _href(problem, draft, files)) for problem in reading.problems]


def _href(problem: Problem, draft: Draft, files: Mapping[str, DraftFile]) -> str:
    key = draft.course.key
    if problem.path not in files:
        return reverse("courses:draft", args=[key])
    return f"{reverse('courses:draft_file', args=[key])}?path={problem.path}&line={problem.line}#text"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
