"""What course.yaml says of the certificate."""

from typing import Any

from pydantic import Field, model_validator

from courses.content.localized import ContentModel
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake

FOREVER: dict[str, Any] = {}
NONE = {"given": False}


def plain_terms(written: Any) -> Any:
    """What a word for the terms stands for; anything else is as it is written."""
    return {"none": NONE, "forever": FOREVER}.get(written, written) if isinstance(written, str) else written


class CertificateTerms(ContentModel):
    """Whether completing the course gives a certificate, and for how many months it is valid; without months, for good."""

    given: bool = True
    valid_months: int | None = Field(None, ge=1, le=120)

    @model_validator(mode="before")
    @classmethod
    def accept_a_word(cls, written: Any) -> Any:
        """`none` and `forever`, the way authors write them."""
        terms = plain_terms(written)
        if not isinstance(terms, dict | CertificateTerms):
            raise mistake(_("Write none, forever, or for example {valid_months: 24}."))
        return terms
