"""The demo: the published plan with people named by role and three years of invented progress.

Everything is told from the day on which it is made, so it is alive on any day; nothing is drawn
by lot, so it is the same everywhere. It goes through the same actions as the pages, with the
instants of the story.
"""
