from odoo import api, fields, models

from .res_company_history import GRAINS

RULE = ("customer_tier_history_months", "customer_tier_history_grain")


class ResConfigSettings(models.TransientModel):
    """How long every single move is kept, and what is left of older ones."""

    _inherit = "res.config.settings"

    # Not related to the company: whoever may save settings need not be a manager of tiers.
    customer_tier_history_months = fields.Integer(
        string="Keep Every Move (months)",
        default=lambda self: self.env.company.sudo().customer_tier_history_months,
        help="Moves older than this are thinned. 0: all are kept for good.",
    )
    customer_tier_history_grain = fields.Selection(
        selection=GRAINS,
        string="Then One Move per Customer and",
        required=True,
        default=lambda self: self.env.company.sudo().customer_tier_history_grain,
    )
    customer_tier_history_words = fields.Char(
        string="Moves Kept", compute="_compute_customer_tier_history_words"
    )

    @api.depends("company_id", *RULE)
    def _compute_customer_tier_history_words(self):
        moves = self.env["customer.tier.move"]
        for settings in self:
            settings.customer_tier_history_words = moves.has_access(
                "read"
            ) and moves._thinning_words(
                settings.company_id or self.env.company,
                settings.customer_tier_history_months,
                settings.customer_tier_history_grain,
            )

    def set_values(self):
        result = super().set_values()
        # sudo: the company's own rights are the system administrator's; ours are checked here
        company = self.company_id.sudo()
        changed = {name: self[name] for name in RULE if self[name] != company[name]}
        if changed:
            self.env["customer.tier.run"]._check_manager()
            company.write(changed)
        return result
