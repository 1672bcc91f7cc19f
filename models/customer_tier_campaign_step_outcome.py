from odoo import api, fields, models

FLAGS = {
    "opened_count": "is_opened",
    "clicked_count": "is_clicked",
    "replied_count": "is_replied",
}


class CustomerTierCampaignStep(models.Model):
    """What became of a step. A description, not an effect: nobody is held out of one step."""

    _inherit = "customer.tier.campaign.step"

    due_count = fields.Integer(string="Waiting", compute="_compute_touch_counts")
    done_count = fields.Integer(string="Reached", compute="_compute_touch_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_touch_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_touch_counts")
    opened_count = fields.Integer(string="Opened", compute="_compute_touch_counts")
    clicked_count = fields.Integer(string="Clicked", compute="_compute_touch_counts")
    replied_count = fields.Integer(string="Answered", compute="_compute_touch_counts")
    bought_count = fields.Integer(
        string="Bought After",
        readonly=True,
        copy=False,
        help="Customers who bought after this step and before the next one, or within the days "
        "that count. That does not say the step made them buy: whoever gets a later step is "
        "whoever had not bought before it, and nobody is held out of a single step. What the "
        "steps brought together is what the control group tells.",
    )

    @api.depends_context("uid")
    def _compute_touch_counts(self):
        # sudo: numbers of the whole campaign, whoever looks after the customers
        rows = (
            self.env["customer.tier.campaign.touch"]
            .sudo()
            ._read_group(
                [("step_id", "in", self.ids)],
                ["step_id", "state", *FLAGS.values()],
                ["__count"],
            )
        )
        for step in self:
            mine = [row[1:] for row in rows if row[0].id == step.id]
            for state in ("due", "done", "skipped", "failed"):
                step[f"{state}_count"] = sum(row[-1] for row in mine if row[0] == state)
            for place, name in enumerate(FLAGS, 1):
                step[name] = sum(row[-1] for row in mine if row[place])
