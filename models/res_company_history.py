from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

GRAINS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]


class ResCompany(models.Model):
    """How long a company keeps each single move of its customers."""

    _inherit = "res.company"

    customer_tier_history_months = fields.Integer(
        string="Keep Every Move (months)",
        groups="customer_tier.group_manager",
        help="Moves older than this are thinned. 0: all are kept for good.",
    )
    customer_tier_history_grain = fields.Selection(
        selection=GRAINS,
        string="Then One Move per Customer and",
        required=True,
        default="month",
        groups="customer_tier.group_manager",
    )
    customer_tier_thinned_until = fields.Date(
        string="History Thinned Until",
        readonly=True,
        copy=False,
        groups="customer_tier.group_manager",
        export_string_translation=False,
        help="Moves before this day have been thinned by the rule as it is now.",
    )

    @api.constrains("customer_tier_history_months")
    def _check_customer_tier_history_months(self):
        if any(company.customer_tier_history_months < 0 for company in self):
            raise ValidationError(
                self.env._(
                    "Every move is kept for a number of months: enter 1 or more, or 0 to keep "
                    "all moves for good."
                )
            )

    def write(self, vals):
        """Another period is another rule: what was thinned by the old one is looked at again."""
        if "customer_tier_history_grain" in vals:
            vals = {"customer_tier_thinned_until": False, **vals}
        return super().write(vals)

    def _tier_thinning_limit(self, months, grain):
        """Moves before this day are thinned; None: none are.

        It begins a period, for a period is thinned as a whole or not at all. The period of the last
        published run is never thinned, so that this run's own moves stay as they are.
        """
        self.ensure_one()
        if months <= 0:
            return None
        day = self._tier_today() - relativedelta(months=months)
        # sudo: the ledger is the managers'
        last = self.sudo().customer_tier_run_id.as_of
        return fields.Date.start_of(min(day, last or day), grain)
