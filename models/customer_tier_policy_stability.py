from odoo import fields, models

from ..scoring.rules import GateRules, SettleRules


class CustomerTierPolicy(models.Model):
    """How slowly tiers change, what stops a nightly run, and what makes data doubtful."""

    _inherit = "customer.tier.policy"

    promote_after = fields.Integer(
        required=True,
        default=1,
        tracking=True,
        help="How many live runs in a row (one a day counts) have to find a customer better "
        "before it moves up. 1: at once.",
    )
    grace_days = fields.Integer(
        string="Grace Period",
        required=True,
        default=0,
        tracking=True,
        help="How many days a customer keeps its tier after it was first found worse. It is shown "
        "as pending, and forgotten when the customer recovers. 0: no grace.",
    )
    min_stay_days = fields.Integer(
        string="Minimum Stay",
        required=True,
        default=0,
        tracking=True,
        help="How many days a customer stays in a tier before it changes again, up or down.",
    )
    announce_pending = fields.Boolean(
        string="Announce Demotions",
        default=True,
        tracking=True,
        help="Plan an activity for the salesperson when a customer is about to move down. It goes "
        "away by itself when the customer recovers.",
    )
    max_moved_share = fields.Float(
        string="Customers That May Move (%)",
        digits=(5, 2),
        tracking=True,
        help="A nightly run that would change the tier of more than this share of the customers "
        "stops before it publishes, and asks the managers. 0: no limit. The first run of a company "
        "is never stopped.",
    )
    max_moved_revenue_share = fields.Float(
        string="Revenue That May Move (%)",
        digits=(5, 2),
        tracking=True,
        help="The same for the share of revenue that the moving customers stand for. 0: no limit.",
    )
    min_history_days = fields.Integer(
        string="Trusted After",
        required=True,
        default=30,
        tracking=True,
        help="Customers whose first purchase is fewer days ago are marked as known too little.",
    )
    min_purchases = fields.Integer(
        string="Trusted From",
        required=True,
        default=1,
        tracking=True,
        help="Customers with fewer purchases ever are marked as known too little.",
    )

    _stability_not_negative = models.Constraint(
        "CHECK (promote_after BETWEEN 1 AND 365 AND grace_days BETWEEN 0 AND 3650 "
        "AND min_stay_days BETWEEN 0 AND 3650)",
        "Promote after 1 to 365 runs; grace period and minimum stay are 0 to 3650 days.",
    )
    _shares_in_range = models.Constraint(
        "CHECK (max_moved_share BETWEEN 0 AND 100 AND max_moved_revenue_share BETWEEN 0 AND 100)",
        "The share that may move in one night is between 0 % (no limit) and 100 %.",
    )
    _trust_not_negative = models.Constraint(
        "CHECK (min_history_days BETWEEN 0 AND 3650 AND min_purchases BETWEEN 0 AND 1000)",
        "Customers are trusted after 0 to 3650 days and from 0 to 1000 purchases.",
    )

    def _settle_rules(self):
        return SettleRules(
            promote_after=self.promote_after,
            grace_days=self.grace_days,
            min_stay_days=self.min_stay_days,
        )

    def _gate_rules(self):
        return GateRules(
            min_history_days=self.min_history_days,
            min_purchases=self.min_purchases,
            max_moved=self.max_moved_share,
            max_moved_revenue=self.max_moved_revenue_share,
        )
