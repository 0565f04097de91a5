from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_entries_looked_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="looked",
            name="account",
            field=models.PositiveBigIntegerField(null=True, verbose_name="person"),
        ),
        migrations.AlterField(
            model_name="looked",
            name="entry",
            field=models.PositiveBigIntegerField(null=True, verbose_name="organisation"),
        ),
        migrations.AddConstraint(
            model_name="looked",
            constraint=models.UniqueConstraint(fields=("person", "account"), name="one_count_per_person_and_account"),
        ),
        migrations.AddConstraint(
            model_name="looked",
            constraint=models.CheckConstraint(condition=models.Q(("account", None), ("entry__isnull", False)) | models.Q(("account__isnull", False), ("entry", None)), name="looked_at_an_entry_or_an_account"),
        ),
    ]
