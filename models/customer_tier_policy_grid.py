from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

# The usual corrections: place of the tier by revenue, code of the segment, places to go (down is
# more). A size of tier that a policy lacks leaves its lines out.
USUAL_CORRECTIONS = (
    (0, "hibernating", 1),
    (0, "lost", 1),
    (1, "champions", -1),
    (1, "lost", 1),
    (2, "champions", -1),
    (2, "loyal", -1),
)


class CustomerTierPolicy(models.Model):
    """The grid as a whole."""

    _inherit = "customer.tier.policy"

    def action_fill_grid(self):
        """Begin an empty grid with the usual corrections."""
        self.ensure_one()
        if self.grid_ids:
            raise UserError(
                self.env._(
                    "The grid has lines already. Remove them first to begin again."
                )
            )
        tiers = self.share_ids._best_first().tier_id
        segments = {
            segment.code: segment.id
            for segment in self.env["customer.segment"].search([])
        }
        self.grid_ids = [
            Command.create(
                {
                    "tier_id": tiers[place].id,
                    "segment_id": segments[code],
                    "corrected_tier_id": tiers[place + steps].id,
                }
            )
            for place, code, steps in USUAL_CORRECTIONS
            if code in segments and max(place, place + steps) < len(tiers)
        ]


class CustomerTierPolicyCell(models.Model):
    """What becomes of customers of one tier by revenue that are in one segment."""

    _name = "customer.tier.policy.cell"
    _description = "Grid Cell of a Customer Tier Policy"
    _order = "policy_id, tier_id, segment_id, id"
    _rec_name = "segment_id"

    policy_id = fields.Many2one(
        comodel_name="customer.tier.policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier by Revenue",
        required=True,
        ondelete="restrict",
    )
    segment_id = fields.Many2one(
        comodel_name="customer.segment", required=True, ondelete="restrict"
    )
    corrected_tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Becomes Tier",
        required=True,
        ondelete="restrict",
    )

    _cell_unique = models.Constraint(
        "UNIQUE (policy_id, tier_id, segment_id)",
        "The grid says only once what becomes of a tier in a segment.",
    )

    @api.constrains("tier_id", "corrected_tier_id", "policy_id")
    def _check_policy(self):
        self.policy_id._check_line_by_itself()

    def _check_tiers(self):
        """The grid can only use tiers that the policy has."""
        for cell in self:
            unknown = (cell.tier_id | cell.corrected_tier_id) - (
                cell.policy_id.share_ids.tier_id
            )
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The grid of policy “%(policy)s” uses tier “%(tier)s”, which is not "
                        "among the tiers of the policy. Add it there first.",
                        policy=cell.policy_id.name,
                        tier=unknown[0].name,
                    )
                )

    def _scoring_rules(self):
        return [
            (cell.tier_id.id, cell.segment_id.id, cell.corrected_tier_id.id)
            for cell in self
        ]
