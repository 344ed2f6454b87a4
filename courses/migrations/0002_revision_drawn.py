from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="revision",
            name="drawn",
            field=models.PositiveSmallIntegerField(
                default=1, db_default=1, help_text="Which way its pages were written; see read_models.DRAWN."
            ),
        )
    ]
