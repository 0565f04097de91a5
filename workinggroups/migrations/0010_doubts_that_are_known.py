from django.db import migrations, models

KNOWN = ["unsigned", "served", "both"]


def asked(decision, doubt):
    return models.Q((doubt, ""), models.Q((f"{decision}__isnull", False), (f"{doubt}__in", KNOWN)), _connector="OR")


class Migration(migrations.Migration):
    dependencies = [("workinggroups", "0009_doubts_answered_for")]

    operations = [
        migrations.AddConstraint(
            model_name="workinggroup",
            constraint=models.CheckConstraint(condition=asked("opened_by_decision", "opened_despite"), name="group_opened_despite_a_known_doubt"),
        ),
        migrations.AddConstraint(
            model_name="workinggroup",
            constraint=models.CheckConstraint(condition=asked("dissolved_by_decision", "dissolved_despite"), name="group_dissolved_despite_a_known_doubt"),
        ),
    ]
