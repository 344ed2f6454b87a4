"""What the check of a draft found, as an author reads it: what stops a revision first, each with the way to its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from courses.content.problems import Problem, Spot
from courses.content.reader import Reading
from courses.drafts.apart import Waiting
from courses.drafts.field_words import worded_in_form
from courses.drafts.file_forms import PREFIX, fields_by_line, has_form, nearest_field
from courses.drafts.notes import field_of
from courses.drafts.pages import DraftPage
from courses.drafts.untranslated import outdated, untranslated
from courses.places import place_of
from courses.teamwork.places import title_of
from courses.wording import problem_in_words

LESSON = "/lesson.yaml"
WORDS = ("title", "summary", "minutes")
"""Filled in on the page of the lesson itself."""


@dataclass(frozen=True)
class Found:
    """A problem, in words, with the title of what it is in and the way to it; `also` leads to others where it can be
    mended as well.
    """

    problem: Problem
    title: str
    href: str
    words: str
    also: Sequence[tuple[str, str]] = ()


class Check:
    """Errors stop a revision; warnings do not, and texts to translate are told once for each language.

    What is `apart` waits to be brought together, and comes before the other warnings.
    """

    def __init__(self, reading: Reading, page: DraftPage, apart: Sequence[Waiting] = ()) -> None:
        self.page = page
        self._forms: dict[str, bool] = {}
        ordered = sorted(reading.problems, key=lambda one: (page.rank(one.path), one.line))
        self.untranslated = untranslated(ordered, page.units)
        self.outdated = outdated(page.units)
        others = [self._found(problem) for problem in ordered if not problem.lacks]
        self.errors = [one for one in others if one.problem.severity == "error"]
        self.warnings = [self._waiting(one) for one in apart]
        self.warnings += [one for one in others if one.problem.severity != "error"]

    @property
    def remarks(self) -> int:
        """Lines that stop nothing."""
        return len(self.warnings) + len(self.untranslated) + len(self.outdated)

    def _waiting(self, one: Waiting) -> Found:
        return Found(one.remark, self._title(one.remark), one.href, problem_in_words(one.remark))

    def _found(self, problem: Problem) -> Found:
        also = [(self._title(spot), self._href(spot)) for spot in problem.also]
        is_filled_in = self._has_form(problem.path) or problem.path.endswith(LESSON)
        words = worded_in_form if is_filled_in else problem_in_words
        return Found(problem, self._title(problem), self._href(problem), words(problem), also)

    def _has_form(self, path: str) -> bool:
        """Each file is looked at once."""
        if path not in self._forms:
            file = self.page.files.get(path)
            self._forms[path] = file is not None and has_form(path, file.text or "", self.page.languages)
        return self._forms[path]

    def _word_of_lesson(self, at: Problem | Spot) -> str:
        """The field in which it is filled in, `summary.en`; empty for its blocks, and for a lesson in no list."""
        if self.page.lesson(at.path.split("/")[1]) is None:
            return ""
        names = fields_by_line(self.page.files[at.path].text or "")
        field = nearest_field(names, at.line).removeprefix(PREFIX)
        return field if field.partition(".")[0] in WORDS else ""

    def _title(self, at: Problem | Spot) -> str:
        return title_of(place_of(at.path), self.page) or at.path.rsplit("/", 1)[-1]

    def _field(self, problem: Problem) -> str:
        """Of what is not written yet, so that no line says it."""
        text = self.page.files[problem.path].text or ""
        return field_of(problem, text) if self._has_form(problem.path) else ""

    def _href(self, problem: Problem | Spot) -> str:
        """Those of a file that is not there lead to the structure."""
        key = [self.page.course.key]
        if problem.path.startswith("assets/"):
            return reverse("courses:draft_assets", args=key)
        if problem.path not in self.page.files:
            return reverse("courses:draft", args=key)
        if problem.path.endswith(LESSON) and (field := self._word_of_lesson(problem)):
            lesson = reverse("courses:draft_lesson", args=[*key, problem.path.split("/")[1]])
            name, _dot, language = field.partition(".")
            return f"{lesson}?{urlencode({'language': language or self.page.language})}#about-{name}"
        at = self._field(problem) if isinstance(problem, Problem) and problem.place else ""
        told = {"path": problem.path, "line": problem.line, **({"at": at} if at else {})}
        place = urlencode(told, safe="/")
        return f"{reverse('courses:draft_file', args=key)}?{place}"
