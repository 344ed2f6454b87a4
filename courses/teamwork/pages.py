"""What pages show of comments and reviews."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from courses.drafts.apart import files_apart
from courses.drafts.pages import DraftPage
from courses.models import Comment, CommentThread, Course, Review, ReviewRequest, Verdict
from courses.roles.standing import Ability, Standing
from courses.teamwork.comments import threads_of
from courses.teamwork.places import Place, href_of, place_of, place_of_thread, questions_of, title_of
from courses.teamwork.reviews import newest_request, who_can_review
from people.models import User

THREADS_PER_PAGE = 50


@dataclass(frozen=True)
class ThreadCard:
    """`title` says what it is about; without a `href` that is not in the draft any more."""

    thread: CommentThread
    title: str
    href: str

    @property
    def comments(self) -> Sequence[Comment]:
        return list(self.thread.comments.all())


def card_of(thread: CommentThread, page: DraftPage) -> ThreadCard:
    place = place_of_thread(thread)
    title = title_of(place, page)
    return ThreadCard(thread, title or thread.about, href_of(place, page) if title else "")


class Talk:
    """The comments at one place of a draft, open ones first, and what a new one may be about."""

    def __init__(self, page: DraftPage, place: Place, standing: Standing) -> None:
        self.course, self.place, self.standing = page.course, place, standing
        named = {name: value for name, value in place.columns.items() if name != "question_key"}
        cards = [card_of(thread, page) for thread in threads_of(page.course).filter(**named)]
        self.cards = sorted(cards, key=lambda card: card.thread.settled_at is not None)

    @classmethod
    def about_file(cls, path: str, page: DraftPage, standing: Standing) -> "Talk":
        talk = cls(page, place_of(path), standing)
        talk.choices = questions_of(page.data_of(path))
        return talk

    choices: Sequence[object] = ()

    @property
    def may_comment(self) -> bool:
        return self.standing.may(Ability.COMMENT)

    @property
    def open(self) -> int:
        return sum(card.thread.settled_at is None for card in self.cards)


class CommentsPage:
    """All comments on a course, place by place as they were begun; `only_open` leaves out what is settled."""

    def __init__(self, draft: DraftPage, standing: Standing, *, only_open: bool, number: str | None) -> None:
        self.draft, self.course, self.standing, self.only_open = draft, draft.course, standing, only_open
        threads = threads_of(draft.course)
        threads = threads.filter(settled_at__isnull=True) if only_open else threads
        self.page: Page[CommentThread] = Paginator(threads, THREADS_PER_PAGE).get_page(number)
        self.cards = [card_of(thread, draft) for thread in self.page.object_list]
        self.keep = "" if only_open else "show=all&"

    @property
    def may_comment(self) -> bool:
        return self.standing.may(Ability.COMMENT)


class ReviewState:
    """How far the review of a course is; `mine` is what the reader was asked and may answer."""

    def __init__(self, course: Course, actor: User) -> None:
        self.course = course
        self.request: ReviewRequest | None = newest_request(course)
        self.reviews: Sequence[Review] = list(self.request.reviews.all()) if self.request else []
        is_open = self.request is not None and self.request.closed_at is None
        mine = [review for review in self.reviews if review.reviewer_id == actor.pk and is_open]
        self.mine: Review | None = mine[0] if mine else None

    @property
    def apart(self) -> int:
        """Files of the draft in which something waits to be brought together."""
        return files_apart(self.course)

    @property
    def words(self) -> str:
        """In a sentence."""
        if self.request is None:
            return _("No review was asked for.")
        verdicts = [review.verdict for review in self.reviews]
        told = {"number": self.request.revision.number}
        if Verdict.CHANGES in verdicts:
            return _("A reviewer wants changes of revision %(number)d.") % told
        if Verdict.APPROVED in verdicts:
            return _("Revision %(number)d is approved.") % told
        return _("The review of revision %(number)d is under way.") % told


@dataclass(frozen=True)
class Answering:
    """What the form of a reviewer holds, and what is `wrong` with it."""

    verdict: str
    words: str
    wrong: str = ""

    @property
    def lacks_words(self) -> bool:
        return bool(self.wrong) and self.verdict == Verdict.CHANGES


@dataclass(frozen=True)
class Asking:
    """The same of the form that asks for a review; `people` are ticked in it."""

    people: Collection[int]
    note: str = ""
    wrong: str = ""


class ReviewPage(ReviewState):
    """`answering` and `asking` are forms that could not be taken: they stay as they were filled in."""

    def __init__(
        self,
        course: Course,
        actor: User,
        standing: Standing,
        *,
        open_comments: int,
        answering: Answering | None = None,
        asking: Asking | None = None,
    ) -> None:
        super().__init__(course, actor)
        self.standing, self.open_comments = standing, open_comments
        self.could_review = list(who_can_review(course, asked_by=actor)) if standing.writes else []
        self.asking = asking or Asking({review.reviewer_id for review in self.reviews})
        self.answering = answering or (Answering(self.mine.verdict, self.mine.words) if self.mine else None)
