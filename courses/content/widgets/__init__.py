"""Widget kinds: things to try inside a lesson. A new one is a folder with a `Widget` class and a line in `KINDS`."""

from typing import Annotated, Any

from pydantic import SerializeAsAny, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator

from courses.content.located_yaml import nearest
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.widgets import (
    attention,
    confusion_matrix,
    gradient_step,
    learning_rate,
    softmax_temperature,
    tokeniser,
)
from courses.content.widgets.base import BaseWidget, Table

KINDS: dict[str, type[BaseWidget]] = {
    "tokeniser": tokeniser.Widget,
    "softmax-temperature": softmax_temperature.Widget,
    "attention": attention.Widget,
    "gradient-step": gradient_step.Widget,
    "learning-rate": learning_rate.Widget,
    "confusion-matrix": confusion_matrix.Widget,
}

__all__ = ["KINDS", "AnyWidget", "BaseWidget", "Table", "kind_of"]


def kind_of(value: Any) -> type[BaseWidget]:
    """The class of a widget as written; raises a mistake for one that there is not."""
    if not isinstance(value, dict) or "widget" not in value:
        raise mistake(_("Say which widget this is: widget: %(kinds)s."), kinds=", ".join(KINDS))
    kind = str(value["widget"])
    if kind not in KINDS and (meant := nearest(kind, list(KINDS))):
        template = _("There is no widget “%(kind)s”. Did you mean “%(nearest)s”?")
        raise mistake(template, at=("widget",), kind=kind[:60], nearest=meant)
    if kind not in KINDS:
        template = _("There is no widget “%(kind)s”. There are: %(kinds)s.")
        raise mistake(template, at=("widget",), kind=kind[:60], kinds=", ".join(KINDS))
    return KINDS[kind]


def _of_its_kind(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> BaseWidget:
    if isinstance(value, BaseWidget):
        return value
    return kind_of(value).model_validate(value, context=info.context)


AnyWidget = SerializeAsAny[Annotated[BaseWidget, WrapValidator(_of_its_kind)]]
