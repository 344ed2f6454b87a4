"""A lab's knobs as the fields of its form."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from training_jobs.contract.knobs import Knob, is_lora
from training_jobs.contract.spec import TASK, usual_rate
from training_jobs.contract.wording import plain
from training_jobs.presenting.words import METHODS, setting_value


@dataclass(frozen=True)
class Choice:
    """One option of a knob; `usual_rate` is the learning rate that comes with a method."""

    value: str
    label: str
    help: str
    checked: bool
    usual_rate: str = ""


@dataclass(frozen=True)
class KnobField:
    """What the template needs to draw one knob; numbers are text without a locale, as inputs want them."""

    path: str
    label: str
    help: str
    base: str
    value: str
    choices: list[Choice] = field(default_factory=list)
    minimum: str = ""
    maximum: str = ""
    step: str = "1"
    log: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"knob_{self.path.replace('.', '_')}"

    @property
    def only_lora(self) -> bool:
        return is_lora(self.path)

    @property
    def limits(self) -> str:
        if not self.minimum:
            return ""
        return _("From %(minimum)s to %(maximum)s.") % {"minimum": self.minimum, "maximum": self.maximum}


def knob_field(knob: Knob, base: dict[str, Any], typed: str | None, errors: list[str]) -> KnobField:
    """`typed` is what was sent before, None on a fresh form. A log knob stays empty for its usual value."""
    own = "" if base.get(knob.path) is None else _text(base[knob.path])
    value = typed if typed is not None else ("" if knob.text.scale == "log" else own)
    common: dict[str, Any] = {"path": knob.path, "label": _(knob.text.label), "help": _(knob.text.help)}
    common |= {"base": own, "value": value, "errors": errors, "log": knob.text.scale == "log"}
    if knob.options:
        return KnobField(choices=[_choice(option, value or own, base) for option in knob.options], **common)
    assert knob.minimum is not None
    assert knob.maximum is not None
    common |= {"minimum": plain(knob.minimum), "maximum": plain(knob.maximum)}
    return KnobField(step="1" if knob.whole else "any", **common)


def _choice(option: object, chosen: str, base: dict[str, Any]) -> Choice:
    text = _text(option)
    label, explained = METHODS.get(text, (setting_value("", option), ""))
    rate = usual_rate(base.get("task", TASK), text)
    if text == base.get("method") and base.get("learning_rate") is not None:
        rate = base["learning_rate"]
    return Choice(text, str(label), str(explained), text == chosen, plain(rate) if rate is not None else "")


def _text(value: object) -> str:
    return plain(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
