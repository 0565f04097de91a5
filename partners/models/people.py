"""How organisations are engaged, and who belongs to them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.dated import Dated, DatedQuerySet, one_open
from accounts.policy import is_administrator, is_glc_staff
from partners.models.organisations import Organisation


class Engagement(Dated):
    """How an organisation takes part, set by GLC staff: never derived from its type."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partner")
        STAKEHOLDER = "stakeholder", _("Stakeholder")
        OBSERVER = "observer", _("Observer")

        @property
        def can_vote(self):
            """Stakeholders have no vote (source 001_b7fb176d4c28d299.txt)."""
            return self is self.PARTNER

        @property
        def can_use_common_services(self):
            """Common services are for partners (source 001_b7fb176d4c28d299.txt)."""
            return self is self.PARTNER

        @property
        def can_offer(self):
            """Resources come from partners and stakeholders (source 001_b7fb176d4c28d299.txt)."""
            return self in (self.PARTNER, self.STAKEHOLDER)

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="engagements",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-starts_on", "-recorded_at"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "organisation",
                name="one_open_engagement_per_organisation",
                message=_("End the present engagement before adding another."),
            ),
            one_of("kind", "partner", "stakeholder", "observer"),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"


class AffiliationQuerySet(DatedQuerySet):
    def answering(self, organisation, on=None):
        """Those who answer for an organisation on that day: its contacts, or all of its people
        where it has none."""
        there = self.on(on).filter(organisation=organisation, person__is_active=True)
        contacts = there.filter(role=Affiliation.Role.CONTACT)
        return contacts if contacts.exists() else there


class Affiliation(Dated):
    """A person who belongs to an organisation, for a time."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("Contact")
        MEMBER = "member", _("Member of staff")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MEMBER)

    objects = AffiliationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["organisation", "person"]
        constraints = [
            *Dated.Meta.constraints,
            one_open(
                "person",
                "organisation",
                name="one_open_affiliation_per_person_and_organisation",
                message=_("This person is affiliated to it already."),
            ),
            one_of("role", "contact", "member"),
        ]

    def __str__(self):
        return f"{self.person} ({self.organisation})"


class JoiningQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Joining.State.WAITING)

    def to_answer(self, person, on=None, *, is_glc=False):
        """Those that wait for this person: a contact of the organisation, one of its people where
        it has no contact, GLC staff (`is_glc`) where it has nobody."""
        there = Affiliation.objects.on(on).filter(
            organisation=OuterRef("organisation"), person__is_active=True
        )
        contacts, own = there.filter(role=Affiliation.Role.CONTACT), there.filter(person=person)
        theirs = Exists(contacts.filter(person=person)) | ~Exists(contacts) & Exists(own)
        if is_glc:
            theirs |= ~Exists(there)
        return self.waiting().exclude(person=person).filter(theirs)

    def visible_to(self, person, on=None):
        """One's own, and those of one's organisations; GLC staff and administrators see all."""
        if not person.is_authenticated:
            return self.none()
        if is_glc_staff(person, on) or is_administrator(person, on):
            return self
        own = person.affiliations.on(on).values("organisation")
        return self.filter(Q(person=person) | Q(organisation__in=own))


class Joining(models.Model):
    """Somebody says that they belong to an organisation; one of its people confirms or declines."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        ACCEPTED = "accepted", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

        @property
        def sign(self):
            """The square it is shown with: those of the reports."""
            signs = {"waiting": "submitted", "declined": "returned", "withdrawn": "due"}
            return signs.get(self.value, "accepted")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="joinings",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="joinings",
        verbose_name=_("organisation"),
    )
    words = models.TextField(_("function and reason"), max_length=1000)
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip

    objects = JoiningQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join an organisation")
        verbose_name_plural = _("requests to join organisations")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(state="waiting"),
                name="one_waiting_joining_per_person_and_organisation",
                violation_error_message=_("This request waits for an answer already."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None, answered_by=None)
                | ~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="joining_answered_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="joining_declined_in_words",
                violation_error_message=_("Say in a sentence why not."),
            ),
            one_of("state", "waiting", "accepted", "declined", "withdrawn"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.person} → {self.organisation}"

    @property
    def stands(self):
        return self.State(self.state)


class Looked(models.Model):
    """Somebody was shown the people or contacts of an organisation other than their own, or the
    address of somebody else's account: counted for a while, so that nobody takes all addresses
    away page by page (`partners.looking`).

    `entry` is the organisation's number and no relation: a merge carries no such count along.
    `account` is the number of the person.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looked_at",
        verbose_name=_("person"),
    )  # fmt: skip
    entry = models.PositiveBigIntegerField(_("organisation"), null=True)
    account = models.PositiveBigIntegerField(_("person"), null=True)
    at = models.DateTimeField(_("first shown"))

    class Meta:
        verbose_name = _("entry looked at")
        verbose_name_plural = _("entries looked at")
        ordering = ["person", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry"], name="one_count_per_person_and_entry"
            ),
            models.UniqueConstraint(
                fields=["person", "account"], name="one_count_per_person_and_account"
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=False, account=None)
                | Q(entry=None, account__isnull=False),
                name="looked_at_an_entry_or_an_account",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.entry or self.account}"
