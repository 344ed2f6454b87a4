"""Nobody is signed out: sessions from before come along, and Django finds their person by what they hold."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MOVE = """
INSERT INTO {to} (session_key, session_data, expire_date) SELECT session_key, session_data, expire_date FROM {of};
DELETE FROM {of};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_audit_is_append_only'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunSQL(
            MOVE.format(to='people_session', of='django_session'),
            MOVE.format(to='django_session', of='people_session'),
        ),
    ]
