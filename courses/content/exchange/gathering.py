"""The questions and problems of one reading, each question checked like one from a course folder."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from courses.content.exchange.result import CATEGORY_KEPT, TAGS_KEPT, Read
from courses.content.language_checks import check_texts
from courses.content.located_yaml import LocatedYaml
from courses.content.problems import Report, fill, in_order
from courses.content.problems import gettext_noop as _
from courses.content.questions import KINDS, BaseQuestion
from courses.content.tags import MOST_TAGS, tag
from courses.content.validation import validate

LONGEST_KEY = 60
MOST_OF_WORDS = 24  # letters of a key that is made of words
NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
LARGEST = 4 * 1024 * 1024
MOST_QUESTIONS = 1_000
MOST_ANSWERS = 100  # of one question: more than any kind takes, so that too many are still refused
LONGEST_LIST = 200
BETWEEN_CATEGORIES = re.compile(r"(?<!/)/(?!/)")
NO_CATEGORY = {"", "top"}

Fields = dict[str, Any]


class Gathering:
    """Texts come in `languages`, the first of which each of them needs; `line` is where something was written.

    `path` is the file of a package that is being read.
    """

    def __init__(self, language: str, *others: str) -> None:
        self.language = language
        self.languages = (language, *others)
        self.path = ""
        self.report = Report()
        self.questions: list[BaseQuestion] = []
        self.tags: dict[str, tuple[str, ...]] = {}
        self._category = ""
        self._keys: set[str] = set()
        self._last: dict[str, int] = {}
        self._told: set[str] = set()

    def error(self, line: int, template: str, /, **params: str | int | float) -> None:
        self.report.error(self.path, line, template, **params)

    def warn(self, line: int, template: str, /, **params: str | int | float) -> None:
        self.report.warn(self.path, line, template, **params)

    def warn_once(self, line: int, template: str, /, **params: str | int | float) -> None:
        """For what every question of a file has: said where it is met first."""
        words = fill(template, params)
        if words not in self._told:
            self._told.add(words)
            self.warn(line, template, **params)

    def categorise(self, line: int, name: str) -> None:
        """The last part of a category is a tag of all questions up to the next one."""
        last = BETWEEN_CATEGORIES.split(name.strip())[-1].strip()
        self._category = "" if last.lower() in NO_CATEGORY else tag(last)
        if self._category:
            self.warn_once(line, CATEGORY_KEPT, name=name[:LONGEST_LIST], tag=self._category)
        else:
            self.warn_once(
                line,
                _("The category “%(name)s” was dropped; its name makes no tag."),
                name=name[:LONGEST_LIST],
            )

    def _file_under(self, key: str, line: int, named: Sequence[str]) -> None:
        kept = self.tags_of(line, named, self._category)
        if kept:
            self.tags[key] = tuple(kept)
        if said := [one for one in dict.fromkeys(map(tag, named)) if one in kept]:
            self.warn_once(line, TAGS_KEPT, tags=", ".join(said))

    def tags_of(self, line: int, named: Sequence[str], category: str = "") -> list[str]:
        """The tags that these names make, each once. Names that make none, and tags too many, are told."""
        made = {name: tag(name) for name in named if name.strip()}
        tags = [*dict.fromkeys(one for one in (*made.values(), category) if one)]
        lost = [name for name, one in made.items() if not one] + tags[MOST_TAGS:]
        if lost:
            template = _(
                "Tags were dropped: %(tags)s. A tag needs a letter or a digit; a question has at most %(most)d tags."
            )
            self.warn_once(line, template, tags=", ".join(lost)[:LONGEST_LIST], most=MOST_TAGS)
        return tags[:MOST_TAGS]

    def said(self, text: str) -> dict[str, str]:
        return {self.language: text}

    def add(
        self,
        line: int,
        *,
        name: str,
        kind: str,
        fields: Fields,
        feedback: str = "",
        tags: Sequence[str] = (),
    ) -> None:
        """Keep the question, or say what is wrong with it."""
        prompt = str(fields["prompt"].get(self.language, ""))
        if not prompt.strip():
            self.error(line, _("This question has no text; it was left out."))
            return
        key = slug(name) or slug(prompt[:40]) or f"question-{len(self.questions) + 1}"
        about: Fields = {"kind": kind, "key": key}
        if feedback:
            about["feedback"] = self.said(feedback)
        located = LocatedYaml({**about, **fields}, {(): line})
        checks = Report()
        question = validate(KINDS[kind], located, source=self.language, path=self.path, report=checks)
        if question is not None:
            check_texts(question, located, languages=self.languages, path=self.path, report=checks)
        self.report.found += checks.found
        if question is not None and not checks.has_errors:
            self.questions.append(question.model_copy(update={"key": self._unique(question.key)}))
            self._file_under(self.questions[-1].key, line, tags)

    def _unique(self, key: str) -> str:
        unique, count = key, self._last.get(key, 1)
        while unique in self._keys:
            count += 1
            ending = f"-{count}"
            unique = key[: LONGEST_KEY - len(ending)].rstrip("-") + ending
        self._keys.add(unique)
        self._last[key] = count
        return unique

    def result(self) -> Read:
        return Read(tuple(self.questions), in_order(self.report.found), self.tags)


def slug(name: str) -> str:
    """The name as a key; "" when no letter of it can stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_IN_A_KEY.sub("-", plain).strip("-")[:LONGEST_KEY].rstrip("-")


def letter(place: int) -> str:
    """A key for the choice, pair or step at this place, from 0."""
    return chr(ord("a") + place) if place < 26 else f"c{place + 1}"


def keyed(parts: list[Fields]) -> list[Fields]:
    """Each part with a key from its own words: a page names its fields by them, so that they may tell no order."""
    taken: set[str] = set()
    last: dict[str, int] = {}
    """Of each stem, the number that was given last: what lies below it is taken."""
    found = []
    for part in parts:
        words = next(iter(part["text"].values()), "")
        stem = slug(words)[:MOST_OF_WORDS].strip("-") or hashlib.sha256(words.encode()).hexdigest()[:6]
        count, key = last.get(stem, 1), stem
        while key in taken:
            count += 1
            key = f"{stem}-{count}"
        last[stem] = count
        taken.add(key)
        found.append({"key": key, **part})
    return found


def decoded(data: bytes | str, found: Gathering) -> str | None:
    """The text with plain line ends, or None after saying why not."""
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > LARGEST:
        found.error(1, _("This file is larger than %(most)d KiB."), most=LARGEST // 1024)
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found.error(line, _("This file is not UTF-8 text. Save it as UTF-8."))
        return None
    if "\0" in text:
        found.error(text.count("\n", 0, text.index("\0")) + 1, _("This file holds binary data."))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
