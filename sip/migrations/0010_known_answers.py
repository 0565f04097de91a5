from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sip', '0009_answers_that_say_something'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('schedule__in', ['unspecified', 'dated', 'continuous', 'recurring'])), name='activity_known_schedule', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['inferred', 'decided'])), name='assignment_known_basis', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('taken_by__in', ['sag', 'glm'])), name='decision_known_taken_by', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['onsite', 'online', 'hybrid'])), name='meeting_known_mode', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='owner',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['support_team', 'community', 'teams', 'advisory_group', 'working_group', 'generic', 'national_sag', 'oag'])), name='owner_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['implementer', 'organiser', 'participant', 'auspices', 'support'])), name='responsibility_known_role', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='decision',
            name='decision_known_follow_up',
            constraint=models.CheckConstraint(condition=models.Q(('follow_up__in', ['todo', 'under_way', 'applied', 'dropped'])), name='decision_known_follow_up', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='lesson',
            name='lesson_known_follow_up',
            constraint=models.CheckConstraint(condition=models.Q(('follow_up__in', ['todo', 'under_way', 'applied', 'dropped'])), name='lesson_known_follow_up', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='statusrow',
            name='status_row_known_status',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='status_row_known_status', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='statusrow',
            name='status_row_known_origin',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['source', 'report', 'direct', 'settlement'])), name='status_row_known_origin', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
