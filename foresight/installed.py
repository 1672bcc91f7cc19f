"""Installed base: units of equipment that were sold, one row for each.

A unit is known by its order line and its number within the line, so nothing is taken in twice,
however often and by whomever it is asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

SOLD = SQL.identifier("customer_tier_sold")
# Where no deliveries are recorded: no line has one.
NO_DELIVERIES = SQL("SELECT NULL::date AS day, 0 AS later")


@dataclass(frozen=True)
class Intake:
    """Which sales are looked at, and as of when.

    :ivar since: the first day of sales that are taken in; lines with items are always looked at
    :ivar unit_limit: a line of more units than that becomes one item with a quantity
    :ivar now: for the columns that tell when a row was written
    :ivar template_ids: of these products only, None for all
    :ivar deliveries: SQL of one row ``(day, later)`` for ``line``: when it was last delivered, and
        how many of its pieces, in the unit of the product, after ``as_of``
    """

    company_id: int
    as_of: date
    since: date
    time_zone: str
    unit_limit: int
    user_id: int
    now: datetime
    template_ids: tuple | None = None
    deliveries: SQL = NO_DELIVERIES


def sold(intake):
    """Rows ``(line_id, customer_id, contact_id, product_id, day, units)`` with what is ``known``.

    ``units``: pieces delivered, where Odoo counts deliveries itself; else pieces of the confirmed
    order, less those that were credited at their full price. None of a cancelled order.
    """
    return SQL(
        """
        SELECT line.id AS line_id,
               buyer.commercial_partner_id AS customer_id,
               CASE WHEN place.commercial_partner_id = buyer.commercial_partner_id
                    THEN place.id ELSE buyer.id
                END AS contact_id,
               line.product_id,
               COALESCE(delivered.day, %(order_day)s) AS day,
               CASE WHEN sale.state = 'sale' THEN
                    -- what a float lost is no unit less
                    GREATEST(FLOOR(
                        pieces.number * COALESCE(unit.factor / own.factor, 1)
                        - COALESCE(delivered.later, 0) + 0.000001
                    ), 0)::integer
                    ELSE 0
                END AS units,
               known.last,
               known.live,
               known.taken_back,
               known.is_bulk
          FROM (%(candidates)s) AS candidate
          JOIN sale_order_line AS line ON line.id = candidate.line_id
          JOIN sale_order AS sale
            ON sale.id = line.order_id AND sale.company_id = %(company_id)s
          JOIN res_partner AS buyer ON buyer.id = sale.partner_id
          JOIN res_partner AS place ON place.id = sale.partner_shipping_id
          JOIN product_product AS product ON product.id = line.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
     LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
     LEFT JOIN uom_uom AS own ON own.id = template.uom_id
     CROSS JOIN LATERAL (%(deliveries)s) AS delivered
     LEFT JOIN (%(known)s) AS known ON known.line_id = line.id
