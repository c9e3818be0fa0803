"""The lines of an agenda become rows, and each meeting gets a calendar name of its own."""

import uuid

from django.db import migrations


def forwards(apps, schema_editor):
    briefings = apps.get_model("briefings", "Briefing")
    items = apps.get_model("briefings", "AgendaItem")
    for briefing in briefings.objects.all():
        briefing.uid = uuid.uuid4()
        briefing.save(update_fields=["uid"])
        lines = [line.strip() for line in briefing.agenda_text.splitlines() if line.strip()]
        items.objects.bulk_create(
            items(briefing=briefing, order=order, title=line[:300]) for order, line in enumerate(lines, 1)
        )


def backwards(apps, schema_editor):
    briefings = apps.get_model("briefings", "Briefing")
    items = apps.get_model("briefings", "AgendaItem")
    for briefing in briefings.objects.all():
        titles = items.objects.filter(briefing=briefing).order_by("order", "pk").values_list("title", flat=True)
        briefing.agenda_text = "\n".join(titles)
        briefing.save(update_fields=["agenda_text"])


class Migration(migrations.Migration):
    dependencies = [("briefings", "0002_proof")]

    operations = [migrations.RunPython(forwards, backwards)]
