"""What the database itself refuses about seats, on both engines: two seats of one person in a body
at the same time, two leads or two SAG focal points of a body at the same time, a stakeholder in the
SAG or in an advisory group of a country, a seat before its group was opened, a member of the SAG
whom no GLM named or whose mandate is longer than two years, a lead who is not of the support team,
a focal point who does not sit in the SAG (`seatrules`), another kind of a body with seats, a group
opened or dissolved before the SAG decided so, a decision taken out; and about organisations: two
engagements at the same time, and anything new for one that was merged into another.

A constraint sees one row; these rules look at others, so they are triggers. They are taken down
before migrations (SQLite cannot rebuild a table that a trigger names) and put up again after them,
so they stand whatever a migration did to the tables.
"""
# ruff: noqa: S608 (every name in these statements is ours)

from typing import NamedTuple

from django.db import connections

from partners.models import Organisation
from workinggroups import seatrules as rules
from workinggroups.seatrules import FOREVER, KIND_OF_BODY

ALWAYS = "1 = 1"
CHECK_VIOLATION = "23514"  # PostgreSQL's code for a broken constraint: Django's IntegrityError


def _meet(one, other):
    """SQL: two periods, both days included, have a day in common."""
    return (
        f"{one}.starts_on <= COALESCE({other}.ends_on, {FOREVER})"
        f" AND {other}.starts_on <= COALESCE({one}.ends_on, {FOREVER})"
    )


# The SAG, and the advisory groups of a country: no stakeholder sits in any of them, nor holds an
# office of a group.
IN_SAG = (
    f"({KIND_OF_BODY} IN ('advisory_group', 'national_sag', 'oag') OR {{seat}}.role <> 'member')"
)

# Three periods that meet two by two have a day in common.
STAKEHOLDER_SEATED = f"""
    {IN_SAG.format(seat="NEW")} AND {{is_more}} AND EXISTS (
        SELECT 1 FROM partners_engagement e
        WHERE e.kind = 'stakeholder' AND {_meet("e", "NEW")} AND (
            e.organisation_id = NEW.organisation_id OR EXISTS (
                SELECT 1 FROM partners_affiliation a
                WHERE a.person_id = NEW.person_id AND a.organisation_id = e.organisation_id
                AND {_meet("a", "NEW")} AND {_meet("a", "e")})))"""
SEATED_ENGAGED = f"""
    NEW.kind = 'stakeholder' AND {{is_more}} AND EXISTS (
        SELECT 1 FROM workinggroups_seat s
        WHERE {IN_SAG.format(seat="s")} AND {_meet("s", "NEW")} AND (
            s.organisation_id = NEW.organisation_id OR EXISTS (
                SELECT 1 FROM partners_affiliation a
                WHERE a.person_id = s.person_id AND a.organisation_id = NEW.organisation_id
                AND {_meet("a", "s")} AND {_meet("a", "NEW")})))"""
SEATED_AFFILIATED = f"""
    {{is_more}} AND EXISTS (
        SELECT 1 FROM workinggroups_seat s, partners_engagement e
        WHERE s.person_id = NEW.person_id AND {IN_SAG.format(seat="s")}
        AND e.organisation_id = NEW.organisation_id AND e.kind = 'stakeholder'
        AND {_meet("s", "NEW")} AND {_meet("e", "NEW")} AND {_meet("s", "e")})"""
# The groups that the source lists have no known day of opening: no decision opened them.
SEATED_TOO_SOON = """
    {is_other} AND EXISTS (
        SELECT 1 FROM workinggroups_workinggroup g
        WHERE g.owner_id = NEW.body_id AND g.opened_by_decision_id IS NOT NULL
        AND NEW.starts_on < g.opened_on)"""
SEATED_TWICE = f"""
    EXISTS (
        SELECT 1 FROM workinggroups_seat s
        WHERE s.body_id = NEW.body_id AND s.person_id = NEW.person_id AND s.id <> NEW.id
        AND {_meet("s", "NEW")})"""
