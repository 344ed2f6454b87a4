"""Markdown files that authors bring in: how they divide into blocks, and what is to be mended in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from courses.content.drafts.sections import Document, Section, divided, with_pictures
from courses.drafts.previews import text_references
from courses.models import Draft, Intake, IntakeKind
from courses.read_models import drawn_text
from courses.wording import in_words
from people.models import User

WORDS_A_MINUTE = 200


def bring_in_text(
    *, by: User, draft: Draft, name: str, text: str, language: str, target: str = "", in_one: bool = False
) -> Intake:
    """Keep what was sent, to be looked at. Nothing of it joins the draft yet."""
    content = {"text": text, "in_one": in_one}
    about = {"kind": IntakeKind.TEXT, "name": name[:200], "language": language, "target": target}
    return Intake.objects.create(by=by, course=draft.course, content=content, **about)


@dataclass(frozen=True)
class ShownSection:
    """A section with what it looks like; a mistake has its line in the file that was sent."""

    section: Section
    html: SafeString
    words: int
    mistakes: list[tuple[int, str, bool]]

    @property
    def title(self) -> str:
        return self.section.title


class ReadText:
    """What an intake of a text holds, with the pictures that the draft has."""

    def __init__(self, intake: Intake, draft: Draft) -> None:
        self.intake, self.draft = intake, draft
        self.in_one: bool = intake.content["in_one"]

    @property
    def text(self) -> str:
        return str(self.intake.content["text"])

    @cached_property
    def document(self) -> Document:
        return divided(self.text, in_one=self.in_one)

    @cached_property
    def sections(self) -> list[Section]:
        assets = {path.rpartition("/")[2].lower(): path for path in self._assets}
        return [with_pictures(section, assets) for section in self.document.sections]

    @property
    def whole(self) -> str:
        """For a text that becomes one block: everything, its title too."""
        assets = {path.rpartition("/")[2].lower(): path for path in self._assets}
        return with_pictures(Section("", self.text.strip("\n") + "\n"), assets).text

    @property
    def _assets(self) -> list[str]:
        return list(self.draft.assets.present().order_by("path").values_list("path", flat=True))

    @cached_property
    def shown(self) -> list[ShownSection]:
        return list(self._shown())

    def _shown(self) -> Iterator[ShownSection]:
        references = text_references(self.draft, "lessons/new/new.en.md")
        for section in self.sections:
            drawn = drawn_text(section.text, self.intake.language, references)
            found = [
                (section.line + p.line - 1, in_words(p.template, p.params), p.is_error)
                for p in drawn.problems
            ]
            yield ShownSection(section, SafeString(drawn.html), drawn.words, found)

    @property
    def mistakes(self) -> list[tuple[int, str, bool]]:
        return sorted({mistake for one in self.shown for mistake in one.mistakes})

    @property
    def minutes(self) -> int:
        return max(1, round(sum(one.words for one in self.shown) / WORDS_A_MINUTE))

    @property
    def texts(self) -> list[tuple[str, str]]:
        """For the structure: each with its name."""
        return [(section.title or self.document.title, section.text) for section in self.sections]
