"""Single files of a draft, and what its lessons are made of, on the pages of the editor."""

from collections.abc import Mapping

from django import template

from courses.drafts.counted import counted_kinds
from courses.drafts.loose import LooseFile, loose_files

register = template.Library()
register.simple_tag(loose_files)
register.filter(counted_kinds)


@register.filter
def loose_at(files: Mapping[str, LooseFile], path: str) -> LooseFile | None:
    return files.get(path)
