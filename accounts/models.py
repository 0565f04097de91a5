"""Who uses the tracker, what they were granted, and who did what."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.calendarfeeds import CalendarFeed  # noqa: F401 (a model of this app)
from accounts.choices import one_of
from accounts.dated import Dated, DatedQuerySet
from accounts.words import MAILS, act_of

ERASED = "@erased.invalid"  # where no mail arrives: the end of an erased person's address


ERASED_FOR_GOOD = _(
    "The name of this account is erased: nobody signs in with it again, and it gets no other name."
)


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make an administrator: accounts and reading, no right over the content."""
        user = self.create_user(email, password, **fields)
        Grant.objects.create(person=user, role=Grant.Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with a sign-in. What they may do follows from grants, seats and affiliations."""

    # Stands in the trail for the person, so that a name can be erased and the chain still holds.
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("Somebody has this e-mail address already.")},
    )
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("preferred language"), max_length=5, choices=settings.LANGUAGES, blank=True
    )
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Untick instead of deleting: the name stays.")
    )
    wants_copies = models.BooleanField(
        _("copies of mails"),
        default=True,
        help_text=_("Mails about duties of others in their bodies; those about own duties come."),
    )
    is_demo = models.BooleanField(_("demo person"), default=False, editable=False)
    joined_at = models.DateTimeField(_("account opened"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_email",
                violation_error_message=_("Somebody has this e-mail address already."),
            ),
            models.CheckConstraint(
                condition=~Q(email__endswith=ERASED) | Q(is_active=False),
                name="erased_account_stays_closed",
                violation_error_message=ERASED_FOR_GOOD,
            ),
            one_of("language", "", *dict(settings.LANGUAGES)),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def trail_key(self):
        return str(self.ref)

    @property
    def is_erased(self):
        """Whether the name has given way to a pseudonym."""
        return self.email.endswith(ERASED)

    @property
    def is_erasable(self):
        """Only a closed account is erased: nobody is in the midst of something then."""
        return not self.is_active and not self.is_erased

    @property
    def is_staff(self):
        """May enter the back office: GLC staff and administrators, today."""
        return self.grants.on().exists()

    def holds(self, role, on=None):
        return self.grants.on(on).filter(role=role).exists()

    # Rights come from grants, seats and affiliations through the policy modules. Django's own
    # permission rows are not used: whatever still asks for one is refused.
    def has_perm(self, perm, obj=None):
        return False

    def has_perms(self, perms, obj=None):
        return False

    def has_module_perms(self, app_label):
        return False


class GrantQuerySet(DatedQuerySet):
    """A right withdrawn before it had held a day holds on none."""

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def on(self, day=None):
        return super().on(day).standing()

    def as_of(self, day):
        return super().as_of(day).standing()


class Grant(Dated):
    """A right given to a person for a time, apart from any seat they hold.

    One that is withdrawn on the day it began, or before, is gone at once: its row stays, to be
    found, with that day as its only one and the instant of `withdrawn_at`.
    """

    class Role(models.TextChoices):
        GLC_STAFF = "glc_staff", _("GLC staff")
        ADMINISTRATOR = "administrator", _("Administrator")

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="grants", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    withdrawn_at = models.DateTimeField(
        _("withdrawn at once"), null=True, blank=True, editable=False
    )

    objects = GrantQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["person", "-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(ends_on=F("starts_on")),
                name="grant_withdrawn_at_once_names_one_day",
                violation_error_message=_("A right withdrawn at once names the day it began."),
            ),
            one_of("role", "glc_staff", "administrator"),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"

    def holds_on(self, day=None):
        return self.withdrawn_at is None and super().holds_on(day)

    def is_over(self, day, at=None):
        return self.withdrawn_at is not None or super().is_over(day, at)


class AppendOnly(models.QuerySet):
    """Rows of a record: they are added, and that is all."""

    def _refuse(self, *args, **kwargs):
        raise TypeError("This record is only ever added to: no row of it is changed or deleted.")

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = _refuse

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            self._refuse()
        return super().bulk_create(objs, *args, **options)


class Record(models.Model):
    """A row that is added and then stays as it is: only another one follows it."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError(_("This record is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(_("This record is only ever added to."))


class TrailHead(models.Model):
    """The end of the trail's chain: locked while a row is added, so that rows come in order."""

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_trail_head")]

    def __str__(self):
        return f"{self.count} {self.hash[:12]}"


class TrailRow(Record):
    """One act: who, for whom, when, what, on what, before and after, why.

    It holds no foreign key, so it neither blocks a deletion nor vanishes with what it names.
    People stand in it by `User.ref`. `accounts.trail` writes it; nothing changes it.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    # The demo tells a story of past quarters: `at` is when the row was really written.
    told_at = models.DateTimeField(_("told as at"), null=True, blank=True)
    actor = models.UUIDField(_("who"), null=True, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=120, blank=True)
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(_("kind of object"), max_length=60)
    target_key = models.CharField(_("object"), max_length=120)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    previous_hash = models.CharField(_("hash of the row before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("trail row")
        verbose_name_plural = _("trail")
        ordering = ["-number"]
        indexes = [models.Index(fields=["target_type", "target_key", "-number"])]

    def __str__(self):
        return f"{self.number} {act_of(self.verb)}"


class OutboxMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def given_up(self):
        return self.filter(given_up_at__isnull=False)

    def sent(self):
        return self.filter(sent_at__isnull=False)


class OutboxMail(models.Model):
    """One mail to one person: kept in the transaction of the act it tells of, sent after it.

    `accounts.outbox` writes it and sends it. A mail that holds a secret (`text` is empty) is made
    at the moment it is sent, and never stands here.
    """

    # What makes it one mail: whoever posts the same again sends nothing.
    key = models.CharField(_("key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="mails", verbose_name=_("to")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text in HTML"), blank=True)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    # When it is tried next; a try in progress holds it until then, and none follows without it.
    due_at = models.DateTimeField(_("next try"), null=True, default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], name="mails_to_send", condition=Q(due_at__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, sent_at__isnull=True, given_up_at__isnull=True)
                | Q(due_at__isnull=True, sent_at__isnull=False, given_up_at__isnull=True)
                | Q(due_at__isnull=True, sent_at__isnull=True, given_up_at__isnull=False),
                name="mail_waits_or_is_sent_or_given_up",
            ),
            one_of("language", *dict(settings.LANGUAGES)),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def trail_key(self):
        return self.key

    @property
    def kind_label(self):
        return MAILS.get(self.kind, self.kind)


class Installation(models.Model):
    """What this database is: the demo's, which commands may remake, or one that people work in."""

    is_demo = models.BooleanField()
    made_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_installation")]

    def __str__(self):
        return "demo" if self.is_demo else "working"
