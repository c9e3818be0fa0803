"""Seats of bodies that were appointed before seats had dates: they began with the order of their body."""

from django.db import migrations


def forwards(apps, schema_editor):
    committees = apps.get_model("committees", "Committee")
    appointments = apps.get_model("committees", "Appointment")
    for committee in committees.objects.exclude(order=None).select_related("order"):
        appointments.objects.filter(committee=committee, since=None).update(
            since=committee.order.dated, order=committee.order
        )


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_nominations_and_amendments")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
