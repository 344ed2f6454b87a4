"""Pages that say how learning goes: for oneself, for a team, for one person of it."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.kit.titles import by_name
from people.access import check_leads, leads_anyone, person_for
from people.models import User
from reporting import person as one
from reporting import team as many
from reporting.access import members_of, units_seen_by
from reporting.home import read_home
from reporting.run_lines import run_lines

JUDGED_AT_ONCE = 500
PEOPLE_A_PAGE = 50
RUNS_A_PAGE = 20


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in; the middleware lets no other through."""

    user: User


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    return render(request, "reporting/home.html", {"home": read_home(request.user)})


@require_safe
def team(request: PersonRequest) -> HttpResponse:
    check_leads(request.user)
    units = units_seen_by(request.user, request.GET.get("unit", ""))
    people = list(members_of(request.user, units).order_by(by_name(), "pk")[: JUDGED_AT_ONCE + 1])
    members = many.read_members(people[:JUDGED_AT_ONCE], timezone.localtime())
    context = {
        "units": units,
        "title": many.title(units),
        "keep": f"unit={units.chosen.public_id}&" if units.chosen else "",
        "count": many.count(members),
        "who_and_why": many.who_and_why(members),
        "page": Paginator(members, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "cut_at": JUDGED_AT_ONCE if len(people) > JUDGED_AT_ONCE else None,
    }
    return render(request, "reporting/team.html", context)


@require_safe
def team_line(request: PersonRequest) -> HttpResponse:
    """What of the team needs the reader, in a line of their home page, which does not wait for it."""
    check_leads(request.user)
    units = units_seen_by(request.user, "")
    people = members_of(request.user, units).order_by(by_name(), "pk")
    members = many.read_members(list(people[:JUDGED_AT_ONCE]), timezone.localtime())
    told = {
        "title": many.title(units),
        "count": many.count(members),
        "who_and_why": many.who_and_why(members),
    }
    return render(request, "reporting/_team_line.html", told)


@require_safe
def person(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    somebody = person_for(request.user, public_id)
    member = many.read_members([somebody], timezone.localtime())[0]
    runs = Paginator(one.runs_of(somebody), RUNS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "member": member,
        "subtitle": one.subtitle(member.unit, somebody.email),
        "leads": request.user.is_admin or leads_anyone(request.user),
        "paths": one.paths_of(somebody),
        "sheets": one.read_sheets(somebody),
        "gradings": one.gradings_of(somebody),
        "runs": runs,
        "lines": run_lines(runs),
    }
    return render(request, "reporting/person.html", context)
