"""What partners and stakeholders can bring (activity 1.2.2.2 of the SIP), and who asked for it."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.choices import one_of
from accounts.clock import end_of_day, today
from accounts.policy import is_administrator, is_glc_staff
from partners import geography, languages
from partners.codes import CodesField
from partners.models.organisations import Organisation
from partners.models.people import Affiliation
from sip.search import Searchable, SearchableQuerySet


class ResourceQuerySet(SearchableQuerySet):
    def standing(self, on=None):
        """Offers that can be asked for on that day: neither withdrawn nor expired."""
        day = on or today()
        return self.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day), expires_on__gte=day
        )

    def stood(self, day):
        """Offers that stood at the end of a past day: made by then, and neither withdrawn nor
        expired. What they say is what they say today."""
        return self.standing(day).filter(offered_at__lte=end_of_day(day))

    def in_order(self):
        """By kind, in the order of the SIP, then by what is offered."""
        place = Case(*(When(kind=kind, then=n) for n, kind in enumerate(Resource.Kind)))
        return self.order_by(place, "title", "pk")

    def visible_when_over(self, person, on=None):
        """Offers that the person may still read once they are over: their organisation's, those
        they are concerned with by a request, and all for GLC staff and administrators."""
        if not person.is_authenticated:
            return self.none()
        if is_glc_staff(person, on) or is_administrator(person, on):
            return self
        own = person.affiliations.on(on).values("organisation")
        asked = ResourceRequest.objects.visible_to(person, on).values("resource")
        return self.filter(Q(organisation__in=own) | Q(pk__in=asked))


class Resource(Searchable):
    """One thing an organisation offers, until a day; `quantity` and `place` in its own words."""

    class Kind(models.TextChoices):
        """The five kinds that activity 1.2.2.2 names, in its order."""

        PERSONNEL = "personnel", _("Personnel")
        KNOWLEDGE = "knowledge", _("Knowledge")
        EXPERTISE = "expertise", _("Expertise")
        NETWORK = "network", _("Network")
        EQUIPMENT = "equipment", _("Equipment")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("what"), max_length=120)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    quantity = models.CharField(_("quantity"), max_length=120, blank=True)
    countries = CodesField(
        _("where"), max_length=1100, known=[(code, code) for code in geography.codes()]
    )
    languages = CodesField(_("languages"), known=languages.CHOICES)
    available_on = models.DateField(_("from when"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), max_length=1000, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    expires_on = models.DateField(_("offered until"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("offered by"),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["kind", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(available_on__isnull=True) | Q(expires_on__gte=F("available_on")),
                name="resource_expires_after_it_is_available",
                violation_error_message=_("The offer cannot end before it begins."),
            ),
            one_of("kind", "personnel", "knowledge", "expertise", "network", "equipment"),
        ]

    def __str__(self):
        return self.title

    @property
    def country_names(self):
        return geography.names_of(self.countries)

    @property
    def language_names(self):
        return languages.names_of(self.languages)

    def searchable_texts(self):
        return [self.title, self.description, self.quantity, self.conditions]

    def stands_on(self, day=None):
        day = day or today()
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return not withdrawn and self.expires_on >= day


class RequestQuerySet(models.QuerySet):
    def visible_to(self, person, on=None):
        """Requests that concern this person: the side that asked and the side that was asked;
        GLC staff and administrators see all."""
        if not person.is_authenticated:
            return self.none()
        if is_glc_staff(person, on) or is_administrator(person, on):
            return self
        own = person.affiliations.on(on).values("organisation")
        clusters = person.team_places.on(on).values("cluster__slug")
        return self.filter(Q(resource__organisation__in=own) | Q(on_behalf_of__in=clusters))

    def waiting(self):
        return self.filter(state=ResourceRequest.State.WAITING)

    def to_answer(self, person, on=None):
        """Requests that wait for the answer of an organisation to which the person belongs;
        `person` may be an expression that gives one's primary key."""
        own = Affiliation.objects.on(on).filter(person=person).values("organisation")
        return self.waiting().filter(resource__organisation__in=own)


class ResourceRequest(models.Model):
    """The GLC or a country asks for a resource; the provider answers. Its moves are its history."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")
        DELIVERED = "delivered", _("Delivered")

        @property
        def is_over(self):
            return self in {self.DECLINED, self.WITHDRAWN, self.DELIVERED}

        @property
        def sign(self):
            """The square it is shown with: those of the reports."""
            signs = {"waiting": "submitted", "declined": "returned", "withdrawn": "due"}
            return signs.get(self.value, "accepted")

    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="requests", verbose_name=_("resource")
    )
    # Whom the request is for: the GLC, or the key of a national cluster (an app above this one).
    on_behalf_of = models.CharField(_("asked for"), max_length=120)
    need = models.TextField(_("need"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="resource_requests",
        verbose_name=_("asked by"),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a resource")
        verbose_name_plural = _("requests for resources")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("state", "waiting", "agreed", "declined", "withdrawn", "delivered"),
        ]

    def __str__(self):
        return f"{self.resource} ({self.get_state_display()})"

    @property
    def stands(self):
        return self.State(self.state)


class RequestMove(models.Model):
    """One step in the history of a request: a question, or another state, always with words."""

    request = models.ForeignKey(
        ResourceRequest, on_delete=models.PROTECT, related_name="moves", verbose_name=_("request")
    )
    state = models.CharField(_("state"), max_length=10, choices=ResourceRequest.State)
    text = models.TextField(_("text"), max_length=2000)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["request", "at", "pk"]
        constraints = [
            one_of("state", *ResourceRequest.State.values),
        ]

    def __str__(self):
        return f"{self.request}: {self.get_state_display()}"
