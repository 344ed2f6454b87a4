from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training_jobs', '0016_dry_runs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='run',
            name='kind',
            field=models.CharField(choices=[('train', 'fine-tuning'), ('prompt', 'prompting'), ('grade', 'grading'), ('ask', 'answering for a quiz'), ('attend', 'measuring attention')], max_length=10),
        ),
    ]
