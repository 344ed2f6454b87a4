"""How often a run was started and what came between, so that a pause does not read like a failure."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.kit.templatetags.texts import listed
from training_jobs import endings
from training_jobs.contract.failures import Failure
from training_jobs.models import Run
from training_jobs.states import ENDED


def starts(run: Run) -> str:
    """“started 3 times: 1 pause, 1 lost worker”; "" for a run that was started once at most."""
    if run.attempt < 2:
        return ""
    times = ngettext("started %(count)d time", "started %(count)d times", run.attempt) % {
        "count": run.attempt
    }
    ended = [tried for tried in run.attempts.all() if tried.number < run.attempt or run.state not in ENDED]
    earlier = Counter(tried.outcome for tried in sorted(ended, key=lambda tried: tried.number))
    said = [_in_words(outcome, count) for outcome, count in earlier.items() if outcome]
    return _("%(times)s: %(between)s") % {"times": times, "between": listed(said)} if said else times


def _in_words(outcome: str, count: int) -> str:
    said = {
        endings.PAUSED: ngettext("%(count)d pause", "%(count)d pauses", count),
        endings.RELEASED: ngettext("%(count)d change of worker", "%(count)d changes of worker", count),
        Failure.WORKER_LOST: ngettext("%(count)d lost worker", "%(count)d lost workers", count),
        Failure.KILLED: ngettext(
            "process ended from outside %(count)d time", "process ended from outside %(count)d times", count
        ),
        Failure.NO_SPACE: ngettext("%(count)d full disk", "%(count)d full disks", count),
        Failure.UNSAFE_WORKER: ngettext("%(count)d unsealed worker", "%(count)d unsealed workers", count),
    }
    other = ngettext("%(count)d interruption", "%(count)d interruptions", count)
    return said.get(outcome, other) % {"count": count}
