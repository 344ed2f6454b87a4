"""A content package: a zip of item files, and a manifest that lists them."""

import io
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, indent, tostring

from courses.content.archive import read_members
from courses.content.exchange.gathering import MOST_QUESTIONS, Gathering
from courses.content.exchange.qti.markup import HEAD, el
from courses.content.exchange.qti.names import PACKAGE_NAMESPACE
from courses.content.exchange.xml_tree import BadXml, read_tree
from courses.content.exchange.xml_tree import Element as Read
from courses.content.packing import packed
from courses.content.problems import gettext_noop as _

MANIFEST = "imsmanifest.xml"
ITEM_TYPE, TEST_TYPE = "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"
OLDER_ITEM = "imsqti_item_xmlv2"
MOST_FILES = 3 * MOST_QUESTIONS
LOM_NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True)
class Listed:
    """An item of a package, as the manifest has it: with its keywords."""

    path: str
    line: int
    tags: Sequence[str]


def package_of(items: Mapping[str, str], tags: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """The zip of items, with their keywords, by their names."""
    files = {f"items/{name}.xml": text.encode() for name, text in items.items()}
    resources = []
    for name in items:
        path = f"items/{name}.xml"
        parts = [*_keywords((tags or {}).get(name, ())), el("file", href=path)]
        resource = el("resource", *parts, identifier=name, type=ITEM_TYPE, href=path)
        resources.append(resource)
    return packed({MANIFEST: _manifest(resources).encode(), **files})


def _keywords(tags: Sequence[str]) -> list[Element]:
    if not tags:
        return []
    said = [el("string", language="x-none") for _tag in tags]
    for element, tag in zip(said, tags, strict=True):
        element.text = tag
    general = el("general", *(el("keyword", one) for one in said))
    return [el("metadata", el("lom", general, xmlns=LOM_NAMESPACE))]


def _manifest(resources: list[Element]) -> str:
    schema, version = el("schema"), el("schemaversion")
    schema.text, version.text = "QTI Package", "3.0.0"
    parts = [el("metadata", schema, version), el("organizations"), el("resources", *resources)]
    manifest = el("manifest", *parts, xmlns=PACKAGE_NAMESPACE, identifier="questions")
    indent(manifest)
    return HEAD + tostring(manifest, "unicode") + "\n"


def items_in(data: bytes, found: Gathering) -> Iterator[tuple[Listed, bytes]]:
    """The files of items, as the manifest orders them."""
    members = read_members(io.BytesIO(data), ending=".xml", most=MOST_FILES)
    if isinstance(members, list):
        found.report.found += members
        return
    manifest = next((path for path in sorted(members, key=len) if posixpath.basename(path) == MANIFEST), None)
    if manifest is None:
        found.error(1, _("There is no imsmanifest.xml in this zip; export it as a QTI 3 package."))
        return
    for item in _listed(manifest, members[manifest], found):
        if item.path in members:
            yield item, members[item.path]
        else:
            found.path = manifest
            found.error(item.line, _("There is no %(wanted)s."), wanted=item.path[:200])


def _listed(manifest: str, data: bytes, found: Gathering) -> Iterator[Listed]:
    """Each path once."""
    found.path = manifest
    try:
        root = read_tree(data, encoding=None)
    except BadXml as bad:
        found.error(bad.line, bad.template, **bad.params)
        return
    items: dict[str, Listed] = {}
    older = False
    for resource in root.below("resource"):
        kind = resource.get("type").lower()
        if kind.startswith(ITEM_TYPE):
            path = posixpath.join(posixpath.dirname(manifest), unquote(resource.get("href")))
            path = posixpath.normpath(path)
            items.setdefault(path, Listed(path, resource.line, _tags_of(resource)))
        elif kind.startswith(TEST_TYPE):
            found.warn_once(
                resource.line, _("Tests, their parts and orders were dropped; the items are read.")
            )
        older = older or kind.startswith(OLDER_ITEM)
    if not items:
        template = _("These are items of QTI 2; export them as QTI 3.")
        found.error(1, template if older else _("The manifest lists no items of QTI 3."))
    yield from items.values()


def _tags_of(resource: Read) -> list[str]:
    """Each keyword may be said in several languages, of which the first counts."""
    said = (next(keyword.all("string", "langstring"), keyword) for keyword in resource.below("keyword"))
    return [one.words.strip() for one in said]
