"""Meetings and deadlines as calendars that other programs read (iCalendar, RFC 5545)."""
