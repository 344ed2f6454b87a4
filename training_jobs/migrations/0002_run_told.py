from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="told",
            field=models.BigIntegerField(
                default=0, help_text="Last line of the attempt's events.jsonl that is stored."
            ),
        ),
    ]
