"""Tables in and out: uploaded files are read behind a guard, and one writer makes every cell."""
