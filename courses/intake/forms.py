"""Forms by which files come in, and by which their author says what becomes of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.content.exchange import FORMATS
from courses.content.folder import MAX_FILE_BYTES, decoded
from courses.content.problems import Report, gettext_noop
from courses.drafts.forms import SLUG
from courses.wording import problem_in_words

PLACE = r"^([0-9]{1,9} )?[a-z0-9:/.-]+$"
TOO_LARGE = gettext_noop("This file is larger than %(most)d KiB.")


class GoalForm(forms.Form):
    """Where something goes: a file or a place of `courses.content.drafts.joining` and `courses.intake.joining_texts`."""

    course = forms.RegexField(SLUG, max_length=80, required=False)
    path = forms.RegexField(PLACE, max_length=200, required=False)
    target = forms.RegexField(PLACE, max_length=200, required=False)
    title = forms.CharField(max_length=200, required=False)


def asked_in(sent: QueryDict) -> dict[str, str]:
    """What is said well; anything else is as good as not said."""
    form = GoalForm(sent)
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


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


class TextForm(forms.Form):
    """A Markdown file, or its text; `text` and `name` are what was sent, and `in_one` leaves it undivided."""

    file = forms.FileField(required=False, error_messages={"empty": _("This file is empty.")})
    pasted = forms.CharField(required=False, widget=forms.Textarea, strip=False)
    language = forms.ChoiceField()
    in_one = forms.BooleanField(required=False)

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        file = told.get("file")
        raw = file.read() if file else told.get("pasted", "").encode()
        told["name"] = str(file.name) if file else ""
        report = Report()
        if len(raw) > MAX_FILE_BYTES:
            report.error("", 1, TOO_LARGE, most=MAX_FILE_BYTES // 1024)
        told["text"] = None if report.has_errors else decoded(raw, "", report)
        for problem in report:
            told_line = _("Line %(line)d: %(why)s") if problem.line > 1 else "%(why)s"
            raise forms.ValidationError(told_line % {"line": problem.line, "why": problem_in_words(problem)})
        if not (told["text"] or "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a Markdown file, or paste its text."))
        return told
