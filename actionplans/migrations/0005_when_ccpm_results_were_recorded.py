import datetime

import django.utils.timezone
from django.db import migrations, models


def read_from_the_trail(apps, schema_editor):
    """The trail knows when results were recorded; without it, they count from the survey's end."""
    acts = apps.get_model("accounts", "TrailRow").objects.filter(verb="ccpm_recorded")
    told = {row.target_key: row.told_at or row.at for row in acts}
    surveys = apps.get_model("actionplans", "CcpmSurvey")
    for survey in surveys.objects.select_related("cluster"):
        ended = datetime.datetime.combine(survey.ends_on, datetime.time(12), datetime.UTC)
        key = f"{survey.cluster.slug}/{survey.starts_on}"
        surveys.objects.filter(pk=survey.pk).update(recorded_at=told.get(key, ended))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_calendar_feeds'),
        ('actionplans', '0004_advisory_bodies'),
    ]

    operations = [
        migrations.AddField(
            model_name='ccpmsurvey',
            name='recorded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded'),
        ),
        migrations.RunPython(read_from_the_trail, migrations.RunPython.noop),
    ]
