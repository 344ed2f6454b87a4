"""Adding, moving and removing a part of a list in the data of a file, by the name that the part has in its form."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from courses.content.drafts.keys import free_keys, key_for, questions_in
from courses.content.forms.alike import keys_at
from courses.content.forms.blanks import MOVED_ABOUT, blank, example, key_at_random
from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import Group, Items, Kinded, Picks, Shape
from courses.content.problems import gettext_noop as _
from courses.content.questions import ALIKE
from courses.content.questions.assigning import Item
from courses.content.questions.base import BaseQuestion
from courses.content.whole import part_of, whole

Data = dict[str, Any]


class BadChange(ValueError):
    """The form does not have what was to be changed; `template` says so, ready for translation."""

    template = _("What you changed is not there any more. Load the page again.")


def change(
    model: type[BaseModel],
    data: Data,
    asked: Sequence[str],
    language: str,
    taken: Collection[str] = (),
    others: Sequence[Data | None] = (),
    stem: str = "",
) -> str:
    """Do to the data what a form asks for, as in `add questions single`; the name of the part to look at.

    `taken` are the keys that a new question cannot have, besides those of the data. `others` are the file as somebody else
    made it meanwhile, or as it was before something was removed that may come back: what is begun has a key that nothing
    in them has, so that no two begin the same. `stem` is what the key of a new question begins with.
    """
    match asked:
        case ["add", name, *kind] if len(kind) < 2:
            return add(model, data, name, "".join(kind), language, taken, others, stem)
        case ["instead", name]:
            return begin_instead(model, data, name, language)
        case ["turn", name, kind]:
            return turn(model, data, name, kind, language)
        case ["alike", name]:
            return ask_alike(model, data, name)
        case ["up", name]:
            return move(model, data, name, -1)
        case ["down", name]:
            return move(model, data, name, 1)
        case ["to", name, place] if (to := whole(place)) is not None:
            _holder, _field, at = part_at(model, data, name)
            return move(model, data, name, to - at)
        case ["remove", name]:
            remove(model, data, name)
            return name.rpartition(".")[0]
        case ["show", name]:  # drawn again, with what follows from what was chosen
            return name
    raise BadChange(" ".join(asked))


def add(
    model: type[BaseModel],
    data: Data,
    name: str,
    kind: str,
    language: str,
    taken: Collection[str] = (),
    others: Sequence[Data | None] = (),
    stem: str = "",
) -> str:
    """A blank part of this kind at the end of the list `name`; the name of the new part.

    A list of things that are picked always ends with a choice of the next, so nothing is added to it.
    """
    holder, field, shape = list_at(model, data, name)
    if isinstance(shape, Picks):
        return f"{name}.{len(holder.get(field) or ())}"
    part_model = shape.models.get(kind)
    if part_model is None:
        raise BadChange(name)
    made = {**({"kind": kind} if kind else {}), **blank(part_model, language)}
    beside = _keys_in(name, data, [data, *others])
    if shape.are_named:
        here = holder.setdefault(field, {})
        here[next((name for name in shape.names if name not in beside), "") or _free("x", beside)] = made
        return f"{name}.{len(here) - 1}"
    parts = holder.setdefault(field, [])
    asked = {*taken, *(str(one.get("key")) for version in (data, *others) for one in questions_in(version))}
    if "key" in made:
        made["key"] = _new_key(part_model, kind, stem, asked, beside)
    if part_model is Item:
        made["target"] = _target_for_another(holder)
    parts.append(free_keys(made, asked))
    return f"{name}.{len(parts) - 1}"


def _new_key(
    model: type[BaseModel], kind: str, stem: str, asked: Collection[str], beside: Collection[str]
) -> str:
    if model in MOVED_ABOUT:
        return key_at_random(beside)
    asks = issubclass(model, BaseQuestion)
    return _free(stem + kind if asks else kind or "a", asked if asks else beside)


def _target_for_another(question: Data) -> str:
    """The first target that nothing belongs to yet, else the last."""
    targets = [str(one.get("key")) for one in question.get("targets") or ()]
    used = {one.get("target") for one in question.get("items") or ()}
    return next((key for key in targets if key not in used), targets[-1] if targets else "")


def remove(model: type[BaseModel], data: Data, name: str) -> None:
    holder, field, at = part_at(model, data, name)
    parts = holder[field]
    del parts[list(parts)[at] if isinstance(parts, dict) else at]
    if not parts:
        del holder[field]
        _drop_empty(model, data, name.split(".")[:-2])


def move(model: type[BaseModel], data: Data, name: str, by: int) -> str:
    """A part `by` places further down its list, as far as there are places; its new name."""
    holder, field, at = part_at(model, data, name)
    parts = list(holder[field].items()) if isinstance(holder[field], dict) else holder[field]
    to = min(max(0, at + by), len(parts) - 1)
    parts.insert(to, parts.pop(at))
    holder[field] = dict(parts) if isinstance(holder[field], dict) else parts
    return f"{name.rpartition('.')[0]}.{to}"


def turn(model: type[BaseModel], data: Data, name: str, kind: str, language: str) -> str:
    """Make a part one of another kind; what both kinds have, its texts above all, stays."""
    *way, field = name.split(".")
    here, holder = walk(model, data, way)
    shape = next((one.shape for one in fields_of(here) if one.name == field), None)
    if not isinstance(shape, Kinded) or kind not in shape.models:
        raise BadChange(name)
    made, before = blank(shape.models[kind], language), holder.get(field)
    told = {one.name for one in fields_of(shape.models[kind])} - {"kind"}
    kept = {
        key: value for key, value in (before or {}).items() if key in told and _is_alike(made, key, value)
    }
    holder[field] = {**made, **kept, "kind": kind}
    return name


def ask_alike(model: type[BaseModel], data: Data, name: str) -> str:
    """Make a question one of the kind that has the same fields: nothing of it is lost."""
    holder, field, at = part_at(model, data, name)
    part = _part(holder[field], str(at))
    if part.get("kind") not in ALIKE:
        raise BadChange(name)
    part["kind"] = ALIKE[part["kind"]]
    return name


def begin_instead(model: type[BaseModel], data: Data, name: str, language: str) -> str:
    """Of fields that exclude each other, another one than there is, with a small example to write over."""
    *way, field = name.split(".")
    here, holder = walk(model, data, way)
    others = getattr(here, "one_of", ())
    if field not in others:
        raise BadChange(name)
    for other in others:
        holder.pop(other, None)
    holder[field] = example(here, field, language)
    return name


def _keys_in(name: str, here: Data, versions: Iterable[Data | None]) -> set[str]:
    return {key for version in versions for key in keys_at(name, here, version)}


def _drop_empty(model: type[BaseModel], data: Data, way: Sequence[str]) -> None:
    """A form shows no group in which nothing is left, so the file does not hold it."""
    if way and not way[-1].isdecimal():
        _model, holder = walk(model, data, way[:-1])
        if holder.get(way[-1]) == {}:
            del holder[way[-1]]
            _drop_empty(model, data, way[:-1])


def _is_alike(made: Data, key: str, value: Any) -> bool:
    return key not in made or isinstance(value, type(made[key]))


def _free(wanted: str, taken: Any) -> str:
    return key_for(wanted, [str(key) for key in taken], otherwise="part")


def part_at(model: type[BaseModel], data: Data, name: str) -> tuple[Data, str, int]:
    listed, _dot, place = name.rpartition(".")
    holder, field, _shape = list_at(model, data, listed)
    at = part_of(holder.get(field), place)
    if at is None:
        raise BadChange(name)
    return holder, field, at


def list_at(model: type[BaseModel], data: Data, name: str) -> tuple[Data, str, Items | Picks]:
    """The mapping that holds a list, the list's key in it, and what its parts may be."""
    *way, field = name.split(".")
    here, shape = walk(model, data, way)
    found = next((one.shape for one in fields_of(here) if one.name == field), None)
    if not isinstance(found, Items | Picks):
        raise BadChange(name)
    return shape, field, found


def walk(model: type[BaseModel], data: Data, way: Sequence[str]) -> tuple[type[BaseModel], Data]:
    steps = list(way)
    while steps:
        name = steps.pop(0)
        shape: Shape | None = next((one.shape for one in fields_of(model) if one.name == name), None)
        inside = data.setdefault(name, {}) if isinstance(shape, Group) else data.get(name)
        if isinstance(shape, Group) and isinstance(inside, dict):
            model, data = shape.model, inside
        elif isinstance(shape, Kinded) and isinstance(inside, dict):
            model, data = shape.models.get(str(inside.get("kind")), BaseModel), inside
        elif isinstance(shape, Items) and steps:
            part = _part(inside, steps.pop(0))
            found = shape.models.get("" if "" in shape.models else str(part.get("kind")))
            if found is None:
                raise BadChange(name)
            model, data = found, part
        else:
            raise BadChange(name)
    return model, data


def _part(parts: Any, place: str) -> Data:
    listed = list(parts.values()) if isinstance(parts, dict) else parts or []
    at = part_of(listed, place)
    if at is None or not isinstance(listed[at], dict):
        raise BadChange(place)
    found: Data = listed[at]
    return found
