"""Taking a node out of service and back, from the queue page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from people.access import check_is_admin
from training_jobs.models import WorkerNode
from training_jobs.nodes import drain_node
from training_jobs.views.requests import MemberRequest


@require_POST
def node_drain(request: MemberRequest, name: str) -> HttpResponse:
    return _drain(request, name, draining=True)


@require_POST
def node_undrain(request: MemberRequest, name: str) -> HttpResponse:
    return _drain(request, name, draining=False)


def _drain(request: MemberRequest, name: str, *, draining: bool) -> HttpResponse:
    check_is_admin(request.user)  # before the look-up, so that nobody else learns which nodes there are
    node = get_object_or_404(WorkerNode, name=name)
    drain_node(by=request.user, node=node, draining=draining)
    return redirect("training_jobs:queue")
