"""What every format has to say about a question that it writes."""

from collections.abc import Iterator

from markdown_it.token import Token

from courses.content.exchange.result import Losses
from courses.content.localized import LocalizedText
from courses.content.markdown.parser import PARSER
from courses.content.problems import gettext_noop as _

NAMED = {
    "unit": _("The unit was dropped."),
    "other_units": _("Other units were dropped."),
    "exact": _("Capitals do not matter there; with us they do."),
    "difficulty": _("The difficulty was dropped."),
    "slips": _("Slips of the pen are not forgiven there."),
}
NOT_ELSEWHERE = {
    "math_inline": _("A formula stays as it is written here, between dollar signs."),
    "math_block": _("A formula stays as it is written here, between dollar signs."),
    "container_note_open": _("A callout becomes plain text."),
    "container_tip_open": _("A callout becomes plain text."),
    "container_example_open": _("A callout becomes plain text."),
    "container_warning_open": _("A callout becomes plain text."),
    "callout_open": _("A callout becomes plain text."),
    "container_tabs_open": _("Tabs become plain text."),
    "image": _("A picture stays in the course; only its description is kept."),
}
DIAGRAM = _("A diagram becomes the code that draws it.")


def text_in(said: LocalizedText, losses: Losses) -> str:
    """The text in the language of the export; a missing translation is told."""
    text, is_fallback = said.in_language(losses.language)
    if is_fallback:
        losses.tell(
            _("A text is missing in “%(language)s”; it is in “%(source)s”."),
            language=losses.language,
            source=said.source,
        )
    return text


def tell_lost_settings(question: object, losses: Losses, *names: str) -> None:
    for name in names:
        if getattr(question, name):
            losses.tell(NAMED[name])


def tell_lost_markup(losses: Losses) -> None:
    """What only our own Markdown knows, in the question's prompt and feedback."""
    for said in (losses.question.prompt, losses.question.feedback):
        for token in _tokens(said.in_language(losses.language)[0]) if said else ():
            if token.type in NOT_ELSEWHERE:
                losses.tell(NOT_ELSEWHERE[token.type])
            elif token.type == "fence" and token.info.startswith("mermaid"):
                losses.tell(DIAGRAM)


def _tokens(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def figures(value: float) -> str:
    """The shortest figures that are read back as the same number."""
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def per_cent(share: float) -> str:
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")
