"""What the pages of paths show: one path for its reader, its people for those who lead them, and the author's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, OuterRef, Q, Subquery

from courses.models import Path, PathEnrolment, PathVersion
from courses.paths.access import path_enrolment_of, path_for
from courses.paths.assigning import check_can_withdraw
from courses.paths.choices import Offered
from courses.paths.offers import Offer, placement_offers
from courses.paths.placing_again import is_left, to_look_at
from courses.paths.progress import CourseLine, PathProgress, Standing, read_path_for, read_progress
from lms.kit.titles import by_title
from people.access import check_is_author
from people.models import User

VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class PathPage:
    """A path for one reader, who may or may not be on it."""

    path: Path
    progress: PathProgress
    offer: Offer | None = None
    leave_refusal: str = ""
    is_being_placed: bool = False
    """Whether an earlier try at the placement test may still come to spare courses."""

    @property
    def enrolment(self) -> PathEnrolment | None:
        return self.progress.enrolment

    @property
    def next(self) -> CourseLine | None:
        """The course to go on with; a locked one gives way to what unlocks it."""
        here = self.progress.next
        if here is None or here.standing != Standing.LOCKED or not here.first:
            return here
        return CourseLine(here.first[0], Standing.OPEN)

    @property
    def opens(self) -> str:
        """The title of the course that the next one unlocks."""
        here = self.progress.next
        return here.title if here and here.standing == Standing.LOCKED and here.first else ""


def path_page(actor: User, key: str) -> PathPage:
    path = path_for(actor, key)
    enrolment = path_enrolment_of(actor, path)
    if enrolment is None:
        assert path.published is not None  # what `path_for` selects by
        return PathPage(path, progress := read_path_for(actor.pk, path.published), _offer(actor, progress))
    progress = read_progress([enrolment])[0]
    refusal = check_can_withdraw.refusal(actor, enrolment)
    return PathPage(path, progress, _offer(actor, progress), refusal, is_left(enrolment))


def _offer(actor: User, progress: PathProgress) -> Offer | None:
    return next(iter(placement_offers(actor.pk, [progress])), None)


@dataclass(frozen=True)
class PathRow:
    """A path on the author's desk."""

    path: Path
    newest: PathVersion
    people: int

    @property
    def is_draft(self) -> bool:
        return self.newest.pk != self.path.published_id


def path_rows(actor: User) -> list[PathRow]:
    check_is_author(actor)
    on_it = Count("enrolments", filter=Q(enrolments__withdrawn_at__isnull=True), distinct=True)
    paths = Path.objects.select_related("published").annotate(people=on_it, newest=Max("versions"))
    newest = PathVersion.objects.filter(path=OuterRef("pk")).order_by("-number").values("title")[:1]
    here = [path for path in paths.order_by(by_title(Subquery(newest)), "key") if path.newest]
    versions = PathVersion.objects.in_bulk([path.newest for path in here])
    return [PathRow(path, versions[path.newest], path.people) for path in here]


@dataclass(frozen=True)
class VersionPage:
    """A version as its author judges it: what it says, who is on the path, what was published when."""

    version: PathVersion
    progress: PathProgress
    refusal: str
    people: int

    @property
    def test(self) -> str:
        """What its placement test is called."""
        return Offered(self.version.source).test

    @cached_property
    def to_look_at(self) -> int:
        """How many people's earlier tries at the test are still to be looked at."""
        return to_look_at(self.version)

    @property
    def versions(self) -> Sequence[PathVersion]:
        versions = self.version.path.versions.select_related("created_by").order_by("-number")
        return list(versions[:VERSIONS_SHOWN])
