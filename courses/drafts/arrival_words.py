"""What became of a zip that came in, in words for whoever sent it."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.content.problems import Problem
from courses.drafts.apart import named_in
from courses.drafts.arriving import BroughtIn
from courses.drafts.carrying import BroughtBack
from courses.drafts.pages import DraftPage
from courses.drafts.untranslated import untranslated
from courses.models import Draft
from courses.wording import problem_in_words
from lms.kit.templatetags.texts import listed

MOST_REMARKS = 10


def told_of(made: BroughtIn) -> Iterator[tuple[int, str]]:
    """Each with its level."""
    if made.is_earlier:
        said = _(
            "Nothing in this zip differs from revision %(number)d, which is not the newest, so no new revision was made. "
            "To go back to it, publish it here once more."
        )
        yield messages.WARNING, said % {"number": made.revision.number}
    if made.is_newest:
        said = _("Nothing in this zip is new: it is revision %(number)d, so no new revision was made.")
        yield messages.WARNING, said % {"number": made.revision.number}
    if made.draft is None:
        return
    link = reverse("courses:draft", args=[made.draft.course.key])
    if made.taken:
        yield (
            messages.SUCCESS,
            format_html('{} <a href="{}">{}</a>', _taken(made), link, _("Look at the draft")),
        )
    if made.kept:
        kept = _("Bring both together")
        yield (
            messages.WARNING,
            format_html('{} <a href="{}#apart">{}</a>', _kept(made.draft, made.kept), link, kept),
        )


def told_of_draft(back: BroughtBack) -> Iterator[tuple[int, str]]:
    """The same of the zip of a draft."""
    if back.is_new:
        yield messages.SUCCESS, _("The draft holds what was in the zip.")
    elif back.made.put:
        yield messages.SUCCESS, _merged(len(back.made.put))
    elif not back.made.kept:
        yield (
            messages.WARNING,
            _(
                "Nothing in this zip is new to the draft, so nothing was changed. "
                "To go back to what a text was, open its history."
            ),
        )
    if back.made.kept:
        yield messages.WARNING, _kept(back.draft, back.made.kept)


def told_of_remarks(problems: Sequence[Problem]) -> Iterator[str]:
    """Texts to translate once for each language, and no more of the rest than people read."""
    others = [problem for problem in problems if not problem.lacks]
    for problem in others[:MOST_REMARKS]:
        yield f"{problem.path}:{problem.line}: {problem_in_words(problem)}"
    if (more := len(others) - MOST_REMARKS) > 0:
        yield ngettext("and %(more)d more", "and %(more)d more", more) % {"more": more}
    for gap in untranslated(problems, ()):
        text = ngettext(
            "%(texts)d text is not translated into %(language)s yet.",
            "%(texts)d texts are not translated into %(language)s yet.",
            gap.count,
        )
        yield text % {"texts": gap.count, "language": gap.name}


def _merged(count: int) -> str:
    said = ngettext(
        "The draft took in one file of the zip. What others wrote meanwhile stays.",
        "The draft took in %(count)d files of the zip. What others wrote meanwhile stays.",
        count,
    )
    return said % {"count": count}


def _taken(made: BroughtIn) -> str:
    count = len(made.taken)
    said = ngettext(
        "A draft of this course is open in the editor. It took in one file of the zip.",
        "A draft of this course is open in the editor. It took in %(count)d files of the zip.",
        count,
    )
    return said % {"count": count}


def _kept(draft: Draft, paths: Sequence[str]) -> str:
    """By the names under which the draft lists them."""
    page = DraftPage(draft, get_language() or "")
    said = _(
        "Changed in the zip and in the draft, which keeps its own version until you bring both together: %(names)s."
    )
    return said % {"names": listed(named_in(page, path) for path in paths)}
