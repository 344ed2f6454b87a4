from django.db import migrations, models
from django.db.models.functions import Now

# What waited before this migration has waited since it was asked for, as far as anybody knows.
FILL = "UPDATE training_jobs_run SET queued_at = created_at"


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0011_quota_window_of_a_day")]
    operations = [
        migrations.AddField(
            model_name="run",
            name="losses_from",
            field=models.PositiveSmallIntegerField(
                default=0, db_default=0, help_text="Attempts after this one count when losses are counted."
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="queued_at",
            field=models.DateTimeField(
                db_default=Now(), help_text="When its present or latest wait began."
            ),
        ),
        migrations.AlterField(
            model_name="runchunk",
            name="kept_step",
            field=models.PositiveIntegerField(
                null=True, help_text="The run finished after it: steps behind it do not count."
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
