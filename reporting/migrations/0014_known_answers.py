from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0013_answers_that_say_something'),
        ('sip', '0010_known_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='format',
            field=models.CharField(blank=True, choices=[('pdf', 'PDF'), ('docx', 'DOCX'), ('xlsx', 'XLSX'), ('pptx', 'PPTX'), ('odt', 'ODT'), ('ods', 'ODS'), ('odp', 'ODP'), ('csv', 'CSV'), ('txt', 'TXT'), ('png', 'PNG'), ('jpg', 'JPEG'), ('webp', 'WebP')], max_length=4, verbose_name='format'),
        ),
        migrations.AlterField(
            model_name='document',
            name='language',
            field=models.CharField(choices=[('ar', 'Arabic'), ('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('pt', 'Portuguese'), ('ru', 'Russian'), ('uk', 'Ukrainian'), ('zh', 'Chinese')], max_length=5, verbose_name='language'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'agenda', 'slides', 'other'])), name='document_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['ar', 'en', 'es', 'fr', 'pt', 'ru', 'uk', 'zh'])), name='document_known_language', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['all', 'partners'])), name='document_known_audience', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['', 'pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'csv', 'txt', 'png', 'jpg', 'webp'])), name='document_known_format', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='erratum',
            constraint=models.CheckConstraint(condition=models.Q(('said__in', ['', 'completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='erratum_known_said', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='erratum',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='erratum_known_status', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['', 'pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'csv', 'txt', 'png', 'jpg', 'webp'])), name='evidence_known_format', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='frozenrow',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='frozenrow_known_status', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='quarter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'closed'])), name='quarter_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['before_14', 'before_3', 'after_1', 'after_7', 'by_hand'])), name='reminder_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'accepted'])), name='report_known_state', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='reporttext',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['submitted', 'edited'])), name='reporttext_known_kind', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['all', 'partners'])), name='session_known_audience', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(('before__in', ['draft', 'submitted', 'returned', 'accepted'])), name='transition_known_before', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(('after__in', ['draft', 'submitted', 'returned', 'accepted'])), name='transition_known_after', violation_error_message='Choose one of the answers that are offered.'),
        ),
        migrations.AlterConstraint(
            model_name='reportline',
            name='report_line_known_status',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'completed', 'on_track', 'at_risk', 'blocked', 'paused', 'not_started'])), name='report_line_known_status', violation_error_message='Choose one of the answers that are offered.'),
        ),
    ]
