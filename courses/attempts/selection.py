"""Which questions an attempt asks, and in which order: known before it begins, so that its page can be shown."""

from collections.abc import Collection
from dataclasses import dataclass

from courses.content.drawing import select
from courses.content.schema import QuizSource
from courses.models import Answer, Block, Enrolment
from courses.read_models import pools_of, quiz_of
from courses.seeds import order, seed_of, sitting_of


@dataclass(frozen=True)
class Selection:
    """`sitting` names the attempt to the person's browser, see `courses.seeds`."""

    seed: str
    sitting: str
    keys: tuple[str, ...]


def selection(enrolment: Enrolment, lesson_key: str, block: Block, number: int) -> Selection:
    """What attempt `number` asks. Where questions are drawn, those of earlier attempts come last to be picked."""
    named = (enrolment.public_id, lesson_key, block.key, number)
    seed = seed_of(*named)
    seen: Collection[str] = ()
    if block.content.get("pools"):
        before = {
            "enrolment": enrolment,
            "lesson_key": lesson_key,
            "quiz_key": block.key,
            "number__lt": number,
        }
        answers = Answer.objects.filter(**{f"attempt__{name}": value for name, value in before.items()})
        seen = set(answers.values_list("question_key", flat=True))
    return Selection(seed, sitting_of(*named), tuple(selected_keys(block, seed, seen)))


def selected_keys(
    block: Block, seed: str, seen: Collection[str] = (), *, quiz: QuizSource | None = None
) -> list[str]:
    """`quiz` is the block's, where the caller has read it before."""
    return select(quiz or quiz_of(block), pools_of(block), seed, order=order, seen=seen)


def quiz_for(block: Block, seed: str, keys: Collection[str]) -> QuizSource:
    """The quiz as an attempt with this seed and these questions takes it."""
    return quiz_of(block).only(keys).seeded(seed)
