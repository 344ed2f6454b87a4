"""What administrators fill in to change a certificate."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.models import Certificate
from lms.kit.typed import TypedField

LONGEST_REASON = 500
NO_LETTERS = {"So", "Cc", "Cn", "Co", "Cs"}
"""Unicode's categories of pictures, of what steers a machine, and of what is nothing yet."""


class ChangeForm(forms.Form):
    """Names the certificate that was looked at, so that nobody changes one they have not seen."""

    number = forms.CharField(widget=forms.HiddenInput)
    reason = TypedField(max_length=LONGEST_REASON, widget=forms.Textarea)

    def __init__(self, certificate: Certificate, posted: Any = None, **initial: Any) -> None:
        self.certificate = certificate
        super().__init__(posted, initial={"number": certificate.number, **initial})

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number != self.certificate.number:
            raise ValidationError(_("A newer certificate was issued meanwhile. Look at it first."))
        return number

    @property
    def why(self) -> str:
        return str(self.cleaned_data["reason"])


class RevocationForm(ChangeForm):
    pass


class ReissueForm(ChangeForm):
    holder = forms.CharField(max_length=150)
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    def __init__(self, certificate: Certificate, posted: Any = None) -> None:
        name = certificate.completion.user.name
        super().__init__(certificate, posted, holder=name, language=certificate.language)

    def clean_holder(self) -> str:
        """Signs that stand in no name are in no print font either; letters of any script are another matter."""
        name: str = self.cleaned_data["holder"]
        if signs := "".join(dict.fromkeys(one for one in name if unicodedata.category(one) in NO_LETTERS)):
            raise ValidationError(
                _("“%(signs)s” cannot be printed on a certificate."), params={"signs": signs}
            )
        return name

    @property
    def printed(self) -> dict[str, str]:
        """What the action takes."""
        return {name: str(self.cleaned_data[name]) for name in ("holder", "language", "reason")}
