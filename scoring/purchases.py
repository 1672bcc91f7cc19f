"""What counts as a purchase: one row per order, or per invoice and credit note."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytz

from odoo.tools import SQL


@dataclass(frozen=True)
class Purchases:
    """Rows of purchases, and how to read their time.

    :ivar rows: SQL of rows ``(document_id, partner_id, bought_at, amount, is_purchase,
        is_unconverted)`` up to the end of ``as_of``; ``document_id`` is of the order or invoice,
        ``partner_id`` is whoever ordered, ``amount`` is in company currency, unless no rate was
        known when it was converted
    :ivar window_start: the first ``bought_at`` inside the window
    :ivar end: the first ``bought_at`` after ``as_of``
    :ivar time_zone: where ``bought_at`` (UTC) becomes a date, or None if it is one already
    """

    rows: SQL
    window_start: datetime
    end: datetime
    time_zone: str | None

    def start_before(self, window_days):
        """The first ``bought_at`` of the window before this one."""
        if self.time_zone is None:
            return self.window_start - timedelta(days=window_days)
        first_day = local_day(self.window_start, self.time_zone)
        return first_instant(first_day - timedelta(days=window_days), self.time_zone)

    def local_date(self, bought_at):
        if self.time_zone is None:
            return SQL("%s::date", bought_at)
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", bought_at, self.time_zone
        )


def first_instant(day, time_zone):
    """The UTC time, without time zone, at which a day begins somewhere.

    Where clocks go forward at midnight the day begins at one o'clock; where they go back
    over midnight it begins the first time.
    """
    zone = pytz.timezone(time_zone)
    midnight = datetime.combine(day, time.min)
    instants = (zone.localize(midnight, is_dst=is_dst) for is_dst in (True, False))
    return min(
        instant.astimezone(pytz.utc).replace(tzinfo=None)
        for instant in instants
        if zone.normalize(instant).date() >= day
    )


def local_day(instant, time_zone):
    """The date of a UTC time, without time zone, somewhere."""
    return pytz.utc.localize(instant).astimezone(pytz.timezone(time_zone)).date()


def members_of(customer_ids, column="partner_id"):
    """Condition: is this column (of who orders) of one of these customers (None: anyone)?"""
    if customer_ids is None:
        return SQL("TRUE")
    return SQL(
        "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
        SQL.identifier(*column.split(".")),
        list(customer_ids),
    )


def from_orders(
    company_id, as_of, window_days, time_zone, currency_id, customer_ids=None
):
    """Confirmed sales orders, untaxed, converted with the order's own rate.

    An order of zero or less (a return) is money, but no purchase. Odoo writes the rate 1 to an
    order in another currency whose rate it did not know.

    :param currency_id: of the company
    :param customer_ids: of these customers only; None for all
    """
    first_day = as_of - timedelta(days=window_days - 1)
    end = first_instant(as_of + timedelta(days=1), time_zone)
    rows = SQL(
        """
        SELECT id AS document_id,
               partner_id,
               date_order AS bought_at,
               -- most orders are in company currency: spare them the slow division
               CASE WHEN currency_rate IS NULL OR currency_rate IN (1, 0)
                    THEN amount_untaxed
                    ELSE amount_untaxed / currency_rate
                END AS amount,
               amount_untaxed > 0 AS is_purchase,
               currency_id <> %(currency_id)s AND COALESCE(currency_rate, 0) IN (0, 1)
                   AS is_unconverted
          FROM sale_order
         WHERE company_id = %(company_id)s
           AND state = 'sale'
           AND date_order < %(end)s
           AND %(members)s
        """,
        company_id=company_id,
        currency_id=currency_id,
        end=end,
        members=members_of(customer_ids),
    )
    return Purchases(rows, first_instant(first_day, time_zone), end, time_zone)


def from_invoices(
    company_id, as_of, window_days, time_zone, currency_id, customer_ids=None
):
    """Posted customer invoices and credit notes, untaxed, at the rate they were posted with.

    A credit note is negative money. An invoice that its credit notes have taken back in full
    is no purchase any more.

    :param customer_ids: of these customers only; None for all
    """
    first_day = as_of - timedelta(days=window_days - 1)
    rows = SQL(
        """
        SELECT move.id AS document_id,
               move.partner_id,
               move.invoice_date::timestamp AS bought_at,
               move.amount_untaxed_signed AS amount,
               move.move_type = 'out_invoice'
                   AND move.amount_untaxed_signed > 0
                   AND COALESCE(credit.amount, 0) < move.amount_untaxed AS is_purchase,
               move.currency_id <> %(currency_id)s
                   AND COALESCE(move.invoice_currency_rate, 0) IN (0, 1) AS is_unconverted
          FROM account_move AS move
     LEFT JOIN %(credits)s
         WHERE move.company_id = %(company_id)s
           AND move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.invoice_date <= %(as_of)s
           AND %(members)s
        """,
        company_id=company_id,
        currency_id=currency_id,
        as_of=as_of,
        credits=_credits_of_all(company_id, as_of)
        if customer_ids is None
        else _credits_of_each(company_id, as_of),
        members=members_of(customer_ids, "move.partner_id"),
    )
    # An invoice date is a day already: the time zone has nothing to say.
    start, end = (
        datetime.combine(day, time.min)
        for day in (first_day, as_of + timedelta(days=1))
    )
    return Purchases(rows, start, end, None)


def _credits_of_all(company_id, as_of):
    """Table to join: one row per invoice that was credited. One pass over all credit notes."""
    return SQL(
        """
        (
            SELECT invoice.id, %(credited)s AS amount
              FROM account_move AS refund
              JOIN account_move AS invoice ON invoice.id = refund.reversed_entry_id
             WHERE %(counts)s
          GROUP BY invoice.id
        ) AS credit ON credit.id = move.id
        """,
        credited=_credited("invoice"),
        counts=_credit_counts(company_id, as_of),
    )


def _credits_of_each(company_id, as_of):
    """The same, looked up invoice by invoice: for those of few customers."""
    return SQL(
        """
        LATERAL (
            SELECT %(credited)s AS amount
              FROM account_move AS refund
             WHERE refund.reversed_entry_id = move.id AND %(counts)s
        ) AS credit ON TRUE
        """,
        credited=_credited("move"),
        counts=_credit_counts(company_id, as_of),
    )


def _credited(invoice):
    """The sum of credit notes in the currency of their invoice (an alias).

    A credit note in another one is converted with the invoice's rate.
    """
    return SQL(
        """
        SUM(
            CASE WHEN refund.currency_id = %(invoice)s.currency_id
                 THEN refund.amount_untaxed
                 ELSE -refund.amount_untaxed_signed
                      * %(invoice)s.amount_untaxed
                      / NULLIF(%(invoice)s.amount_untaxed_signed, 0)
             END
        )
        """,
        invoice=SQL.identifier(invoice),
    )


def _credit_counts(company_id, as_of):
    return SQL(
        """
        refund.company_id = %(company_id)s
        AND refund.state = 'posted'
        AND refund.move_type = 'out_refund'
        AND refund.invoice_date <= %(as_of)s
        """,
        company_id=company_id,
        as_of=as_of,
    )


SOURCES = {"sale": from_orders, "invoice": from_invoices}

# The purchases of one policy as a table of the session, where several measures read them.
PURCHASE_TABLE = SQL.identifier("customer_tier_purchase")


def create_purchase_table(purchases):
    """Read the purchases once; it goes with the transaction."""
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS %(rows)s;
        ANALYZE %(table)s
        """,
        table=PURCHASE_TABLE,
        rows=purchases.rows,
    )


def from_table(purchases):
    """The same purchases, read from the table."""
    return replace(purchases, rows=SQL("SELECT * FROM %s", PURCHASE_TABLE))
