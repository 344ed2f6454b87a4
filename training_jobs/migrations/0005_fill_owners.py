from django.db import migrations

FILL = """
UPDATE training_jobs_runattempt attempt SET owner_id = experiment.owner_id
FROM training_jobs_run run JOIN training_jobs_experiment experiment ON experiment.id = run.experiment_id
WHERE run.id = attempt.run_id AND attempt.owner_id IS NULL;
UPDATE training_jobs_run run SET base_model = COALESCE(experiment.spec ->> 'base_model', '')
FROM training_jobs_experiment experiment
WHERE experiment.id = run.experiment_id AND run.base_model = '';
"""


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0004_trust")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
