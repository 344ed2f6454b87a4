"""Banks, the glossary and other single files of a draft: what uses them, and taking one out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.content.drafts import loose
from courses.content.drafts.structure import Changed, Files
from courses.content.sharing.changing import link_in
from courses.drafts.pages import DraftPage
from courses.places import BANK, GLOSSARY
from lms.kit.refusals import Conflict

NAMED = 3
"""Places that are named; of others only how many there are."""


@dataclass(frozen=True)
class LooseFile:
    """`draws` are the quizzes that keep a bank here, and `terms` the texts that would miss the glossary, by path."""

    path: str
    title: str
    is_linked: bool = False
    draws: Sequence[tuple[str, str]] = ()
    terms: Sequence[tuple[str, str]] = ()

    @property
    def named(self) -> Sequence[tuple[str, str]]:
        return (self.draws or self.terms)[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.draws or self.terms) - NAMED)


def loose_files(page: DraftPage) -> dict[str, LooseFile]:
    """By path; none while it cannot be known what the course is made of."""
    files = {path: file.text or "" for path, file in page.files.items()}
    alone = loose.going_alone(files, page.languages[0]) if page.is_readable else []
    return {path: _loose(page, files, path) for path in alone}


def _loose(page: DraftPage, files: Files, path: str) -> LooseFile:
    draws, terms = loose.draws_from(files, path), loose.texts_with_terms(files, path)
    title = page.title_of(path) if path == GLOSSARY or BANK.fullmatch(path) else path
    is_linked = link_in(path, files[path]) is not None
    return LooseFile(path, title, is_linked, _named(page, draws), _named(page, terms))


def _named(page: DraftPage, paths: Sequence[str]) -> list[tuple[str, str]]:
    return [(path, page.title_of(path)) for path in sorted(paths, key=page.rank)]


def removed_file(page: DraftPage, path: str, files: Files) -> Changed:
    """A change of the structure: a file goes, unless a quiz draws from it. `page` only knows what quizzes are called."""
    if draws := loose.draws_from(files, path):
        titles = _(", ").join(_("“%(title)s”") % {"title": title} for _path, title in _named(page, draws))
        told = _("%(quizzes)s still draws questions from this bank. Take that out of there first.")
        raise Conflict(told % {"quizzes": titles})
    return loose.remove_file(files, path)
