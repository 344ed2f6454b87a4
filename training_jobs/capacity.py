"""Refuses a run that no node could ever hold, with the cheapest changes that would make it fit."""

from typing import Any

from django.utils.functional import cached_property

from training_jobs.contract.knobs import flat
from training_jobs.contract.memory import Fix, cheapest_fixes, needed_mb
from training_jobs.contract.problems import SpecProblem, SpecRefused
from training_jobs.contract.spec import ExperimentSpec, PromptSpec
from training_jobs.contract.wording import Sentence, gettext_noop, plain
from training_jobs.models import WorkerNode

_TOO_LARGE = gettext_noop(
    "This run needs about %(need)s GB of memory, and the largest worker has %(most)s GB. Make it smaller."
)
_NOTHING_HELPS = gettext_noop(
    "This run needs about %(need)s GB of memory, and the largest worker has %(most)s GB. "
    "No smaller setting makes it fit: choose a smaller base model, or ask an administrator for a larger worker."
)


class TooLarge(SpecRefused):
    """More memory than any known node has. `fixes` are changed specs that fit, the cheapest first."""

    def __init__(self, spec: ExperimentSpec | PromptSpec, need: int, most: int) -> None:
        self.spec = spec
        self.fixes: tuple[Fix, ...] = cheapest_fixes(spec, most) if isinstance(spec, ExperimentSpec) else ()
        template = _TOO_LARGE if self.fixes else _NOTHING_HELPS
        told = {"need": plain(round(need / 1024, 1)), "most": plain(round(most / 1024, 1))}
        field = next(iter(self.changes[0]), "base_model") if self.fixes else "base_model"
        super().__init__((SpecProblem(field, Sentence(template, told)),))

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """What each fix changes, as dotted paths with their new values."""
        asked = flat(self.spec.model_dump(mode="json"))
        return [
            {
                path: value
                for path, value in flat(fix.spec.model_dump(mode="json")).items()
                if asked[path] != value
            }
            for fix in self.fixes
        ]


def check_fits(spec: ExperimentSpec | PromptSpec) -> None:
    """Raises TooLarge when every known node has told its memory and none has enough."""
    nodes = WorkerNode.objects.filter(queue="gpu")
    label = getattr(spec, "node_label", "")
    told = list(
        (nodes.filter(labels__contains=[label]) if label else nodes).values_list("memory_mb", flat=True)
    )
    if told and all(told) and needed_mb(spec) > max(told):
        raise TooLarge(spec, needed_mb(spec), max(told))
