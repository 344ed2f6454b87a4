"""One GIFT block becomes one question, or a word about why not."""

import re

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered
from courses.content.exchange.gathering import MOST_ANSWERS, Fields, Gathering
from courses.content.exchange.gift.blocks import Block
from courses.content.exchange.gift.entries import Answers, Entry, read_answers, truth_in
from courses.content.exchange.gift.numbers import number_fields
from courses.content.exchange.gift.syntax import place_of, unescaped
from courses.content.exchange.rubrics import marked_by
from courses.content.exchange.wording import Format, in_markdown, in_plain
from courses.content.problems import gettext_noop as _

TAGGED = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
TITLE = re.compile(r"\s*::((?:\\.|(?!::)[^\\])*)::", re.DOTALL)
FORMATS: dict[str, Format] = {name: name for name in ("html", "moodle", "plain", "markdown")}
BLANK = "\\_\\_\\_\\_\\_"
GAP = "gap"
WIDE_BRACE, WIDE_SIGN = re.compile("[｛｝]"), re.compile("[＝～＃]")
WIDE_SIGNS = _("This uses full-width signs ｛｝＝～. GIFT knows only { } = ~: replace them and import again.")
Kind = tuple[str, Fields]


class BlockReader:
    def __init__(self, block: Block, found: Gathering) -> None:
        self.block = block
        self.found = found
        self.line = block.numbers[0]
        self.format: Format = "moodle"

    def read(self) -> None:
        text = self.block.text
        titled = TITLE.match(text)
        name, start = (unescaped(titled[1]), titled.end()) if titled else ("", 0)
        if tagged := TAGGED.match(text, start):
            self.format, start = FORMATS[tagged[1]], tagged.end()
        opens = place_of(text, "{", start)
        closes = place_of(text, "}", start)
        if not self._has_one_answer_block(opens, closes):
            return
        answers = read_answers(text[opens + 1 : closes], opens + 1, self.block.line_at)
        before, behind = text[start:opens], text[closes + 1 :]
        kind = self._with_gap(answers, before, behind) if behind.strip() else self._kind(answers)
        if kind is None:
            return
        named, fields = kind
        prompt = before if not behind.strip() else before + "\0" + behind
        blank = "{{" + GAP + "}}" if named == "cloze" else BLANK
        fields["prompt"] = self.found.said(self._markdown(prompt, self.line).replace("\0", blank))
        general = self._markdown(answers.general, answers.line)
        about = {"name": self.block.id or name, "feedback": general}
        self.found.add(self.line, kind=named, fields=fields, tags=self.block.tags, **about)

    def _has_one_answer_block(self, opens: int, closes: int) -> bool:
        where = self.block.line_at
        if opens < 0 and closes < 0 and WIDE_BRACE.search(self.block.text):
            self.found.error(self.line, WIDE_SIGNS)
        elif opens < 0 and closes < 0:
            self.found.error(self.line, _("This is text without a question; it was left out."))
        elif opens < 0 or (0 <= closes < opens):
            self.found.error(
                where(closes), _("There is a } without its {. Write \\} where it is meant as such.")
            )
        elif closes < 0:
            template = _(
                "The { is not closed before the next empty line. Close it with }, or write \\{ as such."
            )
            self.found.error(where(opens), template)
        elif (again := place_of(self.block.text, "{", opens + 1)) >= 0:
            template = _(
                "There is a second {. A question has one pair of braces: part questions by an empty line, "
                "or write \\{ where it is meant as such."
            )
            self.found.error(where(again), template)
        elif (again := place_of(self.block.text, "}", closes + 1)) >= 0:
            self.found.error(
                where(again), _("There is a } without its {. Write \\} where it is meant as such.")
            )
        else:
            return True
        return False

    def _kind(self, answers: Answers) -> Kind | None:
        """The kind of question that these answers ask for, and their fields."""
        if len(answers.entries) > MOST_ANSWERS:
            self.found.error(self.line, offers.TOO_MANY, most=MOST_ANSWERS)
            return None
        if answers.lead.startswith("#"):
            fields = number_fields(answers, self.found)
            return ("number", fields) if fields else None
        if not answers.entries:
            return self._true_false(answers)
        if answers.lead:
            template = _("“%(text)s” stands before the first answer. An answer begins with = or ~.")
            self.found.error(answers.line, template, text=answers.lead[:60])
            return None
        if any(entry.sign == "~" for entry in answers.entries):
            return self._choices(answers.entries)
        if any(entry.pair for entry in answers.entries):
            return self._pairs(answers.entries)
        return "text", {
            "accept": offers.accepted([self._offered(one) for one in answers.entries], self.found)
        }

    def _true_false(self, answers: Answers) -> Kind | None:
        truth = truth_in(answers.lead)
        if truth is None:
            if WIDE_SIGN.match(answers.lead):
                self.found.error(answers.line, WIDE_SIGNS)
                return None
            if answers.lead:
                template = _("“%(text)s” is no answer. Answers begin with =, ~ or #, or are T or F.")
                self.found.error(answers.line, template, text=answers.lead[:60])
                return None
            return "open-text", marked_by("", 1.0, answers.line, self.found)
        is_true, (wrong, right) = truth
        fields: Fields = {"answer": is_true}
        for name, said in (
            ("if_false", wrong if is_true else right),
            ("if_true", right if is_true else wrong),
        ):
            if said:
                fields[name] = self.found.said(self._markdown(said, answers.line))
        return "true-false", fields

    def _choices(self, entries: tuple[Entry, ...]) -> Kind:
        single = any(entry.sign == "=" for entry in entries)
        offered = [self._offered(entry, rich=True) for entry in entries]
        return offers.choices(offered, single=single, found=self.found)

    def _pairs(self, entries: tuple[Entry, ...]) -> Kind | None:
        given, distractors = [], []
        for entry in entries:
            if entry.pair is None:
                self.found.error(entry.line, _("This pair lacks its “->”."))
                return None
            item, target = entry.pair
            if entry.feedback:
                self.found.warn(entry.line, _("The feedback of a pair was dropped."))
            if item:
                given.append((self._markdown(item, entry.line), in_plain(target, "plain")))
            else:
                distractors.append(in_plain(target, "plain"))
        return offers.pairs(given, distractors, self.found)

    def _with_gap(self, answers: Answers, before: str, behind: str) -> Kind | None:
        """The braces stand within a sentence: a gap in it where that holds everything, else a blank."""
        kind = self._kind(answers)
        if kind is None or kind[0] not in {"single", "text", "number"}:
            return kind
        named, fields = kind
        gap: Fields = {"key": GAP, "kind": "choice" if named == "single" else named, **fields}
        if named == "single":
            if any(entry.feedback for entry in answers.entries):
                return kind
            for choice, entry in zip(fields["choices"], answers.entries, strict=True):
                choice["text"] = self.found.said(self._plain(entry.text))
        return "cloze", {"gaps": [gap]}

    def _offered(self, entry: Entry, *, rich: bool = False) -> Offered:
        text = self._markdown(entry.text, entry.line) if rich else self._plain(entry.text)
        return Offered(entry.line, text, entry.share, self._markdown(entry.feedback, entry.line))

    def _markdown(self, text: str, line: int) -> str:
        return in_markdown(*self._untagged(text), line, self.found)

    def _plain(self, text: str) -> str:
        bare, written_in = self._untagged(text)
        # Typed answers are compared as they are: a sign < in one is no markup, unless it says so.
        return in_plain(bare, written_in if TAGGED.match(text) else "plain")

    def _untagged(self, text: str) -> tuple[str, Format]:
        tagged = TAGGED.match(text)
        if not tagged:
            return unescaped(text), self.format
        return unescaped(text[tagged.end() :]), FORMATS[tagged[1]]
