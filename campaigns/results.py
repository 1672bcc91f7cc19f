"""What the customers of a campaign did in the days that count: sums per stratum and arm.

Whatever the audience, a few dozen rows leave the database; :mod:`..outcome` turns them into
differences and intervals. Treated and held out are counted by the same query, and everybody
in the arm that was drawn, whether reached, gone or archived since. A result is of customers
whose days are over (:mod:`..outcome.looks`); until then all who entered are only counted.

The unit is the customer, who with several rounds is one: its days are those of all rounds, and a
purchase counts once. A customer in two campaigns at a time counts with all its purchases in the
outcome of each; where campaigns are added up (``*_once``) a purchase belongs to the campaign
entered last, of those begun on the same day to the newer one.
"""

from odoo.tools import SQL

from ..scoring.direction import direction
from .counted import purchases

SHARES = ("bought", "moved_up", "moved_down")
MEANS = ("orders", "revenue", "margin")
# Of which a customer in several campaigns has one part in each.
ONCE = ("bought", "orders", "revenue", "margin")
COLUMNS = (*SHARES, *MEANS, *(f"{name}_once" for name in ONCE))

# Working tables of a measurement; they go with the transaction. Whoever has entered just now
# is in no statistics yet, and PostgreSQL would compare everybody with everybody.
UNIT_TABLE = SQL.identifier("customer_tier_unit")
COUNTED_TABLE = SQL.identifier("customer_tier_counted")

# What GROUPING(tier_id, user_id) says of the sets of :func:`sums`.
SCOPES = {3: "all", 1: "tier", 2: "salesperson"}


def create_tables(frame):
    """The customers of the campaign, and the days that count of each of them.

    One row per customer (``customer_id, stratum, is_held_out, tier_id, user_id, last_day``) and
    one per customer, campaign and round: of this campaign and of others at the time. Of this
    campaign only what the frame looks at.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(unit)s, %(counted)s;
        CREATE TEMPORARY TABLE %(unit)s ON COMMIT DROP AS
        SELECT DISTINCT ON (partner_id)
               partner_id AS customer_id, stratum, is_held_out, tier_id, user_id,
               LEAST(
                   MAX(outcome_end) OVER (PARTITION BY partner_id), %(until)s
               ) AS last_day
          FROM customer_tier_campaign_entry
         WHERE campaign_id = %(campaign_id)s AND %(is_in)s
      ORDER BY partner_id, round;
        ANALYZE %(unit)s;
        CREATE TEMPORARY TABLE %(counted)s ON COMMIT DROP AS
        SELECT entry.campaign_id, entry.partner_id AS customer_id,
               entry.entered_date, entry.outcome_end
          FROM customer_tier_campaign_entry AS entry
         WHERE entry.company_id = %(company_id)s
           AND entry.partner_id IN (SELECT customer_id FROM %(unit)s)
           AND entry.entered_date <= %(until)s
           AND (entry.campaign_id <> %(campaign_id)s OR %(is_in)s)
           AND entry.outcome_end >= %(first_day)s;
        ANALYZE %(counted)s
        """,
        unit=UNIT_TABLE,
        counted=COUNTED_TABLE,
        campaign_id=frame.campaign_id,
        company_id=frame.company_id,
        first_day=frame.first_day,
        until=frame.until,
        is_in=_is_in(frame),
    )


def _is_in(frame):
    """Condition on an entry of the campaign: the frame looks at it."""
    if frame.is_look:
        return SQL("outcome_end <= %s", frame.until)
    return SQL("entered_date <= %s", frame.until)


def sums(frame):
    """SQL of rows ``(scope, tier_id, user_id, stratum, is_held_out, customers, ...)``.

    Of all customers, by tier (at entry) and by salesperson (when drawn). Behind the number of
    customers follow the total and the sum of squares of each of COLUMNS. Reads
    :func:`create_tables`.
    """
    return SQL(
        """
        WITH purchase AS (%(purchases)s),
        -- one row per campaign and document
        kept AS (
            SELECT campaign_id, customer_id, amount, margin, is_purchase,
                   -- of several rounds at a time
                   ROW_NUMBER() OVER (
                       PARTITION BY source, document_id, campaign_id
                   ) = 1 AS is_first,
                   campaign_id = FIRST_VALUE(campaign_id) OVER (
                       PARTITION BY source, document_id
                           ORDER BY entered_date DESC, campaign_id DESC
                   ) AS is_last
              FROM purchase
              JOIN %(counted)s AS counted USING (customer_id)
             WHERE day BETWEEN entered_date AND outcome_end
        ),
        -- one row per customer with purchases
        buyer AS (%(buyers)s),
        -- one row per customer: those who bought nothing are most of them
        customer AS (%(customers)s)
        SELECT GROUPING(tier_id, user_id), tier_id, user_id, stratum, is_held_out,
               COUNT(*), %(columns)s
          FROM customer
      GROUP BY GROUPING SETS (
                   (stratum, is_held_out),
                   (stratum, is_held_out, tier_id),
                   (stratum, is_held_out, user_id)
               )
      ORDER BY 1, 2, 3, 4, 5
        """,
        counted=COUNTED_TABLE,
        purchases=purchases(frame, UNIT_TABLE),
        buyers=_buyers(frame),
        customers=_customers(frame),
        columns=SQL(", ").join(
            SQL(
                "SUM(%(name)s)::float, SUM(%(name)s * %(name)s)::float",
                name=SQL.identifier(name),
            )
            for name in COLUMNS
        ),
    )


