from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0007_withdrawn_surveys'),
        ('sip', '0010_known_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='actionpaper',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['', 'pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'csv', 'txt', 'png', 'jpg', 'webp'])), name='actionpaper_known_format', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='actionplan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='actionplan_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='actionplan',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'en'])), name='actionplan_known_language', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='ccpmscore',
            constraint=models.CheckConstraint(condition=models.Q(('subfunction__in', ['agreed_priorities', 'no_duplication', 'needs_assessment', 'analysis_of_gaps', 'prioritisation', 'sectoral_plans', 'standards', 'funding_needs', 'monitoring', 'preparedness', 'advocacy_concerns', 'advocacy_undertaken', 'accountability'])), name='ccpmscore_known_subfunction', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='gap',
            constraint=models.CheckConstraint(condition=models.Q(('subfunction__in', ['', 'agreed_priorities', 'no_duplication', 'needs_assessment', 'analysis_of_gaps', 'prioritisation', 'sectoral_plans', 'standards', 'funding_needs', 'monitoring', 'preparedness', 'advocacy_concerns', 'advocacy_undertaken', 'accountability'])), name='gap_known_subfunction', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.CheckConstraint(condition=models.Q(('core_function__in', ['', 'support_service_delivery', 'inform_strategic_decisions', 'plan_and_implement_strategy', 'monitor_and_evaluate', 'build_national_capacity_preparedness', 'support_robust_advocacy', 'accountability_to_affected_people'])), name='section_known_core_function', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='teamplace',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'member'])), name='teamplace_known_role', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='action',
            name='action_known_schedule',
            constraint=models.CheckConstraint(condition=models.Q(('schedule__in', ['continuous', 'recurring', 'by_month', 'by_date', 'unspecified'])), name='action_known_schedule', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='action',
            name='action_known_rhythm',
            constraint=models.CheckConstraint(condition=models.Q(('frequency__in', ['', 'weekly', 'monthly', 'quarterly'])), name='action_known_rhythm', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='actionstatus',
            name='action_known_status',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='action_known_status', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
