"""Which products go with which: pairs that the same customers buy, set-based, in SQL.

A customer's basket is what it bought within a window of time. Of two products A and B, with ``N``
customers, of whom ``a`` buy A, ``b`` buy B and ``k`` buy both:

- support ``k / N``, confidence of A → B ``k / a``: R. Agrawal, T. Imieliński, A. Swami, Mining
  Association Rules between Sets of Items in Large Databases, SIGMOD 1993
- lift ``k N / (a b)``: how many times as many buy both as would if neither had to do with the
  other; S. Brin, R. Motwani, J. Ullman, S. Tsur, Dynamic Itemset Counting and Implication Rules for
  Market Basket Data, SIGMOD 1997 (there: interest)

Chance makes pairs, too, and the more products there are, the more. A pair counts only if chance
would hardly make it: by R. A. Fisher's exact test (Statistical Methods for Research Workers, 1934,
section 21.02), one-sided, with C. Bonferroni's correction for the number of pairs that could be
found (Teoria statistica delle classi, 1936). So, if nothing went with anything, the chance that
even one pair is shown would be at most ``chance``.

All of it is counted over all customers, and over those of each institution type: what goes together
in hospitals need not do so in clinics. ``type_id`` 0 stands for all customers.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from . import bought_table, pairs_table
from .fisher import ln_tail

# Rows of (customer, pair) that a night goes through at most: some minutes, and some gigabytes of
# temporary files. Fewer customers with very many products are looked at then.
MOST_PAIRS = 300_000_000
TABLES = ("basket", "bought", "population", "together", "found")


@dataclass(frozen=True)
class Limits:
    """What makes a pair.

    :ivar int least: customers that must buy both; of fewer nothing is told
    :ivar float lift: at least so much
    :ivar float chance: of even one pair being shown if nothing went with anything
    :ivar int most: who buys more different products than this is left out altogether: a wholesaler
        buys everything with everything
    :ivar int partners: so many partners of each product are kept, those of highest confidence
    """

    least: int
    lift: float
    chance: float
    most: int
    partners: int
    most_pairs: int = MOST_PAIRS


def refresh(cr, company_id, sold, limits):
    """Make the pairs of a company those of its purchases; rows that stay are not written.

    :param SQL sold: rows of :mod:`.goods`
    :return: how many rows were made, changed or deleted
    """
    drop(cr)
    cr.execute(bought_table.WORK_MEM)
    cr.execute(_baskets(sold))
    cr.execute(SQL("ANALYZE customer_tier_basket"))
    widest, widest_of_all = _widest(cr, limits)
    if widest < widest_of_all:
        cr.execute(_leave_out(widest))
    cr.execute(_counts())
    cr.execute(_rare(limits))
    cr.execute(_together())
    cr.execute(SQL("ANALYZE customer_tier_together"))
    cr.execute(_found(limits))
    cr.execute(SQL("ANALYZE customer_tier_found"))
    cr.execute(pairs_table.upsert(company_id))
    written = cr.rowcount
    cr.execute(pairs_table.delete(company_id))
    written += cr.rowcount
    drop(cr)
    cr.execute(bought_table.WORK_MEM_AGAIN)
    return written


def drop(cr):
    for name in TABLES:
        cr.execute(
            SQL(
                "DROP TABLE IF EXISTS pg_temp.%s",
                SQL.identifier(f"customer_tier_{name}"),
            )
        )


def _baskets(sold):
    return SQL(
        """
        CREATE TEMPORARY TABLE customer_tier_basket ON COMMIT DROP AS
        SELECT bought.*, COALESCE(partner.institution_type_id, 0) AS type_id
          FROM (%(sold)s) AS bought
          JOIN res_partner AS partner ON partner.id = bought.customer_id
      ORDER BY customer_id, product_id
        """,
        sold=sold,
    )


def _widest(cr, limits):
    """With how many products a customer is still looked at: as many pairs as can be gone through.

    Customers with fewer products come first, all of those with the same number or none.

    :return: that number, and the greatest that any customer has
    """
    cr.execute(
        SQL(
            """
            SELECT COALESCE(
                       MAX(products)
                           FILTER (WHERE pairs <= %(most_pairs)s AND products <= %(most)s),
                       0
                   ),
                   COALESCE(MAX(products), 0)
              FROM (
                    SELECT products,
                           SUM(COUNT(*) * products * (products - 1) / 2) OVER (ORDER BY products)
                               AS pairs
                      FROM (
                            SELECT COUNT(*) AS products
                              FROM customer_tier_basket
                          GROUP BY customer_id
                           ) AS customer
                  GROUP BY products
                   ) AS width
            """,
            most_pairs=limits.most_pairs,
            most=limits.most,
        )
    )
    return cr.fetchone()


def _leave_out(widest):
    return SQL(
        """
        DELETE FROM customer_tier_basket
         WHERE customer_id IN (
                SELECT customer_id
                  FROM customer_tier_basket
              GROUP BY customer_id
                HAVING COUNT(*) > %s
               )
        """,
        widest,
    )


def _counts():
    """How many customers there are, and how many of them buy each product, in all and by type.

    Customers of no type are among all, and no type of their own.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE customer_tier_population ON COMMIT DROP AS
        SELECT COALESCE(type_id, 0) AS type_id, COUNT(*) AS customers
          FROM (SELECT DISTINCT customer_id, type_id FROM customer_tier_basket) AS customer
      GROUP BY GROUPING SETS ((), (type_id))
        HAVING GROUPING(type_id) = 1 OR type_id > 0;

        CREATE TEMPORARY TABLE customer_tier_bought ON COMMIT DROP AS
        SELECT COALESCE(type_id, 0) AS type_id, product_id, SUM(customers)::bigint AS customers
          FROM (
                SELECT type_id, product_id, COUNT(*) AS customers
                  FROM customer_tier_basket
              GROUP BY type_id, product_id
               ) AS bought
      GROUP BY GROUPING SETS ((product_id), (type_id, product_id))
        HAVING GROUPING(type_id) = 1 OR type_id > 0;
        ANALYZE customer_tier_bought
        """
    )


def _rare(limits):
    """What too few customers buy is in no pair: spare it the join of the baskets."""
    return SQL(
        """
        DELETE FROM customer_tier_basket
         WHERE product_id IN (
                SELECT product_id
                  FROM customer_tier_bought
                 WHERE type_id = 0 AND customers < %s
               )
        """,
        limits.least,
    )


def _together():
    """Rows ``(type_id, low, high, customers)``: who buys both; ``type_id`` 0 is that of no type.

    Variants of one product are no pair: who takes one size needs no other.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE customer_tier_together ON COMMIT DROP AS
        SELECT one.type_id,
               one.product_id AS low,
               other.product_id AS high,
               COUNT(*) AS customers
          FROM customer_tier_basket AS one
          JOIN customer_tier_basket AS other
            ON other.customer_id = one.customer_id
           AND other.product_id > one.product_id
           AND other.product_tmpl_id <> one.product_tmpl_id
      GROUP BY one.type_id, one.product_id, other.product_id
        """
    )


def _found(limits):
    """The rows to be kept, of all customers and of each type.

    - of all customers, and of a type: what is beyond chance there, of each product the first
      ``partners``
    - of a type, besides: what is kept of all customers, if the type has ``least`` customers who buy
      A. It ``is_shown`` only where the type bears it out: ``least`` customers with both, and the
      lift. The other rows say that customers of the type do not follow the rest;
      a record rule hides them, as ``k`` and ``b`` may be below ``least``.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE customer_tier_found ON COMMIT DROP AS
        WITH counted AS (
            SELECT 0 AS type_id, low, high, SUM(customers) AS customers
              FROM customer_tier_together
          GROUP BY low, high
            HAVING SUM(customers) >= %(least)s
         UNION ALL
            SELECT type_id, low, high, customers
              FROM customer_tier_together
             WHERE type_id > 0 AND customers >= %(least)s
        ), test AS (
            -- how many pairs could have been found
            SELECT SUM(products * (products - 1) / 2)::float AS pairs
              FROM (
                    SELECT COUNT(*) AS products
                      FROM customer_tier_bought
                     WHERE customers >= %(least)s
                  GROUP BY type_id
                   ) AS population
        ), measured AS (
            SELECT counted.type_id, low, high,
                   counted.customers::float AS k,
                   low_bought.customers::float AS a,
                   high_bought.customers::float AS b,
                   population.customers::float AS n
              FROM counted
              JOIN customer_tier_population AS population USING (type_id)
              JOIN customer_tier_bought AS low_bought
                ON (low_bought.type_id, low_bought.product_id) = (counted.type_id, low)
              JOIN customer_tier_bought AS high_bought
                ON (high_bought.type_id, high_bought.product_id) = (counted.type_id, high)
        ), proven AS (
            SELECT *
              FROM measured, test
             WHERE k * n > a * b
               AND k * n / (a * b) >= %(lift)s
               AND %(tail)s <= LN(%(chance)s::float / NULLIF(pairs, 0))
        ), directed AS (
            SELECT type_id, low AS product_id, high AS other_id, k, a, b, n FROM proven
         UNION ALL
            SELECT type_id, high, low, k, b, a, n FROM proven
        ), kept AS MATERIALIZED (
            SELECT *
              FROM (
                    SELECT *, ROW_NUMBER() OVER (
                               PARTITION BY type_id, product_id
                               ORDER BY k / a DESC, k * n / (a * b) DESC, other_id
                           ) AS place
                      FROM directed
                   ) AS ranked
             WHERE place <= %(partners)s
        ), found AS (
            SELECT type_id, product_id, other_id, k, a, b, n FROM kept
             UNION
            SELECT bought.type_id, kept.product_id, kept.other_id,
                   COALESCE(both_.customers, 0)::float,
                   bought.customers::float,
                   COALESCE(other.customers, 0)::float,
                   population.customers::float
              FROM kept
              JOIN customer_tier_bought AS bought
                ON bought.product_id = kept.product_id
               AND bought.type_id > 0
               AND bought.customers >= %(least)s
              JOIN customer_tier_population AS population
                ON population.type_id = bought.type_id
         LEFT JOIN customer_tier_bought AS other
                ON (other.type_id, other.product_id) = (bought.type_id, kept.other_id)
         LEFT JOIN customer_tier_together AS both_
                ON both_.type_id = bought.type_id
               AND both_.low = LEAST(kept.product_id, kept.other_id)
               AND both_.high = GREATEST(kept.product_id, kept.other_id)
             WHERE kept.type_id = 0
        )
        SELECT NULLIF(type_id, 0) AS institution_type_id,
               product_id,
               other_id AS other_product_id,
               k::integer AS both_count,
               a::integer AS product_count,
               b::integer AS other_count,
               n::integer AS customer_count,
               k / n AS support,
               k / a AS confidence,
               COALESCE(k * n / NULLIF(a * b, 0), 0) AS lift,
               b / n AS share,
               k >= %(least)s AND k * n >= %(lift)s * a * b AND k * n > a * b AS is_shown
          FROM found
        """,
        least=limits.least,
        lift=limits.lift,
        chance=limits.chance,
        partners=limits.partners,
        tail=ln_tail(),
    )
