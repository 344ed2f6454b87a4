"""Courses that begin in the browser, each at an address of its own."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.authoring import TAKEN_BY_COURSES
from courses.content.drafts.keys import key_for
from courses.content.drafts.structure import new_course
from courses.drafts.drafting import write_files
from courses.models import Course, Draft
from courses.roles.people import make_author
from lms.kit.refusals import Conflict, Rule
from people.access import check_is_author
from people.audit import Did, record
from people.models import User


def address_for(title: str) -> str:
    """The first free address that says what the title says; empty for a title without a Latin letter or a number."""
    taken = {*Course.objects.values_list("key", flat=True), *TAKEN_BY_COURSES}
    return key_for(title, taken, otherwise="") if key_for(title, (), otherwise="") else ""


@Rule
def check_address_is_free(address: str) -> None:
    if address in TAKEN_BY_COURSES or Course.objects.filter(key=address).exists():
        told = _("“%(address)s” is taken. “%(free)s” is still free.")
        raise Conflict(told % {"address": address, "free": address_for(address)})


@transaction.atomic
def begin_course(*, by: User, title: str, language: str, address: str = "") -> Draft:
    """A course that is written in the browser from its first word; it belongs to its author, who may invite others."""
    check_is_author(by)
    key = address or address_for(title)
    draft = begin_draft(by=by, key=key)
    write_files(draft, new_course(key, title, language), by=by)
    return draft


def begin_draft(*, by: User, key: str) -> Draft:
    """An empty draft of a new course, which belongs to its author. Part of the act that fills it."""
    course, is_new = Course.objects.get_or_create(key=key)
    if not is_new:
        check_address_is_free(key)
    draft = Draft.objects.create(course=course)
    make_author(draft.course, by)
    record(by=by, did=Did.OPENED_DRAFT, to=draft.course, number=0)
    return draft
