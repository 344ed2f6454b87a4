"""The doors to a draft's pictures and other files."""

from django.shortcuts import get_object_or_404

from courses.models import DraftAsset
from people.access import check_is_author
from people.models import User


def draft_asset_for(actor: User, course_key: str, path: str) -> DraftAsset:
    """A picture or other file of a draft, also one that was removed."""
    check_is_author(actor)
    assets = DraftAsset.objects.select_related("draft__course")
    return get_object_or_404(assets, draft__course__key=course_key, path=path)
