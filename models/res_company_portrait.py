from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIELDS = (
    "customer_tier_peers",
    "customer_tier_peer_share",
    "customer_tier_min_peers",
)


class ResCompany(models.Model):
    """Whom a customer is compared with in its portrait."""

    _inherit = "res.company"

    customer_tier_peers = fields.Integer(
        string="Similar Customers",
        groups="customer_tier.group_manager",
        default=200,
        help="A customer is compared with so many of the same institution type (or segment) that "
        "are nearest in revenue.",
    )
    customer_tier_peer_share = fields.Float(
        string="Bought by at Least (%)",
        groups="customer_tier.group_manager",
        default=30,
        help="A product category that the customer does not buy is suggested when at least this "
        "share of the similar customers buys it.",
    )
    customer_tier_min_peers = fields.Integer(
        string="Fewest to Compare With",
        groups="customer_tier.group_manager",
        default=5,
        help="With fewer similar customers, or fewer customers in the tier, nothing is compared: "
        "an average of two says little, and too much about the other one.",
    )

    @api.constrains(*FIELDS)
    def _check_customer_tier_peers(self):
        for company in self:
            if not (
                2 <= company.customer_tier_min_peers <= company.customer_tier_peers
                and company.customer_tier_peers <= 1000
            ):
                raise ValidationError(
                    self.env._(
                        "Compare each customer with 1,000 others at the most, and with 2 at the "
                        "least."
                    )
                )
            if not 0 < company.customer_tier_peer_share <= 100:
                raise ValidationError(
                    self.env._(
                        "The share of similar customers that buy a category lies above 0 % and "
                        "at 100 % at the most."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_tier_peers = fields.Integer(
        related="company_id.customer_tier_peers", readonly=False
    )
    customer_tier_peer_share = fields.Float(
        related="company_id.customer_tier_peer_share", readonly=False
    )
    customer_tier_min_peers = fields.Integer(
        related="company_id.customer_tier_min_peers", readonly=False
    )
