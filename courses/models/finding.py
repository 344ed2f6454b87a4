"""What can be found: one row per place of a published course and language. Only `courses.finding.index` writes here."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from courses.models.content import Course, Revision


class SearchEntry(models.Model):
    """A course, a lesson or a block as it is searched for, in one language.

    `vector` holds every word; `names` those of title and headings, so that what is named so is found first without
    reading the long vectors.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    made = models.PositiveSmallIntegerField(help_text="Which way it was written; see search_index.MADE.")
    kind = models.CharField(max_length=20)
    lesson_key = models.SlugField(max_length=80, blank=True)
    key = models.SlugField(max_length=80, blank=True)
    language = models.CharField(max_length=20)
    title = models.TextField()
    text = models.TextField()
    names = SearchVectorField()
    vector = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "lesson_key", "kind", "key", "language"], name="courses_search_entry_once"
            )
        ]
        indexes = [GinIndex(fields=["vector"], name="courses_search_vector")]

    def __str__(self) -> str:
        return f"{self.kind} {self.lesson_key}/{self.key} ({self.language})"
