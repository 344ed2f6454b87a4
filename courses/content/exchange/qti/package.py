"""A content package: a zip of item files, and a manifest that lists them."""

import io
import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element, indent, tostring

from courses.content.archive import read_members
from courses.content.exchange.gathering import MOST_QUESTIONS, Gathering
from courses.content.exchange.qti.markup import HEAD, el
from courses.content.exchange.qti.names import PACKAGE_NAMESPACE
from courses.content.exchange.xml_tree import BadXml, read_tree
from courses.content.packing import packed
from courses.content.problems import gettext_noop as _

MANIFEST = "imsmanifest.xml"
ITEM_TYPE, TEST_TYPE = "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"
OLDER_ITEM = "imsqti_item_xmlv2"
MOST_FILES = 3 * MOST_QUESTIONS


def package_of(items: Mapping[str, str]) -> bytes:
    """The zip of items by their names."""
    files = {f"items/{name}.xml": text.encode() for name, text in items.items()}
    resources = []
    for name in items:
        path = f"items/{name}.xml"
        resource = el("resource", el("file", href=path), identifier=name, type=ITEM_TYPE, href=path)
        resources.append(resource)
    return packed({MANIFEST: _manifest(resources).encode(), **files})


def _manifest(resources: list[Element]) -> str:
    schema, version = el("schema"), el("schemaversion")
    schema.text, version.text = "QTI Package", "3.0.0"
    parts = [el("metadata", schema, version), el("organizations"), el("resources", *resources)]
    manifest = el("manifest", *parts, xmlns=PACKAGE_NAMESPACE, identifier="questions")
    indent(manifest)
    return HEAD + tostring(manifest, "unicode") + "\n"


def items_in(data: bytes, found: Gathering) -> Iterator[tuple[str, bytes]]:
    """The files of items with their paths, as the manifest orders them."""
    members = read_members(io.BytesIO(data), ending=".xml", most=MOST_FILES)
    if isinstance(members, list):
        found.report.found += members
        return
    manifest = next((path for path in sorted(members, key=len) if posixpath.basename(path) == MANIFEST), None)
    if manifest is None:
        found.error(1, _("There is no imsmanifest.xml in this zip; export it as a QTI 3 package."))
        return
    for path, line in _listed(manifest, members[manifest], found):
        if path in members:
            yield path, members[path]
        else:
            found.path = manifest
            found.error(line, _("There is no %(wanted)s."), wanted=path[:200])


def _listed(manifest: str, data: bytes, found: Gathering) -> Iterator[tuple[str, int]]:
    """Each path once, with its line."""
    found.path = manifest
    try:
        root = read_tree(data, encoding=None)
    except BadXml as bad:
        found.error(bad.line, bad.template, **bad.params)
        return
    items: dict[str, int] = {}
    older = False
    for resource in root.below("resource"):
        kind = resource.get("type").lower()
        if kind.startswith(ITEM_TYPE):
            path = posixpath.join(posixpath.dirname(manifest), unquote(resource.get("href")))
            items.setdefault(posixpath.normpath(path), resource.line)
        elif kind.startswith(TEST_TYPE):
            found.warn_once(
                resource.line, _("Tests, their parts and orders were dropped; the items are read.")
            )
        older = older or kind.startswith(OLDER_ITEM)
    if not items:
        template = _("These are items of QTI 2; export them as QTI 3.")
        found.error(1, template if older else _("The manifest lists no items of QTI 3."))
    yield from items.items()
