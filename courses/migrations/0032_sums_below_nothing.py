from django.db import migrations, models

# Totals were cut off at 0 where being wrong costs points, so that no figure of such a quiz was right. What a regrade at work
# has marked so far is counted by the old marks. The next count, or the next look at the page, begins anew.
STALE = """
UPDATE courses_quizanalysis a SET is_stale = true
FROM courses_block b JOIN courses_lesson l ON l.id = b.lesson_id
WHERE l.revision_id = a.revision_id AND l.key = a.lesson_key AND b.key = a.quiz_key AND b.kind = 'quiz'
  AND (b.content #>> '{quiz,certainty}' = 'true' OR (b.content #>> '{quiz,penalty}')::float8 > 0);
UPDATE courses_quizanalysis a SET is_stale = true
FROM courses_regrade g JOIN courses_revision r ON r.course_id = g.course_id
WHERE r.id = a.revision_id AND g.lesson_key = a.lesson_key AND g.quiz_key = a.quiz_key
  AND g.state IN ('applying', 'undoing');
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0031_moments_of_the_database")]

    operations = [
        migrations.AddField(
            model_name="quizanalysis",
            name="is_stale",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Its sums follow an older rule: all is to be counted anew.",
            ),
        ),
        migrations.AddField(
            model_name="totalsums",
            name="raised",
            field=models.FloatField(db_default=0.0, default=0.0),
        ),
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
    ]
