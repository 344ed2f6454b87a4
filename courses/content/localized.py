"""Text in several languages, and the frozen base every content model stands on."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from courses.content.problems import Tongue, mistake, raise_all
from courses.content.problems import gettext_noop as _

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def is_stored(info: ValidationInfo) -> bool:
    """Whether what is validated was checked when it was written: checks that cost time are for authors."""
    return bool(info.context and info.context.get("stored"))


class ContentModel(BaseModel):
    """Immutable, refuses unknown keys, and `model_dump(mode="json")` validates back to an equal value."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, allow_inf_nan=False)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON: equal content, equal digest, on any machine.

        What is left at its default does not count, so that a new setting changes no digest.
        """
        content = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class LocalizedText(ContentModel):
    """Plain text by language. `source` is kept because JSON stores may reorder keys."""

    source: str
    texts: dict[str, str]

    @model_validator(mode="before")
    @classmethod
    def accept_a_plain_mapping(cls, value: Any, info: ValidationInfo) -> Any:
        """`{en: ..., zh-hans: ...}`, the way authors write it; the source comes from the course."""
        if isinstance(value, str):
            raise mistake(_("Write the text by language, for example {en: …}."))
        if not isinstance(value, dict) or "texts" in value or not value:
            return value
        source = (info.context or {}).get("source") or next(iter(value))
        return {"source": source, "texts": value}

    @model_validator(mode="after")
    def has_its_source_language(self) -> Self:
        raise_all([*self._mistakes()])
        return self

    def _mistakes(self) -> Iterator[PydanticCustomError]:
        for language, text in self.texts.items():
            if not LANGUAGE_CODE.fullmatch(language):
                yield mistake(_("“%(language)s” is not a language code."), at=(language,), language=language)
            if not text.strip():
                yield mistake(
                    _("The text in “%(language)s” is empty."), at=(language,), language=Tongue(language)
                )
        if self.source not in self.texts:
            missing = Tongue(self.source)
            yield mistake(_("The text in the source language “%(language)s” is missing."), language=missing)

    def in_language(self, language: str) -> tuple[str, bool]:
        """The text, and whether it is the source standing in for a missing translation."""
        parts = language.lower().split("-")
        while parts:
            if (text := self.texts.get("-".join(parts))) is not None:
                return text, False
            parts.pop()
        return self.texts[self.source], True


class LocalizedMarkdown(LocalizedText):
    """The same, written in Markdown and checked as such."""
