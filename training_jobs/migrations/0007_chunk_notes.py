from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0006_fair_queue")]
    operations = [
        migrations.AddField(
            model_name="runchunk",
            name="kept_step",
            field=models.PositiveIntegerField(
                help_text="A later attempt goes on after it: steps behind it do not count.", null=True
            ),
        ),
        migrations.AddField(
            model_name="runchunk",
            name="notes",
            field=models.BinaryField(default=b"", help_text="All its other events."),
        ),
        migrations.AlterField(
            model_name="runchunk", name="body", field=models.BinaryField(help_text="Its step events.")
        ),
    ]
