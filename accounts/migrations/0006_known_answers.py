from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_right_withdrawn_at_once'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['glc_staff', 'administrator'])), name='grant_known_role', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='outboxmail',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'en'])), name='outboxmail_known_language', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('email__endswith', '@erased.invalid'), _negated=True), ('is_active', False), _connector='OR'), name='erased_account_stays_closed', violation_error_message='The name of this account is erased: nobody signs in with it again, and it gets no other name.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['', 'fr', 'en'])), name='user_known_language', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
