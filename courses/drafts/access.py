"""The doors to a draft's pictures and other files."""

from django.shortcuts import get_object_or_404

from courses.access import authored_course_for
from courses.models import DraftAsset, DraftFile
from courses.roles.standing import Ability
from people.models import User


def draft_asset_for(actor: User, course_key: str, path: str) -> DraftAsset:
    """A picture or other file of a draft, also one that was removed."""
    course = authored_course_for(actor, course_key, Ability.WRITE)
    assets = DraftAsset.objects.select_related("draft__course")
    return get_object_or_404(assets, draft__course=course, path=path)


def kept_file_for(actor: User, course_key: str, path: str) -> DraftFile:
    """A file of a draft, also one that was removed: what it said can be read and brought back."""
    course = authored_course_for(actor, course_key)
    files = DraftFile.objects.select_related("draft__course", "by")
    return get_object_or_404(files, draft__course=course, path=path)
