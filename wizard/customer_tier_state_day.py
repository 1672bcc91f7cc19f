from odoo import api, fields, models
from odoo.tools import format_date


class CustomerTierStateDay(models.TransientModel):
    """Asks for the day of a look at the tiers of the past."""

    _name = "customer.tier.state.day"
    _description = "Tiers on a Date"

    day = fields.Date(
        string="Date",
        required=True,
        default=lambda self: self._default_day(),
        help="Customers are shown as they were at the end of this day.",
    )
    first_day = fields.Date(string="History Begins On", compute="_compute_first_day")

    def _default_day(self):
        """The end of last month."""
        first = fields.Date.start_of(self.env.company._tier_today(), "month")
        return fields.Date.subtract(first, days=1)

    @api.depends_context("allowed_company_ids")
    def _compute_first_day(self):
        [[first_day]] = self.env["customer.tier.move"]._read_group([], [], ["date:min"])
        self.first_day = first_day

    def action_open(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_tier.customer_tier_state_action"
        )
        name = self.env._("Tiers on %(date)s", date=format_date(self.env, self.day))
        return action | {
            "name": name,
            "display_name": name,
            "context": {
                "tier_day": fields.Date.to_string(self.day),
                "search_default_group_tier": 1,
            },
        }
