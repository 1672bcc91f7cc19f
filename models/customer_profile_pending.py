from odoo import api, fields, models

from .fields import RuleMany2one


class CustomerProfile(models.Model):
    """A change of tier that is on its way: shown, and announced once."""

    _inherit = "customer.profile"

    pending_tier_code = fields.Char(
        related="pending_tier_id.code", string="Pending Tier Code"
    )
    pending_tier_color = fields.Integer(
        related="pending_tier_id.color",
        string="Pending Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    pending_direction = fields.Selection(
        selection=[("up", "Moves up"), ("down", "Moves down")],
        string="Pending Move",
        compute="_compute_pending_direction",
    )
    # Of profiles, not of what runs compute: a run neither reads nor writes them.
    announced_tier_id = RuleMany2one(
        comodel_name="customer.tier", readonly=True, export_string_translation=False
    )
    announced_date = fields.Date(
        readonly=True,
        export_string_translation=False,
        help="The day of the demotion that the salesperson was told of.",
    )

    @api.depends("pending_tier_id", "computed_tier_id")
    def _compute_pending_direction(self):
        for profile in self:
            places = [
                (tier.sequence, tier.id)
                for tier in (profile.pending_tier_id, profile.computed_tier_id)
            ]
            profile.pending_direction = profile.pending_tier_id and (
                "up" if places[0] < places[1] else "down"
            )
