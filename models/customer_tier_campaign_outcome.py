from odoo import api, fields, models


class CustomerTierCampaignOutcome(models.Model):
    """What one measure of a campaign came to: of all its customers, a tier's, a salesperson's.

    Rewritten by each measurement (``customer.tier.campaign._measure``); nobody else writes.
    """

    _name = "customer.tier.campaign.outcome"
    _description = "Outcome of a Tier Campaign"
    _inherit = "customer.tier.outcome.mixin"
    _order = "campaign_id desc, scope, tier_id, user_id, id"
    _rec_name = "campaign_id"
    _log_access = False

    campaign_id = fields.Many2one(
        comodel_name="customer.tier.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    playbook_id = fields.Many2one(
        related="campaign_id.playbook_id", store=True, index="btree_not_null"
    )
    scope = fields.Selection(
        selection=[
            ("all", "All customers"),
            ("tier", "A tier"),
            ("salesperson", "A salesperson"),
            ("so_far", "All customers so far"),
        ],
        string="Of",
        required=True,
        readonly=True,
        help="So far: all who have entered, also those whose days go on; counted between results.",
    )
    tier_id = fields.Many2one(
        comodel_name="customer.tier",
        string="Tier Then",
        readonly=True,
        ondelete="cascade",
        help="The tier of the customers when they entered.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        ondelete="cascade",
        help="The salesperson of the customers when the lots were drawn.",
    )
    look_date = fields.Date(
        string="Result As Of",
        readonly=True,
        help="Of the customers whose days were over by then. Empty: only counted so far.",
    )
    look = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Number of the look at a campaign that customers keep entering; 0 where there is "
        "only one.",
    )
    sums = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="[[stratum, held out, customers, total, squares], ...] with purchases that count "
        "in several campaigns in only one of them: what the report over all campaigns adds up.",
    )

    @api.depends("scope", "tier_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._scope_name()

    def _scope_name(self):
        """Of whom: the tier, the salesperson, or all."""
        if self.scope == "tier":
            return self.tier_id.name or self.env._("Without a tier")
        if self.scope == "salesperson":
            # sudo: a colleague's name is no secret, a user of another company may be one
            return self.user_id.sudo().name or self.env._("Without a salesperson")
        if self.scope == "so_far":
            return self.env._("All customers so far")
        return self.env._("All customers")
