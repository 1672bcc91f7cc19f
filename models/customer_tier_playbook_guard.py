from odoo import api, fields, models
from odoo.exceptions import UserError

# Campaigns that nothing more will be done for: their rules are history.
OVER = ("done", "cancelled")


class CustomerTierPlaybook(models.Model):
    """Copying, and what keeps a playbook."""

    _inherit = "customer.tier.playbook"

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%(name)s (copy)", name=playbook.name)}
            if "name" not in (default or {})
            else values
            for playbook, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _copy_steps_to(self, campaign):
        """The campaign's own copies of the steps, in all their languages."""
        self.ensure_one()
        names = self.env["customer.tier.step.mixin"]._step_fields()
        for step in self.step_ids:
            values = {
                name: step._fields[name].convert_to_write(step[name], step)
                for name in names
            }
            copied = self.env["customer.tier.campaign.step"].create(
                {"campaign_id": campaign.id, **values}
            )
            step.copy_translations(copied)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: campaigns of other companies count as well
        campaigns = self.env["customer.tier.campaign"].sudo()
        used = campaigns.with_context(active_test=False).search(
            [("playbook_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(campaign)s” was started with the playbook “%(playbook)s”, and the "
                    "report of campaigns tells playbooks apart. Archive it instead.",
                    campaign=used.name,
                    playbook=used.playbook_id.name,
                )
            )


class CustomerTierAudienceMixin(models.AbstractModel):
    """A rule without tiers means everybody: so none may lose its tiers or segments unnoticed.

    Archived ones stay in the rules, where they match nobody.
    """

    _inherit = "customer.tier.audience.mixin"

    tier_ids = fields.Many2many(context={"active_test": False})
    segment_ids = fields.Many2many(context={"active_test": False})

    @api.model
    def _check_not_named(self, records):
        """Refuse to delete tiers or segments that rules name."""
        domain = [("segment_ids", "in", records.ids)]
        if records._name == "customer.tier":
            domain = [
                "|",
                ("tier_ids", "in", records.ids),
                ("goal_tier_id", "in", records.ids),
            ]
        # sudo: rules of other companies count as well; archived ones may come back
        env = self.sudo().with_context(active_test=False).env
        rules = env["customer.tier.playbook"].search(domain, limit=1) or env[
            "customer.tier.campaign"
        ].search([*domain, ("state", "not in", OVER)], limit=1)
        if rules:
            named = records & (
                rules.tier_ids | rules.goal_tier_id
                if records._name == "customer.tier"
                else rules.segment_ids
            )
            raise UserError(
                self.env._(
                    "“%(record)s” is in the rules of “%(rules)s”: without it they would "
                    "mean other customers. Take it out of them first, or archive it.",
                    record=named[:1].name,
                    rules=rules.name,
                )
            )


class CustomerTier(models.Model):
    _inherit = "customer.tier"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_campaigns(self):
        self.env["customer.tier.audience.mixin"]._check_not_named(self)


class CustomerSegment(models.Model):
    _inherit = "customer.segment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_campaigns(self):
        self.env["customer.tier.audience.mixin"]._check_not_named(self)
