import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Until now every author worked on every course. Courses that are there stay so, until their people say otherwise.
AS_BEFORE = "UPDATE courses_course SET open_to_authors = true"


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0017_paths_and_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='course',
            name='open_to_authors',
            field=models.BooleanField(default=False, help_text='Whether every author of the site may work on it as one of its own.'),
        ),
        migrations.RunSQL(AS_BEFORE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CourseMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('author', 'Author'), ('reviewer', 'Reviewer'), ('translator', 'Translator')], max_length=12)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, help_text='What a translator translates into.', size=None)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='courses.course')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='course_roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('course', 'user'), name='courses_member_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('languages__len__gt', 0), ('role', 'translator')), models.Q(models.Q(('role', 'translator'), _negated=True), ('languages__len', 0)), _connector='OR'), name='courses_member_languages_of_translators'),
                ],
            },
        ),
    ]
