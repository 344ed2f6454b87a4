"""What is typed into fields of several lines, measured as its writer's browser measures it."""

from django import forms


def typed(text: str) -> str:
    """A text as the field that it was typed into counts it: browsers send each end of a line as two signs."""
    return text.replace("\r\n", "\n")


class TypedField(forms.CharField):
    """For a field of several lines, so that what fits it in the browser fits here."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return typed(text) if text else text
