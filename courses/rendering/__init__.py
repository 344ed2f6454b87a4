"""Content becomes what pages show, once, at import: Markdown, formulas, diagrams and words in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from courses.content.assets import AssetSource
from courses.content.glossary import GlossarySource
from courses.content.markdown import NotThere, Picture, References, Rendered, render
from courses.content.schema import BankSource, CourseSource, LocalizedText


@dataclass(frozen=True)
class Rendering:
    """What a course has for all its blocks."""

    languages: list[str]
    banks: Mapping[str, BankSource]
    assets: Mapping[str, AssetSource]
    references: References

    @classmethod
    def of(cls, course: CourseSource) -> "Rendering":
        assets = {asset.path: asset for asset in course.assets}
        banks = {bank.key: bank for bank in course.banks}
        return cls(languages_of(course), banks, assets, _references(course.glossary, assets))

    def text(self, text: LocalizedText, language: str, **options: Any) -> tuple[Rendered, str]:
        """A text of several paragraphs, and the language that it is in."""
        said, is_fallback = text.in_language(language)
        told = text.source if is_fallback else language
        with translation.override(told):
            references = replace(self.references, opens_pictures=True)
            return render(said, translate=gettext, references=references, **options), told


def languages_of(course: CourseSource) -> list[str]:
    """The course's languages, its source first, then those of the interface."""
    return list(dict.fromkeys([*course.languages, *dict(settings.LANGUAGES)]))


def texts(text: LocalizedText, languages: Iterable[str]) -> dict[str, str]:
    """One text per language. A missing translation is left out where readers then get the source, so that pages can tell.

    PostgreSQL keeps the keys of JSON in an order of its own, and the first of them is what they get.
    """
    told = {language: text.in_language(language) for language in languages}
    written = {language: words for language, (words, stands_in) in told.items() if not stands_in}
    if min(written, key=lambda code: (len(code), code), default="") == text.source:
        return written
    return {language: words for language, (words, _stands_in) in told.items()}


class Named(Protocol):
    """A file that pages can show."""

    @property
    def sha256(self) -> str: ...

    @property
    def name(self) -> str: ...


def address_of(asset: Named) -> str:
    return reverse("courses:asset", args=[asset.sha256, asset.name])


def _references(glossary: GlossarySource | None, assets: Mapping[str, AssetSource]) -> References:
    def picture(path: str) -> Picture:
        if path not in assets:
            raise NotThere("%(name)s", name=path)
        return Picture(address_of(assets[path]), assets[path].width, assets[path].height)

    return References(term=glossary.find if glossary else None, picture=picture)
