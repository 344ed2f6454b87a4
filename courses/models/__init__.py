"""What is taught, and how far each person came.

A course is a stable name; its revisions are immutable. Importing writes a draft revision together with the flat rows
lessons are read from; publishing moves one pointer. Everything a learner does stores the revision it was done on.
"""

from courses.models.analysis import AttemptToCount, ChoiceCount, ItemSums, QuizAnalysis, TimeCount, TotalSums
from courses.models.attempts import Answer, AnswerSave, QuizAttempt
from courses.models.content import Block, BlockKind, Course, Lesson, PartKind, Revision
from courses.models.learning import Completion, Enrolment, EnrolmentState, PartDone
from courses.models.overrides import QuizOverride

__all__ = [
    "Answer",
    "AnswerSave",
    "AttemptToCount",
    "Block",
    "BlockKind",
    "ChoiceCount",
    "Completion",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "ItemSums",
    "Lesson",
    "PartDone",
    "PartKind",
    "QuizAnalysis",
    "QuizAttempt",
    "QuizOverride",
    "Revision",
    "TimeCount",
    "TotalSums",
]
