"""What takes more than the file of a path to know: its courses, their needs, and the quiz that places people."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from courses.content.located_yaml import LocatedYaml, nearest
from courses.content.needs import Needs, circle_of, drawn, files_of, required
from courses.content.paths.schema import PathSource, Placement
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _

Questions = Callable[[str, str, str], Collection[str] | None]


@dataclass(frozen=True)
class Known:
    """What a site has: the needs of every published course, and the questions of a quiz of one (None: no such quiz).

    `archived` are published courses that nobody comes to any more.
    """

    needs: Needs
    questions: Questions
    archived: Collection[str] = frozenset()


class PathChecks:
    """One check of one file; what every step needs, so that steps take only what differs."""

    def __init__(self, source: PathSource, located: LocatedYaml, known: Known, path: str, report: Report):
        self.source, self.located, self.known, self.path, self.report = source, located, known, path, report

    def run(self) -> None:
        stages = {course: place[1] for place, course in self.source.places()}
        for place, course in self.source.places():
            line = self.located.line_of(place)
            if course in self.known.archived:
                self._tell_archived(course, line)
            elif course not in self.known.needs:
                self._tell_absent(course, line)
            elif circle := circle_of(course, self.known.needs):
                self._tell_circle(course, circle, line)
            else:
                self._check_order(course, stages, line)
        if self.source.placement:
            self._check_placement(self.source.placement)

    def _tell_absent(self, course: str, line: int) -> None:
        if meant := nearest(course, sorted(self.known.needs)):
            template = _("There is no published course “%(key)s”. Did you mean “%(meant)s”?")
            self.report.error(self.path, line, template, key=course, meant=meant)
        else:
            template = _("There is no published course “%(key)s”. Publish it first.")
            self.report.error(self.path, line, template, key=course)

    def _tell_archived(self, course: str, line: int) -> None:
        template = _("“%(key)s” is archived: only who is on it already has to do it.")
        self.report.warn(self.path, line, template, key=course)

    def _tell_circle(self, course: str, circle: list[str], line: int) -> None:
        template = _("Circular prerequisites: %(circle)s. Take one need out, in %(files)s.")
        told = {"circle": drawn(circle), "files": files_of(circle, but="")}
        self.report.error(self.path, line, template, **told)

    def _check_order(self, course: str, stages: dict[str, int], line: int) -> None:
        for need in required(self.known.needs[course]):
            if need in self.known.archived:
                continue
            if need not in stages:
                template = _(
                    "“%(course)s” needs “%(need)s”, which is not in this path: people take it besides."
                )
                self.report.warn(self.path, line, template, course=course, need=need)
            elif stages[need] > stages[course]:
                template = _(
                    "“%(course)s” needs “%(need)s”, which comes in a later stage. Put that one first."
                )
                self.report.error(self.path, line, template, course=course, need=need)

    def _check_placement(self, placement: Placement) -> None:
        asked = self.known.questions(placement.course, placement.lesson, placement.quiz)
        if asked is None:
            line = self.located.line_of(("placement", "quiz"))
            named = f"{placement.course}/{placement.lesson}/{placement.quiz}"
            self.report.error(self.path, line, _("There is no published quiz “%(quiz)s”."), quiz=named)
        elif placement.course in self.known.archived:
            line = self.located.line_of(("placement", "course"))
            template = _("“%(key)s” is archived: only who is on it already can take the test.")
            self.report.warn(self.path, line, template, key=placement.course)
        for at, part in enumerate(placement.parts):
            place = ("placement", "parts", at)
            for number, question in enumerate(part.questions):
                if asked is not None and question not in asked:
                    line = self.located.line_of((*place, "questions", number))
                    self._tell_no_question(question, asked, line)
            for number, course in enumerate(part.knows):
                if course not in self.source.courses:
                    line = self.located.line_of((*place, "knows", number))
                    self._tell_not_in_path(course, line)

    def _tell_no_question(self, question: str, asked: Collection[str], line: int) -> None:
        meant = nearest(question, sorted(asked)) or ", ".join(sorted(asked)[:10])
        template = _("The quiz has no question “%(key)s”; it has %(meant)s.")
        self.report.error(self.path, line, template, key=question, meant=meant)

    def _tell_not_in_path(self, course: str, line: int) -> None:
        meant = nearest(course, self.source.courses) or ", ".join(self.source.courses[:10])
        template = _("“%(key)s” is no course of this path; it has %(meant)s.")
        self.report.error(self.path, line, template, key=course, meant=meant)
