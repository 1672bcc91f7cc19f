"""From moves to history: who was where on a day, who changed places, and how old moves are thinned.

The moves of a customer in a company, by date and then by id, are a chain: each begins where
the one before it ended (a first one has no ``from_tier_id``, one that ends it no ``to_tier_id``).
So the state at the end of a day is what the last move until that day led to, and the moves of a
period come to one: from where the first began to where the last led.

Whoever is a customer has a tier, so a state without a tier is that of no customer.
"""

from odoo.tools import SQL

from .direction import direction

GRAINS = ("month", "quarter", "year")


def _of(partners):
    """Condition: a move of one of these customers (SQL of ids, in parentheses; None: anybody)."""
    return SQL("TRUE") if partners is None else SQL("partner_id IN %s", partners)


def _last_moves(day, partners):
    """The last move until ``day``, of each customer and company: one row each.

    Descending throughout, so that the index (company, customer, date, id) is read backwards.
    """
    return SQL(
        """
        SELECT DISTINCT ON (company_id, partner_id)
               id, company_id, partner_id, date, monetary, to_tier_id, to_segment_id
          FROM customer_tier_move
         WHERE date <= %(day)s AND %(partners)s
      ORDER BY company_id DESC, partner_id DESC, date DESC, id DESC
        """,
        day=day,
        partners=_of(partners),
    )


def state_on(day, partners=None):
    """Tier and segment of the customers at the end of ``day``.

    One row per customer and company that had a tier then: ``id`` (of the move that led there),
    ``company_id``, ``partner_id``, ``tier_id``, ``segment_id``, ``monetary`` (at that move) and
    ``date`` (of that move).

    :param partners: SQL of ids, in parentheses: these customers only; None for all
    """
    return SQL(
        """
        SELECT id, company_id, partner_id, date, monetary,
               to_tier_id AS tier_id, to_segment_id AS segment_id
          FROM (%s) AS state
         WHERE to_tier_id IS NOT NULL
        """,
        _last_moves(day, partners),
    )


def transitions(from_day, to_day, partners=None):
    """Where the customers of either day were at the end of the one and of the other.

    One row per customer and company that had a tier on at least one of the days: ``id`` (of the
    last move until ``to_day``), ``company_id``, ``partner_id``, ``from_tier_id``, ``to_tier_id``,
    ``from_segment_id``, ``to_segment_id``, ``direction`` as of a move, and ``monetary``: at
    the later state, or, of those who left, at the earlier one.

    :param from_day: not after ``to_day``, so that whoever has the earlier state has the later
    :param partners: SQL of ids, in parentheses: these customers only; None for all
    """
    return SQL(
        """
        SELECT after.id, after.company_id, after.partner_id,
               before.to_tier_id AS from_tier_id,
               after.to_tier_id,
               before.to_segment_id AS from_segment_id,
               after.to_segment_id,
               CASE WHEN after.to_tier_id IS NULL THEN before.monetary
                    ELSE after.monetary
                END AS monetary,
               %(direction)s AS direction
          FROM (%(after)s) AS after
     LEFT JOIN (%(before)s) AS before
            ON before.company_id = after.company_id AND before.partner_id = after.partner_id
     LEFT JOIN customer_tier AS from_tier ON from_tier.id = before.to_tier_id
     LEFT JOIN customer_tier AS to_tier ON to_tier.id = after.to_tier_id
         WHERE after.to_tier_id IS NOT NULL OR before.to_tier_id IS NOT NULL
        """,
        before=_last_moves(from_day, partners),
        after=_last_moves(to_day, partners),
        direction=direction(
            SQL("before.to_tier_id"), SQL("after.to_tier_id"), "from_tier", "to_tier"
        ),
    )


def _period(grain, day="date"):
    """SQL of the first day of the period that a day (name of a column) is in."""
    column = SQL.identifier(*day.split("."))
    return SQL("date_trunc(%s, %s::timestamp)::date", grain, column)


def _chains(grain, condition):
    """Each period's moves of a customer as one: a row per customer, company and period.

    The ``id``, ``run_id``, ``date``, ``monetary`` and end are those of the last move, the start
    is that of the first; ``move_count`` says how many there were.

    :param grain: one of GRAINS
    :param condition: SQL of the moves looked at; must take periods as a whole
    """
    return SQL(
        """
        SELECT *
          FROM (
                SELECT id, company_id, partner_id, run_id, date, monetary,
                       to_tier_id, to_segment_id,
                       first_value(from_tier_id) OVER period AS from_tier_id,
                       first_value(from_segment_id) OVER period AS from_segment_id,
                       row_number() OVER period AS move_count,
                       lead(id) OVER period IS NULL AS is_last,
                       %(period)s AS period
                  FROM customer_tier_move
                 WHERE %(condition)s
                WINDOW period AS (
                    PARTITION BY company_id, partner_id, %(period)s
                        ORDER BY date, id
                )
               ) AS move
         WHERE is_last
        """,
        period=_period(grain),
        condition=condition,
    )


