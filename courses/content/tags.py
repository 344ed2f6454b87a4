"""What questions are filed under, for draws to pick by: words of any language, in small letters, with hyphens between."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake

LONGEST_TAG = 60
MOST_TAGS = 20
# Fillers, joiners and variants of signs, which are letters or marks to Unicode; the others are its formats.
UNSEEN = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
LETTERS_AND_FIGURES, MARKS_ON_THEM = "LN", ("Mn", "Mc")


def tag(name: str) -> str:
    """The name as a tag, which as a name makes itself; "" when no letter or figure is in it.

    What is neither letter nor figure parts words. What does not show is gone without a trace.
    """
    made = ""
    for sign in unicodedata.normalize("NFKC", _shown(unicodedata.normalize("NFKC", name).lower())):
        made += sign if _is_of_a_word(sign, made) else "-"
    return re.sub("-+", "-", made).strip("-")[:LONGEST_TAG].rstrip("-")


def _is_of_a_word(sign: str, before: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in LETTERS_AND_FIGURES or (category in MARKS_ON_THEM and before[-1:] not in {"", "-"})


def _shown(text: str) -> str:
    return "".join(sign for sign in UNSEEN.sub("", text) if unicodedata.category(sign) != "Cf")


def _checked(value: str) -> str:
    """A tag is written as it is compared, so that files, forms and draws name it alike."""
    meant, told = tag(value), value[:LONGEST_TAG]
    if not meant:
        raise mistake(_("“%(value)s” is no tag: it has no letter and no digit."), value=told)
    if len(value) > LONGEST_TAG:
        template = _("“%(key)s” may have at most %(max_length)d characters.")
        raise mistake(template, key=told, max_length=LONGEST_TAG)
    if value != meant and unicodedata.normalize("NFC", _shown(value)) == meant:
        template = _("The tag “%(meant)s” holds characters that cannot be seen; type it anew.")
        raise mistake(template, meant=meant)
    if value != meant:
        template = _(
            "“%(value)s” is no tag: write “%(meant)s”. Tags are words of any language, in lower case, "
            "with single hyphens instead of spaces."
        )
        raise mistake(template, value=told, meant=meant)
    return value


Tag = Annotated[str, AfterValidator(_checked)]
