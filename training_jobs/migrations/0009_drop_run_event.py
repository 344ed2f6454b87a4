from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0008_pack_events")]
    operations = [migrations.DeleteModel(name="RunEvent")]
