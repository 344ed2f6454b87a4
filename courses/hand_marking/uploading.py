"""Taking files for an answer of an open attempt: judged, stored under a name of chance, and listed with the answer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from courses.answers import NOTHING, QuizForm, restored
from courses.attempts.ending import close_if_due
from courses.attempts.opening import begin_attempt
from courses.attempts.saving import save_answers
from courses.attempts.submitting import Submitted
from courses.content.assets.judging import BadAsset
from courses.content.questions import Given
from courses.content.questions.upload import Question
from courses.content.questions.upload.judging import judge_file, plain_name
from courses.models import Answer, AnswerFile, Block, Enrolment, Lesson, QuizAttempt
from courses.read_models import quiz_of
from courses.wording import in_words

MOST_KEPT = 20
"""Files of one answer, those that were replaced included: uploads are no way to fill the disk."""


@dataclass(frozen=True)
class _File:
    name: str
    content: bytes


def upload_files(
    *,
    enrolment: Enrolment,
    lesson: Lesson,
    block: Block,
    form: QuizForm,
    question: str,
    files: Sequence[UploadedFile],
) -> Submitted:
    """Keep the files, all of them or none, and what the whole form holds; the problem, where there is one, by question.

    Bytes are written before the row that names them; where the row fails, they are taken away again.
    """
    asked = upload_question(block, question)
    chosen = [_File(plain_name(file.name or ""), file.read()) for file in files[: asked.files + 1]]
    taking = _Taking(asked, chosen, _refused(asked, chosen))
    try:
        with transaction.atomic():
            attempt = begin_attempt(enrolment=enrolment, lesson=lesson, block=block, form=form)
            return taking.into(attempt, block, form)
    except BaseException:
        for name in taking.written:
            default_storage.delete(name)
        raise


def upload_chosen(
    *,
    enrolment: Enrolment,
    lesson: Lesson,
    block: Block,
    form: QuizForm,
    chosen: Mapping[str, Sequence[UploadedFile]],
) -> tuple[QuizForm, Submitted | None]:
    """Keep files that a form brings as it is handed in; the form with them, and why some cannot be taken."""
    refused: Submitted | None = None
    for key, files in chosen.items():
        done = upload_files(
            enrolment=enrolment, lesson=lesson, block=block, form=form, question=key, files=files
        )
        if done.came_late:
            return form, None
        if done.problems:
            problems = {**(refused.problems if refused else {}), **done.problems}
            refused = Submitted(done.attempt, problems)
            continue
        form = _with_kept(form, done.attempt.answers.get(question_key=key))
    return form, refused


def _with_kept(form: QuizForm, answer: Answer) -> QuizForm:
    """The form as it would be had the page been drawn after the upload."""
    given = {**form.given, answer.question_key: restored(answer.given)}
    return replace(form, given=given, seen={**form.seen, answer.question_key: answer.version})


def upload_question(block: Block, key: str) -> Question:
    """The question that asks for files; 404 for any other."""
    found = next((one for one in quiz_of(block).questions if one.key == key), None)
    if not isinstance(found, Question):
        raise Http404
    return found


@dataclass
class _Taking:
    """Files on their way into an answer; `written` names what lies in the storage already."""

    asked: Question
    files: Sequence[_File]
    problem: str
    written: list[str] = field(default_factory=list)

    def into(self, attempt: QuizAttempt, block: Block, form: QuizForm) -> Submitted:
        here = QuizAttempt.objects.timed().select_related("enrolment").get(pk=attempt.pk)
        here = close_if_due(here, block) if here.is_open else here
        if not (here.is_open and form.is_for(here.number, here.sitting)):
            return Submitted(here, came_late=True)
        answer = here.answers.filter(question_key=self.asked.key).first()
        if answer is None:
            raise Http404
        if not self.problem and answer.files.count() + len(self.files) > MOST_KEPT:
            text = _("You have uploaded files for this question often enough: it keeps at most %(most)d.")
            self.problem = text % {"most": MOST_KEPT}
        kept = [] if self.problem else [self._keep(answer, file) for file in self.files]
        given = {**form.given, self.asked.key: self._listed(form, kept)}
        save_answers(attempt=here, given=given, seen=form.seen)
        return Submitted(here, {self.asked.key: self.problem} if self.problem else {})

    def _keep(self, answer: Answer, file: _File) -> str:
        digest = hashlib.sha256(file.content).hexdigest()
        row = AnswerFile(answer=answer, name=file.name, sha256=digest, size=len(file.content))
        self.written.append(default_storage.save(row.stored_as, ContentFile(file.content)))
        row.save(force_insert=True)
        return str(row.public_id)

    def _listed(self, form: QuizForm, kept: Sequence[str]) -> Given:
        """What is ticked, and the new ones; where one file is asked for, a new one takes the place of the old."""
        before = form.given.get(self.asked.key, NOTHING)
        ticked = () if kept and self.asked.files == 1 else tuple(before.values)
        return replace(before, values=(*ticked, *kept))


def _refused(asked: Question, files: Sequence[_File]) -> str:
    """Why these files cannot be taken; "" when they can."""
    if not files:
        return _("Choose a file first.")
    if len(files) > asked.files:
        return _("Choose at most %(most)d files.") % {"most": asked.files}
    for file in files:
        try:
            judge_file(file.name, file.content, types=asked.types, most_bytes=asked.most_bytes)
        except BadAsset as bad:
            return f"{file.name}: {bad.worded(in_words)}"
    return ""
