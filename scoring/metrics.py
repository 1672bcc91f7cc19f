"""From purchases to customers: recency, frequency and monetary, one row per customer."""

from odoo.tools import SQL

METRIC_TABLE = SQL.identifier("customer_tier_metric")


def create_metric_table():
    """The working table of a run: one row per customer of the company.

    It lives in memory of the session and goes with the transaction.
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s (
            policy_id integer NOT NULL,
            partner_id integer NOT NULL,
            last_order_date date NOT NULL,
            recency_days integer NOT NULL,
            frequency integer NOT NULL,
            monetary numeric NOT NULL,
            is_lapsed boolean NOT NULL
        ) ON COMMIT DROP
        """,
        table=METRIC_TABLE,
    )


def collect(policy_id, purchases, as_of, decimal_places, governed, partner_ids=None):
    """Fill the working table with the customers that a policy governs.

    :param Purchases purchases: their purchases up to ``as_of``
    :param int decimal_places: of the company's currency; totals are rounded once, at the end
    :param SQL governed: condition on ``customer_id``: is it this policy's?
    :param partner_ids: only these customers (a quick refresh), or None for all
    """
    return SQL(
        """
        -- one row per orderer; customers are fewer than orders, so add up before joining
        WITH orderer AS (
            SELECT partner_id,
                   MAX(bought_at) FILTER (WHERE is_purchase) AS last_at,
                   COUNT(*) FILTER (
                       WHERE is_purchase AND bought_at >= %(window_start)s
                   ) AS frequency,
                   SUM(amount) FILTER (WHERE bought_at >= %(window_start)s) AS monetary
              FROM (%(rows)s) AS purchase
             WHERE %(only_orderers)s
          GROUP BY partner_id
        ),
        -- one row per commercial entity: the hospital, with all its departments
        customer AS (
            SELECT partner.commercial_partner_id AS customer_id,
                   %(last_date)s AS last_order_date,
                   SUM(orderer.frequency)::integer AS frequency,
                   ROUND(COALESCE(SUM(orderer.monetary), 0), %(decimals)s) AS monetary
              FROM orderer
              JOIN res_partner AS partner ON partner.id = orderer.partner_id
          GROUP BY partner.commercial_partner_id
            HAVING MAX(orderer.last_at) IS NOT NULL
        )
        INSERT INTO %(table)s
        SELECT %(policy_id)s,
               customer_id,
               last_order_date,
               %(as_of)s - last_order_date,
               frequency,
               monetary,
               frequency = 0
          FROM customer
         WHERE %(governed)s
        """,
        table=METRIC_TABLE,
        policy_id=policy_id,
        as_of=as_of,
        rows=purchases.rows,
        window_start=purchases.window_start,
        last_date=purchases.local_date(SQL("MAX(orderer.last_at)")),
        decimals=decimal_places,
        governed=governed,
        only_orderers=_members_of(partner_ids),
    )


def _members_of(partner_ids):
    """Condition on an orderer: belongs to one of these customers (None: anyone)."""
    if partner_ids is None:
        return SQL("TRUE")
    return SQL(
        "partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
        list(partner_ids),
    )


def count_customers():
    """``(customers, lapsed, revenue)`` of the working table."""
    return SQL(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE is_lapsed), COALESCE(SUM(monetary), 0)
          FROM %(table)s
        """,
        table=METRIC_TABLE,
    )