def _comes_to_nothing(chain):
    """Condition: does a chain end where it began?"""
    return SQL(
        """
        (%(chain)s.from_tier_id, %(chain)s.from_segment_id)
        IS NOT DISTINCT FROM (%(chain)s.to_tier_id, %(chain)s.to_segment_id)
        """,
        chain=SQL.identifier(chain),
    )


def monthly(partners=None):
    """What each month brought: the moves of a customer within a month come to one.

    One row per customer, company and month in whose end the customer was elsewhere than at its
    beginning. Who moved up and down again, left and came back, or was moved by a run that was
    rolled back, is not in it. ``month`` is the first day of the month; ``net`` is 1 for who
    entered, -1 for who left, else 0.

    :param partners: SQL of ids, in parentheses: these customers only; None for all
    """
    return SQL(
        """
        SELECT chain.id, chain.company_id, chain.partner_id, chain.period AS month,
               chain.from_tier_id, chain.to_tier_id,
               chain.from_segment_id, chain.to_segment_id, chain.monetary,
               (chain.to_tier_id IS NOT NULL)::integer
                   - (chain.from_tier_id IS NOT NULL)::integer AS net,
               %(direction)s AS direction
          FROM (%(chains)s) AS chain
     LEFT JOIN customer_tier AS from_tier ON from_tier.id = chain.from_tier_id
     LEFT JOIN customer_tier AS to_tier ON to_tier.id = chain.to_tier_id
         WHERE NOT %(nothing)s
        """,
        chains=_chains("month", _of(partners)),
        direction=direction(
            SQL("chain.from_tier_id"), SQL("chain.to_tier_id"), "from_tier", "to_tier"
        ),
        nothing=_comes_to_nothing("chain"),
    )


def _until(company_id, start, end):
    """The moves of a company from ``start`` (None: the first) to before ``end``."""
    return SQL(
        "company_id = %s AND date < %s AND %s",
        company_id,
        end,
        SQL("date >= %s", start) if start else SQL("TRUE"),
    )


def count_thinned_out(company_id, grain, end):
    """How many moves before ``end`` thinning by ``grain`` would take away."""
    return SQL(
        """
        SELECT COALESCE(SUM(move_count - CASE WHEN %(nothing)s THEN 0 ELSE 1 END), 0)
          FROM (%(chains)s) AS chain
        """,
        nothing=_comes_to_nothing("chain"),
        chains=_chains(grain, _until(company_id, None, end)),
    )


def thin(company_id, grain, start, end):
    """Replace the moves of each customer by one per period, from ``start`` to before ``end``.

    The last move of a period stays, and takes over where the first began; all are gone if that
    is where it led. So tier and segment at the end of each period stay what they were, and so
    does each date outside. ``start`` and ``end`` are first days of periods. The answer is the
    number of moves taken away.
    """
    return SQL(
        """
        WITH chain AS MATERIALIZED (
            -- one row per customer with several moves in a period
            SELECT chain.*, %(nothing)s AS is_nothing, %(direction)s AS direction
              FROM (%(chains)s) AS chain
         LEFT JOIN customer_tier AS from_tier ON from_tier.id = chain.from_tier_id
         LEFT JOIN customer_tier AS to_tier ON to_tier.id = chain.to_tier_id
             WHERE move_count > 1
        ), dropped AS (
            DELETE FROM customer_tier_move AS move
             USING chain
             WHERE %(moves)s
               AND move.partner_id = chain.partner_id
               AND %(period)s = chain.period
               AND (move.id <> chain.id OR chain.is_nothing)
         RETURNING move.id
        ), kept AS (
            UPDATE customer_tier_move AS move
               SET from_tier_id = chain.from_tier_id,
                   from_segment_id = chain.from_segment_id,
                   direction = chain.direction
              FROM chain
             WHERE move.id = chain.id AND NOT chain.is_nothing
        )
        SELECT COUNT(*) FROM dropped
        """,
        nothing=_comes_to_nothing("chain"),
        direction=direction(
            SQL("chain.from_tier_id"), SQL("chain.to_tier_id"), "from_tier", "to_tier"
        ),
        period=_period(grain, "move.date"),
        chains=_chains(grain, _until(company_id, start, end)),
        moves=SQL(
            "move.company_id = %s AND move.date >= %s AND move.date < %s",
            company_id,
            start,
            end,
        ),
    )
