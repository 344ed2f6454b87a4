"""What the form of a path offers: courses, quizzes, questions and languages, by what they are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.content.forms.picking import BETWEEN
from courses.content.markdown.plain import plain
from courses.content.needs import required
from courses.models import ASKING, Block, BlockKind, Course
from courses.needs import read_needs
from courses.same_titles import told_apart
from lms.kit.templatetags.texts import in_language
from lms.kit.titles import title_order

Options = Sequence[tuple[str, str]]
LONGEST = 90
"""Characters of a question, as far as it is quoted."""


@dataclass(frozen=True)
class Offered:
    """In three queries, whatever there is."""

    data: Mapping[str, Any] = field(default_factory=dict)

    def as_choices(self) -> Mapping[str, Options]:
        return {
            "courses": sorted(
                ((key, title) for key, title in self.titles.items() if key not in self._closed),
                key=lambda one: title_order(one[1]),
            ),
            "courses of the path": [(key, self.titles.get(key, key)) for key in _courses_in(self.data)],
            "languages": list(named_languages().items()),
            "questions": self._questions(),
            "quizzes": self._quizzes(),
        }

    @cached_property
    def test(self) -> str:
        """What the chosen placement test is called; where there is no such quiz, its keys."""
        chosen = self.data.get("placement") or {}
        keys = BETWEEN.join(str(chosen.get(name, "")) for name in ("course", "lesson", "quiz"))
        return dict(self._quizzes()).get(keys, keys)

    @cached_property
    def _courses(self) -> list[tuple[str, Any, Any, Any]]:
        published = Course.objects.filter(published__isnull=False, published__shared=False).order_by("key")
        return list(published.values_list("key", "published__title", "published__needs", "archived_at"))

    @cached_property
    def _closed(self) -> set[str]:
        """Archived courses that the path does not have already."""
        archived = {key for key, _title, _needs, archived_at in self._courses if archived_at}
        placement = self.data.get("placement") or {}
        return archived - {*_courses_in(self.data), str(placement.get("course", ""))}

    @cached_property
    def titles(self) -> dict[str, str]:
        """By the key of each published course that people take."""
        return told_apart({key: str(in_language(title)) for key, title, _needs, _archived in self._courses})

    @cached_property
    def builds_on(self) -> dict[str, str]:
        """What the courses need that need any, in words."""
        told = {key: required(read_needs(needs)) for key, _title, needs, _archived in self._courses}
        return {key: self._in_words(needs) for key, needs in told.items() if needs}

    def _in_words(self, needs: Sequence[str]) -> str:
        titles = _(", ").join(_("“%(title)s”") % {"title": self.titles.get(key, key)} for key in needs)
        return _("Builds on %(courses)s.") % {"courses": titles}

    def _quizzes(self) -> Options:
        here = Block.objects.filter(
            lesson__revision__course__published=F("lesson__revision"),
            lesson__revision__shared=False,
            kind=BlockKind.QUIZ,
        )
        told = here.order_by("lesson__revision__course__key", "lesson__position", "position").values_list(
            "lesson__revision__course__key",
            "lesson__key",
            "key",
            "lesson__title",
            "content__quiz__title__texts",
        )
        return [
            (BETWEEN.join((course, lesson, quiz)), " · ".join(self._named(course, title, of)))
            for course, lesson, quiz, title, of in sorted(
                told, key=lambda one: title_order(self.titles.get(one[0], one[0]))
            )
            if course not in self._closed
        ]

    def _named(self, course: str, *titles: Any) -> list[str]:
        said = [self.titles.get(course, course), *(str(in_language(title)) for title in titles)]
        return list(dict.fromkeys(said))

    def _questions(self) -> Options:
        """Those that the chosen quiz may ask."""
        chosen = self.data.get("placement") or {}
        course, lesson, quiz = (str(chosen.get(name, "")) for name in ("course", "lesson", "quiz"))
        if not quiz:
            return []
        found = Block.objects.filter(lesson__revision__course__key=course, lesson__key=lesson, key=quiz)
        published = found.filter(lesson__revision__course__published=F("lesson__revision"))
        block = published.filter(kind__in=ASKING).order_by("position").first()
        questions = block.content["quiz"]["questions"] if block else []
        return [(one["key"], _asked(one)) for one in questions]


def _asked(question: Mapping[str, Any]) -> str:
    texts = question.get("prompt", {}).get("texts")
    words = " ".join(plain(str(in_language(texts))).text.split()) if texts else ""
    return Truncator(words).chars(LONGEST) or str(question["key"])


def _courses_in(data: Mapping[str, Any]) -> list[str]:
    listed = (key for stage in data.get("stages") or () for key in stage.get("courses") or ())
    return list(dict.fromkeys(listed))


def named_languages() -> dict[str, str]:
    """The site's own come first, then every other that Django can name."""
    codes = [*dict(settings.LANGUAGES), *sorted(code for code in LANG_INFO if code.islower())]
    return {
        code: str(LANG_INFO[code]["name_local"]) for code in codes if "name_local" in LANG_INFO.get(code, {})
    }
