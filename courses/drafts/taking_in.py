"""Files that come to a draft which is written on meanwhile: it takes what is new in them, and nobody's words are lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.content.drafts.arriving import Arrived, Together, arrived, nearest
from courses.content.drafts.structure import Files
from courses.content.schema import CourseSource
from courses.content.writer import course_files
from courses.drafts.assets import GONE
from courses.drafts.drafting import locked_texts, write_files
from courses.drafts.material import content_of, put_asset
from courses.drafts.together import together
from courses.models import Draft, DraftSave
from people.models import User

Assets = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class State:
    """The files of a course at one moment: what its texts say, and what its pictures and other files are."""

    texts: Files = field(default_factory=dict)
    assets: Assets = field(default_factory=dict)

    @property
    def files(self) -> dict[str, object]:
        return {**self.texts, **self.assets}


@dataclass(frozen=True)
class Taken:
    """`put` are the paths that say something new now, `kept` those of which the draft's own version stays, because it was
    changed in both; texts of these are set aside for whoever brought them in.
    """

    put: Sequence[str] = ()
    kept: Sequence[str] = ()


def state_of(course: CourseSource) -> State:
    texts = {path: content.decode() for path, content in course_files(course).items()}
    return State(texts, {source.path: content_of(source) for source in course.assets})


def state_now(draft: Draft) -> State:
    """Nobody saves any of its texts before the caller's transaction ends."""
    return State(locked_texts(draft), {one.path: content_of(one) for one in draft.assets.present()})


def taken_from(arriving: State, states: Sequence[State]) -> State:
    """The state that the files most likely were taken from."""
    found = nearest(arriving.files, [state.files for state in states])
    return State() if found is None else states[found]


def take_in(
    draft: Draft, arriving: State, base: State, languages: Sequence[str], *, by: User | None
) -> Taken:
    """Put into the draft what was changed since `base` in what arrives. The caller holds the draft's lock."""
    now = state_now(draft)
    texts = arrived(base.texts, arriving.texts, now.texts, _by_fields(languages))
    write_files(draft, texts.put, by=by, from_zip=True)
    _set_aside(draft, texts, base.texts, by)
    replaced, left = _take_assets(draft, base.assets, arriving.assets, now.assets, by)
    return Taken([*texts.put, *replaced], [*texts.aside, *left])


def _by_fields(languages: Sequence[str]) -> Together:
    def put(path: str, was: str, new: str, now: str) -> str | None:
        return together(path, was, new, now, languages).text

    return put


def _set_aside(draft: Draft, texts: Arrived, was: Files, by: User | None) -> None:
    """On the version of the draft's file that said what the file was before, so that both can be brought together; once for
    each text, however often it comes while it waits.
    """
    for file in draft.files.filter(path__in=[path for path, text in texts.aside.items() if text is not None]):
        told = {"text": texts.aside[file.path], "by": by}
        if file.saves.filter(version=None, settled_at=None, **told).exists():
            continue
        saves = file.saves.filter(text=was.get(file.path), version__isnull=False)
        version = saves.order_by("-version").values_list("version", flat=True).first() or 0
        DraftSave.objects.create(file=file, version=None, base=version, from_zip=True, **told)


def _take_assets(
    draft: Draft, was: Assets, arriving: Assets, now: Assets, by: User | None
) -> tuple[list[str], list[str]]:
    """Pictures and other files: those that only the folder changed are taken, the others stay as the draft has them."""
    taken, kept = [], []
    for path in sorted({*was, *arriving, *now}):
        new = arriving.get(path)
        if new in (was.get(path), now.get(path)):
            continue
        if now.get(path) == was.get(path):
            put_asset(draft, path, new or GONE, by=by)
            taken.append(path)
        else:
            kept.append(path)
    return taken, kept
