"""The form of a linked file in a draft: what the library says, and what the file says in place of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from pydantic import BaseModel

from courses.content.forms.changing import BadChange
from courses.content.forms.overriding import LinkedForm, Section
from courses.content.forms.picking import NO_CHOICES, Choices
from courses.content.sharing import FROM, Json, Link
from courses.content.sharing.changing import NoLink, link_in
from courses.content.sharing.following import in_languages
from courses.content.sharing.parts import TextFile
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import texts_of
from courses.drafts.file_forms import PREFIX, Posted, arranged, languages_shown, model_for
from courses.drafts.files import FilePage
from courses.drafts.pages import languages_of_draft
from courses.models import DraftFile
from courses.sharing.acts import original_of
from lms.kit.refusals import Conflict

LINKED = f"{PREFIX}@"
"""The field that says what the form was made from; behind it, each field that the file says itself has one of its own."""

OWN = "own-"
"""Before the place of a field, what its part of the page is called."""


def linked_model(path: str, original: Json) -> type[BaseModel] | None:
    return TextFile if path.endswith(".text.yaml") else model_for(path, original)


def form_for(
    link: Link,
    original: Json,
    languages: Sequence[str],
    prefix: str = "",
    choices: Choices = NO_CHOICES,
) -> LinkedForm | None:
    """None where there is no form for what is linked."""
    model = linked_model(link.path, original)
    if model is None:
        return None
    return LinkedForm(model, in_languages(original, model, languages), link.own, languages, prefix, choices)


@dataclass(frozen=True)
class OwnWords:
    """A linked file as a form. `page` says in which course and for whom."""

    page: FilePage
    link: Link
    form: LinkedForm

    @property
    def sections(self) -> list[Section]:
        return self.form.sections

    @property
    def marks(self) -> list[str]:
        """The names of the hidden fields that say which fields the file says itself."""
        return [f"{LINKED}{place}" for place in [*self.form.places, *self._left_over]]

    @property
    def _left_over(self) -> list[str]:
        return [place for place in self.form.left_over if place not in self.form.places]

    @cached_property
    def left_over(self) -> list[tuple[str, str, str]]:
        """The place, the key and the source of what is said of questions that are gone."""
        said = self.link.own.get("questions", {})
        keys = [(place, place.partition(".")[2]) for place in self.form.left_over]
        return [(place, key, to_yaml(said[key])) for place, key in keys]


def own_words(page: FilePage) -> OwnWords | None:
    """The form of a page's file; None where it is not linked, leads nowhere, or holds what a form cannot show."""
    link = link_in(page.file.path, page.file.text or "")
    if link is None:
        return None
    try:
        original = original_of({path: file.text or "" for path, file in page.draft.files.items()}, link)
    except Conflict:
        return None
    form = form_for(link, original, page.draft.languages, PREFIX, page.choices)
    return OwnWords(page, link, form) if form is not None and form.shows_all else None


def is_linked_form(posted: Posted) -> bool:
    return LINKED in posted


def own_text(file: DraftFile, posted: Posted) -> str:
    """The file that a posted form makes; one that says what the file said before leaves it as it was written."""
    link, form = _posted_form(file, posted)
    return _text(file, link, form.read(posted, _places(posted)))


def own_text_changed(file: DraftFile, posted: Posted, change: Sequence[str]) -> tuple[str, str]:
    """The file after one field was taken over, dropped, or changed in its list; and the field to look at."""
    link, form = _posted_form(file, posted)
    asked = [word.removeprefix(PREFIX) for word in change]
    try:
        said, place = form.changed(form.read(posted, _places(posted)), asked)
    except BadChange as bad:
        raise Conflict(_(bad.template)) from None
    is_whole = asked[0] in {"own", "drop"}
    return _text(file, link, said), f"{OWN}{place}" if is_whole else f"{PREFIX}{place}"


def _posted_form(file: DraftFile, posted: Posted) -> tuple[Link, LinkedForm]:
    """What the page showed, whatever the file is linked to meanwhile: what differs is merged when it is saved."""
    now = link_in(file.path, file.text or "")
    own = now.own if now else {}
    link = Link.written(posted[LINKED][-1], path=file.path, own=own, original={})
    if link is None:
        raise Conflict(_(NoLink.template))
    original = original_of(texts_of(file.draft), link)
    languages = languages_shown(posted, languages_of_draft(file.draft))
    form = form_for(link, original, languages, PREFIX)
    if form is None:
        raise Conflict(_("This file has no form. Write its source."))
    return link, form


def _places(posted: Posted) -> list[str]:
    return [name.removeprefix(LINKED) for name in posted if name.startswith(LINKED) and name != LINKED]


def _text(file: DraftFile, link: Link, own: Mapping[str, object]) -> str:
    before = link_in(file.path, file.text or "")
    if before is not None and before.reference == link.reference and before.own == own:
        return file.text or ""
    return to_yaml({FROM: link.reference, **arranged(own)})
