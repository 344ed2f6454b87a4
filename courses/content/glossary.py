"""glossary.yaml: the terms of a course, each with its definition, and the names by which texts may call it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from courses.content.localized import LANGUAGE_CODE, ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.located_yaml import Guesses
from courses.content.markdown import NotThere
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Slug

LONGEST_DEFINITION = 1000
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


def folded(name: str) -> str:
    """Names are the same whatever their capitals and spaces."""
    return " ".join(name.split()).casefold()


class Names:
    """By which texts may call the terms of a glossary; each leads to the key of its term."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._keys = {folded(name): key for name, key in named}
        self._guesses = Guesses()

    def find(self, name: str) -> str:
        """The key of the term of this name. Raises `NotThere`."""
        if key := self._keys.get(folded(name)):
            return key
        if meant := self._guesses.nearest(folded(name), list(self._keys)):
            template = _("There is no term “%(name)s” in glossary.yaml. Did you mean “%(meant)s”?")
            raise NotThere(template, name=name, meant=meant)
        raise NotThere(_("There is no term “%(name)s” in glossary.yaml. Add it."), name=name)


def finder_in(data: Any) -> Callable[[str], str]:
    """`find` for a glossary with mistakes, which may be anywhere: it knows every name that could be one, or takes any."""
    listed = data.get("terms") if isinstance(data, Mapping) else None
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        return str
    return Names((name, name) for one in listed for name in _said_in(one)).find


def _said_in(value: Any) -> Iterator[str]:
    """What a term says of itself, but for its definition."""
    if isinstance(value, Mapping):
        for field, said in value.items():
            if field != "definition":
                yield from _said_in(said)
    elif isinstance(value, list):
        for one in value:
            yield from _said_in(one)
    elif isinstance(value, str) and value.strip():
        yield value


class TermSource(ContentModel):
    key: Slug
    term: LocalizedText
    definition: LocalizedMarkdown
    aliases: dict[str, tuple[Name, ...]] = {}

    @property
    def names(self) -> list[str]:
        """Its key, and what it is called in any language."""
        others = [name for names in self.aliases.values() for name in names]
        return [self.key, *self.term.texts.values(), *others]

    @model_validator(mode="after")
    def is_short_and_in_known_languages(self) -> Self:
        for language, text in self.definition.texts.items():
            if len(text) > LONGEST_DEFINITION:
                template = _("A definition may have at most %(most)d characters.")
                raise mistake(template, at=("definition", language), most=LONGEST_DEFINITION)
        for language in self.aliases:
            if not LANGUAGE_CODE.fullmatch(language):
                template = _("“%(language)s” is not a language code.")
                raise mistake(template, at=("aliases", language), language=language)
        return self


class GlossarySource(ContentModel):
    """Without terms a course has none, and what texts call terms is told."""

    terms: tuple[TermSource, ...] = Field((), max_length=500)

    @model_validator(mode="after")
    def gives_each_name_once(self) -> Self:
        taken: dict[str, str] = {}
        for place, term in enumerate(self.terms):
            for name in dict.fromkeys(map(folded, term.names)):
                if name in taken:
                    template = _("“%(name)s” already names the term “%(key)s”.")
                    raise mistake(template, at=("terms", place), name=name, key=taken[name])
                taken[name] = term.key
        return self

    @cached_property
    def _names(self) -> Names:
        return Names((name, term.key) for term in self.terms for name in term.names)

    def find(self, name: str) -> str:
        """The key of the term of this name. Raises `NotThere`."""
        return self._names.find(name)
