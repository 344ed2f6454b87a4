"""The words of a form that is made from a content model."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.conf.locale import LANG_INFO
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from courses.content.assets import KINDS, kind_of
from courses.content.forms.nodes import Node
from courses.content.forms.shapes import AssetName, Line, LocalizedLines, Pick, Reference
from courses.content.markdown.plain import plain
from courses.content.questions import ALIKE
from courses.drafts import form_words, lab_words, moment_words, resource_words
from courses.drafts.notes import WHOLE
from courses.drafts.undoing import Undo
from courses.models import DraftAsset

register = template.Library()

WIDE = 22  # letters
MOST_SAID = 70  # letters of a part that is named

register.filter("field_label", form_words.label_of)
register.filter("group_label", form_words.group_label)
register.filter("add_label", form_words.add_label)
register.filter("choice_label", form_words.choice_label)
register.filter("field_hint", form_words.hint_of)
register.filter("choice_hint", form_words.choice_hint)
register.filter("ticks_hint", form_words.ticks_hint)
register.filter("redraws", form_words.redraws)
register.filter("instead_label", form_words.instead_label)
register.filter("kind_label", form_words.kind_label)
register.filter("option_label", form_words.option_label)


@register.filter
def main_fields(nodes: Sequence[Node]) -> list[Node]:
    """What is asked first, in the order in which people think of it."""
    return sorted((node for node in nodes if not _is_more(node)), key=_rank)


def _rank(node: Node) -> int:
    """An explanation comes after all that is asked, and groups before it."""
    last = len(form_words.ORDER)
    if node.field == "feedback" and node.how == "localized":
        return last + 1
    return last if node.how == "group" else form_words.ORDER.get(node.field, last)


@register.filter
def more_fields(nodes: Sequence[Node]) -> list[Node]:
    """What most leave as it is; last the name that only files need."""
    return sorted((node for node in nodes if _is_more(node)), key=_is_name)


@register.filter
def gap_mark(part: Node, listed: Node) -> str:
    """What an author writes where a gap is to be; empty for whatever is no gap."""
    keys = [node.value for node in part.nodes if node.how == "key"] if listed.field == "gaps" else []
    return f"{{{{{keys[0]}}}}}" if keys else ""


@register.filter
def main_in_group(node: Node) -> Sequence[Node]:
    """What a group asks first: all of it, unless it is a long one."""
    return main_fields(node.nodes) if node.field in lab_words.LONG else node.nodes


@register.filter
def more_in_group(node: Node) -> Sequence[Node]:
    return more_fields(node.nodes) if node.field in lab_words.LONG else ()


@register.filter
def typed_hint(node: Node) -> str:
    group = node.name.split(".")[-2] if "." in node.name else ""
    return form_words.typed_hint(node.field, group)


@register.filter
def choice_name(node: Node) -> str:
    """The label of a field that is chosen from a few words."""
    is_resource = node.field == "level" and f".{resource_words.LISTED}." in node.name
    return str(resource_words.LEVEL) if is_resource else form_words.choice_label(node.field)


@register.filter
def alike_label(kind: str) -> str:
    """Of the kind that a question of this kind can be asked as with the same fields; empty where there is none."""
    return form_words.kind_label(ALIKE[kind]) if kind in ALIKE else ""


@register.filter
def clock_hint(node: Node) -> str:
    return str(moment_words.BY_THE_CLOCK.get(node.field, ""))


@register.filter
def pick_hint(node: Node) -> str:
    among = node.shape.among if isinstance(node.shape, Pick) else ""
    return form_words.pick_hint(node.field, among)


def _is_more(node: Node) -> bool:
    """What has to be filled in, or follows from it and is ticked, is never put away, whatever its name means elsewhere."""
    is_put_away = node.field in form_words.MORE and not node.is_required and node.how != "ticks"
    return is_put_away or _is_name(node)


def _is_name(node: Node) -> bool:
    return isinstance(node.shape, Line) and node.shape.of_question


@register.filter
def any_filled(nodes: Sequence[Node]) -> bool:
    """Whether someone has set one of these."""
    leaves = [leaf for node in nodes if not (_is_name(node) or node.is_unseen) for leaf in node.leaves()]
    return any(leaf.is_filled and not leaf.is_default for leaf in leaves)


@register.filter
def summary(node: Node) -> str:
    """What a part says, by its first text, so that it can be told from the others while it is closed; a part without
    texts by what it names.
    """
    ordered = (leaf for field in main_fields(node.nodes) for leaf in field.leaves())
    said = (leaf for leaf in ordered if leaf.how in {"text", "line"} and leaf.value)
    first = next(said, None)
    if first is None:
        return " → ".join(chosen_words(leaf) for leaf in _names(node))
    return plain(first.value).text if first.how == "text" else str(first.value)


def _names(node: Node) -> Iterator[Node]:
    """Its fields that name something which stands elsewhere."""
    leaves = (leaf for field in node.nodes for leaf in field.leaves())
    return (leaf for leaf in leaves if leaf.value and isinstance(leaf.shape, Reference | Pick))


@register.filter
def gone_words(node: Node) -> str:
    """What was taken out of a form, as its page called it."""
    if node.how == "part":
        words = Truncator(summary(node)).chars(MOST_SAID)
        return words or (form_words.kind_label(node.kind) if node.kind else _by_its_place(node))
    if node.how == "kinded":
        return form_words.kind_label(node.kind)
    return chosen_words(node) if node.options else form_words.group_label(node.field)


def _by_its_place(node: Node) -> str:
    return f"{form_words.label_of(node.name.split('.')[-2])}: {place(node)}"


@register.filter
def place(node: Node) -> int:
    """Which of its list a part is, counted from 1."""
    return int(node.field) + 1


@register.filter
def language_name(code: str) -> str:
    """As its speakers call it; a code that Django does not know stays as it is."""
    return str(LANG_INFO.get(code, {}).get("name_local", code))


@register.filter
def node_label(node: Node) -> str:
    """Of a field that is typed; what counts something has a word of its own."""
    return form_words.count_label(node.field) if node.how == "number" else form_words.label_of(node.field)


@register.filter
def is_wide(node: Node) -> bool:
    """Whether what may be chosen is too long to be read in half the width of a form."""
    return any(len(form_words.option_label(words, node.field)) > WIDE for _value, words in node.options)


@register.filter
def texts_hint(node: Node) -> str:
    """Of a text in several languages."""
    is_list = isinstance(node.shape, LocalizedLines)
    return form_words.lines_hint(node.field) if is_list else form_words.hint_of(node.field)


@register.filter
def chosen_words(node: Node) -> str:
    """What was chosen of a few words."""
    said = next((words for value, words in node.options if value == node.value), str(node.value))
    return form_words.option_label(said, node.field)


@register.filter
def worth_saying(nodes: Sequence[Node]) -> list[Node]:
    """Fields that say something, in the order of a form."""
    return [node for node in [*main_fields(nodes), *more_fields(nodes)] if _says_something(node)]


def _says_something(node: Node) -> bool:
    if node.how in {"fixed", "key"} or node.is_unseen:
        return False
    if node.how == "flag":
        return node.value is True
    return node.is_filled and (bool(node.nodes) or not node.is_default)


@register.simple_tag
def asset_options(assets: Sequence[DraftAsset], node: Node) -> list[tuple[str, str]]:
    """The files that a field may name; what it names now is among them, even if there is no such file any more."""
    fitting = [asset.path for asset in assets if _fits(asset.path, node)]
    missing = [node.value] if node.value and node.value not in fitting else []
    return [("", "–"), *((path, path.removeprefix("assets/")) for path in (*fitting, *missing))]


@register.filter
def accepted_endings(node: Node) -> str:
    """For a browser's list of files."""
    return ",".join(f".{ending}" for ending in KINDS if _fits(f"x.{ending}", node))


