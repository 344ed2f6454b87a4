"""Whether the links in the texts of a course lead somewhere. Nothing is ever fetched."""

from courses.content.links.checking import Links, Site
from courses.content.links.places import CoursePlaces

__all__ = ["CoursePlaces", "Links", "Site"]
