from django.db import migrations


def mark(apps, schema_editor):
    """The texts of source 002 were machine-translated from English: they say so from now on."""
    groups = apps.get_model("workinggroups", "WorkingGroup").objects.exclude(source="")
    for group in groups.prefetch_related("objectives"):
        rows = [(group, "mandate"), *((one, "text") for one in group.objectives.all())]
        for row, name in rows:
            text = getattr(row, name)
            text.data["machine_from"] = "en"
            row.save(update_fields=[name])


class Migration(migrations.Migration):
    dependencies = [("workinggroups", "0007_places_in_the_support_team")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
