from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0007_accounts_looked_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['contact', 'member'])), name='affiliation_known_role', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['applied', 'under_way', 'not_yet'])), name='confirmation_known_answer', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['partner', 'stakeholder', 'observer'])), name='engagement_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'accepted', 'declined', 'withdrawn'])), name='joining_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['un', 'ingo', 'nngo', 'cbo', 'rcrc_national_society', 'rcrc_international', 'international_organisation', 'government', 'local_authority', 'donor', 'embassy', 'academic', 'private_sector', 'religious', 'military', 'media', 'other'])), name='organisation_known_type', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='requestmove',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'agreed', 'declined', 'withdrawn', 'delivered'])), name='requestmove_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['personnel', 'knowledge', 'expertise', 'network', 'equipment'])), name='resource_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='resourcerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'agreed', 'declined', 'withdrawn', 'delivered'])), name='resourcerequest_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
