from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0005_fill_owners")]
    operations = [
        migrations.AddField(
            model_name="run",
            name="contract",
            field=models.PositiveSmallIntegerField(
                default=0, db_default=0, help_text="The edition it was asked in; a node must speak it."
            ),
        ),
        migrations.AddIndex(
            model_name="runattempt",
            index=models.Index(
                condition=models.Q(("charged", True)),
                fields=["ended_at"],
                include=("owner", "started_at"),
                name="training_jobs_charged",
            ),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.UniqueConstraint(
                fields=("person", "unit", "course"), name="training_jobs_quota_once", nulls_distinct=False
            ),
        ),
    ]
