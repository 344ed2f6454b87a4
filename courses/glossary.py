"""The terms of a revision: on a page of their own, and those that a lesson uses at its end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from courses.models import Revision
from lms.kit.templatetags.texts import in_language
from lms.kit.titles import title_order


@dataclass(frozen=True)
class TermCard:
    """`place` names its definition on a page, `said` the words alone, for those who hear the page."""

    key: str
    shown: dict[str, Any]

    @property
    def mark(self) -> str:
        """The language of what stands there in another one than the reader's: of its words, else of its name."""
        reader = get_language() or "en"
        languages = [self.shown["lang"], self.shown.get("term_lang", reader)]
        return next((code for code in languages if code != reader), "")

    @property
    def place(self) -> str:
        return f"term_{self.key}"

    @property
    def said(self) -> str:
        return f"said_{self.key}"


@dataclass(frozen=True)
class GlossaryPage:
    revision: Revision
    terms: Sequence[TermCard]
    is_preview: bool = False

    @property
    def course_href(self) -> str:
        if self.is_preview:
            return reverse("courses:preview", args=[self.revision.public_id])
        return reverse("courses:course", args=[self.revision.course.key])


def glossary_page(revision: Revision, *, is_preview: bool = False) -> GlossaryPage:
    """All terms. A course without any has no such page."""
    terms = terms_of(revision)
    if not terms:
        raise Http404
    return GlossaryPage(revision, terms, is_preview)


def glossary_href(revision: Revision, *, is_preview: bool) -> str:
    if is_preview:
        return reverse("courses:preview_glossary", args=[revision.public_id])
    return reverse("courses:glossary", args=[revision.course.key])


def terms_of(revision: Revision, keys: Collection[str] | None = None) -> list[TermCard]:
    """In the order of the reader's language: all, or those with these keys; none are not asked for."""
    if keys is not None and not keys:
        return []
    terms = revision.terms.all() if keys is None else revision.terms.filter(key__in=keys)
    cards = [TermCard(term.key, in_language(term.pages)) for term in terms]
    return sorted(cards, key=lambda card: title_order(card.shown["term"]))
