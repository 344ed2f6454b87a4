"""What is to be mended, in the words of a form: fields by their labels, numbers as people write them."""

import re

from courses.content.drafts.unwritten import SPEAK_OF_FIELDS
from courses.content.located_yaml import Path
from courses.content.policy import NO_MOMENT, OUT_OF_YEARS
from courses.content.problems import IN_FIELD, Params, Problem
from courses.content.validation import MISSING, OTHERWISE, POINT, WORDS
from courses.drafts import form_words
from courses.wording import in_words

KNOBS = "knobs"
NAMED = re.compile(r"“([a-z_]+)”")
NUMBERS = {
    WORDS[kind]
    for kind in (
        "int_type",
        "float_type",
        "greater_than",
        "greater_than_equal",
        "less_than",
        "less_than_equal",
    )
} | {POINT}
CHOSEN = {WORDS["literal_error"], WORDS["bool_type"]}
SPEAKS_OF_FIELDS = {
    *WORDS.values(),
    *SPEAK_OF_FIELDS,
    *(MISSING, OTHERWISE, POINT),
    *(NO_MOMENT, OUT_OF_YEARS),
}
"""In other messages `key` may be the name of a question or of a course."""


def worded_in_form(problem: Problem) -> str:
    params = tidied(problem.params)
    if problem.template == IN_FIELD:
        params = {**params, "field": _way(problem.place)}
    key = str(params.get("key", ""))
    if problem.template in SPEAKS_OF_FIELDS and key in form_words.FIELDS:
        params = {**params, "key": _label(problem.template, key)}
    return in_words(problem.template, params, shown=_by_labels)


def _way(place: Path) -> str:
    """The field of a lab that is meant; what learners may change is called like what it changes."""
    head, *inside = (str(step) for step in place)
    if not inside:
        return form_words.group_label(head)
    if head != KNOBS:
        return form_words.choice_label(inside[-1])
    return f"{form_words.label_of(head)} › {form_words.label_of(inside[0].rpartition('.')[2])}"


def tidied(params: Params) -> Params:
    """Whole numbers without a point: a form shows 1, not 1.0."""
    return {
        name: int(said) if isinstance(said, float) and said.is_integer() else said
        for name, said in params.items()
    }


def _label(template: str, key: str) -> str:
    if template in NUMBERS:
        return form_words.count_label(key)
    return form_words.choice_label(key) if template in CHOSEN else form_words.label_of(key)


def _by_labels(template: str) -> str:
    return NAMED.sub(lambda found: f"“{_escaped(found[1])}”", template)


def _escaped(name: str) -> str:
    """A label that goes into a template: of a field, or else of a kind of question."""
    label = form_words.label_of if name in form_words.FIELDS else form_words.kind_label
    return label(name).replace("%", "%%")
