"""The terms that a text of a draft may name: those of its glossary as it is now."""

from collections.abc import Callable
from functools import cache

from pydantic import ValidationError

from courses.content import located_yaml
from courses.content.glossary import GlossarySource
from courses.content.located_yaml import BadYaml
from courses.drafts.pages import languages_of_draft
from courses.models import Draft
from courses.places import GLOSSARY

Find = Callable[[str], str]


def terms_of_draft(draft: Draft) -> Find | None:
    """Gives a term's key by any of its names, or raises `NotThere`; None where there is no glossary, as in a lesson."""
    text = draft.files.present().filter(path=GLOSSARY).values_list("text", flat=True).first()
    if text is None:
        return None

    @cache
    def find() -> Find:
        return _find_in(text, languages_of_draft(draft)[0])

    return lambda name: find()(name)


def _find_in(text: str, source: str) -> Find:
    """While the glossary itself is to be mended, terms are taken as they are written."""
    try:
        data = located_yaml.load(text).data
        return GlossarySource.model_validate(data, context={"source": source}).find
    except (BadYaml, ValidationError):
        return str
