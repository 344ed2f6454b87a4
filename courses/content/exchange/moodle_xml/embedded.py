r"""The small language of embedded answers: `{2:SHORTANSWER:=right~%50%half}`; `\` makes a sign a word."""

import re

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered, OfferedNumber
from courses.content.exchange.gathering import Fields
from courses.content.exchange.moodle_xml.kinds import pattern
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.wording import Format, in_plain
from courses.content.problems import gettext_noop as _

TEXTS = {"SHORTANSWER", "SA", "MW"}
EXACT_TEXTS = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBERS = {"NUMERICAL", "NM"}
FORMS = ("", "V", "H", "S", "VS", "HS")
CHOICES = {f"MC{form}" for form in FORMS} | {f"MULTICHOICE_{form}".rstrip("_") for form in FORMS}
# A gap that never ends takes all that follows, so that its end is looked for only once; only a whole one has its `}`.
EMBEDDED = re.compile(r"\{(\d{0,3}):([A-Z_]{2,20}):((?:\\.|[^\\}])++)(?:(\})|\\?\Z)", re.DOTALL)
PARTS = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
WEIGHT = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:\.\d*)?)%)?")
ESCAPED = re.compile(r"\\([\\~#{}\"/=%])")
# The # of a character reference (&#39;) begins no feedback.
FEEDBACK = re.compile(r"((?:\\.|&#\w+;|[^\\#])*)(?:#(.*))?", re.DOTALL)


class Embedded:
    """One gap: its type, and its answers as written."""

    def __init__(self, kind: str, written: str, written_in: Format, source: Source, line: int) -> None:
        self.kind = kind
        self.written_in = written_in
        self.source = source
        self.line = line
        self.offered = [self._answer(part) for part in PARTS.findall(written)]

    def fields(self) -> Fields | None:
        """The fields of our gap; None after saying why there is none."""
        if self.kind in TEXTS | EXACT_TEXTS:
            return self._text()
        if self.kind in NUMBERS:
            return self._number()
        if self.kind in CHOICES:
            return self._choice()
        found = self.source.found
        found.error(self.line, _("Gaps of type “%(kind)s” are not asked here."), kind=self.kind)
        return None

    def _answer(self, part: str) -> Offered:
        weight = WEIGHT.match(part)
        assert weight is not None, "every part of it may be missing"
        share = 1.0 if weight[1] else round(float(weight[2] or 0) / 100, 7)
        answer = FEEDBACK.match(part, weight.end())
        assert answer is not None, "it matches any text"
        if answer[2] and answer[2].strip():
            self.source.found.warn(self.line, _("Feedback of a gap was dropped."))
        return Offered(self.line, in_plain(ESCAPED.sub(r"\1", answer[1]), self.written_in), share)

    def _text(self) -> Fields:
        offered = [
            Offered(one.line, pattern(one.text, one.line, self.source.found), one.share)
            for one in self.offered
        ]
        fields: Fields = {"kind": "text", "accept": offers.accepted(offered, self.source.found)}
        return {**fields, "exact": True} if self.kind in EXACT_TEXTS else fields

    def _number(self) -> Fields | None:
        numbers = []
        for one in self.offered:
            value, _colon, tolerance = one.text.partition(":")
            read = self.source.figures(value)
            if read is not None:
                margin = self.source.figures(tolerance) if tolerance else None
                numbers.append(OfferedNumber(one.line, read, margin, one.share))
            elif one.share > 0:
                template = _("“%(text)s” is not a number; the answer was dropped.")
                self.source.found.warn(self.line, template, text=one.text[:60])
        fields = offers.number(numbers, self.line, self.source.found)
        return {"kind": "number", **fields} if fields else None

    def _choice(self) -> Fields:
        _kind, fields = offers.choices(self.offered, single=True, found=self.source.found)
        return {"kind": "choice", "choices": fields["choices"]}
