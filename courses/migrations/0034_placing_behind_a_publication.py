import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0033_tries_nobody_marked"),
    ]

    operations = [
        migrations.AddField(
            model_name='pathpublication',
            name='placed_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='Since when all that the test shows is noted; empty while it is not.', null=True),
        ),
        migrations.AddField(
            model_name='pathpublication',
            name='placed_to',
            field=models.BigIntegerField(db_default=0, help_text='The last enrolment in the test that was looked at.'),
        ),
        migrations.AddIndex(
            model_name='pathpublication',
            index=models.Index(condition=models.Q(('placed_at__isnull', True)), fields=['id'], name='courses_path_to_place'),
        ),
    ]
