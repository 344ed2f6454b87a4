"""Whether the site has a page at a path: what the texts of courses may link to."""

from functools import cache

from django.db.models import F
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve

from courses.content.links import Site
from courses.models import Asset, Course, DraftAsset, Lesson

MOST_ASKED = 500


def site_pages() -> Site:
    """Asks the database once for each path; an author who links to more pages than `MOST_ASKED` is believed."""
    asked: set[str] = set()

    @cache
    def is_there(path: str) -> bool:
        asked.add(path)
        return len(asked) > MOST_ASKED or _is_page(path)

    return is_there


def _is_page(path: str) -> bool:
    try:
        found = resolve(path if path.endswith("/") or path.startswith("/assets/") else f"{path}/")
    except (Resolver404, Http404, ValueError):
        return False
    return _has_what_it_names(found)


def _has_what_it_names(found: ResolverMatch) -> bool:
    """Pages of a course need that course, those of a lesson that lesson; others are as good as their address."""
    named = found.kwargs
    if found.view_name == "courses:lesson":
        published = Lesson.objects.filter(revision=F("revision__course__published"))
        return published.filter(key=named["lesson"], revision__course__key=named["course"]).exists()
    if found.view_name == "courses:asset":
        kept = {"sha256": named["sha256"]}
        return Asset.objects.filter(**kept).exists() or DraftAsset.objects.filter(**kept).exists()
    if found.app_name == "courses" and "course" in named:
        return Course.objects.filter(key=named["course"], published__isnull=False).exists()
    return True
