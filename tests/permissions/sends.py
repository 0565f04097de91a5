"""What each act of the table sends along, as the forms of the pages would."""

from django.urls import reverse

from actionplans.models import Action
from partners.models import Organisation
from reporting import closing
from sip.models import Activity
from tests.permissions.scene import QUARTER, STANDING, WHY, Scene, of_a_country, office_address
from tests.permissions.table import Row, read


def data(row: Row, scene: Scene):
    """Return the fields of one request; the column `sends` names a function of this module."""
    if not row.sends:
        return {}
    is_report = row.address.startswith("report") and row.object
    thing = scene.report(row.object.split()[0]) if is_report else None
    return ACTS[row.sends](scene, thing)


def a_draft(scene, report):
    fields = {"summary": "A new summary.", "version": report.version, "on_behalf_reason": WHY}
    for code in report.lines.values_list("activity__code", flat=True):
        fields |= {f"{code}-status": "on_track", f"{code}-progress": "Three more trainers."}
    return fields


def a_submission(scene, report):
    return {"version": report.version, "on_behalf_reason": WHY}


def an_acceptance(scene, report):
    return {"decision": "accepted", "comment": "", "version": report.version}


def a_return(scene, report):
    return {"decision": "returned", "comment": "Say how many.", "version": report.version}


def a_reopening(scene, report):
    return {"reason": "Two figures are wrong.", "version": report.version}


def a_comment(scene, report):
    return {"comment-all": "Which countries?", "act": "comments"}


def an_edit(scene, report):
    return {"summary": "Shorter.", "reason": "Too long for the pack.", "version": report.version}


def some_reports(scene, _=None):
    report = scene.report("preparedness")
    return {"accept": f"{report.pk}-{report.version}"}


def a_group_meeting(scene, _=None):
    return {"subject": "The exams", "held_on": "3/9/2026", "mode": "online", "version": "1"}


def came_to_the_group(scene, _=None):
    return {"people": [str(scene.cast.wg_lead.ref)], "guests": "", "version": "1"}


def a_farewell(scene, _=None):
    return {"word": "Somebody else comes."}


def the_members_seat(scene, _=None):
    """What the page said would end with the affiliation of the group's member."""
    return {"ending": [scene.cast.wg_member.seats.get().pk]}


def an_owner(scene, _=None):
    return {"owner": "sag", "role": "support", "starts_on": "12/10/2026", "reason": "It knows."}


def a_naming(scene, _=None):
    return {"kind": "national_sag", "opened_on": "4/5/2026"}


def several_statuses(scene, _=None):
    activity = Activity.objects.get(code="1.1.1.1")
    given = {"status": "on_track", "motive": "Said at the GLM.", "version": activity.version}
    return {"code": "1.1.1.1", **{f"1.1.1.1-{name}": value for name, value in given.items()}}


def new_days(scene, _=None):
    return {
        "opens_on": "16/09/2026", "due_on": "20/10/2026", "meeting": "", "version": 0,
        "reason": "A strike of the posts.",
    }  # fmt: skip


def a_status(scene, _=None):
    activity = Activity.objects.get(code="1.1.1.1")
    return {"status": "on_track", "motive": "Said at the GLM.", "version": activity.version}


def a_pack(scene, _=None):
    chosen = {"quarters": ["2026-Q3"], "sections": ["progress"], "language": "en"}
    return {"number": 2, "note": "For the press.", **chosen}


def an_entry(scene, _=None):
    return {"acronym": "INA", "version": scene.cast.ngo.version, "countries": "Chad"}


def a_declaration(scene, _=None):
    return {"version": 0, "1-answer": "applied", "signed_as": "The director", "next": "partial"}


def an_offer(scene, _=None):
    return {
        "version": 0, "kind": "personnel", "title": "Two drivers", "expires_on": "31/12/2027",
    }  # fmt: skip


def a_merge(scene, _=None):
    return {
        "into": "twin-organisation", "reason": "The same number.",
        "confirmed": "twin-organisation",
    }  # fmt: skip


def an_adapted_set(scene, _=None):
    return {"version": 0, "1-label": "Share stock lists", "1-text": "Each month, with the cell."}


def a_joining(scene, _=None):
    return {"words": "I lead its fleet."}


def an_answer_to_a_joining(scene, _=None):
    return {"decision": "accepted", "words": "Welcome."}


def a_request(scene, _=None):
    return {"on_behalf_of": "glc", "need": "Two drivers in May."}


def a_country_request(scene, _=None):
    return {"on_behalf_of": "sample", "need": "Two drivers in May."}


def an_answer(scene, _=None):
    return {"version": 0, "state": "agreed", "text": "Agreed, from May."}


def a_body(scene, _=None):
    return {"body": "training"}


def a_closing(scene, _=None):
    return {"reason": WHY, "is_meant": "on", "seen": closing.mark(closing.checklist(scene.quarter))}


def a_settlement(scene, _=None):
    version = Activity.objects.get(code="3.1.2.1").version
    return {"body": "training", "motive": "Heard both.", "version": version}


def an_erratum(scene, _=None):
    return {"activity": "1.1.1.1", "status": "at_risk", "text": "It was at risk by then."}


def a_language(scene, _=None):
    return {"language": "en", "next": "/plan/"}


def an_invitation(scene, _=None):
    return {"name": "New Lead", "email": "new.lead@example.org", "language": "en"}


def a_decision(scene, _=None):
    return {"taken_by": "sag", "taken_on": "18/6/2026", "text_en": "Go on."}


def a_follow_up(scene, _=None):
    return {"follow_up": "under_way", "version": scene.decision.version}


