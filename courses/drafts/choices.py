"""What the fields of a draft's forms are chosen from, by what it is called."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.content.drafts.keys import questions_in
from courses.content.drafts.structure import COURSE
from courses.content.forms.picking import Choices
from courses.content.sharing.changing import link_in
from courses.content.sharing.overriding import laid_over
from courses.drafts.pages import DraftPage
from courses.labs import lab_registry
from courses.paths.choices import Offered, named_languages
from courses.places import place_of
from courses.sharing.acts import original_of
from lms.kit.refusals import Conflict
from lms.kit.titles import title_order


def choices_of(page: DraftPage, path: str) -> Choices:
    """For course.yaml the site's courses and languages; else banks, with what their questions say, and parts of labs."""
    if path == COURSE:
        titles = {key: title for key, title in Offered().titles.items() if key != page.course.key}
        courses = sorted(titles.items(), key=lambda one: title_order(one[1]))
        return {"courses": courses, "languages": list(named_languages().items())}
    banks = {place_of(path).block: (title, _held(page, path)) for path, title in page.banks}
    named = {"banks": [(key, title) for key, (title, _data) in banks.items()]}
    tags = {f"tags of {key}": _told(data, "tags") for key, (_title, data) in banks.items()}
    levels = {f"difficulties of {key}": _told(data, "difficulty") for key, (_title, data) in banks.items()}
    return {**named, **tags, **levels, **lab_registry().choices()}


def _held(page: DraftPage, path: str) -> Mapping[str, Any]:
    """What a bank holds; of a linked one what it is linked to, with what the file says itself in its place."""
    link = link_in(path, page.files[path].text or "")
    if link is None:
        return page.data_of(path)
    try:
        original = original_of({path: file.text or "" for path, file in page.files.items()}, link)
    except Conflict:
        return {}
    return laid_over(original, link.own)


def _told(bank: Mapping[str, Any], name: str) -> Sequence[tuple[str, str]]:
    """What the questions of a bank say of themselves under this name, each once."""
    said = (question.get(name) for question in questions_in(bank))
    told = {str(one) for given in said for one in (given if isinstance(given, list) else [given]) if one}
    return [(one, one) for one in sorted(told)]