CROSS JOIN LATERAL (
                SELECT CASE WHEN COALESCE(line.qty_delivered_method, 'manual') = 'manual'
                    THEN line.product_uom_qty - (%(credited)s)
                    ELSE line.qty_delivered
                    END AS number
               ) AS pieces
         WHERE COALESCE(delivered.day, %(order_day)s) <= %(as_of)s
           AND (
                known.line_id IS NOT NULL
                OR COALESCE(delivered.day, %(order_day)s) >= %(since)s
               )
        """,
        order_day=SQL(
            "(sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            intake.time_zone,
        ),
        candidates=_candidates(intake),
        company_id=intake.company_id,
        deliveries=intake.deliveries,
        known=_known(intake),
        credited=_credited(intake),
        as_of=intake.as_of,
        since=intake.since,
    )


def _candidates(intake):
    """Lines of equipment, and those that have items already: what they sold may be no equipment
    any more, or the order cancelled."""
    return SQL(
        """
        SELECT line.id AS line_id
          FROM product_template AS template
          JOIN product_product AS product ON product.product_tmpl_id = template.id
          JOIN sale_order_line AS line ON line.product_id = product.id
          JOIN sale_order AS sale
            ON sale.id = line.order_id
           AND sale.company_id = %(company_id)s
           AND sale.state = 'sale'
         WHERE template.is_equipment
           AND %(chosen)s
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
         UNION
        SELECT sale_line_id
          FROM customer_installed_item
         WHERE company_id = %(company_id)s AND sale_line_id IS NOT NULL
        """,
        company_id=intake.company_id,
        chosen=SQL("TRUE")
        if intake.template_ids is None
        else SQL("template.id = ANY(%s)", [*intake.template_ids]),
    )


def _known(intake):
    """What items a line has; archived ones were sold all the same."""
    return SQL(
        """
        SELECT sale_line_id AS line_id,
               MAX(unit_number) AS last,
               COUNT(*) FILTER (WHERE state <> 'returned') AS live,
               COUNT(*) FILTER (WHERE state = 'returned' AND returned_automatically)
                   AS taken_back,
               BOOL_OR(quantity > 1) AS is_bulk
          FROM customer_installed_item
         WHERE company_id = %s AND sale_line_id IS NOT NULL
      GROUP BY sale_line_id
        """,
        intake.company_id,
    )


def _credited(intake):
    """Pieces of a line, in its own unit, that posted credit notes took back.

    A credit below the full price is a reduction. What was credited and invoiced again was not
    taken back: only what is invoiced beyond the order makes up for it.
    """
    return SQL(
        """
        SELECT LEAST(GREATEST(
                   COALESCE(SUM(noted.pieces) FILTER (WHERE noted.is_credit), 0)
                   - GREATEST(
                        COALESCE(SUM(noted.pieces) FILTER (WHERE NOT noted.is_credit), 0)
                        - line.product_uom_qty, 0
                     ), 0
               ), line.product_uom_qty)
          FROM (
                SELECT move.move_type = 'out_refund' AS is_credit,
                       entry.quantity * COALESCE(billed.factor / ordered.factor, 1) AS pieces
                  FROM sale_order_line_invoice_rel AS link
                  JOIN account_move_line AS entry ON entry.id = link.invoice_line_id
                  JOIN account_move AS move ON move.id = entry.move_id
             LEFT JOIN uom_uom AS billed ON billed.id = entry.product_uom_id
             LEFT JOIN uom_uom AS ordered ON ordered.id = line.product_uom_id
                 WHERE link.order_line_id = line.id
                   AND move.state = 'posted'
                   AND COALESCE(move.invoice_date, move.date) <= %s
                   AND entry.product_id = line.product_id
                   AND (
                        move.move_type = 'out_invoice'
                        OR move.move_type = 'out_refund'
                       AND (
                            entry.price_unit >= line.price_unit
                            OR entry.currency_id <> line.currency_id
                           )
                       )
               ) AS noted
        """,
        intake.as_of,
    )


def create_sold(intake):
    """The table of :func:`sold`; with an index, for each item is looked up by its line."""
    return SQL(
        "DROP TABLE IF EXISTS %(sold)s;"
        "CREATE TEMPORARY TABLE %(sold)s ON COMMIT DROP AS %(rows)s;"
        "CREATE INDEX ON %(sold)s (line_id); ANALYZE %(sold)s",
        sold=SOLD,
        rows=sold(intake),
    )


def preview(intake):
    """``(items, units, customers)`` that would be made, and nothing written."""
    return SQL(
        """
        SELECT COALESCE(SUM(made.items), 0)::integer,
               COALESCE(SUM(made.units), 0)::integer,
               COUNT(DISTINCT sold.customer_id) FILTER (WHERE made.items > 0)
          FROM (%(rows)s) AS sold
    CROSS JOIN LATERAL (%(made)s) AS made
        """,
        rows=sold(intake),
        made=_made(intake),
    )


def _made(intake):
    """``(items, units)`` that a row of ``sold`` lacks."""
    return SQL(
        """
        SELECT CASE WHEN sold.is_bulk THEN 0
                    WHEN sold.last IS NULL AND sold.units > %(limit)s THEN 1
                    ELSE GREATEST(sold.units - COALESCE(sold.last, 0), 0)
                END AS items,
               CASE WHEN sold.is_bulk THEN 0
                    ELSE GREATEST(sold.units - COALESCE(sold.last, 0), 0)
                END AS units
        """,
        limit=intake.unit_limit,
    )


def make_items(intake):
    """An item for each unit that has none; see :func:`create_sold`."""
    return SQL(
        """
        INSERT INTO customer_installed_item (
            company_id, partner_id, department_id, product_id, sale_line_id, unit_number,
            quantity, installed_on, warranty_end, state, active, consumables,
            create_uid, create_date, write_uid, write_date
        )
        SELECT %(company_id)s, sold.customer_id, department.id, sold.product_id, sold.line_id,
               COALESCE(sold.last, 0) + unit.number,
               CASE WHEN made.items < made.units THEN made.units ELSE 1 END,
               sold.day,
               CASE WHEN template.warranty_months > 0
                   THEN (sold.day + MAKE_INTERVAL(months => template.warranty_months))::date
               END,
               'in_use', TRUE, 'none',
               %(user_id)s, %(now)s, %(user_id)s, %(now)s
          FROM %(sold)s AS sold
          JOIN product_product AS product ON product.id = sold.product_id
          JOIN product_template AS template ON template.id = product.product_tmpl_id
    CROSS JOIN LATERAL (%(made)s) AS made
    CROSS JOIN LATERAL GENERATE_SERIES(1, made.items) AS unit (number)
     LEFT JOIN (%(departments)s) AS department ON department.contact_id = sold.contact_id
      ORDER BY sold.line_id, unit.number
   ON CONFLICT (sale_line_id, unit_number) DO NOTHING
        """,
        company_id=intake.company_id,
        user_id=intake.user_id,
        now=intake.now,
        sold=SOLD,
        made=_made(intake),
        departments=_departments(),
    )


def _departments():
    """Rows ``(contact_id, id)``: as :class:`..insight.departments.Departments` has it."""
    return SQL(
        """
        WITH RECURSIVE line AS (
            SELECT DISTINCT contact_id, contact_id AS id, 0 AS depth
              FROM %(sold)s
             UNION ALL
            SELECT line.contact_id, partner.parent_id, line.depth + 1
              FROM line
              JOIN res_partner AS partner ON partner.id = line.id
             WHERE partner.parent_id IS NOT NULL
               AND partner.id <> partner.commercial_partner_id
        )
        SELECT DISTINCT ON (line.contact_id) line.contact_id, partner.id
          FROM line
          JOIN res_partner AS partner
            ON partner.id = line.id AND partner.id <> partner.commercial_partner_id
      ORDER BY line.contact_id,
               COALESCE(partner.is_department, FALSE) DESC,
               CASE WHEN partner.is_department THEN line.depth ELSE -line.depth END
        """,
        sold=SOLD,
    )
