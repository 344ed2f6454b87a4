from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0028_saves_from_zips'),
    ]

    operations = [
        migrations.AddField(
            model_name='regradedattempt',
            name='came_later',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
