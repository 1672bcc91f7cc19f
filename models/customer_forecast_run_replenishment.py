import numpy as np

from odoo import api, fields, models
from odoo.tools import SQL

from ..forecast.replenishment import replenishment
from ..forecast.replenishment_grade import Tried
from ..foresight.publish import Column, publish_parts
from ..foresight.purchases_of import day_number
from ..foresight.replenishment import bought_of, read_supplies, supplies
from .customer_forecast import CONFIDENCE
from .customer_forecast_run_buying import number
from .customer_replenishment import STATES

# How sure: the standard deviation of the logarithm of the gap up to which it is so; 80 of 100
# gaps lie within exp(1.28 x) of the rhythm: a factor of 1.9, of 2.8. And gaps to be good.
GOOD_WIDTH, FAIR_WIDTH, GOOD_GAPS = 0.5, 0.8, 4
PRICE_DIGITS = 6
TRIED_DAYS = 365  # of the past, on which it is tried
COLUMNS = [
    Column("state", "choice", tuple(name for name, _label in STATES)),
    Column("is_overdue", "flag"),
    Column("next_date", "day"),
    Column("early_date", "day"),
    Column("late_date", "day"),
    Column("quantity", "numeric"),
    Column("unit_price", "numeric"),
    Column("expected_value", "numeric"),
    Column("rhythm_days", "integer"),
    Column("purchase_count", "integer"),
    Column("last_date", "day"),
    Column("last_quantity", "numeric"),
    Column("is_ordered", "flag"),
    Column("confidence", "choice", tuple(name for name, _label in CONFIDENCE)),
]
COMING, DUE, OVERDUE, STOPPED = range(len(STATES))


class CustomerForecastRun(models.Model):
    """When customers need which product again."""

    _inherit = "customer.forecast.run"

    replenishment_words = fields.Char(
        string="Next Purchases, in Words", compute="_compute_replenishment_words"
    )

    def _step_replenishment(self):
        company = self.company_id
        query = supplies(
            self._bought_table(),
            company.customer_replenishment_min_purchases,
            self._not_replenished(),
        )
        tried = Tried()
        blocks = read_supplies(self.env.cr, query)
        written = publish_parts(
            self.env.cr,
            "customer_replenishment",
            company.id,
            ("partner_id", "product_id"),
            COLUMNS,
            (self._replenishment_values(rows, tried) for rows in blocks),
            {},
        )
        self._keep_replenishment_grade(tried)
        return written

    def _not_replenished(self):
        """SQL condition on ``template``: goods that are used for years, not used up."""
        equipment = self.env["product.template"]._fields.get("is_equipment")
        if equipment and equipment.store:
            return SQL("COALESCE(template.is_equipment, FALSE)")
        return SQL("FALSE")

    def _replenishment_values(self, rows, tried):
        """The columns of a block of products, which is tried on its own past as well."""
        company, today = self.company_id, day_number(self.as_of)
        bought, facts = bought_of(rows)
        tried.add(
            bought,
            today - TRIED_DAYS,
            today,
            company.customer_replenishment_min_purchases,
        )
        found = replenishment(bought)
        state = self._replenishment_state(bought, found)
        price = np.round(facts["unit_price"], PRICE_DIGITS)
        value = found.quantity * facts["unit_price"]
        return {
            "partner_id": facts["partner_id"],
            "product_id": facts["product_id"],
            "state": state,
            "is_overdue": state == OVERDUE,
            "next_date": found.expected,
            "early_date": found.early,
            "late_date": found.late,
            "quantity": found.quantity,
            "unit_price": price,
            "expected_value": np.round(
                value, self.company_id.currency_id.decimal_places
            ),
            "rhythm_days": found.rhythm,
            "purchase_count": facts["purchase_count"],
            "last_date": bought.last,
            "last_quantity": bought.last_quantity,
            "is_ordered": facts["ordered"],
            "confidence": _confidence(bought, found.width),
        }

    def _replenishment_state(self, bought, found):
        """Places in ``STATES``."""
        today = day_number(self.as_of)
        late = found.late < today
        times = self.company_id.customer_replenishment_stopped_after
        given_up = today - bought.last > times * (found.expected - bought.last)
        return np.select(
            [given_up, late, found.expected <= today],
            [STOPPED, OVERDUE, DUE],
            COMING,
        )

    def _keep_replenishment_grade(self, tried):
        grade = {"expected": tried.expected}
        if tried.expected:
            grade["share"] = number(tried.share)
        if tried.missed.sum():
            grade["missed"], grade["naive"] = tried.days
        self.facts = (self.facts or {}) | {"replenishment": grade}

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_replenishment_words(self):
        for run in self:
            grade = (run.facts or {}).get("replenishment", {})
            run.replenishment_words = "share" in grade and run._replenishment_words(
                grade
            )

    def _replenishment_words(self, grade):
        """How far next purchases can be believed, from what came of those of a past day."""
        came = self.env._(
            "Next purchases of products: of %(expected)s that could be expected by now, after "
            "purchases of the last year, %(percent)s %% came by their late day (90 %% would be "
            "right if nobody left).",
            expected=grade["expected"],
            percent=round(100 * grade["share"]),
        )
        if "missed" not in grade:
            return came
        values = {"missed": grade["missed"], "naive": grade["naive"], "came": came}
        if grade["missed"] < grade["naive"]:
            return self.env._(
                "%(came)s Half of these were at most %(missed)s days off, and %(naive)s days by "
                "the naive rule (the last gap again).",
                **values,
            )
        return self.env._(
            "%(came)s Half of these were at most %(missed)s days off: no better than by the naive "
            "rule (the last gap again), with %(naive)s days.",
            **values,
        )


def _confidence(bought, width):
    """Places in ``CONFIDENCE``."""
    good = (width <= GOOD_WIDTH) & (bought.count > GOOD_GAPS)
    return np.select([good, width <= FAIR_WIDTH], [2, 1], 0)
