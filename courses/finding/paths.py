"""Learning paths where courses are looked for: in the catalogue, among what a search finds, and beside a course.

There are few of them, so they are compared here, and in no index.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from courses.content.search import Query, folded, indexed
from courses.models import Path, PathEnrolment, PathVersion
from courses.paths.access import published_paths
from lms.kit.templatetags.texts import Said, said
from lms.kit.titles import by_title
from people.models import User

MOST_SHOWN = 24


@dataclass(frozen=True)
class PathCard:
    """A published path; `is_mine` for whoever is on it."""

    version: PathVersion
    key: str
    is_mine: bool

    @property
    def title(self) -> Said:
        return said(self.version.title)

    @property
    def summary(self) -> Said:
        return said(self.version.summary)

    @property
    def href(self) -> str:
        return reverse("courses:path", args=[self.key])

    @property
    def stages(self) -> int:
        return len(self.version.source["stages"])


def paths_found(actor: User, query: Query, *, is_all: bool = False) -> tuple[list[PathCard], int]:
    """Those whose title or summary, in any language, has all that was typed; all of them where nothing was. The first of
    them unless all are asked for, and how many are left.

    Signs alone are no words that anything could have.
    """
    if query.text and not query.terms:
        return [], 0
    paths = published_paths().order_by(by_title("published__title"), "key")
    found = [path for path in paths if _has(path, query)]
    shown = found if is_all else found[:MOST_SHOWN]
    return _cards(actor, shown), len(found) - len(shown)


def paths_with(actor: User, course: str) -> list[PathCard]:
    """Those that the course is a part of."""
    listed = {"published__source__stages__contains": [{"courses": [course]}]}
    paths = published_paths().filter(**listed).order_by(by_title("published__title"), "key")
    return _cards(actor, list(paths[:MOST_SHOWN]))


def _has(path: Path, query: Query) -> bool:
    assert path.published is not None  # what `published_paths` selects by
    texts = (path.published.title, path.published.summary)
    said = "\n".join(str(text) for one in texts for text in one.values())
    read, words = folded(said), indexed(said)
    return all(all(part in read for part in term.parts) or term.joined in words for term in query.terms)


def _cards(actor: User, shown: Sequence[Path]) -> list[PathCard]:
    on = PathEnrolment.objects.current().filter(user=actor, path__in=shown) if shown else ()
    mine = {enrolment.path_id for enrolment in on}
    return [PathCard(path.published, path.key, path.pk in mine) for path in shown if path.published]
