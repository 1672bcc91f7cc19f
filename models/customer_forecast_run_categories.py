import numpy as np

from odoo import models
from odoo.tools import SQL

from ..forecast.category import category_outlook
from ..forecast.history import history
from ..foresight import copying
from ..foresight.publish import Column, publish
from ..foresight.purchases_of import day_number, read_category_purchases
from .customer_forecast_run_buying import TRUSTED, is_late, whole_days

COLUMNS = [
    Column("share", "float8"),
    Column("purchase_count", "integer"),
    Column("last_date", "day"),
    Column("rhythm_days", "integer"),
    Column("horizon_days", "integer"),
    Column("next_purchase_date", "day"),
    Column("due_date", "day"),
    Column("churn_risk", "float8"),
    Column("is_lost", "flag"),
    Column("is_customer_safe", "flag"),
]


class CustomerForecastRun(models.Model):
    """The clocks of product categories."""

    _inherit = "customer.forecast.run"

    def _step_categories(self):
        company = self.company_id
        category, customer, day = read_category_purchases(
            self.env.cr, self._bought_table(), company.customer_forecast_depth
        )
        # categories come together: look at one after another
        edges = np.flatnonzero(np.diff(category)) + 1
        starts = [0, *edges.tolist(), len(category)]
        parts = [
            self._category_values(category[start], customer[start:end], day[start:end])
            for start, end in zip(starts[:-1], starts[1:], strict=True)
            if end > start
        ]
        names = ["partner_id", "categ_id", *(column.name for column in COLUMNS)]
        values = {
            name: np.concatenate([part[name] for part in parts])
            if parts
            else np.empty(0)
            for name in names
            if name not in ("share", "is_customer_safe")
        }
        values["share"] = shares(values, customer, day)
        values["is_customer_safe"] = self._is_safe(values["partner_id"])
        return publish(
            self.env.cr,
            "customer_forecast_category",
            company.id,
            ("partner_id", "categ_id"),
            COLUMNS,
            values,
            {},
        )

    def _category_values(self, category, customer, day):
        """The columns of one category; ``customer`` and ``day`` are those of its purchases."""
        company = self.company_id
        base = history(customer, day, np.zeros(len(day)), day_number(self.as_of))
        found = category_outlook(base, company.customer_forecast_horizon)
        dates = found.dates
        risk = np.round(1 - np.clip(found.probability, 0, 1), 3)
        size = len(base)
        return {
            "partner_id": base.customer,
            "categ_id": np.full(size, category),
            "purchase_count": base.count,
            "last_date": base.last,
            "rhythm_days": whole_days(dates.rhythm),
            "horizon_days": np.where(np.isnan(risk), 0, found.horizon),
            "next_purchase_date": dates.expected,
            "due_date": dates.due,
            "churn_risk": risk,
            # nan, where nothing is known, is above no limit
            "is_lost": (risk >= company.customer_forecast_risk)
            & is_late(base, dates)
            & self._is_trusted(),
        }

    def _is_trusted(self):
        """Whether forecasts of the company proved right in its past: tonight, or, if that could
        not be told tonight, when those that are still shown were made."""
        return self._shown_verdict() in TRUSTED

    def _shown_verdict(self):
        return self.verdict or self.company_id.customer_forecast_run_id.verdict

    def _is_safe(self, partner):
        """Of each of these customers, whether as a whole it has not left, nor is likely to."""
        query = SQL(
            """
            SELECT partner_id, (is_at_risk OR is_gone IS TRUE)::integer AS at_risk
              FROM customer_forecast
             WHERE company_id = %s
          ORDER BY partner_id
            """,
            self.company_id.id,
        )
        columns = {"partner_id": "integer", "at_risk": "integer"}
        known = copying.read(self.env.cr, query, columns)
        if not len(known["partner_id"]):
            return np.zeros(len(partner), dtype=int)
        place = np.searchsorted(known["partner_id"], partner)
        place = np.minimum(place, len(known["partner_id"]) - 1)
        found = known["partner_id"][place] == partner
        return found & (known["at_risk"][place] == 0)


def shares(values, customer, day):
    """Of each row, on which share of the customer's days with purchases the category was bought.

    :param customer, day: of all categories, a row for each customer, category and day
    """
    if not len(customer):
        return np.empty(0)
    first = day.min()
    span = np.int64(day.max() - first + 1)
    days = np.unique(customer.astype(np.int64) * span + (day - first)) // span
    names, count = np.unique(days, return_counts=True)
    whole = count[np.searchsorted(names, values["partner_id"])]
    return np.round(values["purchase_count"] / whole, 3)
