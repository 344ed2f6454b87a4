"""What similar answers got, for whoever marks, and how often that was what the person decided."""

from dataclasses import dataclass

from courses.content.analysis.formulas import wilson
from courses.content.suggesting import LOOKED_AT, Marked, Suggestion, suggest
from courses.hand_marking.questions import Asked
from courses.models import Answer, Marking


@dataclass(frozen=True)
class Agreement:
    """Of `n` criteria that were marked without a look at the suggestion, `same` came out as it said."""

    n: int
    same: int

    @property
    def share(self) -> float:
        return self.same / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.share, self.n)


def suggested_for(answer: Answer, asked: Asked) -> dict[str, Suggestion]:
    """By criterion, from the newest marks of others' answers to the same version of the question."""
    criteria = [criterion.key for criterion in asked.question.rubric]
    if not isinstance(answer.response, str):
        return {}
    return suggest(answer.response, _marked(answer, asked), criteria)


def _marked(answer: Answer, asked: Asked) -> list[Marked]:
    course = answer.attempt.revision.course_id
    place = {"lesson_key": answer.attempt.lesson_key, "quiz_key": answer.attempt.quiz_key}
    here = Marking.objects.filter(rubric=asked.question.digest, answer__attempt__revision__course=course)
    here = here.filter(**{f"answer__attempt__{name}": key for name, key in place.items()})
    others = here.filter(answer__question_key=answer.question_key).exclude(answer=answer)
    rows = others.order_by("-at", "-pk").values_list("answer_id", "answer__response", "levels")[:LOOKED_AT]
    newest: dict[int, Marked] = {}
    for pk, response, levels in rows:
        if isinstance(response, str):
            newest.setdefault(pk, Marked(response, levels))
    return list(newest.values())


def agreement_of(answer: Answer, asked: Asked) -> Agreement:
    """Over first marks only: later ones were made by somebody who knew the first."""
    rows = Marking.objects.filter(rubric=asked.question.digest, number=1, was_looked_at=False)
    here = rows.filter(
        answer__attempt__revision__course=answer.attempt.revision.course_id,
        answer__question_key=answer.question_key,
    )
    pairs = here.exclude(suggested={}).order_by("-at").values_list("suggested", "levels")[:1000]
    compared = [(level, levels.get(key)) for said, levels in pairs for key, level in said.items()]
    return Agreement(len(compared), sum(said == chosen for said, chosen in compared))
