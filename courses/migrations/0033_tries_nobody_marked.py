from django.db import migrations

# Other terms that were granted on a later revision could forget when a try was to be marked. Of a try that waits for a
# person or a run, something is marked already.
DUE = """
UPDATE courses_quizattempt SET marks_at = statement_timestamp()
WHERE state = 'submitted' AND marks_at IS NULL AND NOT EXISTS (
    SELECT FROM courses_answer WHERE attempt_id = courses_quizattempt.id
        AND (response IS NOT NULL OR awaits_since IS NOT NULL)
);
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0032_sums_below_nothing")]

    operations = [migrations.RunSQL(DUE, migrations.RunSQL.noop)]
