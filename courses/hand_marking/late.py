"""What came for an answer after the end of its try: whoever marks it knows that there is more."""

from dataclasses import dataclass
from datetime import datetime

from courses.models import Answer, AnswerSave


@dataclass(frozen=True)
class LateAnswer:
    """`words` are empty for files, whose names would say whose they are."""

    at: datetime
    words: str


def late_answer(answer: Answer) -> LateAnswer | None:
    """The newest; no query where nothing came late for the whole try."""
    if answer.attempt.late_at is None:
        return None
    save = AnswerSave.objects.filter(answer=answer, is_late=True).order_by("-version").first()
    said = save.given.get("values", ()) if save else ()
    return LateAnswer(save.at, "\n".join(said) if isinstance(answer.response, str) else "") if save else None
