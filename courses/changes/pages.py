"""Who changed what: a file or a course compared with what it was, and what was written lately, in sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.changes.names import Names
from courses.changes.words import PlaceChanges, Sentence, places_of, sentences_of
from courses.content.differences.files import change_of_file, changes_of_files
from courses.content.forms.reading import without_defaults
from courses.content.writer import course_files
from courses.drafts.drafting import texts_of
from courses.drafts.file_forms import model_for
from courses.drafts.pages import DraftPage
from courses.models import DraftFile, DraftSave, Revision
from courses.read_models import source_of
from courses.teamwork.places import href_of, place_of, title_of

DRAFT = "draft"
SAVES_READ, SITTINGS_SHOWN, SAVES_SHOWN = 300, 30, 50
SITTING = timedelta(minutes=30)
"""Saves of one person in one file with no longer pause, and no revision, between them are one act of writing."""


def normal(path: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what says the same as nothing."""
    model = model_for(path, data)
    return without_defaults(model, data) if model else data


@dataclass(frozen=True)
class State:
    """A state of the course to compare: its draft, or a revision by number."""

    value: str
    name: str


class ComparePage:
    """What became of the course from one state to another; asked for nothing, since what is published."""

    def __init__(self, draft: DraftPage, before: str, after: str) -> None:
        self.draft, self.course = draft, draft.course
        revisions = self.course.revisions.order_by("-number").values_list("number", flat=True)
        numbers = [str(number) for number in revisions]
        self.states = [State(DRAFT, _("the draft")), *(_revision_state(number) for number in numbers)]
        known = {state.value for state in self.states}
        published = self.course.published
        since = str(published.number) if published else (numbers or [DRAFT])[0]
        self.before = before if before in known else since
        self.after = after if after in known else DRAFT
        self.places: Sequence[PlaceChanges] = self._compared()

    def _compared(self) -> list[PlaceChanges]:
        was, now = self._files(self.before), self._files(self.after)
        return places_of(changes_of_files(was, now, self.draft.languages, normal), self.draft)

    def _files(self, state: str) -> dict[str, str]:
        if state == DRAFT:
            return texts_of(self.draft.draft)
        revision = Revision.objects.get(course=self.course, number=int(state))
        return {path: content.decode() for path, content in course_files(source_of(revision)).items()}


def _revision_state(number: str) -> State:
    return State(number, _("revision %(number)s") % {"number": number})


@dataclass(frozen=True)
class Sitting:
    """What one person wrote in one file without a long pause, as the difference that it made."""

    newest: DraftSave
    title: str
    href: str
    sentences: Sequence[Sentence]


def sittings_of(page: DraftPage) -> list[Sitting]:
    """The newest first; three queries, however much was saved."""
    saves = DraftSave.objects.filter(file__draft=page.draft, version__isnull=False, by__isnull=False)
    made = list(page.course.revisions.values_list("created_at", flat=True))
    newest = list(saves.select_related("file", "by").order_by("-pk")[:SAVES_READ])
    runs = list(_runs(newest, made))[:SITTINGS_SHOWN]
    before = _texts_before(runs)
    names = Names(page)
    told = [_sitting(run, before.get(run[-1].pk), names) for run in runs]
    return [sitting for sitting in told if sitting.sentences]


def _runs(saves: Sequence[DraftSave], made: Sequence[datetime]) -> Iterator[list[DraftSave]]:
    """Each the newest first; what others did meanwhile in other files divides none."""
    runs: dict[int, list[DraftSave]] = {}
    order: list[list[DraftSave]] = []
    for save in saves:
        run = runs.get(save.file_id)
        if run is None or not _goes_on(save, run[-1], made):
            run = []
            runs[save.file_id] = run
            order.append(run)
        run.append(save)
    yield from order


def _goes_on(save: DraftSave, later: DraftSave, made: Sequence[datetime]) -> bool:
    """What was frozen in a revision is a state of its own: what was mended in it is told against that."""
    is_frozen = any(save.at <= moment < later.at for moment in made)
    return later.by_id == save.by_id and later.at - save.at <= SITTING and not is_frozen


def _texts_before(runs: Sequence[Sequence[DraftSave]]) -> dict[int, str | None]:
    """What the file said before each run, by the id of the run's first save."""
    wanted = Q(pk__in=[])
    for run in runs:
        wanted |= Q(file=run[-1].file_id, version=(run[-1].version or 1) - 1)
    found = DraftSave.objects.filter(wanted).values_list("file", "version", "text")
    texts = {(file, version): text for file, version, text in found}
    return {run[-1].pk: texts.get((run[-1].file_id, (run[-1].version or 1) - 1)) for run in runs}


def _sitting(run: Sequence[DraftSave], before: str | None, names: Names) -> Sitting:
    newest, page = run[0], names.page
    change = change_of_file(newest.file.path, before, newest.text, page.languages, normal)
    place = place_of(newest.file.path)
    name = title_of(place, page) or newest.file.path
    return Sitting(newest, name, href_of(place, page), sentences_of(names.told(change), str(newest.by)))


@dataclass(frozen=True)
class SaveLine:
    """`is_close` is one of several saves of the same minute, which only their seconds tell apart."""

    save: DraftSave
    sentences: Sequence[Sentence]
    is_newest: bool
    is_close: bool = False


def history_of(file: DraftFile, page: DraftPage) -> list[SaveLine]:
    """The newest saves first, each against the version before it."""
    kept = file.saves.filter(version__isnull=False).select_related("by").order_by("-version")
    saves = list(kept[: SAVES_SHOWN + 1])
    before = {save.version: save.text for save in saves}
    names, minutes = Names(page), Counter(_minute(save) for save in saves)
    lines = [_line(save, before, file, names) for save in saves[:SAVES_SHOWN]]
    return [replace(line, is_close=minutes[_minute(line.save)] > 1) for line in lines]


def _minute(save: DraftSave) -> datetime:
    return save.at.replace(second=0, microsecond=0)


def _line(
    save: DraftSave, before: Mapping[int | None, str | None], file: DraftFile, names: Names
) -> SaveLine:
    earlier = (save.version or 1) - 1
    change = change_of_file(file.path, before.get(earlier), save.text, names.page.languages, normal)
    sentences = sentences_of(names.told(change), str(save.by or _("Somebody"))) if earlier in before else []
    return SaveLine(save, sentences, save.version == file.version)


def differences_of(file: DraftFile, before: int, after: int, page: DraftPage) -> list[Sentence]:
    """Between two versions of a file, whoever made them."""
    texts = dict(file.saves.filter(version__in=[before, after]).values_list("version", "text"))
    if {before, after} - set(texts):
        return []
    change = change_of_file(file.path, texts[before], texts[after], page.languages, normal)
    return sentences_of(Names(page).told(change))
