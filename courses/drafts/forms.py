"""A change of a draft's structure as its form asks for it."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courses.content.drafts import structure
from courses.content.drafts.describing import DESCRIBED, clashes, describe
from courses.content.drafts.keys import LONGEST_KEY
from courses.content.drafts.structure import Changed, Files
from courses.drafts.begun import address_for, check_address_is_free
from courses.drafts.kinds import beginning
from courses.drafts.loose import removed_file
from courses.drafts.pages import DraftPage
from courses.drafts.removed import bring_back, bring_file_back
from courses.models import Draft
from lms.kit.typed import TypedField

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NEEDS = {
    "describe-course": ("language", "title", "minutes"),
    "describe-lesson": ("lesson", "language", "title", "minutes"),
    "share-course": (),
    "unshare-course": (),
    "begin-glossary": (),
    "begin-bank": ("title",),
    "add-lesson": ("title",),
    "remove-lesson": ("lesson",),
    "list-lesson": ("lesson",),
    "drop-lesson": ("lesson",),
    "bring-lesson": ("lesson",),
    "remove-file": ("path",),
    "bring-file": ("path",),
    "move-lesson": ("lesson", "to"),
    "add-block": ("lesson", "kind", "title"),
    "remove-block": ("lesson", "kind", "block"),
    "bring-block": ("lesson", "kind", "block"),
    "move-block": ("lesson", "kind", "block", "to"),
}

TO_LESSON = {
    "remove-lesson": structure.remove_lesson,
    "list-lesson": structure.list_lesson,
    "drop-lesson": structure.drop_lesson,
}

BRINGING = frozenset({"bring-lesson", "bring-block"})
"""Bring back what was removed."""

FITS = {"title": MaxLengthValidator(200), "summary": MaxLengthValidator(500)}

DESCRIBING = frozenset({"describe-course", "describe-lesson"})

FILE = r"^[a-z0-9][a-zA-Z0-9_@./-]*$"

BEGINNING = frozenset({"begin-glossary", "begin-bank", "add-block"})
"""Begin a file that is still to be written."""


class Refusing(forms.Form):
    @property
    def refusal(self) -> str:
        """The first thing to mend, by the name of its field."""
        name, said = next(iter(self.errors.items()))
        label = self.fields[name].label or name if name in self.fields else name
        return f"{label}: {said[0]}"


class TitleForm(Refusing):
    title = forms.CharField(
        max_length=200,
        label=gettext_lazy("title"),
        error_messages={
            "required": gettext_lazy("Give the course a title."),
            "max_length": gettext_lazy(
                "A title has at most %(limit_value)d characters. This one has %(show_value)d: shorten it."
            ),
        },
    )


class AddressField(forms.RegexField):
    def to_python(self, value: Any) -> Any:
        """Letters of an input method that are as wide as a Chinese one are the same letters."""
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class NewCourseForm(TitleForm):
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("language"))
    address = AddressField(
        SLUG,
        max_length=LONGEST_KEY,
        required=False,
        label=gettext_lazy("address"),
        error_messages={
            "invalid": gettext_lazy(
                "An address is made of the letters a to z, numbers, and single hyphens between them, as in first-prompts."
            ),
            "max_length": gettext_lazy(
                "An address has at most %(limit_value)d characters. This one has %(show_value)d: shorten it."
            ),
        },
    )

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]) or address_for(self.cleaned_data.get("title", ""))
        if not address and "title" in self.cleaned_data:
            raise forms.ValidationError(
                _("Give the course an address: its title has no letters from a to z to make one of.")
            )
        if taken := address and check_address_is_free.refusal(address):
            raise forms.ValidationError(taken)
        return address


class StructureForm(Refusing):
    """`change` does to the files what the form asks for; only a valid form has one.

    `clashes` are the fields that were left as somebody else has changed them, each with what it says now.
    """

    clashes: Mapping[str, str] = {}

    do = forms.ChoiceField(choices=[(name, name) for name in NEEDS])
    lesson = forms.RegexField(SLUG, max_length=60, required=False)
    block = forms.RegexField(SLUG, max_length=60, required=False)
    kind = forms.RegexField(SLUG, max_length=20, required=False)
    path = forms.RegexField(FILE, max_length=200, required=False)
    language = forms.RegexField(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", max_length=20, required=False)
    title = forms.CharField(required=False, label=gettext_lazy("title"))
    summary = TypedField(required=False, label=gettext_lazy("summary"))
    minutes = forms.IntegerField(min_value=1, max_value=6000, required=False, label=gettext_lazy("minutes"))
    to = forms.IntegerField(min_value=0, max_value=200, required=False)
    seen_title = forms.CharField(required=False)
    seen_summary = TypedField(required=False)
    seen_minutes = forms.CharField(max_length=10, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in NEEDS.get(told.get("do", ""), ()):
            if told.get(name) in {None, ""} and name not in self.errors:
                self.add_error(name, _("This is needed."))
        for name, fits in FITS.items():
            self._check_fits(name, str(told.get(name, "")), fits)
        return told

    def _check_fits(self, name: str, said: str, fits: MaxLengthValidator) -> None:
        """What is only left as it is may be longer: files have no such limit."""
        if said == self.cleaned_data.get(f"seen_{name}"):
            return
        try:
            fits(said)
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)

    def change_in(self, draft: Draft) -> Callable[[Files], Changed]:
        """What is removed stands in the draft's history, not in its files."""
        told = self.cleaned_data
        if told["do"] == "bring-file":
            return partial(bring_file_back, draft, told["path"])
        if told["do"] == "remove-file":
            return partial(removed_file, DraftPage(draft, get_language() or ""), told["path"])
        if told["do"] in BRINGING:
            return partial(bring_back, draft, told["lesson"], told["kind"], told["block"])
        return self.change

    def change(self, files: Files) -> Changed:
        told = self.cleaned_data
        lesson, kind, block, to = told["lesson"], told["kind"], told["block"], told["to"]
        match told["do"]:
            case "describe-course":
                return self._described(files, structure.COURSE)
            case "describe-lesson":
                return self._described(files, structure.lesson_file(lesson))
            case "share-course" | "unshare-course":
                return structure.share(files, shared=told["do"] == "share-course")
            case "begin-glossary":
                return structure.begin_glossary(files)
            case "begin-bank":
                return structure.begin_bank(files, told["title"])
            case "add-lesson":
                return structure.add_lesson(files, told["title"])
            case "remove-lesson" | "list-lesson" | "drop-lesson":
                return TO_LESSON[told["do"]](files, lesson)
            case "move-lesson":
                return structure.move_lesson(files, lesson, to)
            case "add-block":
                block_kind, begin = beginning(kind)
                return structure.add_block(files, lesson, block_kind, told["title"], begin, to)
            case "remove-block":
                return structure.remove_block(files, lesson, kind, block)
        return structure.move_block(files, lesson, kind, block, to)

    def _described(self, files: Files, path: str) -> Changed:
        """What the page showed comes along, so that only what was typed is changed; what both changed is in `clashes`."""
        told = self.cleaned_data
        said, seen = ({name: told[f"{of}{name}"] for name in DESCRIBED} for of in ("", "seen_"))
        known = seen if "seen_title" in self.data else None
        self.clashes = clashes(files, path, told["language"], said, known)
        return describe(files, path, told["language"], said, known)

    @property
    def saved_beside_clashes(self) -> list[str]:
        """The fields that were changed and are saved."""
        told = self.cleaned_data
        typed = (name for name in DESCRIBED if str(told[name]) != told[f"seen_{name}"])
        return [name for name in typed if name not in self.clashes]

    @property
    def describes(self) -> bool:
        return self.cleaned_data["do"] in DESCRIBING

    def on(self, course: str, changed: Changed) -> str:
        """To the page where what was begun is written; else back, where what was removed can come back at once."""
        told = self.cleaned_data
        if self.describes and "seen_title" in self.data:
            return f"{self.back(course)}?language={told['language']}"
        if told["do"] == "remove-file":
            return f"{self.back(course)}?removed={told['path']}"
        if told["do"] in {"remove-lesson", "drop-lesson", "remove-block"}:
            gone = [told["lesson"], *((told["kind"], told["block"]) if told["block"] else ())]
            return f"{self.back(course)}?removed={':'.join(gone)}"
        if self.cleaned_data["do"] not in BEGINNING:
            return self.back(course)
        begun = [path for path in changed if path != structure.lesson_file(self.cleaned_data["lesson"])]
        path = next(iter(begun), structure.GLOSSARY)
        return f"{reverse('courses:draft_file', args=[course])}?path={path}"

    def back(self, course: str) -> str:
        """To the page the form stood on; after a lesson is removed, to the structure."""
        told = getattr(self, "cleaned_data", {})
        lesson, do = told.get("lesson"), told.get("do", "")
        moved = {
            "move-lesson": f"#lesson-{lesson}",
            "move-block": f"#block-{told.get('kind')}-{told.get('block')}",
        }
        moved |= {"bring-lesson": moved["move-lesson"], "bring-block": moved["move-block"]}
        if lesson and do in {"describe-lesson", "add-block", "remove-block", "bring-block", "move-block"}:
            return reverse("courses:draft_lesson", args=[course, lesson]) + moved.get(do, "")
        return reverse("courses:draft", args=[course]) + moved.get(do, "")
