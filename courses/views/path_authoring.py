"""Where authors bring paths in, look at them and publish them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.content.folder import MAX_YAML_BYTES
from courses.content.paths import path_yaml
from courses.content.problems import Problem, gettext_noop
from courses.models import PathEnrolment
from courses.paths.access import version_for
from courses.paths.importing import check_can_publish_path, read_checked, source_of
from courses.paths.pages import VersionPage, path_rows
from courses.paths.progress import read_path_for
from courses.views import PersonRequest
from courses.wording import problem_in_words
from people.access import check_is_author

MISSING = gettext_noop("Choose the file of a path first.")


@require_safe
def paths(request: PersonRequest) -> HttpResponse:
    return render(request, "courses/paths.html", {"rows": path_rows(request.user)})


@require_POST
def upload_path(request: PersonRequest) -> HttpResponse:
    check_is_author(request.user)
    file = request.FILES.get("file")
    if file is None:
        return _problems(request, [Problem("(yaml)", 1, MISSING)])
    reading = read_checked(file.read(MAX_YAML_BYTES + 1), str(file.name))
    if reading.path is None:
        return _problems(request, reading.problems)
    version = actions.write_version(by=request.user, source=reading.path)
    for problem in reading.problems:
        messages.warning(request, f"{problem.path}:{problem.line}: {problem_in_words(problem)}")
    return redirect("courses:path_version", version.public_id)


def _problems(request: PersonRequest, problems: object) -> HttpResponse:
    lines = [(problem, problem_in_words(problem)) for problem in problems]  # type: ignore[attr-defined]
    context = {"rows": path_rows(request.user), "problems": lines}
    return render(request, "courses/paths.html", context, status=422)


@require_safe
def path_version(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    version = version_for(request.user, public_id)
    on_it = PathEnrolment.objects.current().filter(path=version.path_id).exclude(version=version).count()
    refusal = check_can_publish_path.refusal(version)
    page = VersionPage(version, read_path_for(request.user.pk, version), refusal, on_it)
    return render(request, "courses/path_version.html", {"page": page})


@require_POST
def publish_path(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    version = version_for(request.user, public_id)
    done = actions.publish_path(by=request.user, version=version, moves="move" in request.POST)
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    if done.moved:
        text = ngettext("%(count)d person moved on to it.", "%(count)d people moved on to it.", done.moved)
        messages.success(request, text % {"count": done.moved})
    return redirect("courses:path_version", version.public_id)


@require_safe
def path_file(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """A version as its authors keep it."""
    version = version_for(request.user, public_id)
    response = HttpResponse(path_yaml(source_of(version)), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.path.key}.yaml"'
    return response
