"""A change of a draft's pictures and other files as its form asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.drafts import assets
from courses.drafts.forms import SLUG, Refusing
from courses.models import Draft, DraftAsset
from people.models import User

NEEDS = {"replace": ("file", "base"), "rename": ("name",), "remove": ("base",), "restore": ("version",)}
CHOOSE = gettext_lazy("Choose a file first.")
EMPTY = gettext_lazy("This file is empty.")


class Files(forms.FileField):
    """Any number of files; at least one."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Files, self).clean(one, initial) for one in data or [None]]


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class UploadForm(Refusing):
    """New files of a course."""

    file = Files(
        widget=ManyFiles, error_messages={"required": CHOOSE, "empty": EMPTY}, label=gettext_lazy("file")
    )

    def keep(self, *, by: User, draft: Draft) -> list[DraftAsset]:
        """All of them; raises `Conflict` at the first that is refused, and those before it stay."""
        files = self.cleaned_data["file"]
        return [assets.add_asset(by=by, draft=draft, name=str(one.name), content=one.read()) for one in files]


class BlockUploadForm(Refusing):
    """A file that becomes a block of its own at the end of a lesson."""

    file = forms.FileField(error_messages={"required": CHOOSE, "empty": EMPTY}, label=gettext_lazy("file"))
    title = forms.CharField(max_length=200, required=False, label=gettext_lazy("title"))
    lesson = forms.RegexField(SLUG, max_length=60)


class RunBlockForm(Refusing):
    """One of the author's own runs that becomes a block at the end of a lesson."""

    run = forms.UUIDField(
        error_messages={"required": gettext_lazy("Choose a run first.")}, label=gettext_lazy("run")
    )
    title = forms.CharField(max_length=200, label=gettext_lazy("title"))
    lesson = forms.RegexField(SLUG, max_length=60)


class ChangeForm(Refusing):
    """`act` does what a valid form asks for."""

    do = forms.ChoiceField(choices=[(name, name) for name in NEEDS])
    file = forms.FileField(required=False, error_messages={"empty": EMPTY}, label=gettext_lazy("file"))
    name = forms.CharField(max_length=120, required=False, label=gettext_lazy("name"))
    base = forms.IntegerField(min_value=0, required=False)
    version = forms.IntegerField(min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in NEEDS.get(told.get("do", ""), ()):
            if told.get(name) in {None, ""} and name not in self.errors:
                self.add_error(name, CHOOSE if name == "file" else _("This is needed."))
        return told

    def act(self, *, by: User, asset: DraftAsset) -> str:
        """What was done, in words."""
        told = self.cleaned_data
        match told["do"]:
            case "replace":
                content = told["file"].read()
                kept = assets.replace_asset(by=by, asset=asset, content=content, base=told["base"])
                return _replaced(asset, kept)
            case "rename":
                moved = assets.rename_asset(by=by, asset=asset, name=told["name"])
                return _("It is called “%(name)s” now, also where it is used.") % {"name": moved.name}
            case "remove":
                assets.remove_asset(by=by, asset=asset, base=told["base"])
                return _("“%(name)s” was removed. You can bring it back below.") % {"name": asset.name}
        assets.restore_asset(by=by, asset=asset, version=told["version"])
        return _("“%(name)s” is as it was then.") % {"name": asset.name}


def _replaced(asset: DraftAsset, kept: DraftAsset) -> str:
    if kept.pk != asset.pk:
        template = _("Somebody changed “%(name)s” meanwhile, so yours was kept as “%(kept)s”.")
        return template % {"name": asset.name, "kept": kept.name}
    return _("“%(name)s” was replaced.") % {"name": asset.name}
