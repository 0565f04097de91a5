"""What the trail's stored words mean: verbs, kinds of objects, columns and values.

The apps above name their acts and objects; their sentences stand here together, because the page
that tells them stands here. What is missing is shown as stored (`accounts.presenting`).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES = {
    # The plan
    "plan_loaded": _("%(who)s loaded the published plan: %(object)s."),
    "groups_loaded": _("%(who)s loaded the bodies and working groups: %(object)s."),
    "status_set": _("%(who)s set a status outside a report: %(object)s."),
    "status_reported": _("%(who)s made a reported status official: %(object)s."),
    "status_outweighed": _(
        "%(who)s accepted a report that a body named earlier in the SIP outweighs: %(object)s."
    ),
    "wording_revised": _("%(who)s revised texts of the plan: %(object)s."),
    "assignment_added": _("%(who)s assigned an activity to a body that reports on it: %(object)s."),
    "assignment_ended": _("%(who)s ended an assignment: %(object)s."),
    "responsibility_added": _("%(who)s added a responsible body: %(object)s."),
    "responsibility_ended": _("%(who)s ended a responsibility: %(object)s."),
    # Bodies, organisations, people in them
    "seat_given": _("%(who)s gave a seat: %(object)s."),
    "seat_ended": _("%(who)s ended a seat: %(object)s."),
    "organisation_added": _("%(who)s added an organisation: %(object)s."),
    "organisation_changed": _("%(who)s changed an organisation: %(object)s."),
    "organisation_engaged": _("%(who)s recorded how an organisation takes part: %(object)s."),
    "person_affiliated": _("%(who)s recorded who belongs to an organisation: %(object)s."),
    "affiliation_ended": _("%(who)s recorded who left an organisation: %(object)s."),
    "team_place_given": _("%(who)s gave a place in a national team: %(object)s."),
    "team_place_ended": _("%(who)s ended a place in a national team: %(object)s."),
    # Quarters, meetings and reports
    "meeting_announced": _("%(who)s announced a global meeting: %(object)s."),
    "quarter_opened": _("%(who)s opened a quarter: %(object)s."),
    "quarter_changed": _("%(who)s changed the dates of a quarter: %(object)s."),
    "quarter_closed": _("%(who)s closed a quarter: %(object)s."),
    "report_saved": _("%(who)s saved a draft: %(object)s."),
    "report_submitted": _("%(who)s submitted a report: %(object)s."),
    "report_returned": _("%(who)s returned a report: %(object)s."),
    "report_accepted": _("%(who)s accepted a report: %(object)s."),
    "report_reopened": _("%(who)s reopened a report: %(object)s."),
    # Accounts
    "account_opened": _("%(who)s opened an account: %(object)s."),
    "account_changed": _("%(who)s corrected an account: %(object)s."),
    "account_closed": _("%(who)s closed an account: %(object)s."),
    "account_reopened": _("%(who)s reopened an account: %(object)s."),
    "administrator_opened": _("%(who)s opened the first administrator’s account: %(object)s."),
    "person_erased": _("%(who)s erased a person’s name: %(object)s."),
    "language_set": _("%(who)s chose a language: %(object)s."),
    "copies_set": _("%(who)s chose which mails to get: %(object)s."),
    "mail_tried_again": _("%(who)s had a mail sent again: %(object)s."),
    "password_set": _("%(who)s set a new password: %(object)s."),
    "grant_given": _("%(who)s gave a right: %(object)s."),
    "grant_ended": _("%(who)s ended a right: %(object)s."),
    # The back office, where no act of its own exists
    "admin_added": _("%(who)s added, in the back office: %(object)s."),
    "admin_changed": _("%(who)s changed, in the back office: %(object)s."),
    "admin_deleted": _("%(who)s deleted, in the back office: %(object)s."),
    "imported": _("%(who)s imported a file: %(object)s."),
}

KINDS = {
    "actionplans.nationalcluster": pgettext_lazy("kind of object", "national cluster"),
    "accounts.grant": pgettext_lazy("kind of object", "right"),
    "accounts.outboxmail": pgettext_lazy("kind of object", "mail"),
    "accounts.user": pgettext_lazy("kind of object", "account"),
    "partners.organisation": pgettext_lazy("kind of object", "organisation"),
    "reporting.quarter": pgettext_lazy("kind of object", "quarter"),
    "reporting.report": pgettext_lazy("kind of object", "report"),
    "sip.activity": pgettext_lazy("kind of object", "activity"),
    "sip.meeting": pgettext_lazy("kind of object", "meeting"),
    "sip.outcome": pgettext_lazy("kind of object", "outcome"),
    "sip.output": pgettext_lazy("kind of object", "output"),
    "sip.owner": pgettext_lazy("kind of object", "body"),
    "sip.pillar": pgettext_lazy("kind of object", "pillar"),
    "sip.planrevision": pgettext_lazy("kind of object", "plan revision"),
    "workinggroups.workinggroup": pgettext_lazy("kind of object", "working group"),
}

FIELDS = {
    "activities": _("activities"),
    "acronym": _("acronym"),
    "basis": _("basis"),
    "body": _("body"),
    "challenges": _("challenges"),
    "columns": _("columns"),
    "completed_on": _("day of delivery"),
    "copies": _("copies of mails"),
    "decision_needed": _("decision needed from the SAG"),
    "due_at": _("reports due"),
    "effective_on": _("takes effect on"),
    "ends_on": _("until"),
    "groups": _("working groups"),
    "evidence": _("evidence (link or reference)"),
    "is_local_national_actor": _("local or national actor"),
    "is_unchanged": _("no change this quarter"),
    "kind": _("kind"),
    "language": _("language"),
    "lead": _("lead"),
    "lines_added": _("lines added"),
    "motive": _("why outside a report"),
    "name": _("name"),
    "next_steps": _("next steps"),
    "not_accepted": _("reports not accepted"),
    "organisation": _("organisation"),
    "outweighed_by": _("outweighed by the report"),
    "person": _("person"),
    "progress": _("progress"),
    "reason": _("reason"),
    "report": _("report"),
    "reports": _("reports"),
    "role": _("role"),
    "slug": _("key"),
    "starts_on": _("from"),
    "state": _("state"),
    "status": _("status"),
    "summary": _("summary for the GLM"),
    "support_needed": _("support needed"),
    "type": _("type"),
    "version": _("version"),
    "way_forward": _("way forward"),
    "website": _("website"),
}

VALUES = {
    "completed": pgettext_lazy("status of an activity", "Completed"),
    "on_track": pgettext_lazy("status of an activity", "On track"),
    "at_risk": pgettext_lazy("status of an activity", "At risk"),
    "blocked": pgettext_lazy("status of an activity", "Blocked"),
    "paused": pgettext_lazy("status of an activity", "Paused"),
    "not_started": pgettext_lazy("status of an activity", "Not started"),
    "draft": pgettext_lazy("state of a report", "Draft"),
    "submitted": pgettext_lazy("state of a report", "Submitted"),
    "returned": pgettext_lazy("state of a report", "Returned"),
    "accepted": pgettext_lazy("state of a report", "Accepted"),
    "planned": _("Planned"),
    "open": _("Open"),
    "closed": _("Closed"),
    "lead": _("Lead"),
    "deputy": _("Deputy lead"),
    "sag_focal_point": _("SAG focal point"),
    "member": _("Member"),
    "contact": _("Contact"),
    "partner": _("Partner"),
    "stakeholder": _("Stakeholder"),
    "observer": _("Observer"),
    "glc_staff": _("GLC staff"),
    "administrator": _("Administrator"),
    "fr": _("French"),
    "en": _("English"),
}

# What a mail is about, by the kind it is posted with. The apps above post most of them.
MAILS = {
    "password_reset": pgettext_lazy("kind of mail", "New password"),
}
