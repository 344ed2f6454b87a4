from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0009_drop_run_event")]
    operations = [
        migrations.RemoveConstraint(model_name="curveblock", name="training_jobs_block_once"),
        migrations.AddField(
            model_name="curveblock",
            name="size",
            field=models.PositiveIntegerField(default=256, help_text="Steps of it."),
        ),
        migrations.AlterField(
            model_name="curveblock",
            name="number",
            field=models.PositiveIntegerField(help_text="Steps number*size+1 to (number+1)*size."),
        ),
        migrations.AddConstraint(
            model_name="curveblock",
            constraint=models.UniqueConstraint(
                fields=("run", "size", "number"), name="training_jobs_block_once"
            ),
        ),
    ]
