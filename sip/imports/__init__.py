"""Tables put up for import: read behind a guard, shown before anything is written, and written
through the app's actions, all or nothing."""
