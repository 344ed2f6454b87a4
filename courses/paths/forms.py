"""The form of a path: what it shows of a version, what a posted one says, and each mistake at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.content import located_yaml
from courses.content.forms import changing
from courses.content.forms.filling import filled
from courses.content.forms.nodes import Node
from courses.content.forms.reading import read
from courses.content.localized import LANGUAGE_CODE
from courses.content.paths import PathReading, PathSource, merged, path_yaml, read_located
from courses.content.whole import whole
from courses.drafts.file_forms import PREFIX, posted_in
from courses.models import PathVersion
from courses.paths.choices import Offered
from courses.paths.importing import Overtaken, known_here, source_of
from courses.paths.notes import Note, Places, notes_of, told_clashes, where
from lms.kit.refusals import Conflict

Data = dict[str, Any]
STAGES = f"{PREFIX}stages"
SHOWN = ("title", "summary", "stages", "due", "placement")
"""In the order in which people think of a path; what else there is comes as more settings."""


@dataclass(frozen=True)
class PathForm:
    """`data` is what the file of the path would hold. `version` is the one it began with, None for a new path; `after` is
    the number of the version that this one would follow. `place` is the field to look at.
    """

    data: Data
    version: PathVersion | None = None
    after: int = 0
    place: str = ""
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    overtaken_by: PathVersion | None = None

    @property
    def action(self) -> str:
        if self.version is None:
            return reverse("courses:new_path")
        return reverse("courses:edit_path", args=[self.version.public_id])

    change = action
    """Where the buttons of its parts go."""

    @property
    def number(self) -> int:
        """What saving makes."""
        return self.after + 1

    @cached_property
    def offered(self) -> Offered:
        return Offered(self.data)

    @cached_property
    def languages(self) -> list[str]:
        return languages_in(self.data.get("languages"))

    @cached_property
    def all_nodes(self) -> list[Node]:
        nodes = filled(PathSource, self.data, self.languages, PREFIX, self.offered.as_choices())
        return sorted(nodes, key=lambda node: SHOWN.index(node.field) if node.field in SHOWN else len(SHOWN))

    @property
    def nodes(self) -> list[Node]:
        return [node for node in self.all_nodes if node.field in SHOWN]

    @property
    def more(self) -> list[Node]:
        return [node for node in self.all_nodes if node.field == "languages"]

    @property
    def is_more_open(self) -> bool:
        return any(name.startswith(f"{PREFIX}languages") for name in (self.place, *self.notes))

    @property
    def mistakes(self) -> list[tuple[str, str, Note]]:
        """Each with the name of its field and where that is, in the order of the form."""
        told = ((name, note) for name, notes in self.notes.items() for note in notes)
        return [(name, where(name), note) for name, note in told if note.how == "error"]

    @property
    def begins_with_earlier(self) -> bool:
        return self.version is not None and self.overtaken_by is None and self.version.number < self.after

    def checked(self) -> PathReading:
        """What the import of its file would say, told in lines of which each is a field: `Places` knows which."""
        places = Places(self.all_nodes)
        return read_located(places.locate(self.data), f"{self.data.get('key')}.yaml", known_here())

    def with_mistakes(self, reading: PathReading) -> "PathForm":
        return replace(self, notes=notes_of(reading.problems, Places(self.all_nodes), self.offered.titles))


def begun_form() -> PathForm:
    """The form of a new path: one stage, in the author's language and then the others of the site."""
    first = get_language() or settings.LANGUAGE_CODE
    languages = list(dict.fromkeys([first, *dict(settings.LANGUAGES)]))
    return PathForm({"languages": languages, "stages": [{"key": "stage-1"}]})


def form_of(version: PathVersion) -> PathForm:
    data = located_yaml.load(path_yaml(source_of(version)).decode()).data
    return PathForm(data, version, after=_newest_number(version))


def form_in(posted: QueryDict, version: PathVersion | None) -> PathForm:
    """A form as it was sent."""
    fields = {name: [one.replace("\0", "") for one in said] for name, said in posted_in(posted).items()}
    languages = languages_in([said for name, (*_, said) in fields.items() if _is_language(name)])
    data = read(PathSource, fields, languages, PREFIX)
    number = whole(posted.get("after", "")) or 0
    # The key is a file's name: it is made of the title once, and stays.
    return PathForm({**data, "key": version.path.key if version else "new"}, version, after=number)


def languages_in(listed: object) -> list[str]:
    """Those that texts are shown in: where none is chosen, the site's, so that no word gets lost."""
    told = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    codes = [one for one in dict.fromkeys(told) if LANGUAGE_CODE.fullmatch(one)]
    return codes or list(dict(settings.LANGUAGES))


def changed(form: PathForm, change: Sequence[str]) -> PathForm:
    """The form after one button of it: a part added, moved or removed, or just drawn again with what was chosen."""
    data, place = form.data, ""
    match change:
        case ["show", name]:
            place = name
        case _:
            try:
                asked = [word.removeprefix(PREFIX) for word in change]
                place = PREFIX + changing.change(PathSource, data, asked, form.languages[0])
            except changing.BadChange as bad:
                raise Conflict(_(bad.template)) from None
            if change == ["add", STAGES]:
                _begin_stage(data["stages"])
    _begin_test(data.get("placement") or {})
    return replace(form, data=data, place=place)


def brought_together(form: PathForm, overtaken: Overtaken) -> PathForm:
    """The same form on top of what somebody else saved meanwhile. Their changes are in it; where both changed the same
    field what was typed here stays, and theirs is told beside it.
    """
    assert form.version is not None  # a new path comes after nothing
    base = form.version.path.versions.filter(number=form.after).first() or form.version
    before, theirs = (form_of(version).data for version in (base, overtaken.newest))
    data, clashes = merged(before, form.data, theirs)
    on_top = replace(form, data=data, after=overtaken.newest.number, overtaken_by=overtaken.newest)
    by = overtaken.newest.created_by
    name = by.name if by else _("Somebody")
    return replace(
        on_top, notes=told_clashes(clashes, Places(on_top.all_nodes), on_top.offered.titles, by=name)
    )


def _begin_stage(stages: list[Data]) -> None:
    """The last one is new: its key says that it is a stage, and it is for its author to name."""
    taken = {stage.get("key") for stage in stages[:-1]}
    key = next(key for number in count(1) if (key := f"stage-{number}") not in taken)
    stages[-1] = {"key": key, "courses": []}


def _begin_test(placement: Data) -> None:
    """A quiz that was just chosen has its first part."""
    if placement.get("quiz") and not placement.get("parts"):
        placement["parts"] = [{}]


def _is_language(name: str) -> bool:
    return name.startswith(f"{PREFIX}languages.")


def _newest_number(version: PathVersion) -> int:
    numbers = version.path.versions.order_by("-number").values_list("number", flat=True)
    return int(numbers[0])
