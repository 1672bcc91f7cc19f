from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..insight.dashboard import more_memory
from ..insight.months import Months, revenue

# More are neither readable nor needed; a year against the year before is what people look at.
MAX_MONTHS = 60


class CustomerTierDashboard(models.AbstractModel):
    """How the customer base has moved, and what it bought month by month."""

    _inherit = "customer.tier.dashboard"

    # ------------------------------------------------------------------ movement

    @api.model
    @api.readonly
    def get_movement(self, domain, from_day, to_day):
        """Who moved from which tier to which between the ends of two days.

        Those who left are in it as far as the filters can tell (:meth:`_chosen_by_contact`).

        :return: see :meth:`customer.tier.matrix.mixin._movement_matrix`
        """
        transitions = self._transitions(from_day, to_day)
        self.env.cr.execute(more_memory())
        return transitions.movement_matrix(self._chosen_by_contact(domain))

    @api.model
    @api.readonly
    def movement_action(self, domain, from_day, to_day, row, column):
        """Open the customers that a cell of :meth:`get_movement` counts; None is all of them."""
        return self._transitions(from_day, to_day).movement_cell_action(
            "tier", row, column, list(self._chosen_by_contact(domain))
        )

    def _transitions(self, from_day, to_day):
        days = {
            "tier_day_from": str(self._day(from_day)),
            "tier_day_to": str(self._day(to_day)),
        }
        return (
            self._of_one_company().env["customer.tier.transition"].with_context(**days)
        )

    # -------------------------------------------------------------------- months

    @api.model
    @api.readonly
    def get_months(self, domain, months=24):
        """Net revenue per month and segment: the one that the customers are in *now*.

        Of the customers that the overview counts: who is no customer any more is not in it. One
        query over the purchases.

        :param months: how many, this one included
        """
        shown = max(1, min(int(months), MAX_MONTHS))
        return self._of_one_company()._months(domain, shown) | {
            "truncated": shown < int(months)
        }

    def _months(self, domain, count):
        company = self.env.company
        period = Months.until(company, count)
        profiles = self.env["customer.profile"]
        query = self._query(self._chosen(domain))
        columns = [
            profiles._field_to_sql(query.table, name, query)
            for name in ("partner_id", "segment_id", "policy_id")
        ]
        profiles._flush_purchases()
        self.env.cr.execute(more_memory())
        rows = self.env.execute_query(
            revenue(query.select(*columns), period, company._tier_sources())
        )
        amounts = {}
        for month, segment_id, amount in rows:
            amounts.setdefault(segment_id, [0.0] * count)[month - 1] = float(amount)
        labels = self._segment_labels(
            {"segments": [{"segment_id": id_} for id_ in amounts]}
        )
        return {
            "months": [fields.Date.to_string(day) for day in period.days],
            "until": fields.Date.to_string(period.today),
            "segments": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "color": segment.color,
                    "revenue": amounts.get(segment.id, [0.0] * count),
                }
                for segment in labels
            ],
        }

    @api.model
    @api.readonly
    def months_action(self, domain, segment_id, month):
        """Open the customers of a segment that bought, or returned, something in a month."""
        day = self._day(month)
        segment = self.env["customer.segment"].browse(segment_id or [])
        return self.customers_action(
            self._parsed(domain)
            & Domain("segment_id", "=", segment.id)
            & Domain("purchase_month", "=", fields.Date.to_string(day)),
            self.env._(
                "%(segment)s, purchases in %(month)s",
                segment=segment.name or self.env._("Without a segment"),
                month=format_date(self.env, day, date_format="MMMM yyyy"),
            ),
        )
