"""Moodle's own XML: questions with points, units, partial credit and embedded gaps, in one language."""

from courses.content.exchange.gathering import LARGEST, MOST_QUESTIONS, Gathering
from courses.content.exchange.moodle_xml.reading import read_question
from courses.content.exchange.moodle_xml.writing import write
from courses.content.exchange.result import Read
from courses.content.exchange.xml_tree import BadXml, Element, read_tree
from courses.content.problems import gettext_noop as _

__all__ = ["read", "write"]


def read(data: bytes | str, *, language: str) -> Read:
    """Never raises for what a file may hold. Of a broken file, the questions before the break are read."""
    found = Gathering(language)
    for count, question in enumerate(_questions(data, found)):
        if count >= MOST_QUESTIONS:
            found.error(question.line, _("Only the first %(most)d questions were read."), most=MOST_QUESTIONS)
            break
        read_question(question, found)
    return found.result()


def _questions(data: bytes | str, found: Gathering) -> list[Element]:
    raw, encoding = (data.encode(), "utf-8") if isinstance(data, str) else (data, None)
    if len(raw) > LARGEST:
        found.error(1, _("This file is larger than %(most)d KiB."), most=LARGEST // 1024)
        return []
    try:
        document = read_tree(raw, encoding=encoding)
    except BadXml as bad:
        found.error(bad.line, bad.template, **bad.params)
        document = bad.root
    quiz = document.first("quiz")
    if quiz is None:
        if not found.report.has_errors:
            found.error(1, _("There is no <quiz> in this file; export it as Moodle XML."))
        return []
    return [question for question in quiz.all("question") if question.is_closed]
