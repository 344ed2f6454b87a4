"""The next step follows from what is done and from how the lab stands."""

import pytest

from reporting.next_step import LabStanding, reason, what_to_do


@pytest.mark.parametrize(
    ("kind", "lab", "action", "says"),
    [
        ("read", None, "read", "1 of 3 parts are done"),
        ("quiz", None, "quiz", "1 of 3 parts are done"),
        ("lab", LabStanding(), "lab", "1 of 3 parts are done"),
        ("lab", LabStanding(threshold=0.8), "lab", "0.800 (macro-F1)"),
        ("lab", LabStanding(threshold=0.8, metric="accuracy"), "lab", "0.800 (accuracy)"),
        ("lab", LabStanding(threshold=0.8, open_run="x", best=0.9), "watch", "at work"),
        ("lab", LabStanding(threshold=0.8, failed_runs=1), "lab", "last run failed"),
        ("lab", LabStanding(threshold=0.8, best=0.7), "lab", "reached macro-F1 0.70"),
        ("lab", LabStanding(threshold=0.8, best=0.799), "lab", "reached macro-F1 0.79"),
        ("lab", LabStanding(threshold=0.8, best=0.84, best_run="x"), "grade", "Submit it"),
        (
            "lab",
            LabStanding(threshold=0.8, best=0.84, best_run="x", graded=0.78),
            "lab",
            "hidden test gave 0.78",
        ),
    ],
)
def test_a_step_names_its_action_and_its_reason(kind, lab, action, says):
    assert what_to_do(kind, lab) == action
    assert says in reason(action, done=1, of=3, begins=False, lab=lab)


def test_only_the_first_part_is_where_a_course_begins():
    begins = "This is where the course begins."
    assert reason("read", done=0, of=3, begins=True, lab=None) == begins
    assert (
        reason("read", done=0, of=3, begins=False, lab=None) == "0 of 3 parts are done; this one comes next."
    )
