from django.db import migrations

# What was stored before such years were refused cannot be read by Python, nor told in every zone. A date of other terms
# gives way to that of the quiz.
WITHIN = """
UPDATE courses_block SET opens_at = LEAST(GREATEST(opens_at, '2000-01-01 00:00Z'), '9000-01-01 00:00Z')
WHERE opens_at < '2000-01-01 00:00Z' OR opens_at > '9000-01-01 00:00Z';
UPDATE courses_quizoverride SET opens = NULL WHERE opens < '2000-01-01 00:00Z' OR opens > '9000-01-01 00:00Z';
UPDATE courses_quizoverride SET closes = NULL WHERE closes < '2000-01-01 00:00Z' OR closes > '9000-01-01 00:00Z';
UPDATE courses_quizattempt SET deadline = '9000-01-01 00:00Z' WHERE deadline > '9000-01-01 00:00Z';
UPDATE courses_quizattempt SET marks_at = '9000-01-01 00:00Z' WHERE marks_at > '9000-01-01 00:00Z';
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0029_marked_later")]

    operations = [migrations.RunSQL(WITHIN, migrations.RunSQL.noop)]
