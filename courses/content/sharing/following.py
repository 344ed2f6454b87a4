"""Following the links of a course while it is read: from the copy in its folder, else from the site's shared courses."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from courses.content import located_yaml
from courses.content.folder import CourseFolder
from courses.content.language_checks import texts_in
from courses.content.located_yaml import BadYaml, LocatedYaml, nearest
from courses.content.problems import Report, fill
from courses.content.problems import gettext_noop as _
from courses.content.schema import IN_FILES, BankFile
from courses.content.sharing import FROM, Json, Library, Link
from courses.content.sharing.overriding import check_own, laid_over, lines_over
from courses.content.sharing.parts import BANK, TextFile
from courses.content.widgets import KINDS as WIDGETS

FILES = frozenset({"image", "video", "file", "replay"})
"""Kinds that name files, which would have to come along."""


class Unlinked(ValueError):
    """Why a link cannot be followed."""

    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.template, self.params = template, params


class Following:
    """`links` holds those that were found, whatever they led to."""

    def __init__(self, folder: CourseFolder, report: Report, library: Library | None, key: str) -> None:
        self._folder, self._report, self._library, self._key = folder, report, library, key
        self.links: list[Link] = []

    def followed(self, located: LocatedYaml, path: str, languages: Sequence[str]) -> LocatedYaml | None:
        """The file with what it is linked to in its place; as it is without a link. None after reporting why not.

        It loses the languages that the course is not in.
        """
        if FROM not in located.data:
            return located
        line = located.line_of((FROM,))
        try:
            link = self._link(located, path)
        except Unlinked as why:
            self._report.error(path, line, why.template, **why.params)
            return None
        self.links.append(link)
        check_own(path, located.lines, link.original, link.own, self._report)
        model = model_of(link.kind, link.original)
        shown = in_languages(link.original, model, languages) if model else link.original
        return LocatedYaml(laid_over(shown, link.own), lines_over(located.lines, shown, link.own, line))

    def _link(self, located: LocatedYaml, path: str) -> Link:
        own = {name: value for name, value in located.data.items() if name != FROM}
        link = Link.written(located.data[FROM], path=path, own=own, original={})
        if link is None:
            raise Unlinked(
                _("“from” names a version and a part of a shared course, as in claims-kit@3#data-rules.")
            )
        if link.kind in FILES:
            raise Unlinked(_("A block with files cannot be linked. Copy it with its files instead."))
        return link.model_copy(update={"original": self._kept(link) or self._of_the_site(link)})

    def _kept(self, link: Link) -> Json | None:
        """The copy that came with the course."""
        text = self._folder.text(link.kept_in) if link.kept_in in self._folder else None
        if text is None:
            return None
        try:
            data = located_yaml.load(text).data
        except BadYaml as bad:
            raise Unlinked(
                _("%(path)s, line %(line)d: this is not YAML."), path=link.kept_in, line=bad.line
            ) from None
        if not isinstance(data, dict):
            raise Unlinked(_("%(path)s must be a mapping of keys and values."), path=link.kept_in)
        return data

    def _of_the_site(self, link: Link) -> Json:
        shared, version, library = link.shared, link.version, self._library
        versions = library.versions(shared) if library else ()
        if library is None or not versions:
            raise _absent(shared, library.keys() if library else ())
        if version not in versions:
            template = _("“%(shared)s” has no published version %(version)d; the newest is %(newest)d.")
            raise Unlinked(template, shared=shared, version=version, newest=versions[-1])
        if self._key in {shared, *library.sources(shared, version)}:
            template = _("This link goes in a circle: “%(shared)s” has parts of “%(key)s” itself.")
            raise Unlinked(template, shared=shared, key=self._key)
        original = library.part(shared, version, link.kind, link.part)
        if original is None:
            raise _no_part(link, library)
        return original


def _absent(shared: str, known: Sequence[str]) -> Unlinked:
    if meant := nearest(shared, list(known)):
        template = _("There is no shared course “%(shared)s”. Did you mean “%(meant)s”?")
        return Unlinked(template, shared=shared, meant=meant)
    return Unlinked(_("There is no shared course “%(shared)s” that is published here."), shared=shared)


def _no_part(link: Link, library: Library) -> Unlinked:
    told: dict[str, str | int | float] = {
        "shared": link.shared,
        "version": link.version,
        "kind": link.kind,
        "part": link.part,
    }
    if meant := nearest(link.part, list(library.parts(link.shared, link.version, link.kind))):
        template = _(
            "Version %(version)d of “%(shared)s” has no %(kind)s “%(part)s”. Did you mean “%(meant)s”?"
        )
        return Unlinked(template, **told, meant=meant)
    return Unlinked(_("Version %(version)d of “%(shared)s” has no %(kind)s “%(part)s”."), **told)


def model_of(kind: str, original: Json) -> type[BaseModel] | None:
    """What a linked file of this kind holds. The settings of a widget say which one it is."""
    if kind == "widget":
        return WIDGETS.get(str(original.get("widget")))
    if kind in {BANK, "text"}:
        return BankFile if kind == BANK else TextFile
    return IN_FILES[kind][0] if kind in IN_FILES else None


def in_languages(original: Json, model: type[BaseModel], languages: Sequence[str]) -> Json:
    """The content without the languages that the course is not in. What cannot be read is left as it is, to be told."""
    try:
        read = model.model_validate(original)
    except ValueError:
        return original
    strange = [place for place, text in texts_in(read) if set(text.texts) - set(languages)]
    kept = deepcopy(original)
    for place in strange:
        here: Any = kept
        for step in place:
            here = here[step]
        for language in set(here) - set(languages) if set(here) & set(languages) else ():
            del here[language]
    return kept