def _buyers(frame):
    """What each customer bought. Money is rounded once, at the end; a return is money only."""
    return SQL(
        """
        SELECT customer_id, %(columns)s
          FROM kept
         WHERE campaign_id = %(campaign_id)s AND is_first
      GROUP BY customer_id
        """,
        campaign_id=frame.campaign_id,
        columns=SQL(", ").join(
            _bought(frame, counts, suffix)
            for suffix, counts in (("", SQL("TRUE")), ("_once", SQL("is_last")))
        ),
    )


def _bought(frame, counts, suffix):
    """The measures of ONCE, of the purchases that fulfil a condition."""
    return SQL(
        """
        MAX(is_purchase::integer) FILTER (WHERE %(counts)s) AS %(bought)s,
        COUNT(*) FILTER (WHERE is_purchase AND %(counts)s) AS %(orders)s,
        ROUND(SUM(amount) FILTER (WHERE %(counts)s), %(digits)s) AS %(revenue)s,
        ROUND(SUM(margin) FILTER (WHERE %(counts)s), %(digits)s) AS %(margin)s
        """,
        counts=counts,
        digits=frame.decimal_places,
        **{name: SQL.identifier(name + suffix) for name in ONCE},
    )


def _customers(frame):
    """Each customer with all of COLUMNS.

    Moved is who, at the end of the days that count, is in another tier than on entering; who had
    none before or has none after has neither moved up nor down.
    """
    names = [name for name in COLUMNS if not name.startswith("moved")]
    return SQL(
        """
        SELECT unit.stratum, unit.is_held_out, unit.tier_id, unit.user_id,
               (direction.name = 'up')::integer AS moved_up,
               (direction.name = 'down')::integer AS moved_down,
               %(values)s
          FROM %(unit)s AS unit
     LEFT JOIN buyer USING (customer_id)
     LEFT JOIN LATERAL (
                SELECT move.to_tier_id
                  FROM customer_tier_move AS move
                 WHERE move.company_id = %(company_id)s
                   AND move.partner_id = unit.customer_id
                   AND move.date <= unit.last_day
              ORDER BY move.date DESC, move.id DESC
                 LIMIT 1
               ) AS state ON TRUE
     LEFT JOIN customer_tier AS from_tier ON from_tier.id = unit.tier_id
     LEFT JOIN customer_tier AS to_tier ON to_tier.id = state.to_tier_id
CROSS JOIN LATERAL (
                SELECT %(direction)s AS name
               ) AS direction
        """,
        unit=UNIT_TABLE,
        company_id=frame.company_id,
        values=SQL(", ").join(
            SQL("COALESCE(%(name)s, 0) AS %(name)s", name=SQL.identifier(name))
            for name in names
        ),
        direction=direction(
            SQL("unit.tier_id"), SQL("state.to_tier_id"), "from_tier", "to_tier"
        ),
    )


def read(rows):
    """From the rows of :func:`sums` to those of :func:`..outcome.sums.strata_of`.

    :return: ``{(scope, key): {column: [(stratum, is_held_out, n, total, squares), ...]}}``; the
        key is the id of the tier or salesperson, None for those without, and for all
    """
    found = {}
    for grouping, tier_id, user_id, stratum, is_held_out, customers, *numbers in rows:
        scope = SCOPES[grouping]
        key = {"tier": tier_id, "salesperson": user_id}.get(scope)
        columns = found.setdefault((scope, key), {name: [] for name in COLUMNS})
        for place, name in enumerate(COLUMNS):
            total, squares = numbers[2 * place : 2 * place + 2]
            columns[name].append((stratum, is_held_out, customers, total, squares))
    return found
