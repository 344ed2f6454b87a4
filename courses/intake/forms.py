"""Forms by which files come in, and by which their author says what becomes of them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.content.exchange import FORMATS


class QuestionsForm(forms.Form):
    """A file of questions from another system."""

    file = forms.FileField(
        error_messages={
            "required": _("Choose a file of questions first."),
            "empty": _("This file is empty."),
        }
    )
    format = forms.ChoiceField(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [("", _("Told by its name"))]
        self.fields["format"].choices = told + [(name, one.name) for name, one in FORMATS.items()]  # type: ignore[attr-defined]
