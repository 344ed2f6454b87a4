"""Moodle's essays as our open texts, and back: the rubric stands in what graders read there, in words that come back."""

from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.result import Losses
from courses.content.exchange.rubrics import has_limits, in_words, marked_by
from courses.content.problems import gettext_noop as _
from courses.content.questions.open_text import Question

LIMITS = ("minwordlimit", "maxwordlimit")
NO_RUBRIC = _("Moodle has no rubric in its files; one with three levels was begun: write it over.")


def for_graders(question: Question, losses: Losses) -> str:
    """The rubric and the sample, in Markdown."""
    words = in_words(question, losses)
    if has_limits(question):
        losses.tell(_("Limits in characters were dropped; there words are counted."))
    return words


def essay(source: Source) -> Kind:
    told = source.markdown(source.element.first("graderinfo"))
    fields = marked_by(told, _most(source), source.line, source.found, none_there=NO_RUBRIC)
    if any(source.element.value(limit, default="0") not in {"", "0"} for limit in LIMITS):
        source.found.warn(source.line, _("Limits in words were dropped; here characters are counted."))
    if source.markdown(source.element.first("responsetemplate")):
        source.found.warn(source.line, _("The text that answers begin with was dropped."))
    if source.element.value("attachments", default="0") not in {"", "0"}:
        source.found.warn(source.line, _("Attachments were dropped; a question of kind upload takes files."))
    return "open-text", fields


def _most(source: Source) -> float:
    most = source.figures(source.element.value("defaultgrade", default="1")) or 1.0
    return most if 0 < most <= 100 else 1.0