TWO_LEADS = f"""
    NEW.role = 'lead' AND EXISTS (
        SELECT 1 FROM workinggroups_seat s
        WHERE s.body_id = NEW.body_id AND s.role = 'lead' AND s.id <> NEW.id
        AND {_meet("s", "NEW")})"""
TWO_FOCAL_POINTS = TWO_LEADS.replace("'lead'", "'sag_focal_point'")
ENGAGED_TWICE = f"""
    EXISTS (
        SELECT 1 FROM partners_engagement e
        WHERE e.organisation_id = NEW.organisation_id AND e.id <> NEW.id
        AND {_meet("e", "NEW")})"""
# What a merged entry had stays with it, and can still be ended: only what comes to it is refused.
COMES_TO_MERGED = """
    {is_other} AND EXISTS (
        SELECT 1 FROM partners_organisation o
        WHERE o.id = NEW.{column} AND o.merged_into_id IS NOT NULL)"""


class Guard(NamedTuple):
    """A trigger: its table, what is refused, what the error says, the column it is about."""

    table: str
    refused: str
    says: str
    column: str = "id"
    acts: tuple = ("insert", "update")
    columns: tuple = ()  # which of them make a changed row another one (`{is_new}`, `{is_more}`)


# By name.
GUARDS = {
    "seat_no_overlap": Guard("workinggroups_seat", SEATED_TWICE, "two seats in one body"),
    "seat_not_before_group": Guard(
        "workinggroups_seat", SEATED_TOO_SOON, "a seat before the group was opened", "starts_on"
    ),
    "seat_one_lead": Guard("workinggroups_seat", TWO_LEADS, "two leads of one body"),
    "seat_one_focal_point": Guard(
        "workinggroups_seat", TWO_FOCAL_POINTS, "two SAG focal points of one body"
    ),
    "seat_named_at_glm": Guard(
        "workinggroups_seat",
        rules.UNNAMED,
        "a mandate of two years, named at a GLM",
        columns=rules.MANDATE,
    ),
    "seat_lead_of_rome": Guard(
        "workinggroups_seat",
        rules.FOREIGN_LEAD,
        "a lead who is not of the support team",
        columns=rules.HOLDER,
    ),
    "seat_focal_point_of_sag": Guard(
        "workinggroups_seat",
        rules.FOREIGN_FOCAL_POINT,
        "a focal point who is not in the SAG",
        columns=rules.HOLDER,
    ),
    "seat_focal_point_left": Guard(
        "workinggroups_seat",
        rules.FOCAL_POINT_LEFT,
        "a focal point stays without the SAG",
        acts=("update", "delete"),
    ),
    "category_keeps_its_kind": Guard(
        "workinggroups_seatcategory",
        rules.PERMANENCE_CHANGED,
        "seats were held under this category",
        "is_permanent",
        acts=("update",),
    ),
    "meeting_named_members": Guard(
        "sip_meeting",
        rules.GLM_MOVED,
        "what this GLM named or decided rests on it",
        acts=("update",),
        columns=rules.GLM_DAYS,
    ),
    "decision_of_a_meeting_held": Guard(
        "sip_decision", rules.DECIDED_AT_NO_GLM, "a cancelled GLM decides nothing", "meeting_id"
    ),
    "body_keeps_its_kind": Guard(
        "sip_owner", rules.KIND_CHANGED, "another kind of a body with seats", "kind"
    ),
    "group_by_decision": Guard(
        "workinggroups_workinggroup",
        rules.NOT_DECIDED,
        "the SAG had not decided by that day",
        columns=rules.DECIDED,
    ),
    "decision_stays": Guard(
        "sip_decision", ALWAYS, "a decision once recorded stays", acts=("delete",)
    ),
    "decision_endorses_a_group": Guard(
        "sip_decision", rules.ENDORSED_NO_GROUP, "the work of a group alone is endorsed"
    ),
    "motion_endorses_a_group": Guard(
        "sip_motion", rules.ENDORSED_NO_GROUP, "the work of a group alone is endorsed"
    ),
    "seat_no_stakeholder": Guard(
        "workinggroups_seat",
        STAKEHOLDER_SEATED,
        "a stakeholder in the SAG or in an office",
        columns=(*rules.HOLDER, "organisation_id"),
    ),
    "engagement_no_sag": Guard(
        "partners_engagement",
        SEATED_ENGAGED,
        "a stakeholder in the SAG or in an office",
        columns=("organisation_id", "kind", "starts_on"),
    ),
    "affiliation_no_sag": Guard(
        "partners_affiliation",
        SEATED_AFFILIATED,
        "a stakeholder in the SAG or in an office",
        columns=("person_id", "organisation_id", "starts_on"),
    ),
    "engagement_no_overlap": Guard(
        "partners_engagement", ENGAGED_TWICE, "two engagements of one organisation"
    ),
}


