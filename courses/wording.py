"""What content code says, for a reader: in their language, with languages by their names in it."""

from collections.abc import Callable

from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from courses.content.problems import IN_FIELD, Params, Problem, Saying, fill, with_names


def language_in_words(code: str) -> str:
    """A code that Django does not know stays as it is."""
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code


def in_words(template: str, params: Params, *, shown: Callable[[str], str] = str) -> str:
    """`shown` changes the translated template, before it is filled."""
    between = pgettext("between the names of languages", ", ")
    told = {
        name: in_words(said.template, said.params, shown=shown) if isinstance(said, Saying) else said
        for name, said in params.items()
    }
    words = template if template == IN_FIELD else _(template)
    return fill(shown(words), with_names(told, language_in_words, between))


def problem_in_words(problem: Problem) -> str:
    return in_words(problem.template, problem.params)
