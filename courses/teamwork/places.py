"""The places of a course as its draft has them now: their files, names and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.content.drafts.structure import COURSE, lesson_file
from courses.content.drafts.texts import data_of
from courses.drafts.pages import DraftPage
from courses.models import CommentThread
from courses.places import GLOSSARY, Place, place_of
from lms.kit.templatetags.texts import in_language

__all__ = [
    "Place",
    "href_of",
    "path_of",
    "place_of",
    "place_of_thread",
    "questions_in",
    "questions_of",
    "title_of",
]

TITLE_LENGTH = 80


def place_of_thread(thread: CommentThread) -> Place:
    return Place(thread.lesson_key, thread.kind, thread.block_key, thread.question_key)


def path_of(place: Place, page: DraftPage) -> str:
    """The file of the place in the draft, "" where it is not there any more."""
    if not place.lesson:
        named = {"": COURSE, "glossary": GLOSSARY, "bank": f"banks/{place.block}.bank.yaml"}
        path = named.get(place.kind, "")
    elif not place.kind:
        path = lesson_file(place.lesson)
    elif place.kind == "text":
        written = f"lessons/{place.lesson}/{place.block}.{page.languages[0]}.md"
        path = written if written in page.files else f"lessons/{place.lesson}/{place.block}.text.yaml"
    else:
        path = f"lessons/{place.lesson}/{place.block}.{place.kind}.yaml"
    return path if path in page.files else ""


def href_of(place: Place, page: DraftPage) -> str:
    """The page of the editor that shows the place with its comments; "" where it is not there any more."""
    path, key = path_of(place, page), page.course.key
    if not path:
        return ""
    if path == COURSE:
        return reverse("courses:draft", args=[key]) + "#comments"
    if place.lesson and not place.kind:
        return reverse("courses:draft_lesson", args=[key, place.lesson]) + "#comments"
    return f"{reverse('courses:draft_file', args=[key])}?path={path}#comments"


@dataclass(frozen=True)
class QuestionName:
    key: str
    title: str


def questions_in(text: str | None) -> list[QuestionName]:
    """The questions of a quiz, a check or a bank, in order, each by its number and its first words."""
    data = data_of(text)
    return questions_of(data) if isinstance(data, dict) else []


def questions_of(data: Mapping[str, Any]) -> list[QuestionName]:
    """The same of what such a file holds."""
    return [
        QuestionName(str(one.get("key", number)), f"{number}. {_words(one.get('prompt'))}")
        for number, one in enumerate(_questions(data), start=1)
    ]


def _questions(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    single, several = data.get("question"), data.get("questions")
    found = several if isinstance(several, list) else [single]
    return [one for one in found if isinstance(one, dict)]


def _words(prompt: object) -> str:
    if not isinstance(prompt, dict) or not prompt:
        return ""
    return Truncator(" ".join(str(in_language(prompt)).split())).chars(TITLE_LENGTH)


def title_of(place: Place, page: DraftPage) -> str:
    """What the place is called in the draft now; "" where it is not there any more."""
    path = path_of(place, page)
    if not path:
        return ""
    if not place.lesson:
        bank = _("Bank “%(title)s”") % {"title": page.title_of(path).removesuffix(".bank.yaml")}
        named = {"": page.title, "glossary": _("Glossary"), "bank": bank}
        return _within(named[place.kind], place, page.data_of(path))
    lesson = page.lesson(place.lesson)
    if lesson is None or not place.kind:
        return lesson.title if lesson else place.lesson
    line = next((one for one in lesson.blocks if (one.kind, one.key) == (place.kind, place.block)), None)
    title = f"{lesson.title} › {line.title or line.key if line else place.block}"
    return _within(title, place, page.data_of(path))


def _within(title: str, place: Place, data: Mapping[str, Any]) -> str:
    if not place.question:
        return title
    asked = {question.key: question.title for question in questions_of(data)}
    return f"{title} › {asked[place.question]}" if place.question in asked else ""
