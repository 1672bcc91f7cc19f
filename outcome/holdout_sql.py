"""The draw of :mod:`.holdout` in SQL, for audiences of any number: same seed, same customers.

Customers come as SQL of rows ``(customer_id, tier_id, size)``: a commercial entity once, its tier
(NULL or 0 without one) and what it bought before, all of one company.
"""

from odoo.tools import SQL

from .holdout import DIGITS, TICKETS, start, step
from .strata import bands


def tier_counts(customers):
    """SQL of rows ``(tier_id, customers)``, for :func:`.strata.tier_groups`."""
    return SQL(
        """
        SELECT COALESCE(tier_id, 0), COUNT(*)
          FROM (%(customers)s) AS customer
      GROUP BY COALESCE(tier_id, 0)
        """,
        customers=customers,
    )


def sizes_at(customers, tier_ids, ranks):
    """SQL of rows ``(size, customers of at least that size)``, for :func:`.strata.bounds`.

    :param tier_ids: of one group
    :param ranks: :func:`.strata.candidate_ranks` of that group
    """
    return SQL(
        """
        SELECT size, at_least
          FROM (
            SELECT size::float AS size,
                   ROW_NUMBER() OVER (ORDER BY size DESC) AS place,
                   -- equal sizes are counted together
                   COUNT(*) OVER (ORDER BY size DESC) AS at_least
              FROM (%(customers)s) AS customer
             WHERE COALESCE(tier_id, 0) = ANY(%(tier_ids)s)
          ) AS ranked
         WHERE place = ANY(%(ranks)s::bigint[])
      ORDER BY place
        """,
        customers=customers,
        tier_ids=[tier or 0 for tier in tier_ids],
        ranks=[*ranks],
    )


def _ticket(seed, customer_id):
    """:func:`.holdout.ticket`, put so that its order is that of Python."""
    return SQL(
        """md5(%(seed)s || ':' || %(customer_id)s) COLLATE "C" """,
        seed=str(seed),
        customer_id=customer_id,
    )


def _strata(customers, groups):
    """SQL of rows ``(customer_id, stratum)``."""
    tiers, lows, highs, strata = zip(*bands(groups), strict=True)
    return SQL(
        """
        SELECT customer.customer_id, COALESCE(band.stratum, other.stratum) AS stratum
          FROM (%(customers)s) AS customer
     LEFT JOIN unnest(%(tiers)s, %(lows)s::float[], %(highs)s::float[], %(strata)s)
            AS band (tier_id, low, high, stratum)
            ON band.tier_id = COALESCE(customer.tier_id, 0)
           AND customer.size >= band.low AND customer.size < band.high
          -- a tier that was not there at the start
     LEFT JOIN unnest(%(tiers)s, %(lows)s::float[], %(highs)s::float[], %(strata)s)
            AS other (tier_id, low, high, stratum)
            ON band.tier_id IS NULL AND other.tier_id = %(last_tier)s
           AND customer.size >= other.low AND customer.size < other.high
        """,
        customers=customers,
        tiers=[tier or 0 for tier in tiers],
        lows=[*lows],
        highs=[*highs],
        strata=[*strata],
        last_tier=tiers[-1] or 0,
    )


def draw(customers, groups, share, seed):
    """:func:`.holdout.draw` of those who are there at the start.

    :param groups: list of :class:`.strata.Group`
    :return: SQL of rows ``(customer_id, stratum, is_held_out)``
    """
    return SQL(
        """
        SELECT customer_id,
               stratum,
               (ROW_NUMBER() OVER (ORDER BY stratum, %(ticket)s, customer_id)
                * %(step)s::bigint + %(start)s::bigint)
               %% %(tickets)s::bigint < %(step)s::bigint AS is_held_out
          FROM (%(strata)s) AS customer
        """,
        strata=_strata(customers, groups),
        ticket=_ticket(seed, SQL("customer_id")),
        step=step(share),
        start=start(seed),
        tickets=TICKETS,
    )


def draw_later(customers, groups, share, seed):
    """:func:`.holdout.held_out_later` of those who came after the start.

    :return: SQL of rows ``(customer_id, stratum, is_held_out)``
    """
    return SQL(
        """
        SELECT customer_id,
               stratum,
               ('x' || LEFT(%(ticket)s, %(digits)s))::bit(32)::bigint < %(step)s
                   AS is_held_out
          FROM (%(strata)s) AS customer
        """,
        strata=_strata(customers, groups),
        ticket=_ticket(seed, SQL("customer_id")),
        digits=DIGITS,
        step=step(share),
    )
