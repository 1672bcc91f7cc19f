"""Returns and complaints rising."""

from odoo.tools import SQL

from . import credited
from .scene import PURCHASES


def rising(scene, rule):
    """Who sends back, or complains, clearly more than before.

    Measure: what was returned in the last n days, in percent of what was bought then, at most
    100. So many complaints as the minimum number count like the low limit, twice as many like twice
    the limit; the bigger of the two.

    A new warning asks for a minimum number (of returns, or of complaints), for returns of a
    minimum amount, and for ``rise`` times the share (or number) of the n days before.
    """
    return SQL(
        """
        SELECT customer_id AS partner_id,
               GREATEST(share, %(low)s * complaints / %(min_count)s)::float8 AS measure,
               (
                   share >= %(low)s
                   AND returned >= %(min_amount)s
                   AND returns >= %(min_count)s
                   AND share >= %(rise)s * share_before
               ) OR (
                   complaints >= %(min_count)s AND complaints >= %(rise)s * complaints_before
               ) AS fires,
               jsonb_build_object(
                   'days', %(days)s::int,
                   'returned', ROUND(returned, 2),
                   'returns', returns,
                   'share', ROUND(share, 1),
                   'share_before', ROUND(share_before, 1),
                   'complaints', complaints,
                   'complaints_before', complaints_before
               ) AS facts
          FROM (%(shares)s) AS compared
         WHERE returned > 0 OR complaints > 0
        """,
        low=rule.low,
        min_count=rule.min_count,
        min_amount=rule.min_amount,
        rise=rule.rise,
        days=rule.window_days,
        shares=_shares(scene, rule),
    )


def _shares(scene, rule):
    """What was returned in both periods, of what was bought in them.

    A return is counted once, though it may be an order (or line) below zero *and* a credit note:
    the bigger of the two counts. What was credited and invoiced again is none (:mod:`.credited`).
    """
    return SQL(
        """
        SELECT customer_id,
               GREATEST(ordered_back, credited) AS returned,
               GREATEST(ordered_back_count, credited_count) AS returns,
               %(share)s AS share,
               %(share_before)s AS share_before,
               complaints,
               complaints_before
          FROM (
                SELECT customer_id, %(columns)s
                  FROM (%(rows)s) AS event
                 WHERE day > %(first)s AND day <= %(as_of)s
              GROUP BY customer_id
               ) AS summed
        """,
        share=_share(SQL("bought"), SQL("ordered_back"), SQL("credited")),
        share_before=_share(
            SQL("bought_before"), SQL("ordered_back_before"), SQL("credited_before")
        ),
        columns=SQL(", ").join(_columns(scene.before(rule.window_days))),
        rows=SQL(" UNION ALL ").join(_events(scene)),
        first=scene.before(2 * rule.window_days),
        as_of=scene.as_of,
    )


def _share(bought, ordered_back, credited):
    """Percent; who returns more than it buys returns everything."""
    return SQL(
        """COALESCE(
            100 * GREATEST(%(back)s, %(credited)s)
                / NULLIF(GREATEST(%(bought)s, %(back)s, %(credited)s), 0),
            0
        )""",
        bought=bought,
        back=ordered_back,
        credited=credited,
    )


def _columns(middle):
    """The sums of each kind of event, now and before ``middle``."""
    for kind in ("bought", "ordered_back", "credited"):
        for period, name in ((SQL(">"), kind), (SQL("<="), f"{kind}_before")):
            yield SQL(
                "COALESCE(SUM(amount) FILTER (WHERE kind = %s AND day %s %s), 0) AS %s",
                kind,
                period,
                middle,
                SQL.identifier(name),
            )
    for kind, period, name in (
        ("ordered_back", SQL(">"), "ordered_back_count"),
        ("credited", SQL(">"), "credited_count"),
        ("complaint", SQL(">"), "complaints"),
        ("complaint", SQL("<="), "complaints_before"),
    ):
        yield SQL(
            "COUNT(*) FILTER (WHERE kind = %s AND day %s %s) AS %s",
            kind,
            period,
            middle,
            SQL.identifier(name),
        )


def _events(scene):
    """Rows ``(customer_id, day, kind, amount)``."""
    yield SQL(
        """
        SELECT customer_id, day,
               CASE WHEN amount < 0 THEN 'ordered_back' ELSE 'bought' END AS kind,
               ABS(amount) AS amount
          FROM %s
        """,
        PURCHASES,
    )
    for each in scene.buyers:
        lines = {"sale": _order_lines, "invoice": _invoice_lines}[each.source]
        yield SQL(
            """
            SELECT customer_id, day, 'ordered_back', amount
              FROM (%(lines)s) AS returned
             WHERE %(governed)s
            """,
            lines=lines(scene),
            governed=each.governed,
        )
    yield SQL(
        "SELECT customer_id, day, 'credited', amount FROM (%s) AS credited",
        credited.taken_back(scene),
    )
    if scene.complaints:
        yield SQL(
            "SELECT customer_id, day, 'complaint', 0 FROM (%s) AS complained",
            scene.complaints,
        )


def _order_lines(scene):
    """What was sent back with the same order that something was bought with."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id,
               (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
               ABS(line.price_subtotal) / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount
          FROM sale_order_line AS line
          JOIN sale_order AS sale ON sale.id = line.order_id
          JOIN res_partner AS partner ON partner.id = sale.partner_id
         WHERE line.product_uom_qty < 0
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
           AND sale.company_id = %(company_id)s
           AND sale.state = 'sale'
           AND sale.amount_untaxed > 0
           AND sale.date_order < %(end)s
        """,
        zone=scene.time_zone,
        company_id=scene.company_id,
        end=scene.end,
    )


def _invoice_lines(scene):
    """What an invoice took back; down payments that it deducts are no returns."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id,
               move.invoice_date AS day,
               ABS(line.balance) AS amount
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
          JOIN res_partner AS partner ON partner.id = move.partner_id
         WHERE line.quantity < 0
           AND line.display_type = 'product'
           AND line.is_downpayment IS NOT TRUE
           AND move.company_id = %(company_id)s
           AND move.state = 'posted'
           AND move.move_type = 'out_invoice'
           AND move.amount_untaxed_signed > 0
           AND move.invoice_date <= %(as_of)s
        """,
        company_id=scene.company_id,
        as_of=scene.as_of,
    )


def tickets(company_id, end, time_zone):
    """Complaints where Odoo's Helpdesk keeps them: its tickets."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id,
               (ticket.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
          FROM helpdesk_ticket AS ticket
          JOIN res_partner AS partner ON partner.id = ticket.partner_id
         WHERE ticket.company_id = %(company_id)s AND ticket.create_date < %(end)s
        """,
        zone=time_zone,
        company_id=company_id,
        end=end,
    )
