from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerTier(models.Model):
    """What service level a customer gets: A, B, C, or what the admin makes of it."""

    _name = "customer.tier"
    _description = "Customer Tier"
    _inherit = ["customer.tier.rule"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="One or two letters shown where there is no room for the name.",
    )
    sequence = fields.Integer(
        default=10,
        help="The best tier comes first: it decides what counts as moving up.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True,
        help="What this tier means to the people who serve its customers.",
    )
    customer_count = fields.Integer(
        compute="_compute_customer_count",
        string="Customers",
        help="Customers of the selected companies in this tier.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "Two tiers cannot share a code.")

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_customer_count(self):
        counts = dict(
            self.env["customer.profile"]._read_group(
                [("tier_id", "in", self.ids)], ["tier_id"], ["__count"]
            )
        )
        for tier in self:
            tier.customer_count = counts.get(tier, 0)

    @api.constrains("active")
    def _check_unused_when_archived(self):
        shares = self.env["customer.tier.policy.share"].sudo()
        used = shares.search(
            [("tier_id", "in", self.filtered(lambda t: not t.active).ids)]
        )
        used = used.filtered("policy_id.active")
        if used:
            raise ValidationError(
                self.env._(
                    "Tier “%(tier)s” is still used by the policy “%(policy)s”. "
                    "Take it out of that policy first.",
                    tier=used[0].tier_id.name,
                    policy=used[0].policy_id.name,
                )
            )

    def action_view_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_profile_action"
        )
        return action | {"domain": [("tier_id", "=", self.id)], "context": {}}

    def action_start_campaign(self):
        return self.env["customer.tier.campaign.start"]._action_start(
            default_tier_ids=self.ids
        )
