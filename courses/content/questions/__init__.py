"""Question kinds. A new one is a folder with a `Question` class and a line in `KINDS`."""

from typing import Annotated, Any

from pydantic import SerializeAsAny, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator

from courses.content.located_yaml import nearest
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions import (
    calculated,
    categorise,
    cloze,
    code_output,
    hotspot,
    match,
    multiple,
    number,
    open_text,
    order,
    prompt,
    single,
    text,
    true_false,
    upload,
)
from courses.content.questions.base import BaseQuestion, Given, Mark, Response, UnreadableAnswer

KINDS: dict[str, type[BaseQuestion]] = {
    "single": single.Question,
    "multiple": multiple.Question,
    "true-false": true_false.Question,
    "number": number.Question,
    "text": text.Question,
    "match": match.Question,
    "categorise": categorise.Question,
    "order": order.Question,
    "cloze": cloze.Question,
    "calculated": calculated.Question,
    "code-output": code_output.Question,
    "open-text": open_text.Question,
    "upload": upload.Question,
    "hotspot": hotspot.Question,
    "prompt": prompt.Question,
}

ALIKE = {"single": "multiple", "multiple": "single", "match": "categorise", "categorise": "match"}
"""Kinds of the same fields: what is asked as one can be asked as the other."""

__all__ = ["ALIKE", "KINDS", "AnyQuestion", "BaseQuestion", "Given", "Mark", "Response", "UnreadableAnswer"]


def _of_its_kind(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> BaseQuestion:
    if isinstance(value, BaseQuestion):
        return value
    if not isinstance(value, dict) or "kind" not in value:
        raise mistake(_("A question needs a key, a kind (%(kinds)s) and a prompt."), kinds=", ".join(KINDS))
    kind = str(value["kind"])
    if kind not in KINDS and (meant := nearest(kind, list(KINDS))):
        template = _("There is no question kind “%(kind)s”. Did you mean “%(nearest)s”?")
        raise mistake(template, at=("kind",), kind=kind[:60], nearest=meant)
    if kind not in KINDS:
        template = _("There is no question kind “%(kind)s”. There are: %(kinds)s.")
        raise mistake(template, at=("kind",), kind=kind[:60], kinds=", ".join(KINDS))
    return KINDS[kind].model_validate(value, context=info.context)


AnyQuestion = SerializeAsAny[Annotated[BaseQuestion, WrapValidator(_of_its_kind)]]
