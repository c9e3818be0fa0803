from django.db import migrations
from django.db.models import Min

REGISTERS = {
    "letter": "letter",
    "invitation": "letter",
    "order": "order",
    "announcement": "announcement",
    "minutes": "minutes",
    "certificate": "certificate",
}


def open_registers(apps, schema_editor):
    """The registers themselves, and every numbered paper entered into its own.

    A number that was given again after a cancellation stays with the first living paper; the cancelled one is left
    outside the register.
    """
    Register = apps.get_model("documents", "Register")
    Paper = apps.get_model("documents", "Paper")
    for code in ("letter", "circular", "order", "announcement", "minutes", "certificate"):
        Register.objects.get_or_create(code=code)
    for kind, code in REGISTERS.items():
        numbered = Paper.objects.filter(kind=kind).exclude(number="")
        numbered.exclude(status="cancelled").update(register_id=code)
        living = set(numbered.exclude(status="cancelled").values_list("year_be", "number"))
        cancelled = numbered.filter(status="cancelled").values("year_be", "number").annotate(first=Min("pk"))
        for row in cancelled:
            if (row["year_be"], row["number"]) not in living:
                Paper.objects.filter(pk=row["first"]).update(register_id=code)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_life_of_papers")]
    operations = [migrations.RunPython(open_registers, migrations.RunPython.noop)]
