from odoo import api, fields, models
from odoo.tools import format_date


class CustomerProfile(models.Model):
    """A tier that was fixed by hand: by whom, why, until when."""

    _inherit = "customer.profile"

    computed_tier_color = fields.Integer(
        related="computed_tier_id.color",
        string="Computed Tier Color",
        aggregator=None,
        export_string_translation=False,
    )
    override_words = fields.Char(
        string="Fixed by Hand",
        compute="_compute_override_words",
        help="Who fixed the tier, until when and why.",
    )

    @api.depends("override_id", "tier_id")
    @api.depends_context("lang")
    def _compute_override_words(self):
        for profile in self:
            # sudo: who sees the tier may know who fixed it, and why
            override = profile.sudo().override_id.exists()
            values = {
                "tier": override.tier_id.code,
                "user": override.create_uid.name,
                "reason": override.reason,
            }
            if not override:
                profile.override_words = False
            elif override.date_to:
                profile.override_words = self.env._(
                    "%(tier)s, fixed by %(user)s until %(date)s: %(reason)s",
                    date=format_date(self.env, override.date_to),
                    **values,
                )
            else:
                profile.override_words = self.env._(
                    "%(tier)s, fixed by %(user)s: %(reason)s", **values
                )

    def action_fix_tier(self):
        return self.partner_id.with_company(self.company_id).action_fix_customer_tier()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_fix_customer_tier(self):
        """Open the override that fixes this customer's tier today, or a new one."""
        self.ensure_one()
        company = self.env.company
        customer = self.commercial_partner_id
        overrides = self.env["customer.tier.override"]
        found = overrides.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", company.id),
                ("state", "in", ("active", "planned")),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fix the Tier"),
            "res_model": overrides._name,
            "res_id": found.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": customer.id,
                "default_company_id": company.id,
                "default_tier_id": self.customer_tier_id.id,
            },
        }
