"""Rows of numbers from PostgreSQL to NumPy and back, in PostgreSQL's own binary form.

``COPY ... (FORMAT binary)`` of numbers that are never NULL gives records of one length, which NumPy
reads as they are: 10,000,000 rows in seconds, without a Python object for any of them. What is
missing is told by a number that the caller chooses.
"""

import io
import tempfile
from contextlib import contextmanager

import numpy as np

from odoo.tools import SQL

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no extension
END = b"\xff\xff"
# PostgreSQL's types of the columns that are copied, with NumPy's, in network byte order.
TYPES = {"integer": ">i4", "float8": ">f8"}
BLOCK = 100_000  # rows written at a time: some megabytes


def _record(columns):
    """One row on the wire: how many columns, and of each its length and its value.

    :param columns: dict of name to PostgreSQL's type
    """
    parts = [("columns", ">i2")]
    for name, kind in columns.items():
        parts += [(f"length_{name}", ">i4"), (name, TYPES[kind])]
    return np.dtype(parts)


def _cast(columns):
    return SQL(", ").join(
        SQL(
            "%s::%s",
            SQL.identifier(name),
            {"integer": SQL("int"), "float8": SQL("float8")}[kind],
        )
        for name, kind in columns.items()
    )


def _copy(cr, statement, file):
    cr.copy_expert(cr.mogrify(statement).decode(), file)


def read(cr, query, columns):
    """The rows of a query: dict of name to array, shape (rows,).

    They wait in a temporary file: memory holds the arrays, and nothing of them twice.

    :param SQL query: with these columns, none of them NULL
    :param columns: dict of name to ``integer`` or ``float8``
    """
    with _copied(cr, query, columns) as found:
        return _arrays(found, columns)


def read_blocks(cr, query, columns, by, rows):
    """The same, some at a time: memory holds one block, whatever the number of rows.

    :param by: name of the column that the query is sorted by first; what has the same value in it
        comes in the same block
    :param rows: in a block, unless so many have the same value
    """
    with _copied(cr, query, columns) as found:
        start = 0
        while start < len(found):
            end = _group_end(found[by], start + rows)
            yield _arrays(found[start:end], columns)
            start = end


def _group_end(values, at):
    """The first place from ``at`` on where a new value begins."""
    while at < len(values):
        block = np.asarray(values[at - 1 : at - 1 + BLOCK])
        other = np.flatnonzero(block != block[0])
        if len(other):
            return at - 1 + other[0]
        at += len(block) - 1 or 1
    return len(values)


@contextmanager
def _copied(cr, query, columns):
    """The rows of a query as records in a temporary file, which goes with the block."""
    record = _record(columns)
    statement = SQL(
        "COPY (SELECT %s FROM (%s) AS copied) TO STDOUT (FORMAT binary)",
        _cast(columns),
        query,
    )
    with tempfile.TemporaryFile() as file:
        _copy(cr, statement, file)
        rows = (file.tell() - len(SIGNATURE) - len(END)) // record.itemsize
        file.flush()
        yield (
            np.memmap(file, record, "r", len(SIGNATURE), rows)
            if rows
            else np.empty(0, record)
        )


def _arrays(found, columns):
    return {name: found[name].astype(TYPES[kind][1:]) for name, kind in columns.items()}


def write(cr, table, columns, values):
    """Append rows to a table.

    :param SQL table: its name
    :param columns: dict of name to ``integer`` or ``float8``
    :param values: dict of name to array, shape (rows,)
    """
    record = _record(columns)
    rows = len(next(iter(values.values())))
    statement = SQL(
        "COPY %s (%s) FROM STDIN (FORMAT binary)",
        table,
        SQL(", ").join(map(SQL.identifier, columns)),
    )
    for start in range(0, rows, BLOCK):
        part = slice(start, start + BLOCK)
        block = np.empty(len(range(rows)[part]), record)
        block["columns"] = len(columns)
        for name, kind in columns.items():
            block[f"length_{name}"] = np.dtype(TYPES[kind]).itemsize
            block[name] = values[name][part]
        _copy(cr, statement, io.BytesIO(SIGNATURE + block.tobytes() + END))
