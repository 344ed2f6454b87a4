"""The page of questions that were brought in: what was read, what was lost, and where they may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import draft_for
from courses.content.drafts.joining import NEW, NEW_BANK, Joined, kind_of_file, kind_of_goal
from courses.content.exchange.result import KEPT_IN_BANKS
from courses.content.problems import Problem
from courses.desk import titles_of_drafts
from courses.drafts.pages import DraftPage, language_name
from courses.intake.questions import ReadQuestions
from courses.models import Course, Draft, Intake
from courses.roles.standing import Ability, authored_by
from courses.same_titles import told_apart
from courses.wording import problem_in_words
from lms.kit.templatetags.texts import in_language, listed
from lms.kit.titles import title_order
from people.models import User

MOST_COURSES = 200
KEYS_NAMED = 5


@dataclass(frozen=True)
class Goal:
    """Where questions may go: an entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True)
class GoalGroup:
    label: str
    goals: Sequence[Goal]


Line = tuple[Problem, str]
"""What was found, in words."""


class QuestionsPage:
    """`course_key` is the course that its reader has chosen; one that they may not write is not found."""

    def __init__(self, intake: Intake, reader: User, *, course_key: str = "", language: str = "") -> None:
        self.intake, self.reader, self.language = intake, reader, language
        self.read = ReadQuestions(intake)
        self.draft = self._draft(course_key or self._meant)
        self.target = intake.target
        self.title = self.read.title

    @property
    def _meant(self) -> str:
        """The course that the file was sent for, or the only one that there is."""
        keys = [course.value for course in self.courses]
        meant = self.intake.course.key if self.intake.course else ""
        return meant if meant in keys else keys[0] if len(keys) == 1 else ""

    def _draft(self, key: str) -> DraftPage | None:
        return DraftPage(draft_for(self.reader, key, Ability.WRITE), self.language) if key else None

    @property
    def lost(self) -> list[Line]:
        """What is lost wherever the questions go, errors first; where a quiz is chosen, also what only that loses."""
        first = sorted(self.read.problems, key=lambda problem: problem.severity != "error")
        return [(one, problem_in_words(one)) for one in first if self._is_for_a_quiz or not _is_kept(one)]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem, _words in self.lost)

    @property
    def warnings(self) -> int:
        return len(self.lost) - self.errors

    @property
    def kept(self) -> list[Line]:
        """What a bank keeps, where no quiz is chosen."""
        kept = [one for one in self.read.problems if _is_kept(one)]
        return [] if self._is_for_a_quiz else [(one, problem_in_words(one)) for one in kept]

    @property
    def _is_for_a_quiz(self) -> bool:
        return kind_of_goal(self.goal) == "quiz"

    @property
    def language_name(self) -> str:
        return language_name(self.intake.language)

    @cached_property
    def courses(self) -> list[Goal]:
        """Those of the reader that have a draft."""
        written = Course.objects.filter(draft__isnull=False, pk__in=authored_by(self.reader).values("pk"))
        courses = list(written.order_by("key")[:MOST_COURSES])
        titles = titles_of_drafts(courses)
        named = {course.key: str(in_language(titles.get(course.pk, {})) or course.key) for course in courses}
        told = sorted(told_apart(named).items(), key=lambda one: title_order(one[1]))
        return [Goal(key, title) for key, title in told]

    @cached_property
    def goals(self) -> list[GoalGroup]:
        """The quizzes and banks of the chosen course, lesson by lesson, and new ones."""
        if self.draft is None:
            return []
        groups = [
            GoalGroup(
                lesson.title,
                [
                    *(Goal(block.path, block.title) for block in lesson.blocks if block.kind == "quiz"),
                    Goal(f"{NEW}{lesson.key}", _("A new quiz in this lesson")),
                ],
            )
            for lesson in self.draft.lessons
        ]
        banks = [Goal(path, self._title(path)) for path in self.draft.files if kind_of_file(path) == "bank"]
        return [*groups, GoalGroup(_("Banks"), [*banks, Goal(NEW_BANK, _("A new bank"))])]

    def _title(self, path: str) -> str:
        assert self.draft is not None
        return self.draft.title_of(path).removesuffix(".bank.yaml")

    @property
    def goal(self) -> str:
        """What the questions are meant for, where that is one of the goals."""
        values = [goal.value for group in self.goals for goal in group.goals]
        return self.target if self.target in values else ""


def _is_kept(problem: Problem) -> bool:
    return problem.template in KEPT_IN_BANKS


def meant_for(actor: User, course: str, path: str) -> tuple[Draft | None, str]:
    """The draft and the file from whose page an import is begun, if from any."""
    draft = draft_for(actor, course, Ability.WRITE) if course else None
    return draft, path if draft and kind_of_file(path) else ""


def told_of(done: Joined) -> str:
    """What became of questions that were to join a file."""
    parts = []
    if count := len(done.added):
        words = ngettext("%(count)d question was added.", "%(count)d questions were added.", count)
        parts.append(words % {"count": count})
    if done.again and not done.added:  # a second click: the answer to the first has hardly been seen
        words = ngettext(
            "%(count)d question of this file is in it now.",
            "%(count)d questions of this file are in it now.",
            done.known,
        )
        return words % {"count": done.known}
    if count := done.known:
        words = ngettext(
            "%(count)d stood here already, word for word.",
            "%(count)d stood here already, word for word.",
            count,
        )
        parts.append(words % {"count": count})
    if done.renamed:
        named = listed(f"{before} → {after}" for before, after in list(done.renamed.items())[:KEYS_NAMED])
        parts.append(_("Keys that were taken were numbered: %(keys)s.") % {"keys": named})
    if done.added:
        parts.append(_("History brings back what was here before."))
    return " ".join(parts)
