"""The files of answers: listed with them, and served to their owner and to markers only."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.content.questions.upload import Question
from courses.content.schema import QuizSource
from courses.hand_marking.access import check_marks
from courses.models import Answer, AnswerFile, Marking
from courses.roles.standing import authored_by
from people.models import User


def files_of(quiz: QuizSource, answers: Mapping[str, Answer]) -> dict[str, list[AnswerFile]]:
    """By question; one query, and none where no question asks for files."""
    keys = {one.key for one in quiz.questions if isinstance(one, Question)}
    asked = {answer.pk: key for key, answer in answers.items() if key in keys}
    found: dict[str, list[AnswerFile]] = {}
    if asked:
        for file in AnswerFile.objects.filter(answer__in=asked):
            found.setdefault(asked[file.answer_id], []).append(file)
    return found


def handed_in(answer: Answer) -> Sequence[AnswerFile]:
    """The files of an answer that count, in the order of the response."""
    ids = [str(one) for one in answer.response] if isinstance(answer.response, list) else []
    files = {str(file.public_id): file for file in answer.files.all()}
    return [files[one] for one in ids if one in files]


def answer_file_for(actor: User, public_id: uuid.UUID) -> AnswerFile:
    """The learner's own; for markers those of answers that wait for a mark or have one, and never the rest."""
    files = AnswerFile.objects.select_related("answer__attempt__enrolment")
    own = Q(answer__attempt__enrolment__user=actor)
    to_mark = Q(answer__awaits_since__isnull=False) | Q(answer__in=Marking.objects.values("answer"))
    of_authors = to_mark & Q(answer__attempt__enrolment__course__in=authored_by(actor))
    may_mark = not check_marks.refusal(actor)
    file = get_object_or_404(files.filter(own | of_authors if may_mark else own), public_id=public_id)
    if file.answer.attempt.enrolment.user_id != actor.pk and file not in handed_in(file.answer):
        raise Http404
    return file
