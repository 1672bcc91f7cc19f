"""From purchases to customers: recency, frequency and monetary, one row per customer."""

from odoo.tools import SQL

from .dimensions import DIMENSIONS
from .purchases import members_of

METRIC_TABLE = SQL.identifier("customer_tier_metric")

# Pairs of customers of which an open, strong suspicion says that they are one.
SUSPECTED = SQL(
    """
    SELECT partner_id, other_id
      FROM customer_tier_duplicate
     WHERE state = 'open' AND strength = 'strong'
    """
)


def create_metric_table(dimensions):
    """The working table of a run: one row per customer of the company.

    It lives in memory of the session and goes with the transaction.

    :param dimensions: names of those beyond recency, frequency and monetary, a column each
    """
    return SQL(
        """
        DROP TABLE IF EXISTS %(table)s;
        CREATE TEMPORARY TABLE %(table)s (
            policy_id integer NOT NULL,
            partner_id integer NOT NULL,
            first_order_date date NOT NULL,
            last_order_date date NOT NULL,
            recency_days integer NOT NULL,
            frequency integer NOT NULL,
            monetary numeric NOT NULL,
            is_lapsed boolean NOT NULL,
            purchase_count integer NOT NULL,
            unconverted_count integer NOT NULL,
            has_duplicate boolean NOT NULL,
            low_confidence boolean NOT NULL
            %(more)s
        ) ON COMMIT DROP
        """,
        table=METRIC_TABLE,
        more=SQL().join(
            SQL(", %s numeric", SQL.identifier(DIMENSIONS[name].column))
            for name in dimensions
        ),
    )


def collect(policy, window, decimal_places, governed):
    """Fill the working table with the customers that a policy governs.

    :param PolicyRules policy: how its extra dimensions are measured, what data is doubtful
    :param Window window: their purchases up to ``as_of``
    :param int decimal_places: of the company's currency; totals are rounded once, at the end
    :param SQL governed: condition on ``customer_id``: is it this policy's?
    """
    purchases = window.purchases
    names = [rule.dimension for rule in policy.extra_dimensions]
    columns = [SQL.identifier(DIMENSIONS[name].column) for name in names]
    return SQL(
        """
        -- one row per orderer; customers are fewer than orders, so add up before joining
        WITH orderer AS (
            SELECT partner_id,
                   MIN(bought_at) FILTER (WHERE is_purchase) AS first_at,
                   MAX(bought_at) FILTER (WHERE is_purchase) AS last_at,
                   COUNT(*) FILTER (WHERE is_purchase) AS purchases,
                   COUNT(*) FILTER (
                       WHERE is_purchase AND bought_at >= %(window_start)s
                   ) AS frequency,
                   SUM(amount) FILTER (WHERE bought_at >= %(window_start)s) AS monetary,
                   COUNT(*) FILTER (
                       WHERE is_unconverted AND bought_at >= %(window_start)s
                   ) AS unconverted
              FROM (%(rows)s) AS purchase
             WHERE %(only_orderers)s
          GROUP BY partner_id
        ),
        -- one row per commercial entity: the hospital, with all its departments
        customer AS (
            SELECT partner.commercial_partner_id AS customer_id,
                   %(first_date)s AS first_order_date,
                   %(last_date)s AS last_order_date,
                   SUM(orderer.purchases)::integer AS purchase_count,
                   SUM(orderer.frequency)::integer AS frequency,
                   ROUND(COALESCE(SUM(orderer.monetary), 0), %(decimals)s) AS monetary,
                   SUM(orderer.unconverted)::integer AS unconverted_count
              FROM orderer
              JOIN res_partner AS partner ON partner.id = orderer.partner_id
          GROUP BY partner.commercial_partner_id
            HAVING MAX(orderer.last_at) IS NOT NULL
        ),
        -- one row per customer that may be there twice
        suspect AS (
            SELECT partner_id AS suspect_id FROM (%(suspected)s) AS pair
             UNION
            SELECT other_id FROM (%(suspected)s) AS pair
        )
        INSERT INTO %(table)s (
            policy_id, partner_id, first_order_date, last_order_date, recency_days,
            frequency, monetary, is_lapsed, purchase_count, unconverted_count, has_duplicate,
            low_confidence %(columns)s
        )
        SELECT %(policy_id)s,
               customer.customer_id,
               first_order_date,
               last_order_date,
               %(as_of)s - last_order_date,
               frequency,
               monetary,
               frequency = 0,
               purchase_count,
               unconverted_count,
               suspect_id IS NOT NULL,
               %(as_of)s - first_order_date < %(min_history_days)s
                   OR purchase_count < %(min_purchases)s
                   OR unconverted_count > 0
                   OR suspect_id IS NOT NULL
                   %(values)s
          FROM customer
     LEFT JOIN suspect ON suspect_id = customer.customer_id
          %(measures)s
         WHERE %(governed)s
        """,
        table=METRIC_TABLE,
        policy_id=policy.policy_id,
        as_of=window.as_of,
        rows=purchases.rows,
        window_start=purchases.window_start,
        first_date=purchases.local_date(SQL("MIN(orderer.first_at)")),
        last_date=purchases.local_date(SQL("MAX(orderer.last_at)")),
        decimals=decimal_places,
        min_history_days=policy.gate.min_history_days,
        min_purchases=policy.gate.min_purchases,
        governed=governed,
        only_orderers=members_of(window.partner_ids),
        suspected=SUSPECTED,
        columns=SQL().join(SQL(", %s", column) for column in columns),
        values=SQL().join(map(_value, names)),
        measures=SQL(" ").join(_measure(name, window) for name in names),
    )


def _value(name):
    """The value of an extra dimension, in the query of :func:`collect`."""
    return SQL(
        ", COALESCE(%s, %s)", SQL.identifier(name, "value"), DIMENSIONS[name].missing
    )


def _measure(name, window):
    """The join of an extra dimension, in the query of :func:`collect`."""
    return SQL(
        # renamed: conditions on "customer_id" mean the customer's own
        "LEFT JOIN (%s) AS %s (measured_id, value) ON %s = customer.customer_id",
        DIMENSIONS[name].measure(window),
        SQL.identifier(name),
        SQL.identifier(name, "measured_id"),
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
