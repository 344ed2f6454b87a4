"""What is taught, and how far each person came.

A course is a stable name; its revisions are immutable. Importing writes a draft revision together with the flat rows
lessons are read from; publishing moves one pointer. Everything a learner does stores the revision it was done on.
"""

from courses.models.analysis import AttemptToCount, ChoiceCount, ItemSums, QuizAnalysis, TimeCount, TotalSums
from courses.models.attempts import Answer, AnswerSave, QuizAttempt
from courses.models.certificates import Certificate, CertificateQuerySet, CertificateState, ScorePolicy
from courses.models.content import ASKING, WORK, Block, BlockKind, Course, Lesson, PartKind, Revision
from courses.models.draft_assets import DraftAsset, DraftAssetSave
from courses.models.drafts import Draft, DraftFile, DraftSave
from courses.models.finding import SearchEntry
from courses.models.intake import Intake, IntakeKind
from courses.models.learning import Completion, Enrolment, EnrolmentState, PartDone
from courses.models.marking import AnswerFile, Appeal, Marking
from courses.models.material import Asset, Stored, Term
from courses.models.members import CourseMember, CourseRole
from courses.models.notes import Bookmark, Clarity
from courses.models.overrides import QuizOverride
from courses.models.paths import KnownByPlacement, Path, PathEnrolment, PathPublication, PathVersion
from courses.models.publishing import Policy, Publication, Renewal
from courses.models.regrades import Regrade, RegradedAnswer, RegradedAttempt, RemarkState
from courses.models.reviewing import ReviewCard
from courses.models.scheduling import ScheduledPublication, ScheduleState
from courses.models.sharing import SharedPart
from courses.models.teamwork import Comment, CommentThread, Review, ReviewRequest, Verdict
from courses.models.trials import Measuring, PromptTrial, PromptTryOut

__all__ = [
    "ASKING",
    "WORK",
    "Answer",
    "AnswerFile",
    "AnswerSave",
    "Appeal",
    "Asset",
    "AttemptToCount",
    "Block",
    "BlockKind",
    "Bookmark",
    "Certificate",
    "CertificateQuerySet",
    "CertificateState",
    "ChoiceCount",
    "Clarity",
    "Comment",
    "CommentThread",
    "Completion",
    "Course",
    "CourseMember",
    "CourseRole",
    "Draft",
    "DraftAsset",
    "DraftAssetSave",
    "DraftFile",
    "DraftSave",
    "Enrolment",
    "EnrolmentState",
    "Intake",
    "IntakeKind",
    "ItemSums",
    "KnownByPlacement",
    "Lesson",
    "Marking",
    "Measuring",
    "PartDone",
    "PartKind",
    "Path",
    "PathEnrolment",
    "PathPublication",
    "PathVersion",
    "Policy",
    "PromptTrial",
    "PromptTryOut",
    "Publication",
    "QuizAnalysis",
    "QuizAttempt",
    "QuizOverride",
    "Regrade",
    "RegradedAnswer",
    "RegradedAttempt",
    "RemarkState",
    "Renewal",
    "Review",
    "ReviewCard",
    "ReviewRequest",
    "Revision",
    "ScheduleState",
    "ScheduledPublication",
    "ScorePolicy",
    "SearchEntry",
    "SharedPart",
    "Stored",
    "Term",
    "TimeCount",
    "TotalSums",
    "Verdict",
]
