"""Thousands of rows by one prepared statement, run for each of them.

The ORM compiles every cell of `bulk_create` anew, and writes a condition for every cell of
`bulk_update`: both cost more than the database itself. Signals, defaults of the database and new
primary keys are not for here.
"""

from django.db import connections, router

AT_ONCE = 500  # rows for each answer that PostgreSQL gives


def insert(rows):
    """Add new rows, all of one model. They do not learn their primary keys."""
    if rows:
        fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
        _run(rows, fields, _inserting)


def update(rows, names):
    """Write the fields of those names of rows that are there, all of one model."""
    if rows and names:
        meta = rows[0]._meta
        _run(rows, [*map(meta.get_field, sorted(names)), meta.pk], _updating)


def _run(rows, fields, statement):
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    sql = statement(quoted(model._meta.db_table), [quoted(field.column) for field in fields])
    readers = [(field.attname, field.get_db_prep_save) for field in fields]
    values = [[ready(getattr(row, name), connection) for name, ready in readers] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # its `executemany` waits for an answer to each row
            run = connection.Database.extras.execute_batch
            with connection.wrap_database_errors:
                run(cursor.cursor, sql, values, page_size=AT_ONCE)
        else:
            cursor.executemany(sql, values)


def _inserting(table, columns):
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 (names of models)


def _updating(table, columns):
    *written, key = [f"{column} = %s" for column in columns]
    return f"UPDATE {table} SET {', '.join(written)} WHERE {key}"  # noqa: S608 (names of models)
