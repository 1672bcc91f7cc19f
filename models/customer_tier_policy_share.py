from odoo import api, fields, models

from ..scoring.rules import TierRules


class CustomerTierPolicyShare(models.Model):
    """Which share of the revenue belongs to the customers of a tier."""

    _name = "customer.tier.policy.share"
    _description = "Tier of a Customer Tier Policy"
    _order = "policy_id, tier_sequence, tier_id"
    _rec_name = "tier_id"

    policy_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier", required=True, index=True, ondelete="restrict"
    )
    tier_sequence = fields.Integer(related="tier_id.sequence", store=True)
    share = fields.Float(
        string="Share of Revenue (%)",
        digits=(5, 2),
        help="Customers are lined up by revenue, biggest first. The first tier takes those who "
        "make up its share, the next tier goes on from there, and the last tier takes the rest, "
        "whatever its own share says.",
    )
    until = fields.Float(
        string="Ends At (%)",
        compute="_compute_until",
        digits=(5, 2),
        help="A customer is in this tier while the revenue of all bigger customers stays below "
        "this share of the total.",
    )

    _tier_unique = models.Constraint(
        "UNIQUE (policy_id, tier_id)", "A policy can use each tier only once."
    )
    _share_in_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share is between 0 % and 100 %."
    )

    @api.depends(
        "share",
        "tier_id.sequence",
        "policy_id.share_ids.share",
        "policy_id.share_ids.tier_id",
    )
    def _compute_until(self):
        for line in self:
            siblings = line.policy_id.share_ids.sorted(lambda s: s.tier_id.sequence)
            total = 0.0
            for sibling in siblings:
                total += sibling.share
                if sibling == line:
                    break
            line.until = 100.0 if line == siblings[-1:] else total

    @api.constrains("share", "policy_id")
    def _check_policy(self):
        self.policy_id._check_line_by_itself()

    def _scoring_rules(self):
        """The tiers of one policy, best first; the last one takes the rest."""
        ordered = self.sorted(lambda line: (line.tier_id.sequence, line.tier_id.id))
        rules = []
        until = 0.0
        for line in ordered[:-1]:
            until = round(until + line.share, 2)
            rules.append(TierRules(line.tier_id.id, until))
        return [*rules, TierRules(ordered[-1].tier_id.id, None)]
