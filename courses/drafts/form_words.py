"""What the fields of content files are called by people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.drafts import course_words, lab_words, moment_words, path_words, resource_words, widget_words

FIELDS = {
    **widget_words.FIELDS,
    **lab_words.FIELDS,
    **path_words.FIELDS,
    **course_words.FIELDS,
    **resource_words.FIELDS,
    "about": _("What it is"),
    "appeal_days": _("Days in which another look at a mark can be asked for"),
    "accept": _("Accepted answers"),
    "aliases": _("Other names"),
    "alt": _("What the picture shows, for those who do not see it"),
    "caption": _("Caption"),
    "captions": _("Captions"),
    "confirm": _("What the button says"),
    "definition": _("What it means"),
    "decorative": _("only decoration: nothing to describe"),
    "embed": _("Address of the video"),
    "file": _("File"),
    "files": _("Most files"),
    "answer": _("Right answer"),
    "along": _("Steps that were measured"),
    "at": _("After step"),
    "bank": _("Bank"),
    "certainty": _("ask how sure the learner is of each answer"),
    "choices": _("Choices"),
    "closes": _("Closes"),
    "column": _("Label that was given"),
    "correct": _("right"),
    "count": _("How many"),
    "counts": _("How often each label was given"),
    "credit": _("Share of the points"),
    "curve": _("Curve"),
    "difficulty": _("Difficulty, 1 to 5"),
    "draw": _("Drawn from banks"),
    "exact": _("letter for letter"),
    "examples": _("Examples"),
    "factor": _("How many of the main unit it is"),
    "feedback": _("Explanation after the answer"),
    "from": _("First right step"),
    "gaps": _("Gaps"),
    "if_false": _("Said to whoever chose false"),
    "if_true": _("Said to whoever chose true"),
    "items": _("Items"),
    "levels": _("Levels"),
    "megabytes": _("Most MiB of each file"),
    "hidden": _("hidden from learners"),
    "longest": _("Longest answer, in characters"),
    "message": _("Message"),
    "labels": _("Labels"),
    "lines": _("Lines"),
    "matrix": _("Confusion matrix"),
    "max": _("To"),
    "min": _("From"),
    "name": pgettext_lazy("of a thing", "Name"),
    "near": _("Nearly right"),
    "of": _("One of"),
    "opens": _("Opens"),
    "other_units": _("Other units"),
    "output": _("What it prints"),
    "pass": _("Share of the points that passes"),
    "pauses": _("Where it stops to ask"),
    "penalty": _("Share of the points that a wrong answer costs"),
    "points": _("Points"),
    "poster": _("Picture before the video starts"),
    "prompt": _("Question"),
    "questions": _("Questions"),
    "rubric": _("How it is marked: criteria"),
    "sample": _("What a good answer looks like"),
    "shortest": _("Shortest answer, in characters"),
    "recording": _("Recording of the run"),
    "relative_tolerance": _("Tolerance as a share of the answer"),
    "right": _("What is right"),
    "row": _("True label"),
    "show": _("What the button says"),
    "statement": _("What is confirmed"),
    "transcript": _("Transcript"),
    "shuffle": _("in a different order for everybody"),
    "slips": _("forgive slips of the pen"),
    "step": _("In steps of"),
    "steps": _("Steps, in the right order"),
    "tags": _("Tags"),
    "target": _("Belongs to"),
    "targets": _("What they may belong to"),
    "term": _("Term"),
    "terms": _("Terms"),
    "text": _("Text"),
    "time_limit": _("Time limit in minutes"),
    "title": _("Title"),
    "to": _("Last right step"),
    "tolerance": _("Tolerance"),
    "tries": _("Tries"),
    "types": _("File types"),
    "tries_per_question": _("Checks of each question"),
    "unit": pgettext_lazy("of a number", "Unit"),
    "values": _("Values"),
    "wanted": _("Replies that fit"),
    "variables": _("Variables"),
    "url": _("Address"),
    "weight": _("Weight"),
    "why": _("Why it is worth the time"),
}
IN_ORDER = "key kind name title prompt term text targets variables answer tolerance unit"
ORDER = {name: place for place, name in enumerate(IN_ORDER.split())}
MORE = frozenset(
    {
        *lab_words.MORE,
        "appeal_days",
        "certainty",
        "closes",
        "difficulty",
        "draw",
        "exact",
        "if_false",
        "if_true",
        "near",
        "opens",
        "other_units",
        "penalty",
        "points",
        "relative_tolerance",
    }
    | {"shuffle", "slips", "tags", "time_limit", "tries", "tries_per_question", "weight"}
)
CHOSEN = {
    "feedback": _("When marks are told"),
    **lab_words.CHOSEN,
    **course_words.CHOSEN,
}
"""Fields that are chosen from a few words, where the same name is a text elsewhere."""
OPTIONS = {
    ("feedback", "at-once"): _("at once, question by question"),
    ("feedback", "after-submit"): _("when the quiz is handed in"),
    ("feedback", "after-close"): _("when the quiz has closed for everybody"),
    ("answer", "true"): _("True"),
    ("answer", "false"): _("False"),
    **widget_words.OPTIONS,
    **lab_words.OPTIONS,
    **course_words.OPTIONS,
    **resource_words.OPTIONS,
}
HINTS = {
    **widget_words.HINTS,
    **lab_words.HINTS,
    **path_words.HINTS,
    **course_words.HINTS,
    **moment_words.HINTS,
    "appeal_days": _("of a person; 0: never"),
    "sample": _("shown after the marks, once the learner has passed or has no further try"),
    "pass": _("0.8 is eight points of ten"),
    "penalty": _("0 to 1; with several checks, what each further one costs"),
    "tries_per_question": _("more than 1 only where marks are told at once"),
    "along": _("rising, with commas between them"),
    "aliases": _("with commas between them; each name belongs to one term"),
    "counts": _("a number for each label, in the order of the labels, with commas between them"),
    "gaps": _("Write {{name}} into the question where a gap is to be."),
    "values": _("one for each step, with commas between them"),
    "wanted": _("one a line, the best first; * stands for any text, as in *claims*"),
    "variables": _("Write {{name}} into the question; each try draws a value."),
    "tags": _("words of any language, in lower case; hyphens instead of spaces, commas between tags"),
    "types": _("endings with commas between them, as in pdf, ipynb"),
    "slips": _("one letter in five: answers of fewer than five letters forgive none"),
    "tries": _("empty: as many as one likes"),
    "time_limit": _("empty: none"),
}
TICKS = {
    "tags": _("only questions with any of these; none ticked: all"),
    "difficulty": _("only questions this difficult; none ticked: all"),
}
REDRAWS = {
    "bank": _("Show its tags"),
    "quiz": _("Show its questions"),
}
INSTEAD = {
    "matrix": _("Ask for a place in a confusion matrix"),
    "curve": _("Ask for a place on a curve"),
}
KINDS = {
    "single": _("One choice"),
    "multiple": _("Several choices"),
    "true-false": _("True or false"),
    "number": _("Number"),
    "text": _("Short text"),
    "match": _("Matching"),
    "categorise": _("Categories"),
    "order": _("Order"),
    "cloze": _("Text with gaps"),
    "calculated": _("Calculated"),
    "code-output": _("Output of code"),
    "open-text": _("Open text, marked by a person"),
    "upload": _("File upload, marked by a person"),
    "hotspot": _("Place in a matrix or a curve"),
    "prompt": _("Prompt, marked by running it"),
    "choice": _("Choice"),
}


ADD = {
    **path_words.ADD,
    **course_words.ADD,
    **widget_words.ADD,
    "accept": _("Add an accepted answer"),
    "choices": _("Add a choice"),
    "counts": _("Add a row"),
    "draw": _("Draw from a bank"),
    "examples": _("Add an example"),
    "gaps": _("Add a gap"),
    "items": _("Add an item"),
    "labels": _("Add a label"),
    "knobs": _("Let learners change one more setting"),
    "levels": _("Add a level"),
    "lines": _("Add a line"),
    "other_units": _("Add a unit"),
    "pauses": _("Add a stop"),
    "questions": _("Add a question"),
    "right": _("Add one more right answer"),
    "rubric": _("Add a criterion"),
    "steps": _("Add a step"),
    "targets": _("Add a target"),
    "terms": _("Add a term"),
    "variables": _("Add a variable"),
}


def label_of(field: str) -> str:
    return str(FIELDS.get(field, field.replace("_", " ")))


def group_label(field: str) -> str:
    return str(lab_words.GROUPS.get(field) or label_of(field))


def add_label(field: str) -> str:
    """Of the button that adds a part to a list."""
    return str(ADD.get(field) or _("Add: %(what)s") % {"what": label_of(field)})


def instead_label(field: str) -> str:
    """Of the button that begins one of several fields that exclude each other."""
    return str(INSTEAD[field])


def count_label(field: str) -> str:
    """Of a field that holds a number."""
    return str(widget_words.COUNTS.get(field) or label_of(field))


def choice_label(field: str) -> str:
    """Of a field that is chosen from a few words."""
    return str(CHOSEN.get(field, label_of(field)))


def option_label(option: str, field: str) -> str:
    """What one of these words is called; what has no name of its own stays as it is written."""
    return str(OPTIONS.get((field, option), option))


def hint_of(field: str) -> str:
    return str(HINTS.get(field, ""))


def typed_hint(field: str, group: str) -> str:
    """At what is typed into a field of this group; "" where it is in none."""
    is_of_a_run = group in lab_words.LONG and field in lab_words.OF_A_RUN
    return str(lab_words.OF_A_RUN[field]) if is_of_a_run else hint_of(field)


def choice_hint(field: str) -> str:
    """At what is chosen from a few words."""
    return str(lab_words.CHOICES.get(field, ""))


def pick_hint(field: str, among: str) -> str:
    return "" if (field, among) in lab_words.NOT_SAID else hint_of(field)


def ticks_hint(field: str) -> str:
    """At things that are ticked, where the same name is typed elsewhere."""
    return str(TICKS.get(field, hint_of(field)))


def lines_hint(field: str) -> str:
    """At texts of which each stands in a line."""
    return str((course_words.LINES | widget_words.LINES).get(field, hint_of(field)))


def redraws(field: str) -> str:
    """What the button says that shows what may be chosen after this was chosen; empty where nothing follows."""
    return str(REDRAWS.get(field, ""))


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))
