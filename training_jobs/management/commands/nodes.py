"""`manage.py nodes`: which machines work for the site; `nodes drain NAME` takes one out of service."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Q

from training_jobs.editions import software_version
from training_jobs.models import Run, WorkerNode
from training_jobs.nodes import drain_node, is_unsealed, live_nodes, trouble_words, unsealed_words
from training_jobs.presenting.node_words import node_state
from training_jobs.states import LIVE

WHAT_TO_SET = (
    "Set UNSEALED_WORKER=1 to let runs start all the same, but only where everybody who may start runs may also "
    "read what this worker can: see “Isolation of runs” in docs/operations.md."
)


class Command(BaseCommand):
    help = "List the nodes, or let one take no new runs (drain) and take them again (undrain)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=["list", "trouble", "drain", "undrain"], default="list")
        parser.add_argument("name", nargs="?", help="as “manage.py nodes” shows it, such as gpu@machine")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "list":
            self._list()
        elif options["act"] == "trouble":
            self._trouble()
        else:
            self._drain(options["name"], draining=options["act"] == "drain")

    def _drain(self, name: str | None, *, draining: bool) -> None:
        node = WorkerNode.objects.filter(name=name).first()
        if node is None:
            known = ", ".join(WorkerNode.objects.order_by("name").values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no node {name or 'without a name'}. Known: {known}.")
        drain_node(by=None, node=node, draining=draining)
        at_work = Run.objects.filter(lease_node=node.name, state__in=LIVE).count()
        after = f"takes no new runs; {at_work} at work go on to their end" if draining else "takes runs again"
        self.stdout.write(f"{node.name} {after}")

    def _trouble(self) -> None:
        """What `up` tells of training workers that are here and take no runs."""
        for node in live_nodes("gpu"):
            if node.trouble:
                lines = [*trouble_words(node), *([WHAT_TO_SET] if is_unsealed(node) else [])]
                self.stdout.write(f"{node.name} takes no runs, so they wait:")
                for line in lines:
                    self.stdout.write(f"  {line}")

    def _list(self) -> None:
        alive = {node.pk for queue in ("gpu", "default") for node in live_nodes(queue)}
        at_work = Count("pk", filter=Q(state__in=LIVE))
        runs = dict(Run.objects.order_by().values_list("lease_node").annotate(runs=at_work))
        nodes = list(WorkerNode.objects.order_by("queue", "name"))
        for node in nodes:
            self._show(node, runs.get(node.name, 0), absent=node.pk not in alive)
        if not nodes:
            self.stdout.write("No node works for this site. Start one: manage.py worker gpu --slots 1")

    def _show(self, node: WorkerNode, runs: int, *, absent: bool) -> None:
        state = node_state(node, busy=runs).label
        words = ["absent", *(["drained"] if node.draining else [])] if absent else [state]
        words += [f"{min(runs, node.slots)} of {node.slots} slots at work"]
        words += (
            [f"{min(node.free_mb, node.memory_mb)} of {node.memory_mb} MB free"] if node.memory_mb else []
        )
        words += [node.device] if node.device else []
        words += [f"labels {', '.join(node.labels)}"] if node.labels else []
        self.stdout.write(f"{node.name}: {' · '.join(words)}")
        if node.version and node.version != software_version():
            self.stdout.write(f"  version {node.version}; this is {software_version()}. That does no harm.")
        for line in trouble_words(node):
            self.stdout.write(f"  takes no runs: {line}")
        if is_unsealed(node):
            self.stdout.write(f"  {WHAT_TO_SET}")
        for line in unsealed_words(node):
            self.stdout.write(f"  allowed by UNSEALED_WORKER: {line}")
