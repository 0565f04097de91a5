"""What the database refuses about mandates, leads, SAG focal points and kinds of bodies, in SQL
that both engines read; `workinggroups.guards` puts it up.

Rules change while rows stay: what was recorded before a rule can still be ended, so a row that only
becomes shorter (`{is_more}` is then false) or keeps what the rule is about (`{is_new}`) is let by.
"""
# ruff: noqa: S608 (every name in these statements is ours)

FOREVER = "'9999-12-31'"
KIND_OF_BODY = "(SELECT kind FROM sip_owner WHERE id = {seat}.body_id)"

# A member of the (global) SAG is named at a GLM, for two years at most, unless the seat is one of a
# permanent category. As `workinggroups.mandates` has it: the GLM had begun when the seat was
# recorded and when it begins, which is within a year.
UNNAMED = f"""
    {KIND_OF_BODY.format(seat="NEW")} = 'advisory_group'
    AND NOT EXISTS (
        SELECT 1 FROM workinggroups_seatcategory c WHERE c.id = NEW.category_id AND c.is_permanent)
    AND {{is_more}}
    AND NOT EXISTS (
        SELECT 1 FROM sip_meeting m WHERE m.id = NEW.named_in_id AND m.cancelled_on IS NULL
        AND NEW.starts_on BETWEEN m.starts_on AND {{a_year_after}}
        AND m.starts_on <= {{recorded_on}}
        AND COALESCE(NEW.ends_on, {FOREVER}) <= {{last_day}}
        AND COALESCE(NEW.ends_on, {FOREVER}) <= {{last_day_of_glm}})"""
# Two years from a day, as `sip.mandates.end_of_mandate` has them, around 29 February too.
_LAST_DAY = {
    "sqlite": "DATE({day}, '+2 years', '-1 day')",
    "postgresql": "GREATEST(({day} + INTERVAL '2 years')::date - 1,"
    " ({day} - 1 + INTERVAL '2 years')::date)",
}
_A_YEAR_AFTER = {"sqlite": "DATE({day}, '+365 days')", "postgresql": "{day} + 365"}
_A_DAY_AFTER = {"sqlite": "DATE({day}, '+1 day')", "postgresql": "{day} + 1"}
_RECORDED_ON = {  # stored in UTC, told in Rome
    "sqlite": "DATE({seat}.recorded_at, '+2 hours')",
    "postgresql": "(({seat}.recorded_at + INTERVAL '2 hours') AT TIME ZONE 'UTC')::date",
}
WORDS = {
    vendor: {
        "last_day_of_glm": _LAST_DAY[vendor].format(day="m.ends_on"),
        "last_day": _LAST_DAY[vendor].format(day="NEW.starts_on"),
        "a_year_after": _A_YEAR_AFTER[vendor].format(day="m.ends_on"),
        "recorded_on": _RECORDED_ON[vendor].format(seat="NEW"),
        "last_day_of_moved": _LAST_DAY[vendor].format(day="NEW.ends_on"),
        "last_day_of_named": _LAST_DAY[vendor].format(day="s.starts_on"),
        "a_year_after_moved": _A_YEAR_AFTER[vendor].format(day="NEW.ends_on"),
        "named_recorded_on": _RECORDED_ON[vendor].format(seat="s"),
        "day_after_in_sag": _A_DAY_AFTER[vendor].format(day="g.ends_on"),
    }
    for vendor in _LAST_DAY
}
MANDATE = ("body_id", "person_id", "named_in_id", "category_id", "starts_on")

# Nor does a category become permanent, or cease to be, under those who hold its seats.
PERMANENCE_CHANGED = """
    {is_other} AND EXISTS (SELECT 1 FROM workinggroups_seat s WHERE s.category_id = NEW.id)"""

# So a GLM that named people is not cancelled, and its days stay where their mandates fit; nor is
# one cancelled whose plenary decided.
GLM_MOVED = f"""
    {{is_new}} AND (
        NEW.cancelled_on IS NOT NULL AND (
            EXISTS (SELECT 1 FROM workinggroups_seat s WHERE s.named_in_id = NEW.id)
            OR EXISTS (SELECT 1 FROM sip_decision d WHERE d.meeting_id = NEW.id))
        OR EXISTS (
            SELECT 1 FROM workinggroups_seat s WHERE s.named_in_id = NEW.id
            AND NOT EXISTS (
                SELECT 1 FROM workinggroups_seatcategory c
                WHERE c.id = s.category_id AND c.is_permanent)
            AND NOT (s.starts_on BETWEEN NEW.starts_on AND {{a_year_after_moved}}
                AND NEW.starts_on <= {{named_recorded_on}}
                AND COALESCE(s.ends_on, {FOREVER}) <= {{last_day_of_named}}
                AND COALESCE(s.ends_on, {FOREVER}) <= {{last_day_of_moved}})))"""
GLM_DAYS = ("starts_on", "ends_on", "cancelled_on")
DECIDED_AT_NO_GLM = """
    {is_other} AND EXISTS (
        SELECT 1 FROM sip_meeting m WHERE m.id = NEW.meeting_id AND m.cancelled_on IS NOT NULL)"""

