"""Tables and packs to take away. One list of columns, one calculation, several formats."""
