"""Dates in French as Django has them, but for the comma between the day and the hour."""

DATETIME_FORMAT = "j F Y, H:i"