def guards():
    """Return every guard by name: those above, and one for each column of whatever app that points
    to an organisation."""
    found = dict(GUARDS)
    for relation in Organisation._meta.related_objects:
        if not relation.many_to_many:
            table, column = relation.related_model._meta.db_table, relation.field.column
            found[f"{table}_{column}_not_merged"] = Guard(
                table, COMES_TO_MERGED, "an entry that was merged into another one", column
            )
    return found


def put_up(using="default", **kwargs):
    """Create the triggers anew."""
    take_down(using)
    connection = connections[using]
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    tables = set(connection.introspection.table_names())  # some wait for another app's migrations
    with connection.cursor() as cursor:
        for name, guard in guards().items():
            for statement in write(name, guard) if guard.table in tables else ():
                cursor.execute(statement)


def take_down(using="default", **kwargs):
    """Drop the triggers that stand."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, guard in guards().items():
            if connection.vendor == "postgresql":
                if guard.table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")
            else:
                for act in ("insert", "update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{act}")


def _rule(guard, vendor, is_other, changes):
    """Fill in the words of a rule; `changes` says whether one of the guard's columns changes."""
    shorter = "NEW.ends_on IS NOT NULL AND (OLD.ends_on IS NULL OR NEW.ends_on <= OLD.ends_on)"
    words = {
        **rules.WORDS[vendor],
        "is_other": is_other,
        "is_new": changes,
        "is_more": changes if changes == ALWAYS else f"NOT (NOT {changes} AND {shorter})",
        "column": guard.column,
    }
    rule = guard.refused
    for word, meant in words.items():
        rule = rule.replace(f"{{{word}}}", meant)
    return rule


def _changes(guard, differs):
    told = [f"OLD.{name} {differs} NEW.{name}" for name in guard.columns]
    return f"({' OR '.join(told)})" if told else ALWAYS


def _sqlite(name, guard):
    differs = "IS NOT"
    other = {
        "insert": (ALWAYS, ALWAYS),
        "update": (f"OLD.{guard.column} {differs} NEW.{guard.column}", _changes(guard, differs)),
    }
    for act in guard.acts:
        told = other.get(act, (ALWAYS, ALWAYS))
        # After the row is there, so that it has its number.
        yield (
            f"CREATE TRIGGER {name}_{act} AFTER {act.upper()} ON {guard.table}"
            f" WHEN {_rule(guard, 'sqlite', *told)}"
            f" BEGIN SELECT RAISE(ABORT, '{name}: {guard.says}'); END"
        )


def _postgresql(name, guard):
    # On an insertion OLD is nothing, which is distinct from whatever comes.
    differs = "IS DISTINCT FROM"
    is_other = f"OLD.{guard.column} {differs} NEW.{guard.column}"
    rule = _rule(guard, "postgresql", is_other, _changes(guard, differs))
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$"
        f" BEGIN IF {rule}"
        f" THEN RAISE EXCEPTION '{name}: {guard.says}'"
        f" USING ERRCODE = '{CHECK_VIOLATION}'; END IF; RETURN NEW; END $guard$"
    )
    yield (
        f"CREATE TRIGGER {name} AFTER {' OR '.join(guard.acts).upper()} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
