"""What one customer bought, and where its tier stands: the SQL of the portrait.

All of it is about one customer, so it looks at few rows through indexes. What users may not see
one by one is left to ``readable``: record rules decide about single documents.
"""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

DOCUMENT_TABLES = {"sale": "sale_order", "invoice": "account_move"}


@dataclass(frozen=True)
class Bought:
    """The purchases of one customer.

    :ivar window: :class:`..scoring.window.Window` of its policy, up to today
    :ivar contact_ids: the customer and everyone below it: whoever orders for it
    :ivar readable: SQL, in parentheses, of the ids of the documents that the user may read
    """

    window: object
    contact_ids: tuple
    readable: SQL

    def rows(self, since=None):
        """SQL of ``(document_id, partner_id, bought_at, day, amount, is_purchase, is_readable)``.

        :param since: only what was bought from then on
        """
        purchases = self.window.purchases
        return SQL(
            """
            SELECT document_id, partner_id, bought_at, amount, is_purchase,
                   %(day)s AS day,
                   document_id IN %(readable)s AS is_readable
              FROM (%(rows)s) AS purchase
             WHERE partner_id = ANY(%(contacts)s)
               AND %(since)s
            """,
            day=purchases.local_date(SQL("bought_at")),
            readable=self.readable,
            rows=purchases.rows,
            contacts=list(self.contact_ids),
            since=SQL("bought_at >= %s", since) if since else SQL("TRUE"),
        )


@dataclass(frozen=True)
class Scene:
    """What the parts of a portrait look at.

    :ivar rules: :class:`..scoring.rules.PolicyRules` that judged the customer
    :ivar departments: :class:`.departments.Departments` of the customer
    :ivar focus: id of the department that it is looked at from, or None for the whole
    :ivar bought: :class:`Bought`
    :ivar has_documents: may the user read orders, or invoices, at all?
    """

    rules: object
    departments: object
    focus: int | None
    bought: Bought
    has_documents: bool

    @property
    def window(self):
        return self.bought.window


@dataclass(frozen=True)
class TwoYears:
    """The twelve months up to today, and the same twelve a year before.

    The last month is not over: a year before it ends on the same day of the month.
    """

    today: object

    @property
    def first(self):
        return self.today.replace(day=1) - relativedelta(months=11)

    @property
    def first_before(self):
        return self.first - relativedelta(years=1)

    @property
    def end_before(self):
        """The last day that counts of the year before."""
        return self.today - relativedelta(years=1)

    def months(self):
        """The first days of the twelve months."""
        return [self.first + relativedelta(months=count) for count in range(12)]

    def last_day(self, month):
        """The last day that counts of a month of either year, by its first day."""
        end = self.today if month >= self.first else self.end_before
        return min(month + relativedelta(day=31), end)


def purchases(bought, years, points, decimal_places):
    """The purchases of one customer, in one row.

    ``total`` and ``readable`` (numbers of documents), ``points`` (the newest readable ones, newest
    first) and ``months`` (``[[first day, amount], ...]`` of readable ones).

    :param Bought bought: of the customer
    :param TwoYears years: what ``months`` covers
    :param points: at most so many
    :param decimal_places: of the currency
    """
    return SQL(
        """
        WITH bought AS MATERIALIZED (
            %(rows)s
        ), point AS (
            SELECT bought.document_id AS id, document.name, bought.partner_id, bought.day AS date,
                   ROUND(bought.amount, %(decimals)s) AS amount,
                   CASE WHEN is_purchase THEN 'sale'
                        WHEN amount < 0 THEN 'return'
                        ELSE 'void'
                    END AS kind
              FROM bought
              JOIN %(documents)s AS document ON document.id = document_id
             WHERE is_readable
          ORDER BY bought_at DESC, document_id DESC
             LIMIT %(points)s
        ), month AS (
            SELECT date_trunc('month', day)::date AS month,
                   ROUND(SUM(amount), %(decimals)s) AS amount
              FROM bought
             WHERE is_readable
               AND (day >= %(first)s OR day BETWEEN %(first_before)s AND %(end_before)s)
          GROUP BY 1
        )
        SELECT (SELECT COUNT(*) FROM bought) AS total,
               (SELECT COUNT(*) FROM bought WHERE is_readable) AS readable,
               (SELECT json_agg(point) FROM point) AS points,
               (SELECT json_agg(json_build_array(month, amount)) FROM month) AS months
        """,
        rows=bought.rows(),
        documents=SQL.identifier(DOCUMENT_TABLES[bought.window.source]),
        decimals=decimal_places,
        points=points,
        first=years.first,
        first_before=years.first_before,
        end_before=years.end_before,
    )


def rhythm(bought, gaps):
    """One row: the last day of purchase, the number of gaps looked at, and their median in days.

    Of all documents: when a customer buys is no secret to those who see its recency.

    :param gaps: at most so many, the newest
    """
    return SQL(
        """
        WITH gap AS (
            -- one row per day of purchase; a second order of the day is no rhythm
            SELECT day, day - LAG(day) OVER (ORDER BY day) AS days
              FROM (
                    SELECT DISTINCT day FROM (%(rows)s) AS bought WHERE is_purchase
                   ) AS bought
          ORDER BY day DESC
             LIMIT %(gaps)s
        )
        SELECT MAX(day), COUNT(days), percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
          FROM gap
        """,
        rows=bought.rows(),
        gaps=gaps,
    )


def tier_averages(company_id, policy_id, dimensions):
    """One row per tier: its id, its number of customers, the average score in each dimension.

    Of all customers of the company that the policy judged: averages name nobody.

    :param dimensions: :class:`..scoring.dimensions.Dimension` of the columns, in this order
    """
    return SQL(
        """
        SELECT tier_id, COUNT(*) %(averages)s
          FROM customer_profile
         WHERE company_id = %(company_id)s
           AND policy_id = %(policy_id)s
      GROUP BY tier_id
        """,
        averages=SQL().join(
            SQL(", AVG(%s)::float", _score(dimension)) for dimension in dimensions
        ),
        company_id=company_id,
        policy_id=policy_id,
    )


def _score(dimension):
    if dimension.measure:
        return SQL("(dimension_scores -> %s ->> 1)::integer", dimension.name)
    return SQL.identifier(dimension.score_column)
