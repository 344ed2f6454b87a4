"""A course with its people, for stories about working together on it."""

from dataclasses import dataclass

from courses.content.drafts.translations import Unit, print_of
from courses.drafts.drafting import open_draft, save_file
from courses.drafts.pages import DraftPage
from courses.models import Course, CourseRole, Draft, DraftFile
from courses.roles.people import give_role, set_rules
from tests.conftest import Company

INTRO, INTRO_ZH = "lessons/read-1/intro.en.md", "lessons/read-1/intro.zh-hans.md"
QUIZ = "lessons/quiz/check.quiz.yaml"
DESK = "/authoring/small/"


@dataclass(frozen=True)
class Desk:
    """Aisha's course, which Omar reviews and Sven translates into Chinese, with its draft."""

    company: Company
    course: Course
    draft: Draft

    def file(self, path: str = INTRO) -> DraftFile:
        return self.draft.files.get(path=path)

    def write(self, text: str, path: str = INTRO, *, by: str = "aisha") -> DraftFile:
        file = self.file(path)
        return save_file(by=getattr(self.company, by), file=file, text=text, base=file.version).file

    def change(self, old: str, new: str, path: str = QUIZ, *, by: str = "aisha") -> DraftFile:
        """Write something else in the place of what stands there."""
        text = self.file(path).text or ""
        assert old in text
        return self.write(text.replace(old, new, 1), path, by=by)


def desk_of(company: Company, course: Course) -> Desk:
    aisha = company.aisha
    give_role(by=aisha, course=course, person=aisha, role=CourseRole.AUTHOR)
    set_rules(by=aisha, course=course, open_to_authors=False, needs_approval=False)
    give_role(by=aisha, course=course, person=company.omar, role=CourseRole.REVIEWER)
    translator = {"role": CourseRole.TRANSLATOR, "languages": ["zh-hans"]}
    give_role(by=aisha, course=course, person=company.sven, **translator)
    course.refresh_from_db()
    return Desk(company, course, open_draft(by=aisha, course=course))


def unit_of(desk: Desk, path: str, place: str = "") -> Unit:
    """A text that is to be translated, as its page has it."""
    units = DraftPage(desk.draft, "en").units
    return next(unit for unit in units if (unit.path, unit.place) == (path, place))


def on_show(desk: Desk, path: str, place: str = "") -> dict[str, str]:
    """What the page of a translation sends of what it shows."""
    unit = unit_of(desk, path, place)
    return {"at": f"{path}:{place}", "seen": print_of(unit.said), "source": print_of(unit.source)}
