import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("briefings", "0003_agenda_in_rows")]

    operations = [
        migrations.RemoveField("briefing", "agenda_text"),
        migrations.AlterField("briefing", "uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
    ]
