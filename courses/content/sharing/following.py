"""Following the links of a course while it is read: from the copy in its folder, else from the site's shared courses."""

from collections.abc import Sequence

from courses.content import located_yaml
from courses.content.folder import CourseFolder
from courses.content.language_checks import texts_in
from courses.content.localized import ContentModel
from courses.content.located_yaml import BadYaml, LocatedYaml, nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.sharing import FROM, Json, Library, Link, kind_of

FILES = frozenset({"image", "video", "file", "replay"})
"""Kinds that name files, which would have to come along."""
NO_LINK = _("“from” names a version and a part of a shared course, as in claims-kit@3#data-rules.")
Told = dict[str, str | int | float]


class Following:
    """`links` holds those that were found, whatever they led to."""

    def __init__(self, folder: CourseFolder, report: Report, library: Library | None, key: str) -> None:
        self._folder, self._report, self._library, self._key = folder, report, library, key
        self.links: list[Link] = []

    def followed(
        self, located: LocatedYaml, path: str, model: type[ContentModel] | None, languages: Sequence[str]
    ) -> LocatedYaml | None:
        """The file with what it is linked to in its place; as it is without a link. None after reporting why not.

        By its `model` it loses the languages that the course is not in.
        """
        if FROM not in located.data:
            return located
        own = {name: value for name, value in located.data.items() if name != FROM}
        link = Link.written(located.data[FROM], path=path, own=own, original={})
        if link is None:
            return self._refuse(located, path, NO_LINK)
        if kind_of(path) in FILES:
            return self._refuse(
                located, path, _("A block with files cannot be linked. Copy it with its files instead.")
            )
        original = self._kept(link) or self._of_the_site(link, located)
        if original is None:
            return None
        self.links.append(link.model_copy(update={"original": original}))
        lines = {place: line for place, line in located.lines.items() if place[:1] != (FROM,)}
        lines[()] = located.line_of((FROM,))
        shown = in_languages(original, model, languages) if model else original
        return LocatedYaml({**shown, **own}, lines)

    def _kept(self, link: Link) -> Json | None:
        """The copy that came with the course."""
        if link.kept_in not in self._folder:
            return None
        text = self._folder.text(link.kept_in)
        try:
            data = located_yaml.load(text).data if text is not None else None
        except BadYaml as bad:
            self._report.error(link.kept_in, bad.line, bad.template, **bad.params)
            return None
        if not isinstance(data, dict):
            self._report.error(link.kept_in, 1, _("This file must be a mapping of keys and values."))
            return None
        return data

    def _of_the_site(self, link: Link, located: LocatedYaml) -> Json | None:
        library = self._library
        versions = library.versions(link.shared) if library else ()
        if library is None or not versions:
            known = library.keys() if library else ()
            return self._refuse(located, link.path, *_absent(link.shared, known))
        if link.version not in versions:
            template = _("“%(shared)s” has no published version %(version)d; the newest is %(newest)d.")
            told: Told = {"shared": link.shared, "version": link.version, "newest": versions[-1]}
            return self._refuse(located, link.path, template, told)
        if self._key in {link.shared, *library.sources(link.shared, link.version)}:
            template = _("This link goes in a circle: “%(shared)s” has parts of “%(key)s” itself.")
            return self._refuse(located, link.path, template, {"shared": link.shared, "key": self._key})
        original = library.part(link.shared, link.version, link.kind, link.part)
        if original is None:
            return self._refuse(located, link.path, *_no_part(link, library))
        return original

    def _refuse(self, located: LocatedYaml, path: str, template: str, told: Told | None = None) -> None:
        self._report.error(path, located.line_of((FROM,)), template, **(told or {}))


def _absent(shared: str, known: Sequence[str]) -> tuple[str, Told]:
    if meant := nearest(shared, list(known)):
        template = _("There is no shared course “%(shared)s”. Did you mean “%(meant)s”?")
        return template, {"shared": shared, "meant": meant}
    return _("There is no shared course “%(shared)s” that is published here."), {"shared": shared}


def _no_part(link: Link, library: Library) -> tuple[str, Told]:
    told: Told = {"shared": link.shared, "version": link.version, "kind": link.kind, "part": link.part}
    if meant := nearest(link.part, list(library.parts(link.shared, link.version, link.kind))):
        template = _(
            "Version %(version)d of “%(shared)s” has no %(kind)s “%(part)s”. Did you mean “%(meant)s”?"
        )
        return template, {**told, "meant": meant}
    return _("Version %(version)d of “%(shared)s” has no %(kind)s “%(part)s”."), told


def in_languages(original: Json, model: type[ContentModel], languages: Sequence[str]) -> Json:
    """The content without the languages that the course is not in. What cannot be read is left as it is, to be told."""
    try:
        read = model.model_validate(original)
    except ValueError:
        return original
    strange = [place for place, text in texts_in(read) if set(text.texts) - set(languages)]
    kept = _copied(original)
    for place in strange:
        here = kept
        for step in place:
            here = here[step]
        for language in set(here) - set(languages) if set(here) & set(languages) else ():
            del here[language]
    return kept


def _copied(value: Json) -> Json:
    def copy(one: object) -> object:
        if isinstance(one, dict):
            return {key: copy(held) for key, held in one.items()}
        return [copy(held) for held in one] if isinstance(one, list) else one

    return {key: copy(held) for key, held in value.items()}
