from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0008_known_answers'),
        ('sip', '0010_known_answers'),
        ('workinggroups', '0011_seats_end_with_an_affiliation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='groupmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['onsite', 'online', 'hybrid'])), name='groupmeeting_known_mode', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'deputy', 'sag_focal_point', 'member'])), name='seat_known_role', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
