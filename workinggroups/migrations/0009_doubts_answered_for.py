from django.db import migrations, models

DOUBT = [
    ("unsigned", "the SAG had not countersigned it"),
    ("served", "it had served another group"),
    ("both", "the SAG had not countersigned it, and it had served another group"),
]
ACTS = (("opened", "group_opened"), ("dissolved", "group_dissolved"))


def tell_from_the_trail(apps, schema_editor):
    """The page asked the same before this and kept no answer. The trail knows when each group was
    opened and dissolved; what stood against its decision follows."""
    groups = list(apps.get_model("workinggroups", "WorkingGroup").objects.select_related(
        "owner", "opened_by_decision", "dissolved_by_decision"
    ))
    rows = apps.get_model("accounts", "TrailRow").objects.filter(
        verb__in=[verb for _name, verb in ACTS]
    )
    at = {(row.target_key, row.verb): row.at for row in rows}
    acts = [
        (group, name, decision, at.get((group.owner.key, verb)))
        for group in groups
        for name, verb in ACTS
        if (decision := getattr(group, f"{name}_by_decision"))
    ]
    for group, name, decision, when in acts:
        if when is None:
            continue
        signed = decision.countersigned_at
        served = any(
            other.pk == decision.pk and then and then < when for _g, _n, other, then in acts
        )
        doubt = {(True, True): "both", (True, False): "unsigned", (False, True): "served"}.get(
            (signed is None or signed > when, served), ""
        )
        setattr(group, f"{name}_despite", doubt)
        group.save(update_fields=[f"{name}_despite"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_calendar_feeds"),
        ("sip", "0009_answers_that_say_something"),
        ("workinggroups", "0008_texts_translated_by_machine"),
    ]

    operations = [
        migrations.AddField(
            model_name="workinggroup",
            name="opened_despite",
            field=models.CharField(blank=True, choices=DOUBT, default="", editable=False, max_length=8, verbose_name="opened all the same, though"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="workinggroup",
            name="dissolved_despite",
            field=models.CharField(blank=True, choices=DOUBT, default="", editable=False, max_length=8, verbose_name="dissolved all the same, though"),
            preserve_default=False,
        ),
        migrations.RunPython(tell_from_the_trail, migrations.RunPython.noop, elidable=True),
    ]
