"""What the pages of the editor show: the structure of a draft, a lesson, a file with its translations and its mistakes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.content.drafts.structure import COURSE, lesson_file
from courses.content.drafts.texts import data_of
from courses.content.drafts.translations import State, Unit, units_of
from courses.drafts.linked_names import names_of_linked
from courses.drafts.naming import heading_in, name_in
from courses.models import BlockKind, Draft, DraftFile
from courses.places import BANK, GLOSSARY, Place, in_addresses, place_of
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class Translation:
    """A text in one language of the course; `state` is source, or that of the translation."""

    code: str
    name: str
    path: str
    state: str
    is_there: bool = True


@dataclass(frozen=True)
class Gap:
    """What is to be translated into a language."""

    code: str
    name: str
    missing: int
    outdated: int


def gaps_of(units: Sequence[Unit], languages: Sequence[str]) -> list[Gap]:
    """By language, where anything is to be done."""
    counted = Counter((unit.language, unit.state) for unit in units)
    gaps = [
        Gap(code, language_name(code), counted[code, State.MISSING], counted[code, State.OUTDATED])
        for code in languages[1:]
    ]
    return [gap for gap in gaps if gap.missing or gap.outdated]


def language_name(code: str) -> str:
    return str(LANG_INFO.get(code, {}).get("name_local", code))


def label_of_kind(kind: str) -> str:
    return str(BlockKind(kind).label) if kind in BlockKind else kind


@dataclass(frozen=True)
class BlockLine:
    kind: str
    key: str
    place: int
    path: str
    title: str
    gaps: Sequence[Gap] = ()

    @property
    def stem(self) -> str:
        """What the names of its files begin with, in whichever language."""
        return self.path.rpartition("/")[0] + f"/{self.key}."

    @property
    def kind_label(self) -> str:
        return label_of_kind(self.kind)


@dataclass(frozen=True)
class LessonLine:
    key: str
    place: int
    title: str
    summary: str
    minutes: int
    blocks: Sequence[BlockLine]
    gaps: Sequence[Gap] = ()
    is_readable: bool = True
    file: str = ""  # its lesson.yaml, where it is there

    @property
    def folder(self) -> str:
        return f"lessons/{self.key}/"


class DraftPage:
    """The draft as its files say it is; what cannot be read is left out, and told by the check."""

    def __init__(self, draft: Draft, language: str) -> None:
        self.draft, self.course = draft, draft.course
        self.files: dict[str, DraftFile] = {file.path: file for file in draft.files.present()}
        self._read: dict[str, dict[str, Any]] = {}
        self.linked_names = names_of_linked({path: file.text or "" for path, file in self.files.items()})
        self.data = self.data_of(COURSE)
        self.languages = [code for _at, code in in_addresses(_list(self.data.get("languages")))] or ["en"]
        self.language = language if language in self.languages else self.languages[0]
        self.units = self._units()
        self._by_place: dict[Place, list[Unit]] = {}
        for unit in self.units:
            self._by_place.setdefault(place_of(unit.path), []).append(unit)
        lessons = in_addresses(_list(self.data.get("lessons")))
        self.lessons = [self._lesson(key, at) for at, key in lessons]

    @property
    def is_readable(self) -> bool:
        """Whether course.yaml is; else all lessons seem to be in no list."""
        return bool(self.data)

    @property
    def title(self) -> str:
        title = self.data.get("title")
        return str(in_language(title)) if isinstance(title, dict) and title else self.course.key

    @property
    def has_glossary(self) -> bool:
        return GLOSSARY in self.files

    @property
    def banks(self) -> list[tuple[str, str]]:
        """The path of each bank, and what it is called."""
        paths = sorted(path for path in self.files if BANK.fullmatch(path))
        return [(path, self.title_of(path)) for path in paths]

    @property
    def is_shared(self) -> bool:
        """Whether other courses have parts of it, and nobody takes it."""
        return self.data.get("shared") is True

    @property
    def language_names(self) -> list[tuple[str, str]]:
        return [(code, language_name(code)) for code in self.languages]

    @property
    def translated(self) -> list[tuple[str, str, int]]:
        """Each language with its name and the share of its texts that is current; 100 only when all are."""
        current = Counter(unit.language for unit in self.units if unit.state == State.CURRENT)
        texts = Counter(unit.language for unit in self.units)
        return [
            (code, language_name(code), 100 * current[code] // texts[code] if texts[code] else 100)
            for code in self.languages[1:]
        ]

    def lessons_with(self, show: str) -> list["LessonLine"]:
        """All, or those with `missing` or `outdated` translations."""
        if show not in {State.MISSING, State.OUTDATED}:
            return self.lessons
        return [lesson for lesson in self.lessons if any(getattr(gap, show) for gap in lesson.gaps)]

    @property
    def unlisted(self) -> list[str]:
        """Lessons whose files are there, but which course.yaml does not name."""
        listed = {lesson.key for lesson in self.lessons}
        named = {path.split("/")[1] for path in self.files if path.endswith("/lesson.yaml")}
        return sorted(named - listed)

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
        if path == GLOSSARY:
            return _("Glossary")
        if BANK.fullmatch(path):
            return name_in(self.data_of(path)) or self.linked_names.get(path) or path.rsplit("/", 1)[-1]
        lesson = self.lesson(path.split("/")[1]) if path.startswith("lessons/") else None
        name = path.rsplit("/", 1)[-1]
        block = next((b for b in lesson.blocks if name.startswith(f"{b.key}.")), None) if lesson else None
        return f"{lesson.title} · {block.title or block.key}" if lesson and block else name

    def rank(self, path: str) -> tuple[int, int, str]:
        """Where a file comes in the course: as its lessons and blocks do, and then what stands beside them."""
        place = place_of(path)
        lessons = [lesson.key for lesson in self.lessons]
        if not place.lesson:
            return (-1 if place == Place() else len(lessons) + 1, 0, path)
        if place.lesson not in lessons:
            return (len(lessons), 0, path)
        at = lessons.index(place.lesson)
        blocks = [(block.kind, block.key) for block in self.lessons[at].blocks]
        here = (place.kind, place.block)
        return (at, blocks.index(here) + 1 if here in blocks else len(blocks) + 1 if place.kind else 0, path)

    def lesson(self, key: str) -> LessonLine | None:
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def words_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        told = {name: _mapping(data.get(name)).get(self.language, "") for name in ("title", "summary")}
        return {**told, "minutes": data.get("minutes", 5)}

    def lesson_words(self, key: str) -> dict[str, Any]:
        return self.words_of(self.data_of(lesson_file(key)))

    def translations(self, lesson: str, key: str) -> list[Translation]:
        """Of a text that is a file in each language."""
        states = {unit.path: unit.state.value for unit in self._by_place.get(Place(lesson, "text", key), ())}
        paths = [(code, f"lessons/{lesson}/{key}.{code}.md") for code in self.languages]
        return [
            Translation(code, language_name(code), path, states.get(path, "source"), path in self.files)
            for code, path in paths
        ]

    def _units(self) -> list[Unit]:
        texts = {path: file.text or "" for path, file in self.files.items()}
        stands = {path: file.stands_on for path, file in self.files.items()}
        return units_of(texts, stands, self.languages)

    def _gaps(self, place: Place) -> list[Gap]:
        return gaps_of(self._by_place.get(place, []), self.languages)

    def _lesson(self, key: str, place: int) -> LessonLine:
        data = self.data_of(lesson_file(key))
        told = {
            name: str(in_language(_mapping(data.get(name)) or {"en": ""})) for name in ("title", "summary")
        }
        minutes = data.get("minutes")
        blocks = list(self._blocks(key, _list(data.get("blocks"))))
        units = [unit for at, here in self._by_place.items() if at.lesson == key for unit in here]
        return LessonLine(
            key,
            place,
            told["title"] or key,
            told["summary"],
            minutes if isinstance(minutes, int) else 0,
            blocks,
            gaps_of(units, self.languages),
            isinstance(data.get("blocks"), list),
            lesson_file(key) if lesson_file(key) in self.files else "",
        )

    def _blocks(self, lesson: str, listed: Sequence[Any]) -> Iterator[BlockLine]:
        for place, named in enumerate(listed):
            if not isinstance(named, dict) or len(named) != 1:
                continue
            kind, key = (str(word) for word in next(iter(named.items())))
            gaps = self._gaps(Place(lesson, kind, key))
            if kind == "text":
                linked = f"lessons/{lesson}/{key}.text.yaml"
                path = f"lessons/{lesson}/{key}.{self.languages[0]}.md"
                is_linked = linked in self.files
                title = self.linked_names.get(linked) or key if is_linked else self._heading(lesson, key)
                yield BlockLine(kind, key, place, linked if is_linked else path, title, gaps)
            else:
                path = f"lessons/{lesson}/{key}.{kind}.yaml"
                title = name_in(self.data_of(path)) or self.linked_names.get(path) or key
                yield BlockLine(kind, key, place, path, title, gaps)

    def _heading(self, lesson: str, key: str) -> str:
        """In the reader's language, where the text is there in it."""
        texts = (
            self._text(f"lessons/{lesson}/{key}.{code}.md") for code in (get_language(), self.languages[0])
        )
        return next(filter(None, map(heading_in, texts)), "")

    def _text(self, path: str) -> str:
        return (self.files[path].text or "") if path in self.files else ""

    def data_of(self, path: str) -> dict[str, Any]:
        """Each is read once, however often it is asked for."""
        if path not in self._read:
            data = data_of(self.files[path].text) if path in self.files else None
            self._read[path] = data if isinstance(data, dict) else {}
        return self._read[path]


def languages_of_draft(draft: Draft) -> list[str]:
    """The languages of the course as its draft says, the source first."""
    text = draft.files.present().filter(path=COURSE).values_list("text", flat=True).first()
    data = data_of(text)
    return [str(code) for code in _list(_mapping(data).get("languages"))] or ["en"]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
