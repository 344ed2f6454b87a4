"""`manage.py prepare`: what has to be true before the first request. Every step does nothing when it is done already."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from courses.actions import import_course, publish_revision
from courses.authoring import redraw_older
from courses.certificates.issuing import issue_missing
from courses.finding.index import index_older
from courses.models import Course
from lms import demo
from people.models import User


class Command(BaseCommand):
    help = "Migrate, publish the shipped courses, and create the demo company on an empty database (DEMO=0 leaves it out)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if count := redraw_older():
            self.stdout.write(f"drew {count} revisions of courses anew")
        if count := issue_missing():
            self.stdout.write(f"issued {count} certificates for earlier completions")
        if count := index_older():
            self.stdout.write(f"indexed {count} published courses")
        for folder in sorted(path.parent for path in settings.COURSE_LIBRARY.glob("*/course.yaml")):
            self._ship(folder)
        path = settings.DATA / "demo.json"
        if path.exists():
            demo.readdress(path, origin=settings.ENV.origin)
        elif settings.ENV.demo and not User.objects.exists():
            demo.create(path, origin=settings.ENV.origin)
            self.stdout.write("created the demo company")

    def _ship(self, folder: Any) -> None:
        """Publish a shipped course; where an author has published since, the newer content only becomes a draft."""
        revision = import_course(by=None, folder=folder)
        if isinstance(revision, list):
            raise CommandError("\n".join(str(problem) for problem in revision))
        course = Course.objects.get(pk=revision.course_id)
        authored = course.revisions.filter(created_by__isnull=False).exists()
        if course.published_id != revision.pk and revision.published_at is None and not authored:
            publish_revision(by=None, revision=revision)
            self.stdout.write(f"published the course {course.key}")