# A group's lead is somebody of the support team in Rome on the first day (source 002).
FOREIGN_LEAD = f"""
    NEW.role = 'lead' AND {KIND_OF_BODY.format(seat="NEW")} = 'working_group' AND {{is_new}}
    AND NOT EXISTS (
        SELECT 1 FROM accounts_grant g WHERE g.person_id = NEW.person_id AND g.role = 'glc_staff'
        AND NEW.starts_on BETWEEN g.starts_on AND COALESCE(g.ends_on, {FOREVER}))
    AND NOT EXISTS (
        SELECT 1 FROM workinggroups_supportteamplace p WHERE p.person_id = NEW.person_id
        AND NEW.starts_on BETWEEN p.starts_on AND COALESCE(p.ends_on, {FOREVER}))"""
HOLDER = ("body_id", "person_id", "role", "starts_on")


def _in_the_sag(seat, day):
    return (
        "EXISTS (SELECT 1 FROM workinggroups_seat s JOIN sip_owner o ON o.id = s.body_id"
        f" WHERE o.kind = 'advisory_group' AND s.person_id = {seat}.person_id"
        f" AND {day} BETWEEN s.starts_on AND COALESCE(s.ends_on, {FOREVER}))"
    )


def _a_day_outside(seat, first, last):
    """SQL: of the days from one to another, there is one on which the holder of a seat is not in
    the SAG: the first, or that after the end of a seat there."""
    return (
        f"(NOT {_in_the_sag(seat, first)} OR EXISTS ("
        "SELECT 1 FROM workinggroups_seat g JOIN sip_owner b ON b.id = g.body_id"
        f" WHERE b.kind = 'advisory_group' AND g.person_id = {seat}.person_id"
        f" AND g.ends_on >= {first} AND g.ends_on < {last}"
        f" AND NOT {_in_the_sag(seat, '{day_after_in_sag}')}))"
    )


# The SAG focal point of a group sits in the SAG (source 002), on each of the seat's days.
FOREIGN_FOCAL_POINT = f"""
    NEW.role = 'sag_focal_point' AND {{is_more}}
    AND NOT ({KIND_OF_BODY.format(seat="NEW")} = 'working_group'
        AND NOT {_a_day_outside("NEW", "NEW.starts_on", f"COALESCE(NEW.ends_on, {FOREVER})")})"""
# So a seat in the SAG is neither taken away nor cut short while that of a focal point rests on it:
# on the days that both had, the person sits there still.
_FIRST = "(CASE WHEN f.starts_on > OLD.starts_on THEN f.starts_on ELSE OLD.starts_on END)"
_LAST = f"""(CASE WHEN COALESCE(f.ends_on, {FOREVER}) < COALESCE(OLD.ends_on, {FOREVER})
    THEN COALESCE(f.ends_on, {FOREVER}) ELSE COALESCE(OLD.ends_on, {FOREVER}) END)"""
FOCAL_POINT_LEFT = f"""
    {KIND_OF_BODY.format(seat="OLD")} = 'advisory_group' AND EXISTS (
        SELECT 1 FROM workinggroups_seat f
        WHERE f.person_id = OLD.person_id AND f.role = 'sag_focal_point'
        AND f.starts_on <= COALESCE(OLD.ends_on, {FOREVER})
        AND COALESCE(f.ends_on, {FOREVER}) >= OLD.starts_on
        AND {_a_day_outside("f", _FIRST, _LAST)})"""

# What a body is stays once somebody sat in it: else a stakeholder's seat could become one of the
# SAG. And a plenary endorses the work of groups alone (source 002).
KIND_CHANGED = """
    {is_other} AND (EXISTS (SELECT 1 FROM workinggroups_seat s WHERE s.body_id = NEW.id)
        OR EXISTS (SELECT 1 FROM sip_decision d WHERE d.endorses_id = NEW.id))"""
# A group is opened and dissolved by a decision of the SAG, taken by that day (sources 000, 002);
# those that a source lists stood before.
NOT_DECIDED = """
    {is_new} AND (NEW.opened_by_decision_id IS NULL AND NEW.source = '' OR EXISTS (
        SELECT 1 FROM sip_decision d
        WHERE (d.id = NEW.opened_by_decision_id OR d.id = NEW.dissolved_by_decision_id)
        AND (d.taken_by <> 'sag'
            OR d.id = NEW.opened_by_decision_id AND d.taken_on > NEW.opened_on
            OR d.id = NEW.dissolved_by_decision_id
                AND d.taken_on > COALESCE(NEW.dissolved_on, '1900-01-01'))))"""
DECIDED = (
    "opened_on", "dissolved_on", "opened_by_decision_id", "dissolved_by_decision_id", "source",
)  # fmt: skip

ENDORSED_NO_GROUP = """
    NEW.endorses_id IS NOT NULL
    AND (SELECT kind FROM sip_owner WHERE id = NEW.endorses_id) <> 'working_group'"""
