"""Which Markdown we speak, and where each piece of it stands."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from courses.content.markdown import callouts, leftovers, tabs, terms
from courses.content.markdown.beside_cjk import parser_for
from courses.content.markdown.bounds import bounded_table, set_tangles_aside
from courses.content.markdown.rules import RULES

CONTAINERS = (*callouts.CALLOUTS, "tabs", "tab")


def number_lines(state: StateCore) -> None:
    """Give every token its line (from 1) in `meta["line"]`; inline ones count their own line breaks."""
    line = 1
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        token.meta["line"] = line
        inside = line
        for child in token.children or ():
            child.meta["line"] = inside
            inside += 1 if child.type in {"softbreak", "hardbreak"} else child.content.count("\n")


def keep_lines(state: StateCore) -> None:
    """Containers look at the source to see whether they were closed."""
    state.env["lines"] = state.src.split("\n")


def _blocks() -> MarkdownIt:
    parser = parser_for("commonmark", {"html": False, "linkify": False, "maxNesting": 30})
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.use(footnote_plugin, inline=False)
    for name in CONTAINERS:
        parser.use(container_plugin, name, validate=callouts.is_called(name))
    parser.inline.ruler.before("link", "term", terms.term)
    parser.core.ruler.before("inline", "alerts", callouts.alerts)
    parser.core.ruler.before("inline", "check_tabs", tabs.check_tabs)
    parser.core.ruler.after("inline", "tell_leftovers", leftovers.tell_leftovers)
    parser.core.ruler.after("inline", "plain_in_headings", terms.plain_in_headings)
    return _with_rules(parser)


def _phrases() -> MarkdownIt:
    """For a label: what would nest badly inside one (links, pictures, HTML) stays text."""
    parser = parser_for("zero", {"html": False, "maxNesting": 30})
    parser.enable(["emphasis", "strikethrough", "backticks", "escape", "entity", "balance_pairs"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    return _with_rules(parser)


def _with_rules(parser: MarkdownIt) -> MarkdownIt:
    parser.core.ruler.before("inline", "set_tangles_aside", set_tangles_aside)
    parser.core.ruler.push("number_lines", number_lines)
    parser.core.ruler.push("keep_lines", keep_lines)
    for name, rule in (RULES | callouts.RULES | tabs.RULES | terms.RULES).items():
        parser.add_render_rule(name, rule)
    return parser


PARSER = _blocks()
PHRASES = _phrases()
