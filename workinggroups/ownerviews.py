"""Who delivers an activity: pages for the lead of a group that works on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import today
from accounts.conflicts import Refused
from sip.editing import Desk
from sip.models import Owner, Responsibility
from workinggroups import owning, policy
from workinggroups.forms import OwnerForm
from workinggroups.models import WorkingGroup


@require_http_methods(["GET", "HEAD", "POST"])
def owners(request, key, code):
    """The bodies named for an activity, and the form that names one more."""
    group = _group(request.user, key)
    activity = get_object_or_404(owning.linked(group), code=code)
    here = reverse("group-owners", args=[key, code])
    desk = Desk(
        template="workinggroups/owners.html",
        make=OwnerForm,
        saved=lambda: {"starts_on": today()},
        act=lambda data: here
        if owning.name_owner(
            group=group, activity=activity, by=request.user,
            **{name: data[name] for name in ("owner", "role", "starts_on", "reason")},
        )
        else None,
        back=reverse("group", args=[key]),
        says=_("The body is named."),
        context={
            "section": "groups", "body": group.owner, "activity": activity,
            "named": _named_for(activity, group, request.user),
        },
    )  # fmt: skip
    return desk.answer(request)


@require_POST
def owner_end(request, key, pk):
    """Take back a body that the SIP does not print: today is its last day."""
    group = _group(request.user, key)
    rows = Responsibility.objects.filter(activity__in=owning.linked(group).values("pk"))
    row = get_object_or_404(rows.select_related("activity", "owner"), pk=pk)
    try:
        owning.take_back(group=group, responsibility=row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Its responsibility ends today."))
    return redirect("group-owners", key=key, code=row.activity.code)


def _named_for(activity, group, user):
    """Pair the bodies named with whether this person may end them."""
    takes_back = policy.takes_back(user, group.owner)
    return [
        (row, not (row.is_published or row.ends_on) and takes_back(row))
        for row in owning.named_for(activity)
    ]


def _group(user, key):
    """Fetch a group at work, for who may name owners; what is dissolved is read, not changed."""
    found = WorkingGroup.objects.select_related("owner").filter(dissolved_on=None)
    group = get_object_or_404(found, owner__key=key, owner__kind=Owner.Kind.WORKING_GROUP)
    if not policy.can_name_owners(user, group.owner):
        raise PermissionDenied
    return group
