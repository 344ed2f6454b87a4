from django.db import migrations, models


class Migration(migrations.Migration):
    """Choices only: the database stays as it is."""

    dependencies = [
        ("courses", "0013_quiz_policies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="block",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "text"),
                    ("quiz", "quiz"),
                    ("lab", "lab"),
                    ("widget", "widget"),
                    ("image", "picture"),
                    ("video", "video"),
                    ("file", "file"),
                    ("reveal", "question to think about"),
                    ("check", "check"),
                    ("replay", "replay of a run"),
                    ("acknowledge", "confirmation"),
                    ("resources", "resources"),
                ],
                max_length=12,
            ),
        ),
    ]
