"""What the editor shows of links: which version a part comes from, whether there is a newer one, and what can be linked."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.content.sharing import Link, reference
from courses.content.sharing.changing import link_in
from courses.content.sharing.overriding import own_places
from courses.content.sharing.parts import BANK
from courses.drafts.pages import DraftPage
from courses.models import Block, BlockKind, Course, DraftFile, Revision
from courses.part_titles import names_of, names_of_banks
from courses.sharing.words import name_of_place
from lms.kit.templatetags.texts import in_language, said
from lms.kit.titles import by_title

MOST = 1_000  # offers in one list
COURSE = "lesson__revision__course__key"


@dataclass(frozen=True)
class SharedCourse:
    key: str
    title: str
    version: int
    revision_id: int
    is_archived: bool


@dataclass(frozen=True)
class LinkLine:
    """`source` is the shared course as it is published now; None where there is none any more. `called` is what the part is
    called.
    """

    link: Link
    source: SharedCourse | None
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or self.link.part

    @property
    def title(self) -> str:
        return self.source.title if self.source else self.link.shared

    @property
    def newer(self) -> int:
        """The version that could be taken; 0 without one."""
        return self.source.version if self.source and self.source.version > self.link.version else 0

    @property
    def own(self) -> list[str]:
        """What the file says itself."""
        return [name_of_place(".".join(place)) for place in own_places(self.link.own)]


@dataclass(frozen=True)
class Offer:
    """A part that could be linked; `value` names it in a form, `title` says what it is called."""

    value: str
    kind: str
    title: str
    source: SharedCourse

    @property
    def reference(self) -> str:
        return self.value.partition(" ")[2]

    @property
    def kind_label(self) -> str:
        return str(BlockKind(self.kind).label) if self.kind in BlockKind else self.kind


def shared_courses() -> dict[str, SharedCourse]:
    found = Course.objects.filter(published__shared=True).order_by(by_title("published__title"), "key")
    told = found.values_list("key", "published__title", "published__number", "published_id", "archived_at")
    return {
        key: SharedCourse(key, str(in_language(title)), number, pk, is_archived=at is not None)
        for key, title, number, pk, at in told
    }


def _offering(own: str) -> dict[int, SharedCourse]:
    """By revision. What is linked to an archived one stays; nothing of it is linked anew."""
    return {
        one.revision_id: one for one in shared_courses().values() if one.key != own and not one.is_archived
    }


def links_of(page: DraftPage) -> dict[str, LinkLine]:
    """The linked files of a draft, by path."""
    links = {path: link_in(path, file.text or "") for path, file in page.files.items()}
    found: Mapping[str, Link] = {path: link for path, link in links.items() if link is not None}
    shared = shared_courses() if found else {}
    names = page.linked_names
    return {path: LinkLine(link, shared.get(link.shared), names[path]) for path, link in found.items()}


def link_line(file: DraftFile) -> LinkLine | None:
    link = link_in(file.path, file.text or "")
    return LinkLine(link, shared_courses().get(link.shared)) if link else None


def blocks_to_link(own: str) -> list[Offer]:
    """Blocks of shared courses other than the course `own`, in their order."""
    shared = _offering(own)
    blocks = Block.objects.filter(lesson__revision__in=shared).order_by(
        by_title("lesson__revision__title", COURSE), COURSE, "lesson__position", "position"
    )
    place = ("lesson__revision_id", "kind", "key", "lesson__title")
    found = names_of(blocks.exclude(kind__in=WITH_FILES)[:MOST], *place)
    return [
        _offer(shared[pk], kind, key, name or f"{said(lesson)} › {key}")
        for pk, kind, key, lesson, name in found
    ]


def banks_to_link(own: str) -> list[Offer]:
    shared = _offering(own)
    found = Revision.objects.filter(pk__in=shared).order_by(by_title("title", "course__key"), "course__key")
    banks = names_of_banks(found, "pk")
    return [_offer(shared[pk], BANK, key, title) for pk, key, title in banks][:MOST]


def most_to_link() -> int:
    return MOST


WITH_FILES = (BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.FILE, BlockKind.REPLAY)


def offered(value: str) -> Link | None:
    """The part that a form names: its kind and its reference."""
    kind, _space, named = value.partition(" ")
    return Link.written(named, path=f"{kind}.{kind}.yaml", original={})


def names_of_offered(link: Link, own: str) -> dict[str, object]:
    """What a part that was offered to the course `own` is called, and what it comes from."""
    offers = banks_to_link(own) if link.kind == BANK else blocks_to_link(own)
    value, source = f"{link.kind} {link.reference}", shared_courses().get(link.shared)
    part = next((offer.title for offer in offers if offer.value == value), link.part)
    return {"part": part, "version": link.version, "title": source.title if source else link.shared}


def _offer(source: SharedCourse, kind: str, part: str, title: str) -> Offer:
    return Offer(f"{kind} {reference(source.key, source.version, part)}", kind, title, source)
