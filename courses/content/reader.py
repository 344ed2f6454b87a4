"""A course folder becomes a `CourseSource`, or a list of located problems."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from courses.content import located_yaml
from courses.content.assets import AssetFile, KnownFile
from courses.content.assets.folder import Assets
from courses.content.assets.uses import Showing, check_uses, replay_block
from courses.content.banks import Banks, bank_file
from courses.content.blocks import ReplaySource
from courses.content.broken_rules import MISSING
from courses.content.folder import CourseFolder
from courses.content.glossary import finder_in
from courses.content.language_checks import check_markdown, check_texts, languages_in
from courses.content.links import CoursePlaces, Links, Site
from courses.content.listing import check_key, languages_meant, listed_blocks, listed_lessons
from courses.content.localized import LocalizedMarkdown
from courses.content.located_yaml import BadYaml, LocatedYaml
from courses.content.markdown import References
from courses.content.needs import Needs, check_needs, needs_meant
from courses.content.problems import IN_FIELD, UNTRANSLATED_FILE, Problem, Report, Saying, Tongue, in_order
from courses.content.problems import gettext_noop as _
from courses.content.schema import (
    IN_FILES,
    BankFile,
    BankSource,
    Block,
    BlockRef,
    CourseFile,
    CourseSource,
    GlossarySource,
    Json,
    LabSource,
    LessonFile,
    LessonSource,
    QuizSource,
    TextBlock,
    WidgetBlock,
)
from courses.content.sharing import Library
from courses.content.sharing.following import Following
from courses.content.sharing.parts import TextFile, check_shared
from courses.content.unread import tell_unread
from courses.content.validation import validated, widget_class

END = ".bank.yaml"
NOT_MEASURED = _(
    "The sentence of this widget is not measured yet. In the editor, open the widget and press “Measure it”; in a folder, "
    "“manage.py widgets %(kind)s” writes %(wanted)s."
)
LabChecks = Callable[[Json], Sequence[tuple[located_yaml.Path, Saying]]]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Reading:
    """`course` is None when any problem is an error; warnings may accompany a course, and so do its files."""

    course: CourseSource | None
    problems: tuple[Problem, ...]
    files: tuple[AssetFile, ...] = ()


def read_course(
    folder: Path,
    *,
    lab_checks: LabChecks | None = None,
    embed_hosts: Sequence[str] = (),
    library: Library | None = None,
    others: Needs | None = None,
    known: Iterable[KnownFile] = (),
    site: Site | None = None,
    places: CoursePlaces | None = None,
) -> Reading:
    """Read and check a whole course. Never raises for what authors can write.

    `lab_checks` gets a lab's JSON and returns what is wrong in it, each with the steps to its setting.
    `embed_hosts` are the sites whose videos may be embedded, `library` has the shared courses that files may link to,
    `others` says what the other courses of the site need; `known` files were judged before and lie elsewhere; `site`
    knows which pages there are outside the course, `places` the pages of a course of which this is a part only.
    """
    report = Report()
    if not folder.is_dir():
        report.error("course.yaml", 1, _("There is no folder “%(name)s”."), name=folder.name)
        return Reading(None, in_order(report))
    here, name = CourseFolder(folder, report, known), folder.resolve().name
    pages = places or CoursePlaces(name, {*here.files, *here.known}, here.text)
    reader = _CourseReader(here, lab_checks, embed_hosts, library, others, Links(pages, site))
    course = reader.course(name)
    tell_unread(here, report)
    if report.has_errors:
        return Reading(None, in_order(report))
    return Reading(course, in_order(report), reader.assets.files)


class _CourseReader:
    """One reading: what every step needs, so that steps take only what differs."""

    def __init__(
        self,
        folder: CourseFolder,
        lab_checks: LabChecks | None,
        embed_hosts: Sequence[str],
        library: Library | None,
        others: Needs | None,
        links: Links,
    ) -> None:
        self.folder, self.report = folder, folder.report
        self.lab_checks, self.embed_hosts, self.others, self.links = lab_checks, embed_hosts, others, links
        self.languages: tuple[str, ...] = ()
        self.banks, self.assets = Banks(self._bank, folder.report), Assets(folder, folder.report)
        self.following = Following(folder, folder.report, library, folder.root.resolve().name)
        self.references = References(picture=self.assets.picture)

    def course(self, folder_name: str) -> CourseSource | None:
        """A mistake in one file hides none in another: what course.yaml and lessons list is read as far as it is clear."""
        said = self._yaml("course.yaml")
        located = said or LocatedYaml({})
        self.languages = languages_in(said, self.report) if said else ()
        file = self._checked(CourseFile, said, "course.yaml") if said else None
        self.languages = self.languages or languages_meant(located, self.folder)
        if not self.languages:
            return None
        check_key(located, folder_name, self.report)
        check_needs(folder_name, needs_meant(located), self.others, located, self.report)
        glossary = self._glossary()
        read = [self._lesson(key) for key in listed_lessons(located, self.folder, self.report)]
        if located.data.get("shared") is True:
            self._every_bank()
        if file is None or self.report.has_errors:
            return None
        beside = {
            "banks": self.banks.used,
            "glossary": glossary,
            "assets": self.assets.used,
            "links": tuple(sorted(self.following.links, key=lambda link: link.path)),
        }
        course = CourseSource(**{**dict(file), "lessons": tuple(filter(None, read)), **beside})
        if course.shared:
            check_shared(course, self.report)
        return course

    def _every_bank(self) -> None:
        """Of a shared course, where no quiz has to draw from them."""
        named = sorted(self.folder.names_in("banks"))
        self.banks.read_all(name.removesuffix(END) for name in named if name.endswith(END))

    def _glossary(self) -> GlossarySource | None:
        """Read before the texts, which refer to its terms."""
        if "glossary.yaml" not in self.folder:
            return None
        located = self._yaml("glossary.yaml")
        glossary = self._checked(GlossarySource, located, "glossary.yaml") if located else None
        find = glossary.find if glossary else finder_in(located.data if located else None)
        self.references = References(term=find, picture=self.assets.picture)
        return glossary if glossary and glossary.terms else None

    def _lesson(self, key: str) -> LessonSource | None:
        path = f"lessons/{key}/lesson.yaml"
        located = self._yaml(path)
        file = self._checked(LessonFile, located, path) if located else None
        blocks = []
        for line, ref in listed_blocks(located, path, self.folder, self.report):
            if block := self._block(ref, f"lessons/{key}/{ref.key}", path, line):
                blocks.append(block)
        if file is None or self.report.has_errors:
            return None
        return LessonSource(**{**dict(file), "key": key, "blocks": tuple(blocks)})

    def _block(self, ref: BlockRef, stem: str, listed_in: str, line: int) -> Block | None:
        if ref.kind == "text":
            return self._text(ref.key, stem, listed_in, line)
        path = f"{stem}.{ref.kind}.yaml"
        if path not in self.folder:
            self.folder.tell_absent(listed_in, line, path)
            return None
        model, block = IN_FILES.get(ref.kind, (None, None))
        located = self._linked(path)
        if located is None:
            return None
        if model is None or block is None:
            return self._widget(ref.key, located, stem, path)
        source = self._checked(model, located, path)
        if source is None:
            return None
        if isinstance(source, LabSource):
            self._check_lab(located, path)
        if isinstance(source, ReplaySource):
            return replay_block(ref.key, source, located, path, assets=self.assets, report=self.report)
        return cast("Block", block(key=ref.key, **{ref.kind: source}))

    def _check_inside(self, source: BaseModel, located: LocatedYaml, path: str) -> None:
        """What takes more than the file itself to know."""
        if isinstance(source, QuizSource):
            self.banks.check_draws(source, located, path)
        elif isinstance(source, Showing):
            hosts = self.embed_hosts
            check_uses(source, located, path, assets=self.assets, hosts=hosts, report=self.report)

    def _widget(self, key: str, located: LocatedYaml, stem: str, path: str) -> WidgetBlock | None:
        kind = widget_class(located, path, self.report)
        if kind is None:
            return None
        name, companion = kind.companion or ("", None)
        if companion and name not in located.data:
            beside = f"{stem}.{name}.yaml"
            if beside not in self.folder:
                line, kind_of_widget = located.line_of(("widget",)), located.data["widget"]
                self.report.error(path, line, NOT_MEASURED, wanted=beside, kind=kind_of_widget)
                return None
            file = self._yaml(beside)
            located.data[name] = self._checked(companion, file, beside) if file else None
            if located.data[name] is None:
                return None
        widget = self._checked(kind, located, path)
        return WidgetBlock(key=key, widget=widget) if widget else None

    def _bank(self, key: str) -> tuple[BankSource, LocatedYaml] | None:
        path = bank_file(key)
        located = self._linked(path)
        file = self._checked(BankFile, located, path) if located else None
        return (BankSource(**{**dict(file), "key": key}), located) if file and located else None

    def _text(self, key: str, stem: str, listed_in: str, line: int) -> TextBlock | None:
        if (linked := f"{stem}.text.yaml") in self.folder:
            located = self._linked(linked)
            read = self._checked(TextFile, located, linked) if located else None
            return TextBlock(key=key, text=read.text) if read else None
        texts: dict[str, str] = {}
        for language in self.languages:
            path = f"{stem}.{language}.md"
            if path in self.folder:
                text = self.folder.text(path)
                if text is not None and not text.strip():
                    self.report.error(path, 1, _("This file is empty."))
                elif text is not None:
                    check_markdown(text, path=path, report=self.report, references=self._references(path))
                    texts[language] = text
            elif language == self.languages[0]:
                self.folder.tell_absent(listed_in, line, path)
            else:
                self.report.warn(listed_in, line, UNTRANSLATED_FILE, path=path, language=Tongue(language))
        if self.languages[0] not in texts:
            return None
        return TextBlock(key=key, text=LocalizedMarkdown(source=self.languages[0], texts=texts))

    def _check_lab(self, located: LocatedYaml, path: str) -> None:
        for place, why in self.lab_checks(located.data) if self.lab_checks else ():
            told = {"field": ".".join(str(step) for step in place), "why": why}
            self.report.error_in(path, located.line_of(place), place, IN_FIELD, told)

    def _linked(self, path: str) -> LocatedYaml | None:
        """A file with what it is linked to, where it is."""
        located = self._yaml(path)
        return self.following.followed(located, path, self.languages) if located else None

    def _yaml(self, path: str) -> LocatedYaml | None:
        if path not in self.folder:
            self.folder.tell_absent(path, 1, path)
            return None
        text = self.folder.text(path)
        if text is None:
            return None
        try:
            located = located_yaml.load(text)
        except BadYaml as bad:
            self.report.error(path, bad.line, bad.template, **bad.params)
            return None
        if not isinstance(located.data, dict):
            self.report.error(path, 1, _("This file must be a mapping of keys and values."))
            return None
        return located

    def _checked(self, model: type[M], located: LocatedYaml, path: str) -> M | None:
        source = self.languages[0] if self.languages else ""
        told: dict[str, Any] = {"path": path, "report": self.report}
        whole, read = validated(model, located, source=source, **told)
        if read is not None and self.languages:
            known: dict[str, Any] = {"languages": self.languages, "references": self._references(path)}
            check_texts(read, located, **told, **known)
            with suppress(*(() if whole else MISSING)):
                self._check_inside(read, located, path)
        return whole

    def _references(self, path: str) -> References:
        return replace(self.references, link=self.links.of(path))
