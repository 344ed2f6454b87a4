"""The form of a file of a draft: which files have one, what it shows, and the text that a posted form makes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import BaseModel

from courses.content import located_yaml
from courses.content.certificate import plain_terms
from courses.content.drafts import texts
from courses.content.drafts.keys import key_stem
from courses.content.drafts.past import used_question_keys
from courses.content.forms import changing
from courses.content.forms.alike import alike
from courses.content.forms.filling import filled
from courses.content.forms.naming import name_of
from courses.content.forms.nodes import Node, posted_of
from courses.content.forms.picking import Choices
from courses.content.forms.reading import can_show, read, without_defaults
from courses.content.forms.undoing import bring_back
from courses.content.glossary import GlossarySource
from courses.content.localized import LANGUAGE_CODE
from courses.content.schema import IN_FILES, BankFile, CourseFile
from courses.content.sharing import FROM
from courses.content.widgets import KINDS as WIDGETS
from courses.content.yaml_writing import to_yaml
from courses.labs import lab_registry
from lms.kit.refusals import Conflict

PREFIX = "f."
MODELS: Mapping[str, type[BaseModel]] = {
    "bank": BankFile,
    "course": CourseFile,
    "glossary": GlossarySource,
    **{kind: model for kind, (model, _b) in IN_FILES.items()},
}
FIRST, LAST = ("key", "kind", "title", "prompt"), ("feedback", "questions")
Posted = Mapping[str, Sequence[str]]


def model_of(path: str, text: str) -> type[BaseModel] | None:
    """What a file named `<name>.<kind>.yaml` holds, where a form can show it; of widgets and labs the text says."""
    return model_for(path, data_of(text) if path.endswith((".widget.yaml", ".lab.yaml")) else None)


def model_for(path: str, data: object) -> type[BaseModel] | None:
    """The same of a file that has been read."""
    kind = path.removesuffix(".yaml").rpartition(".")[2] if path.endswith(".yaml") else ""
    if kind == "widget":
        return WIDGETS.get(_widget_of(data))
    if kind == "lab":
        return lab_registry().form(data) if isinstance(data, Mapping) else None
    return MODELS.get(kind)


def widget_kind(path: str, text: str) -> str:
    """Which of our widgets a file holds; empty for anything else."""
    return _widget_of(data_of(text)) if path.endswith(".widget.yaml") else ""


def _widget_of(data: object) -> str:
    kind = str(data.get("widget")) if isinstance(data, Mapping) else ""
    return kind if kind in WIDGETS else ""


def nodes_of(
    path: str, text: str, languages: Sequence[str], choices: Callable[[], Choices] = dict
) -> list[Node]:
    """The form of a file; none where there is none, or where it would not show all that the file holds."""
    model, data = model_of(path, text), data_of(text)
    if model is None or not can_show(model, data, languages):
        return []
    return filled(model, data, languages, PREFIX, choices())


def has_form(path: str, text: str, languages: Sequence[str]) -> bool:
    """Whether it opens as a form."""
    model = model_of(path, text)
    return model is not None and can_show(model, data_of(text), languages)


def fields_by_line(text: str, model: type[BaseModel] | None = None) -> dict[int, str]:
    """The name of the outermost field of a form that begins in each line of its file; without the model, by the steps."""
    try:
        located = located_yaml.load(text)
    except located_yaml.BadYaml:
        return {}
    names: dict[int, str] = {}
    for path, line in sorted(located.lines.items(), key=lambda item: len(item[0])):
        if path and line not in names:
            names[line] = field_named(model, located.data, path)
    return names


def is_linked(data: object) -> bool:
    """Whether a file says only what is its own in a part of a shared course, by other steps than that part has."""
    return isinstance(data, Mapping) and FROM in data


def field_named(model: type[BaseModel] | None, data: object, place: located_yaml.Path) -> str:
    """What the form of a file calls the value to which these steps lead."""
    return PREFIX + (name_of(model, data, place) if model else ".".join(str(step) for step in place))


def nearest_field(names: Mapping[int, str], line: int) -> str:
    """The field in which a line lies, of those that begin in each; empty above the first."""
    return names.get(max((at for at in names if at <= line), default=0), "")


def posted_in(form: QueryDict) -> Posted:
    """The fields of a form, posted by a page as one text, or by the browser itself."""
    fields = QueryDict(str(form["form"])) if "form" in form else form
    return {name: [str(said) for said in fields.getlist(name)] for name in fields if name.startswith(PREFIX)}


def languages_shown(posted: Posted, languages: Sequence[str]) -> list[str]:
    """Those of the course and those in which a form was drawn before: what it shows is kept, whatever was changed since.

    Other ends of names that look like a language ("key") are of fields that have no texts, and so mean none.
    """
    ends = (name.rpartition(".")[2] for name in posted)
    return list(dict.fromkeys([*languages, *(end for end in ends if LANGUAGE_CODE.fullmatch(end))]))


def text_of(path: str, before: str, posted: Posted, languages: Sequence[str]) -> str:
    """The file that a form makes; one that says what the file said before leaves it as it was written."""
    model, data = _posted_data(path, before, posted, languages)
    was = data_of(before)
    if isinstance(was, dict) and data == without_defaults(model, was):
        return before
    return to_yaml(arranged(data))


def as_form_writes(path: str, languages: Sequence[str]) -> Callable[[str], str]:
    """Writes the texts of a file as its form would if nothing were changed in it; what it cannot show stays as it is."""

    def written(text: str) -> str:
        model, data = model_of(path, text), data_of(text)
        if model is None or not can_show(model, data, languages):
            return text
        return to_yaml(arranged(read(model, posted_of(filled(model, data, languages)), languages)))

    return written


def as_written(path: str, text: str, languages: Sequence[str]) -> Callable[[str], str]:
    """Writes other texts of the file like this one, if a form wrote it."""
    by_form = as_form_writes(path, languages)
    return by_form if by_form(text) == text else str


def changed(
    path: str,
    files: Mapping[str, str],
    posted: Posted,
    languages: Sequence[str],
    change: Sequence[str],
    others: Sequence[str] = (),
) -> tuple[str, str]:
    """One of the files of a draft after one part was added, moved or removed, and the name of the part to look at.

    `others` are the file as somebody else has it by now, and as it was before something was removed that may come back.
    """
    model, data = _posted_data(path, files.get(path, ""), posted, languages)
    taken = used_question_keys(files, but=path) if change[:1] == ["add"] else ()
    asked = [word.removeprefix(PREFIX) for word in change]
    try:
        held = [data_of(text) for text in others]
        name = changing.change(model, data, asked, languages[0], taken, held, key_stem(path))
    except changing.BadChange as bad:
        raise Conflict(_(bad.template)) from None
    return to_yaml(arranged(data)), f"{PREFIX}{name}"


def brought_back(
    path: str, now: str, posted: Posted, languages: Sequence[str], before: str, name: str
) -> tuple[str, str]:
    """The file that a form makes, with what was called `name` in the file as it was `before`; and what it is called now."""
    model, data = _posted_data(path, now, posted, languages)
    was = data_of(as_form_writes(path, languages)(before))
    try:
        place = bring_back(model, data, was if isinstance(was, dict) else {}, name.removeprefix(PREFIX))
    except changing.BadChange as bad:
        raise Conflict(_(bad.template)) from None
    return to_yaml(arranged(data)), f"{PREFIX}{place}"


def _posted_data(
    path: str, now: str, posted: Posted, languages: Sequence[str]
) -> tuple[type[BaseModel], dict[str, Any]]:
    model = model_of(path, now)
    if model is None:
        raise Conflict(_("This file has no form. Write its source."))
    return model, read(model, posted, languages_shown(posted, languages), PREFIX)


def place_in(text: str, place: str, saved: str) -> str:
    """What the part of a form is called in the file as it was saved, where others may have put theirs before it."""
    name = place.removeprefix(PREFIX)
    return PREFIX + alike(name, data_of(text), data_of(saved))[0] if name else place


def arranged(value: Any) -> Any:
    """Keys and kinds first, explanations and questions last, as people write such files."""
    if isinstance(value, list):
        return [arranged(one) for one in value]
    if not isinstance(value, dict):
        return value
    first = [name for name in FIRST if name in value]
    last = [name for name in LAST if name in value]
    between = [name for name in value if name not in {*first, *last}]
    return {name: arranged(value[name]) for name in (*first, *between, *last)}


def data_of(text: str) -> Any:
    """What a file holds; None where it cannot be read."""
    data = texts.data_of(text)
    if isinstance(data, dict) and "certificate" in data:
        data["certificate"] = plain_terms(data["certificate"])
    return data
