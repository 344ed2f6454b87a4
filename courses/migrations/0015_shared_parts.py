import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Revisions that are not taken but shared from, and which parts of them others hold."""

    dependencies = [
        ("courses", "0014_replay_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="shared",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Not taken: other courses have parts of it."
            ),
        ),
        migrations.CreateModel(
            name="SharedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200)),
                ("shared", models.SlugField(help_text="The key of the shared course.", max_length=80)),
                ("version", models.PositiveIntegerField(help_text="The number of its revision.")),
                ("part", models.SlugField(max_length=80)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_parts",
                        to="courses.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
                "indexes": [models.Index(fields=["shared"], name="courses_shared_part_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "path"), name="courses_shared_part_once")
                ],
            },
        ),
    ]
