from odoo import api, fields, models


class CustomerTierPlaybook(models.Model):
    """What the screens of playbooks show, and starting one."""

    _inherit = "customer.tier.playbook"

    steps_html = fields.Html(
        string="Steps in Words",
        compute="_compute_steps_html",
        sanitize=False,
        export_string_translation=False,
    )
    campaign_count = fields.Integer(
        string="Number of Campaigns", compute="_compute_campaign_count"
    )

    @api.depends(
        "step_ids.sequence",
        "step_ids.name",
        "step_ids.delay_days",
        "step_ids.condition",
        "step_ids.channel",
        "step_ids.activity_type_id.icon",
    )
    @api.depends_context("lang")
    def _compute_steps_html(self):
        for playbook in self:
            playbook.steps_html = playbook.step_ids._listed_steps()

    @api.depends("campaign_ids")
    def _compute_campaign_count(self):
        counts = dict(
            self.env["customer.tier.campaign"]._read_group(
                domain=[("playbook_id", "in", self.ids)],
                groupby=["playbook_id"],
                aggregates=["__count"],
            )
        )
        for playbook in self:
            playbook.campaign_count = counts.get(playbook, 0)

    def action_start(self):
        """Open the wizard that starts a campaign with this playbook."""
        self.ensure_one()
        return self.env["customer.tier.campaign.start"]._action_start(
            default_playbook_id=self.id
        )

    def action_view_campaigns(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.tier.campaign",
            "view_mode": "list,form",
            "domain": [("playbook_id", "=", self.id)],
            "name": self.env._("Campaigns"),
        }
