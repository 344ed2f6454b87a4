"""What the tests of every format ask of a reading."""

from typing import Any

from courses.content.exchange import FORMATS, Read
from courses.content.questions import BaseQuestion


def read(name: str, data: bytes | str) -> Read:
    return FORMATS[name].read(data, language="en")


def plainly(value: Any) -> Any:
    """Dumped content with `"words"` in place of `{"source": "en", "texts": {"en": "words"}}`."""
    if isinstance(value, dict):
        if "texts" in value:
            return value["texts"]["en"]
        return {key: plainly(one) for key, one in value.items()}
    return [plainly(one) for one in value] if isinstance(value, list | tuple) else value


def about(question: BaseQuestion) -> dict[str, Any]:
    """What was said of it, without what is left at its default."""
    return {"kind": question.kind, **plainly(question.model_dump(mode="json", exclude_defaults=True))}


def told(result: Read) -> list[str]:
    return [f"{problem.line} {problem.severity}: {problem.message}" for problem in result.problems]