@register.simple_tag(takes_context=True)
def notes_at(context: Context, node: Node) -> Sequence[Any]:
    """What is said at a field: mistakes, and what somebody else wrote; nothing on pages that say it elsewhere."""
    return _notes(context).get(node.name, ())


@register.simple_tag(takes_context=True)
def notes_of_whole(context: Context) -> Sequence[Any]:
    """What is said of a form, or of the line of a source that is shown, as a whole."""
    return _notes(context).get(WHOLE, ())


@register.simple_tag(takes_context=True)
def undos_before(context: Context, listed: Node, at: int) -> list[Undo]:
    """The ways back that stand before this part of a list."""
    return [undo for undo in _undos(context) if undo.listed == listed.name and undo.at == at]


@register.simple_tag(takes_context=True)
def undos_behind(context: Context, listed: Node) -> list[Undo]:
    """Those behind its last part."""
    return [undo for undo in _undos(context) if undo.listed == listed.name and undo.at >= len(listed.nodes)]


@register.simple_tag(takes_context=True)
def undos_instead(context: Context, node: Node) -> list[Undo]:
    """Those before what came instead."""
    return [undo for undo in _undos(context) if undo.instead == node.name]


def _undos(context: Context) -> Sequence[Undo]:
    return getattr(context.get("page"), "undos", ())


@register.simple_tag(takes_context=True)
def noted(context: Context, *nodes: Node) -> SafeString:
    """Attributes of an input that tie it to what is said at it, or at what it is a part of."""
    told = _notes(context)
    here = [node.name for node in nodes if node.name in told]
    if not here:
        return SafeString("")
    is_wrong = any(note.how == "error" for name in here for note in told[name])
    ids = " ".join(f"note-{name}" for name in here)
    return format_html(
        ' aria-describedby="{}"{}', ids, SafeString(' aria-invalid="true"' if is_wrong else "")
    )


@register.simple_tag(takes_context=True)
def notes_below(context: Context, node: Node) -> bool:
    """Whether anything is said at a field or at one of its parts."""
    return any(f"{name}.".startswith(f"{node.name}.") for name in _notes(context))


@register.simple_tag(takes_context=True)
def builds_on(context: Context, node: Node) -> str:
    """What a chosen course needs, in words."""
    offered = getattr(context["page"], "offered", None)
    return str(offered.builds_on.get(node.value, "")) if offered else ""


def _notes(context: Context) -> Mapping[str, Sequence[Any]]:
    told: Mapping[str, Sequence[Any]] = context.get("notes") or {}
    return told


def _fits(path: str, node: Node) -> bool:
    kind = kind_of(path)
    wanted = node.shape.group if isinstance(node.shape, AssetName) else None
    return kind is not None and wanted in {None, kind.group}
