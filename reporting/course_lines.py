"""What home and a person's page say of an enrolment, in the same words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from courses.certificates.held import Held
from courses.models import Enrolment
from courses.publishing.words import renewed
from courses.standings import certificate_label, is_spared, score_shown, state_label

TONES = {"in_progress": "live", "not_started": "", "done": "good"}


@dataclass(frozen=True)
class CourseLine:
    """An enrolment with its title in the reader's language. `is_told`: the next step says already what renewed it; `held`
    are the certificates that its state does not lead to."""

    enrolment: Enrolment
    title: str
    is_told: bool = field(default=False, kw_only=True)
    held: Sequence[Held] = field(default=(), kw_only=True)

    @property
    def state(self) -> str:
        return state_label(self.enrolment)

    @property
    def tone(self) -> str:
        """The colour class of its state."""
        return TONES["done"] if self.is_spared else TONES[self.enrolment.state]

    @property
    def is_spared(self) -> bool:
        """By a placement test."""
        return is_spared(self.enrolment)

    @property
    def score(self) -> float | None:
        return score_shown(self.enrolment)

    @property
    def certificate(self) -> str:
        return certificate_label(self.enrolment)

    @property
    def renewed(self) -> str:
        """Why less of it is done than before."""
        told = renewed(self.enrolment.renewal) if self.enrolment.renewal and not self.is_told else None
        return f"{told.happens} {told.means}" if told else ""