def a_lesson(scene, _=None):
    return {"lesson_en": "Fuel ran short.", "source": "Exercise", "learnt_on": "3/3/2026",
            "follow_up": "todo", "version": scene.lesson.version}  # fmt: skip


FACTS = {"starts_on": "24/11/2026", "ends_on": "26/11/2026", "mode": "online"}


def an_announcement(scene, _=None):
    return {"key": "2027-06", "starts_on": "1/6/2027", "ends_on": "2/6/2027", "mode": "online"}


def facts(scene, _=None):
    return {**FACTS, "version": scene.meeting.version}


def a_reason(scene, _=None):
    return {"why": "No venue.", "version": scene.meeting.version}


def a_session(scene, _=None):
    return {"title_en": "Lessons", "day": "24/11/2026", "begins": "9:30", "audience": "all",
            "version": scene.session.version}  # fmt: skip


def who_came(scene, _=None):
    return {"organisations": [scene.cast.ngo.slug], "version": scene.session.version}


def a_motion(scene, _=None):
    return {"text_fr": "Avaliser le guide ?", "asked_by": "sag", "version": scene.motion.version}


def an_attendance(scene, _=None):
    return {"organisation": "Logistics Company A", "onsite": 1, "online": 0}


def numbers(scene, _=None):
    return {"onsite": 2, "online": 0, "version": 0}


def a_link(scene, _=None):
    return {"kind": "note", "title": "Note", "language": "fr", "audience": "all",
            "url": "https://example.org/"}  # fmt: skip


def nothing_new(scene, _=None):
    return {"version": 0}


def a_review(scene, _=None):
    return {"version": 0, "reviewed_on": "01/10/2026"}


def _action(scene):
    return Action.objects.of_plan(scene.country_plan).in_order().first()


def a_country_action(scene, _=None):
    action = _action(scene)
    return {"gap": action.gap.text, "text": "Remind them twice", "deadline": "Mensuelle",
            "version": action.version}  # fmt: skip


def a_new_country_action(scene, _=None):
    return {"section": "Advocacy", "gap": "Few funds", "text": "Meet donors", "deadline": "juin"}


def a_gap(scene, _=None):
    gap = _action(scene).gap
    return {"text": "Reports come too late", "section": gap.section.title, "core_function": "",
            "version": scene.country_plan.version}  # fmt: skip


def a_tick(scene, _=None):
    pk = _action(scene).pk
    return {
        f"a{pk}-periods": "2026-10-01",
        f"a{pk}-done_on": "12/10/2026",
    }


def a_plans_closing(scene, _=None):
    return {"summary": "A good year.", "version": scene.country_plan.version}


def a_pasted_table(scene, _=None):
    return {"pasted": "Advocacy\nFew funds\tMeet donors\tJuin\n"}


def a_cluster(scene, _=None):
    return {
        "slug": "new-one", "name": "New cluster", "cluster_code": "LOG", "version": 0,
        "activated_on": "1/2/2026", "lead_agency": Organisation.objects.first().slug,
    }  # fmt: skip


def a_survey(scene, _=None):
    return {"starts_on": "1/9/2026", "ends_on": "15/9/2026", "standards": "62,5"}


ACTS = {
    "nothing new": nothing_new,
    "a review": a_review,
    "a group meeting": a_group_meeting,
    "came to the group": came_to_the_group,
    "a farewell": a_farewell,
    "the member’s seat": the_members_seat,
    "an owner": an_owner,
    "a naming": a_naming,
    "a country action": a_country_action,
    "a new country action": a_new_country_action,
    "a gap": a_gap,
    "a tick": a_tick,
    "a plan’s closing": a_plans_closing,
    "a pasted table": a_pasted_table,
    "a cluster": a_cluster,
    "a survey": a_survey,
    "an invitation": an_invitation,
    "a draft": a_draft,
    "a submission": a_submission,
    "an acceptance": an_acceptance,
    "a return": a_return,
    "a reopening": a_reopening,
    "a body": a_body,
    "a closing": a_closing,
    "a settlement": a_settlement,
    "an erratum": an_erratum,
    "a comment": a_comment,
    "an edit": an_edit,
    "some reports": some_reports,
    "several statuses": several_statuses,
    "new days": new_days,
    "a status": a_status,
    "a pack": a_pack,
    "a language": a_language,
    "an announcement": an_announcement,
    "facts": facts,
    "a reason": a_reason,
    "a session": a_session,
    "who came": who_came,
    "a motion": a_motion,
    "an attendance": an_attendance,
    "numbers": numbers,
    "a link": a_link,
    "an entry": an_entry,
    "an adapted set": an_adapted_set,
    "a joining": a_joining,
    "an answer to a joining": an_answer_to_a_joining,
    "a declaration": a_declaration,
    "an offer": an_offer,
    "a merge": a_merge,
    "a request": a_request,
    "a request for a country": a_country_request,
    "an answer": an_answer,
    "a decision": a_decision,
    "a follow-up": a_follow_up,
    "a lesson": a_lesson,
}


def some_address(name, own):
    """Return an address of this name, on the first object that the table names for it; `own` are
    the scene's, by what the table calls them."""
    if name.startswith("admin:"):
        return office_address(name)
    row = next(row for row in read() if row.address == name)
    known = STANDING | own
    taken = known[row.object] if row.object in known else of_a_country(row.object)
    if taken is None:
        taken = {"quarter": QUARTER, "body": "training"}
        if row.object.endswith("file"):
            taken["pk"] = 1
    return reverse(name, kwargs=taken)
