from odoo import api, models

from .fields import DimensionScore, DimensionValue


class CustomerTierMetrics(models.AbstractModel):
    """The dimensions beyond recency, frequency and monetary, as fields.

    They are kept together in ``dimension_scores``, whichever there are; these fields make the
    shipped ones usable in filters, group-bys and pivots. An add-on that registers a dimension
    does the same for its own.
    """

    _inherit = "customer.tier.metrics"

    length_value = DimensionValue(string="Length of the Relation (days)", digits=(9, 0))
    length_score = DimensionScore(string="Length Score")
    regularity_value = DimensionValue(string="Regularity (%)", digits=(9, 1))
    regularity_score = DimensionScore(string="Regularity Score")
    growth_value = DimensionValue(string="Growth (%)", digits=(9, 1))
    growth_score = DimensionScore(string="Growth Score")
    breadth_value = DimensionValue(string="Breadth (categories)", digits=(9, 0))
    breadth_score = DimensionScore(string="Breadth Score")
    payment_value = DimensionValue(string="Days Overdue", digits=(9, 1))
    payment_score = DimensionScore(string="Payment Score")
    returns_value = DimensionValue(string="Returns (%)", digits=(9, 1))
    returns_score = DimensionScore(string="Returns Score")
    institution_value = DimensionValue(string="Institution Level Scored", digits=(9, 0))
    institution_score = DimensionScore(string="Institution Score")
    influence_value = DimensionValue(string="Influence Scored (stars)", digits=(9, 0))
    influence_score = DimensionScore(string="Influence Score")
    referrals_value = DimensionValue(string="Referrals that Bought", digits=(9, 0))
    referrals_score = DimensionScore(string="Referrals Score")

    @api.depends("dimension_scores")
    def _compute_dimension_numbers(self):
        numbers = [
            field
            for field in self._fields.values()
            if isinstance(field, (DimensionValue, DimensionScore))
        ]
        for record in self:
            for field in numbers:
                record[field.name] = field.number(record)
