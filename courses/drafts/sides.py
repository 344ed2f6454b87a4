"""Who wrote a text that was set aside and what stands against it, in words: people at their windows, and zips they sent."""

from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import DraftSave


class Sides:
    """As whoever is to bring both together reads it: its author, or any author of the course where it is nobody's."""

    def __init__(self, aside: DraftSave) -> None:
        self.aside, self.by = aside, aside.file.by

    @cached_property
    def _saved_by_zip(self) -> bool:
        return self.aside.file.saves.filter(version=self.aside.file.version, from_zip=True).exists()

    @property
    def _is_own(self) -> bool:
        return self.aside.file.by_id == self.aside.by_id

    @property
    def are_of_nobody(self) -> bool:
        """It came in under nobody's name."""
        return self.aside.by_id is None

    @property
    def mine(self) -> str:
        if self.are_of_nobody:
            return _("What was imported")
        return _("Your zip") if self.aside.from_zip else _("Yours")

    @property
    def other(self) -> str:
        """What is saved."""
        if self.by is None:
            return _("Somebody")
        if self._saved_by_zip:
            return self._zip_saved(self.by.name)
        if not self._is_own:
            return self.by.name
        return _("You, in the editor") if self.aside.from_zip else _("You, in another window")

    def _zip_saved(self, name: str) -> str:
        if not self._is_own:
            return _("The zip of %(name)s") % {"name": name}
        return _("Your earlier zip") if self.aside.from_zip else _("Your zip")

    @property
    def told(self) -> str:
        """How it came to be, for the page that brings both together."""
        if self.are_of_nobody:
            return _(
                "A course that was imported under nobody's name changes lines that were changed in the draft as well. Any "
                "author of the course can bring both together. Nothing is lost: what is saved stands here, and what was "
                "imported beside it."
            )
        if self.aside.from_zip:
            return _(
                "The zip you uploaded changes lines that were changed in the draft as well. Nothing is lost: what is "
                "saved stands here, and what came with the zip beside it."
            )
        if self._is_own and self._saved_by_zip:
            return _(
                "The zip you uploaded changed the same lines while you wrote. Nothing is lost: what came with it stands "
                "here, and what you wrote beside it."
            )
        if self._is_own:
            return _(
                "You changed the same lines in another window. Nothing is lost: what you saved there stands here, and what "
                "you wrote in this one beside it."
            )
        said = _(
            "%(other)s changed the same lines while you wrote. Nothing is lost: what was saved stands here, and yours "
            "beside it."
        )
        return said % {"other": self.other}

    @property
    def waits(self) -> str:
        """Why it is not in the file, for the page of that."""
        return self._why % {"when": date_format(timezone.localtime(self.aside.at), "DATETIME_FORMAT")}

    @property
    def _why(self) -> str:
        if self.are_of_nobody:
            return _(
                "What was imported on %(when)s under nobody's name is kept beside the file, because the same lines had "
                "been changed in the draft. Any author of the course can bring both together."
            )
        if self.aside.from_zip:
            return _(
                "What came with the zip you uploaded on %(when)s is kept beside the file, because the same lines had been "
                "changed in the draft."
            )
        if self._saved_by_zip:
            return _(
                "What you wrote on %(when)s is kept beside the file, because a zip that was uploaded had changed the same "
                "lines."
            )
        if self._is_own:
            return _(
                "What you wrote on %(when)s is kept beside the file, because you had changed the same lines in another "
                "window."
            )
        return _(
            "What you wrote on %(when)s is kept beside the file, because somebody else had changed the same lines."
        )
