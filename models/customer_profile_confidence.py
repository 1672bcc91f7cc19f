from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_list


class CustomerProfile(models.Model):
    """Why the data of a customer is doubtful."""

    _inherit = "customer.profile"

    low_confidence_reasons = fields.Char(
        string="Doubtful Because",
        compute="_compute_low_confidence_reasons",
        help="What makes tier and segment of this customer uncertain.",
    )

    @api.depends(
        "low_confidence",
        "first_order_date",
        "purchase_count",
        "unconverted_count",
        "has_duplicate",
    )
    @api.depends_context("lang")
    def _compute_low_confidence_reasons(self):
        for profile in self:
            profile.low_confidence_reasons = profile.low_confidence and format_list(
                self.env, list(profile._doubts()), "unit"
            )

    def _doubts(self):
        """The reasons, each in a few words, by the rules that the customer was judged by."""
        gate = self._judged_by().gate
        as_of = self.last_order_date + timedelta(days=self.recency_days)
        if (as_of - self.first_order_date).days < gate.min_history_days:
            yield self.env._(
                "first purchase on %(date)s, less than %(days)s days ago",
                date=format_date(self.env, self.first_order_date),
                days=gate.min_history_days,
            )
        if self.purchase_count < gate.min_purchases:
            yield self.env._(
                "%(count)s purchases ever, trusted from %(least)s",
                count=self.purchase_count,
                least=gate.min_purchases,
            )
        if self.unconverted_count:
            yield self.env._(
                "%(count)s purchases in a currency without a rate",
                count=self.unconverted_count,
            )
        if self.has_duplicate:
            yield self.env._("suspected duplicate of another customer")
