"""What the fields of content files are called by people."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "about": _("What it is"),
    "accept": _("Accepted answers"),
    "alt": _("What the picture shows, for those who do not see it"),
    "caption": _("Caption"),
    "confirm": _("What the button says"),
    "decorative": _("only decoration: nothing to describe"),
    "embed": _("Address of the video"),
    "file": _("File"),
    "answer": _("Right answer"),
    "bank": _("Bank"),
    "choices": _("Choices"),
    "correct": _("right"),
    "count": _("How many"),
    "credit": _("Share of the points"),
    "difficulty": _("Difficulty, 1 to 5"),
    "draw": _("Drawn from banks"),
    "exact": _("letter for letter"),
    "factor": _("How many of the main unit it is"),
    "feedback": _("Explanation after the answer"),
    "gaps": _("Gaps"),
    "if_false": _("Said to whoever chose false"),
    "if_true": _("Said to whoever chose true"),
    "items": _("Items"),
    "max": _("To"),
    "min": _("From"),
    "name": _("Name"),
    "near": _("Nearly right"),
    "of": _("One of"),
    "other_units": _("Other units"),
    "output": _("What it prints"),
    "pass": _("Share of the points that passes"),
    "points": _("Points"),
    "prompt": _("Question"),
    "questions": _("Questions"),
    "relative_tolerance": _("Tolerance as a share of the answer"),
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
    "text": _("Text"),
    "time_limit": _("Time limit in minutes"),
    "title": _("Title"),
    "tolerance": _("Tolerance"),
    "tries": _("Tries"),
    "unit": _("Unit"),
    "variables": _("Variables"),
    "url": _("Address"),
    "weight": _("Weight"),
    "why": _("Why it is worth the time"),
}
ORDER = {
    name: place for place, name in enumerate(("key", "kind", "name", "title", "prompt", "text", "targets"))
}
MORE = frozenset(
    {
        "difficulty",
        "draw",
        "exact",
        "if_false",
        "if_true",
        "near",
        "other_units",
        "points",
        "relative_tolerance",
    }
    | {"shuffle", "slips", "tags", "time_limit", "tries", "weight"}
)
HINTS = {
    "gaps": _("Write {{name}} into the question where a gap is to be."),
    "variables": _("Write {{name}} into the question; each try draws a value."),
    "tags": _("with commas between them"),
    "tries": _("empty: as many as one likes"),
    "time_limit": _("empty: none"),
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
    "choice": _("Choice"),
}


def label_of(field: str) -> str:
    return str(FIELDS.get(field, field.replace("_", " ")))


def hint_of(field: str) -> str:
    return str(HINTS.get(field, ""))


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))
