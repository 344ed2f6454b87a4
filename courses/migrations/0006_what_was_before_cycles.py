"""Everything so far belongs to the first cycle: fills in what the new columns say of it."""

from django.db import migrations

COMPLETIONS = """
UPDATE courses_enrolment SET completion_id = c.id
FROM courses_completion c WHERE c.enrolment_id = courses_enrolment.id
"""
TRIES = "UPDATE courses_quizattempt SET tried = number"
PUBLICATIONS = """
INSERT INTO courses_publication
    (course_id, revision_id, earlier_id, started, finished, again, note, by_id, at, moved_at)
SELECT course_id, id, lag(id) OVER (PARTITION BY course_id ORDER BY published_at, number),
    'keep', 'keep', '[]', '', published_by_id, published_at, published_at
FROM courses_revision WHERE published_at IS NOT NULL ORDER BY published_at, number
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_cycles_and_publications")]

    operations = [
        migrations.RunSQL([COMPLETIONS, TRIES, PUBLICATIONS], migrations.RunSQL.noop),
    ]
