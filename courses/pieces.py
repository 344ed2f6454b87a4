"""One block of a lesson, as its page draws it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from courses.cards.quiz import QuizCard
from courses.cards.replay import ReplayCard
from courses.cards.widget import WidgetCard
from courses.models import Block
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class Piece:
    """One block of a lesson, drawn: `html` with its language for texts and labs, a card for a quiz or a widget.

    A replay has two cards, one of them that of the quiz that its questions are.
    Of other blocks `shown` is what was stored for the reader's language; `done_at` says when something was confirmed.
    """

    block: Block
    html: SafeString | str = ""
    lang: str = ""
    quiz: QuizCard | None = None
    widget: WidgetCard | None = None
    replay: ReplayCard | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    done_at: datetime | None = None

    @property
    def title(self) -> str:
        return self.quiz.title if self.quiz else str(in_language(self.block.content.get("title", "")))

    @property
    def anchor(self) -> str:
        return f"{self.block.kind}-{self.block.key}"

    @property
    def template(self) -> str:
        return f"courses/blocks/{self.block.kind}.html"
