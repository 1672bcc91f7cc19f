"""Which product each customer was supplied with, day by day: read once a night, for all steps.

The lines of all orders are by far the most that a night reads. They are added up into a table of
the session, a row for each product, customer and day, and whatever looks at products afterwards
(the clocks of categories, next purchases, products bought together) reads that.

Purchases are those of the scores, each customer's by the source of the policy that governs it; see
:mod:`.purchases_of`. Where invoices are the purchases, a confirmed order that is newer than the
last invoice is a supply, too: nobody needs a reminder to buy what is on its way. Such rows are
``is_ordered``, and no purchases.

Columns, none of them NULL: ``product_id, customer_id, is_ordered`` (0 or 1), ``day`` (number since
1970-01-01), ``quantity`` (in the product's own unit), ``amount`` (untaxed, in company currency).
"""

from dataclasses import replace

from odoo.tools import SQL

from ..scoring.lines import purchase_lines

# Sorting and joining millions of rows: rather in memory than in many small files.
WORK_MEM = SQL("SET LOCAL work_mem = '64MB'")
WORK_MEM_AGAIN = SQL("SET LOCAL work_mem TO DEFAULT")


def name_of(run_id):
    """Each run has its own: what was read for another day or company is never taken for it."""
    return SQL.identifier(f"customer_tier_bought_{run_id:d}")


def exists(cr, run_id):
    """It goes with the connection, and with the step that made it if that failed."""
    cr.execute(
        SQL("SELECT to_regclass(%s)", f"pg_temp.customer_tier_bought_{run_id:d}")
    )
    return cr.fetchone()[0] is not None


def create(cr, run_id, buyers):
    """Read everything that was bought.

    :param buyers: of :func:`with_orders`
    """
    cr.execute(WORK_MEM)
    cr.execute(_create(name_of(run_id), buyers))
    cr.execute(SQL("ANALYZE %s", name_of(run_id)))
    cr.execute(WORK_MEM_AGAIN)


def drop(cr, run_id):
    cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", name_of(run_id)))


def with_orders(buyers, orders):
    """Who buys, and what is only ordered.

    :param buyers: list of :class:`.purchases_of.Buyers`
    :param orders: :class:`..scoring.purchases.Purchases` of confirmed orders
    :return: list of ``(buyers, is_ordered)``
    """
    known = [(each, False) for each in buyers]
    ordered = [
        (replace(each, source="sale", purchases=orders), True)
        for each in buyers
        if each.source == "invoice"
    ]
    return known + ordered


def _create(table, buyers):
    return SQL(
        """
        CREATE TEMPORARY TABLE %(table)s AS
        SELECT line.product_id,
               line.customer_id,
               line.is_ordered,
               line.day,
               SUM(
                   -- most lines are in the product's own unit: spare them the slow division
                   CASE WHEN line.uom_id = template.uom_id THEN line.quantity
                        ELSE line.quantity * COALESCE(unit.factor / NULLIF(own.factor, 0), 1)
                    END
               )::float8 AS quantity,
               SUM(line.amount)::float8 AS amount
          FROM (%(lines)s) AS line
          JOIN product_product AS product ON product.id = line.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
     LEFT JOIN uom_uom AS unit ON unit.id = line.uom_id
     LEFT JOIN uom_uom AS own ON own.id = template.uom_id
      GROUP BY line.product_id, line.customer_id, line.is_ordered, line.day
      -- as most of it is read: sorting again what is sorted costs little
      ORDER BY line.product_id, line.customer_id, line.is_ordered, line.day
        """,
        table=table,
        lines=SQL(" UNION ALL ").join(
            _lines(each, is_ordered) for each, is_ordered in buyers
        ),
    )


def _lines(buyers, is_ordered):
    return SQL(
        """
        SELECT line.product_id, document.customer_id, document.day,
               %(is_ordered)s AS is_ordered,
               line.quantity, line.uom_id, COALESCE(line.amount, 0) AS amount
          FROM (%(documents)s) AS document
          JOIN (%(lines)s) AS line ON line.document_id = document.document_id
        """,
        is_ordered=int(is_ordered),
        documents=buyers.rows(),
        lines=purchase_lines(buyers.source),
    )
