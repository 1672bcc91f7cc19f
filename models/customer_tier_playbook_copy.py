from odoo import models


class CustomerTierPlaybook(models.Model):
    _inherit = "customer.tier.playbook"

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
