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
# Two years from a day, as `mandates.end_of_mandate` has them, around 29 February too.
_LAST_DAY = {
    "sqlite": "DATE({day}, '+2 years', '-1 day')",
    "postgresql": "GREATEST(({day} + INTERVAL '2 years')::date - 1,"
    " ({day} - 1 + INTERVAL '2 years')::date)",
}
WORDS = {
    vendor: {
        "last_day_of_glm": last_day.format(day="m.ends_on"),
        "last_day": last_day.format(day="NEW.starts_on"),
    }
    for vendor, last_day in _LAST_DAY.items()
}
WORDS["sqlite"] |= {
    "a_year_after": "DATE(m.ends_on, '+365 days')",
    "recorded_on": "DATE(NEW.recorded_at, '+2 hours')",  # stored in UTC, told in Rome
}
WORDS["postgresql"] |= {
    "a_year_after": "m.ends_on + 365",
    "recorded_on": "((NEW.recorded_at + INTERVAL '2 hours') AT TIME ZONE 'UTC')::date",
}
MANDATE = ("body_id", "person_id", "named_in_id", "category_id", "starts_on")

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


# The SAG focal point of a group sits in the SAG (source 002), on the first day and on the last.
FOREIGN_FOCAL_POINT = f"""
    NEW.role = 'sag_focal_point' AND {{is_more}}
    AND NOT ({KIND_OF_BODY.format(seat="NEW")} = 'working_group'
        AND {_in_the_sag("NEW", "NEW.starts_on")}
        AND {_in_the_sag("NEW", f"COALESCE(NEW.ends_on, {FOREVER})")})"""
# So a seat in the SAG does not end before those of a focal point that rest on it.
FOCAL_POINT_LEFT = f"""
    {KIND_OF_BODY.format(seat="NEW")} = 'advisory_group' AND EXISTS (
        SELECT 1 FROM workinggroups_seat f
        WHERE f.person_id = NEW.person_id AND f.role = 'sag_focal_point'
        AND f.starts_on BETWEEN NEW.starts_on AND COALESCE(NEW.ends_on, {FOREVER})
        AND COALESCE(f.ends_on, {FOREVER}) > COALESCE(NEW.ends_on, {FOREVER})
        AND NOT {_in_the_sag("f", f"COALESCE(f.ends_on, {FOREVER})")})"""

# What a body is stays once somebody sat in it: else a stakeholder's seat could become one of the
# SAG. And a plenary endorses the work of groups alone (source 002).
KIND_CHANGED = """
    {is_other} AND (EXISTS (SELECT 1 FROM workinggroups_seat s WHERE s.body_id = NEW.id)
        OR EXISTS (SELECT 1 FROM sip_decision d WHERE d.endorses_id = NEW.id))"""
# A group is opened and dissolved by a decision of the SAG, taken by that day (sources 000, 002).
NOT_DECIDED = """
    {is_new} AND EXISTS (
        SELECT 1 FROM sip_decision d
        WHERE (d.id = NEW.opened_by_decision_id OR d.id = NEW.dissolved_by_decision_id)
        AND (d.taken_by <> 'sag'
            OR d.id = NEW.opened_by_decision_id AND d.taken_on > NEW.opened_on
            OR d.id = NEW.dissolved_by_decision_id
                AND d.taken_on > COALESCE(NEW.dissolved_on, '1900-01-01')))"""
DECIDED = ("opened_on", "dissolved_on", "opened_by_decision_id", "dissolved_by_decision_id")

ENDORSED_NO_GROUP = """
    NEW.endorses_id IS NOT NULL
    AND (SELECT kind FROM sip_owner WHERE id = NEW.endorses_id) <> 'working_group'"""
