"""What a save may change: everything for authors, for translators the texts in their languages and nothing else."""

from collections.abc import Mapping

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.drafts.texts import beyond_translation
from courses.drafts.pages import languages_of_draft
from courses.models import Draft
from courses.roles.standing import REASONS, Ability, Standing, standing_of
from lms.kit.refusals import Denied, Rule
from lms.kit.templatetags.texts import listed
from people.models import User

PLACES_NAMED = 3


@Rule
def check_may_change(by: User, draft: Draft, changed: Mapping[str, str | None]) -> None:
    """`changed` are the files as they shall be; they are compared with what the draft holds at this moment."""
    standing = standing_of(by, draft.course)
    if standing.writes:
        return
    if not standing.translates:
        raise Denied(str(REASONS[Ability.WRITE]))
    languages = languages_of_draft(draft)
    before = dict(draft.files.present().filter(path__in=changed).values_list("path", "text"))
    granted = standing.languages
    for path, text in changed.items():
        beyond = beyond_translation(path, before.get(path), text, languages=languages, granted=granted)
        if beyond:
            raise Denied(_refusal(path, beyond, standing))


def _refusal(path: str, beyond: list[str], standing: Standing) -> str:
    spoken = listed(LANG_INFO.get(code, {}).get("name_local", code) for code in standing.languages)
    places = [place for place in beyond if place]
    if not places:
        told = _("You translate this course into %(languages)s. Nothing was saved: %(path)s is not in it.")
        return told % {"languages": spoken, "path": path}
    more = len(places) - PLACES_NAMED
    named = listed(places[:PLACES_NAMED])
    if more > 0:
        named += " " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    told = _(
        "You translate this course into %(languages)s. Nothing was saved: this would also change %(places)s in %(path)s."
    )
    return told % {"languages": spoken, "places": named, "path": path}


@Rule
def check_may_translate(by: User, draft: Draft, language: str) -> None:
    standing = standing_of(by, draft.course)
    if standing.writes or (standing.translates and language in standing.languages):
        return
    if standing.translates:
        raise Denied(_("You translate other languages of this course."))
    raise Denied(str(REASONS[Ability.TRANSLATE]))
