"""The shared courses of this site, as a course that is read finds them."""

from collections.abc import Sequence
from functools import cached_property

from courses.content.schema import CourseSource
from courses.content.sharing import Json
from courses.content.sharing.parts import parts_of
from courses.models import Revision
from courses.read_models import source_of


class Shelf:
    """A `Library`. It asks the database once for what there is, and reads a version when something of it is wanted."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, int], CourseSource] = {}

    @cached_property
    def known(self) -> dict[str, list[int]]:
        """The published versions of each shared course."""
        shared = Revision.objects.filter(shared=True, published_at__isnull=False)
        known: dict[str, list[int]] = {}
        for key, number in shared.order_by("course__key", "number").values_list("course__key", "number"):
            known.setdefault(key, []).append(number)
        return known

    def keys(self) -> Sequence[str]:
        return list(self.known)

    def versions(self, shared: str) -> Sequence[int]:
        return self.known.get(shared, ())

    def newest(self, shared: str) -> int:
        """0 where there is none."""
        return max(self.versions(shared), default=0)

    def course(self, shared: str, version: int) -> CourseSource:
        if (shared, version) not in self._read:
            revision = Revision.objects.get(course__key=shared, number=version)
            self._read[shared, version] = source_of(revision)
        return self._read[shared, version]

    def part(self, shared: str, version: int, kind: str, part: str) -> Json | None:
        if version not in self.versions(shared):
            return None
        return dict(parts_of(self.course(shared, version), kind)).get(part)

    def parts(self, shared: str, version: int, kind: str) -> Sequence[str]:
        return [key for key, _content in parts_of(self.course(shared, version), kind)]

    def sources(self, shared: str, version: int) -> Sequence[str]:
        return [link.shared for link in self.course(shared, version).links]
