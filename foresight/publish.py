"""From arrays to a table that users read: only rows that changed are written."""

from dataclasses import dataclass

from odoo.tools import SQL

from ..forecast.outlook import UNKNOWN
from . import copying
from .bought_table import WORK_MEM, WORK_MEM_AGAIN
from .purchases_of import EPOCH

TEMPORARY = SQL.identifier("customer_tier_forecast_new")


@dataclass(frozen=True)
class Column:
    """A column that is copied as a number, and what becomes of it.

    :ivar kind: ``integer``, ``float8`` and ``numeric`` as the column is (nan for none), ``day``
        (number since 1970-01-01, ``UNKNOWN`` for none), ``flag`` (0 or 1), ``choice`` (place in
        ``choices``)
    """

    name: str
    kind: str
    choices: tuple = ()

    @property
    def wire(self):
        return "float8" if self.kind in ("float8", "numeric") else "integer"

    def value(self):
        """SQL of the value out of the number."""
        number = SQL.identifier(self.name)
        if self.kind == "float8":
            return SQL("NULLIF(%s, 'NaN')", number)
        if self.kind == "numeric":
            return SQL("NULLIF(%s, 'NaN')::numeric", number)
        if self.kind == "day":
            return SQL("%s::date + NULLIF(%s, %s)", EPOCH, number, UNKNOWN)
        if self.kind == "flag":
            return SQL("%s <> 0", number)
        if self.kind == "choice":
            return SQL("(%s::varchar[])[%s + 1]", list(self.choices), number)
        return number


def publish(cr, table, company_id, key, columns, values, constants):
    """Make the rows of a company those of ``values``; a fixed number of statements."""
    return publish_parts(cr, table, company_id, key, columns, [values], constants)


def publish_parts(cr, table, company_id, key, columns, parts, constants):
    """The same, of values that come in parts: memory holds one of them at a time.

    :param str table: with the columns ``company_id``, those of the key, and the others
    :param key: tuple of the names of the columns that a row is known by within the company
    :param columns: list of :class:`Column`, without the key
    :param parts: iterable of dicts of name to array, the key included
    :param constants: dict of name to the value that all rows have
    :return: how many rows were made, changed or deleted
    """
    wire = dict.fromkeys(key, "integer") | {each.name: each.wire for each in columns}
    cr.execute(_create(wire))
    for values in parts:
        copying.write(cr, TEMPORARY, wire, values)
    written = 0
    cr.execute(SQL("ANALYZE %s", TEMPORARY))
    cr.execute(WORK_MEM)
    for statement in _changes(
        SQL.identifier(table), company_id, key, columns, constants
    ):
        cr.execute(statement)
        written += cr.rowcount
    cr.execute(WORK_MEM_AGAIN)
    return written


def _changes(table, company_id, key, columns, constants):
    names = [*constants, *(each.name for each in columns)]
    told = _told(key, columns, constants)
    yield _update(table, company_id, key, names, told)
    yield _insert(table, company_id, key, names, told)
    yield _delete(table, company_id, key)


def _create(wire):
    types = {"integer": SQL("integer"), "float8": SQL("float8")}
    return SQL(
        "DROP TABLE IF EXISTS %s; CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP",
        TEMPORARY,
        TEMPORARY,
        SQL(", ").join(
            SQL("%s %s NOT NULL", SQL.identifier(name), types[kind])
            for name, kind in wire.items()
        ),
    )


def _names(names, *prefix):
    return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)


def _told(key, columns, constants):
    """The rows as they shall be: of the key, the constants, and the columns."""
    found = [
        SQL("%s AS %s", value, SQL.identifier(name))
        for name, value in constants.items()
    ]
    found += [
        SQL("%s AS %s", each.value(), SQL.identifier(each.name)) for each in columns
    ]
    return SQL("SELECT %s, %s FROM %s", _names(key), SQL(", ").join(found), TEMPORARY)


def _update(table, company_id, key, names, told):
    return SQL(
        """
        UPDATE %(table)s AS kept
           SET (%(names)s) = ROW(%(new)s)
          FROM (%(told)s) AS told
         WHERE kept.company_id = %(company_id)s
           AND (%(own_key)s) = (%(told_key)s)
           AND (%(own)s) IS DISTINCT FROM (%(new)s)
        """,
        table=table,
        names=_names(names),
        new=_names(names, "told"),
        told=told,
        company_id=company_id,
        own_key=_names(key, "kept"),
        told_key=_names(key, "told"),
        own=_names(names, "kept"),
    )


def _insert(table, company_id, key, names, told):
    """What is new, and nothing else: a row that conflicts would take an id and a lock as well.

    With millions of rows every night, ids would run out within two years. Whoever writes the same
    row meanwhile (merging customers) makes this fail for the night to try again.
    """
    return SQL(
        """
        INSERT INTO %(table)s (company_id, %(key)s, %(names)s)
        SELECT %(company_id)s, %(key)s, %(names)s
          FROM (%(told)s) AS told
         WHERE NOT EXISTS (
                SELECT FROM %(table)s AS kept
                 WHERE kept.company_id = %(company_id)s
                   AND (%(own_key)s) = (%(told_key)s)
               )
      ORDER BY %(key)s
            ON CONFLICT (%(unique)s) DO NOTHING
        """,
        table=table,
        key=_names(key),
        names=_names(names),
        company_id=company_id,
        told=told,
        own_key=_names(key, "kept"),
        told_key=_names(key, "told"),
        unique=_names((key[0], "company_id", *key[1:])),
    )


def _delete(table, company_id, key):
    """Whoever has no purchase left, or is governed by no policy any more."""
    return SQL(
        """
        DELETE FROM %(table)s AS kept
         WHERE company_id = %(company_id)s
           AND NOT EXISTS (
                SELECT FROM %(temporary)s AS told WHERE (%(told)s) = (%(own)s)
               )
        """,
        table=table,
        company_id=company_id,
        temporary=TEMPORARY,
        told=_names(key, "told"),
        own=_names(key, "kept"),
    )
