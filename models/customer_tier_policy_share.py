from odoo import api, fields, models
from odoo.exceptions import ValidationError

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

    min_score = fields.Float(
        string="From Score",
        digits=(5, 1),
        help="The score of 0 to 100 from which a customer comes into this tier. The last tier "
        "takes the rest, whatever is entered here.",
    )
    margin = fields.Float(
        digits=(5, 2),
        help="How far beyond the limit a customer may be before it leaves the tier: points of "
        "share, or points of score. 80 with a margin of 5: who is in the tier leaves it at "
        "85 % of the revenue (or, with scores, at 75), who is not comes in below 80 %.",
    )

    _margin_in_range = models.Constraint(
        "CHECK (margin >= 0 AND margin <= 100)", "A margin is between 0 and 100 points."
    )
    _score_in_range = models.Constraint(
        "CHECK (min_score >= 0 AND min_score <= 100)", "A score is between 0 and 100."
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

    @api.constrains("share", "min_score", "policy_id")
    def _check_policy(self):
        self.policy_id._check_line_by_itself()

    def _best_first(self):
        return self.sorted(lambda line: (line.tier_id.sequence, line.tier_id.id))

    def _check_scores(self):
        """Where scores make the tiers, a better tier needs a higher one."""
        policy = self.policy_id
        if policy.tier_method != "score":
            return
        limited = self._best_first()[:-1]
        for better, worse in zip(limited, limited[1:], strict=False):
            if better.min_score <= worse.min_score:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s”: tier “%(better)s” has to start at a higher score "
                        "than tier “%(worse)s”.",
                        policy=policy.name,
                        better=better.tier_id.name,
                        worse=worse.tier_id.name,
                    )
                )
        if limited and not limited[-1].min_score:
            raise ValidationError(
                self.env._(
                    "Policy “%(policy)s”: enter the score from which customers are in tier "
                    "“%(tier)s”.",
                    policy=policy.name,
                    tier=limited[-1].tier_id.name,
                )
            )

    def _scoring_rules(self):
        """The tiers of one policy, best first; the last one takes the rest."""
        ordered = self._best_first()
        rules = []
        until = 0.0
        for line in ordered[:-1]:
            until = round(until + line.share, 2)
            rules.append(
                TierRules(
                    line.tier_id.id,
                    until,
                    leave_until=min(round(until + line.margin, 2), 100.0)
                    if line.margin
                    else None,
                    score=line.min_score,
                    leave_score=max(line.min_score - line.margin, 0.0)
                    if line.margin
                    else None,
                )
            )
        return [*rules, TierRules(ordered[-1].tier_id.id, None)]
