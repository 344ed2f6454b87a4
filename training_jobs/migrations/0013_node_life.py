from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0012_waits_and_losses")]
    operations = [
        migrations.AddField(
            model_name="workernode",
            name="life",
            field=models.CharField(
                max_length=32, blank=True, default="", db_default="", help_text="Which start of the worker it is."
            ),
        ),
    ]
