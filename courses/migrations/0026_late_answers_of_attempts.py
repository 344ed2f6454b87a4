from django.db import migrations, models

FROM_WHAT_CAME_BEFORE = """
UPDATE courses_quizattempt AS attempt SET late_at = late.at
FROM (
    SELECT answer.attempt_id, max(save.at) AS at
    FROM courses_answersave AS save JOIN courses_answer AS answer ON answer.id = save.answer_id
    WHERE save.is_late GROUP BY answer.attempt_id
) AS late
WHERE attempt.id = late.attempt_id
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0025_renewals_without_publication")]

    operations = [
        migrations.AddField(
            model_name="quizattempt",
            name="late_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When something came for it last that does not count any more.",
                null=True,
            ),
        ),
        migrations.RunSQL(FROM_WHAT_CAME_BEFORE, migrations.RunSQL.noop),
    ]
