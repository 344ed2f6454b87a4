"""Which score decides in a lab, as the experiments and gradings of it were made."""

from collections.abc import Iterable, Mapping

from courses.models import Block, BlockKind

Lab = tuple[int | None, str]
"""The revision, by its id, and the lab's path: course/lesson/lab."""
USUAL = "macro_f1"


def metrics_of(labs: Iterable[Lab]) -> Mapping[Lab, str]:
    """One query for any number of labs; a lab that nobody grades is measured as usual."""
    wanted = {lab for lab in labs if lab[0] is not None and lab[1]}
    if not wanted:
        return {}
    blocks = Block.objects.filter(
        lesson__revision__in={revision for revision, _lab in wanted}, kind=BlockKind.LAB
    )
    rows = blocks.values_list(
        "lesson__revision", "lesson__revision__course__key", "lesson__key", "key", "content__grading__metric"
    )
    return {
        (revision, f"{course}/{lesson}/{key}"): metric or USUAL
        for revision, course, lesson, key, metric in rows
    }
