"""What the check of a draft says about its labs besides mistakes."""

from dataclasses import replace

from courses.content.problems import Problem, gettext_noop, in_order
from courses.content.reader import Reading
from courses.content.schema import LabBlock
from courses.labs import lab_registry
from courses.models import Draft

NEVER = gettext_noop("Nobody has made a dry run of this lab: its page in the editor starts one.")
UNDER_WAY = gettext_noop("A dry run of this lab is under way: its page in the editor says how far it is.")


def with_remarks(reading: Reading, draft: Draft) -> Reading:
    """The reading, with a warning at each lab that nobody has tried; a draft that cannot be read has enough to mend."""
    if reading.course is None:
        return reading
    labs = {
        f"{lesson.key}/{block.key}": f"lessons/{lesson.key}/{block.key}.lab.yaml"
        for lesson in reading.course.lessons
        for block in lesson.blocks
        if isinstance(block, LabBlock)
    }
    untried = lab_registry().never_run(draft.course, labs) if labs else {}
    remarks = [
        Problem(labs[lab], 1, UNDER_WAY if is_under_way else NEVER, "warning")
        for lab, is_under_way in untried.items()
    ]
    return replace(reading, problems=in_order([*reading.problems, *remarks]))
