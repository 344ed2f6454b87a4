from django.db import migrations, models


class Migration(migrations.Migration):
    """Choices only: the database stays as it is."""

    dependencies = [
        ("courses", "0010_regrades"),
    ]

    operations = [
        migrations.AlterField(
            model_name="block",
            name="kind",
            field=models.CharField(
                choices=[("text", "text"), ("quiz", "quiz"), ("lab", "lab"), ("widget", "widget")], max_length=10
            ),
        ),
    ]
