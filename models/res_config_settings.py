from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_tier_duplicate import DEFAULT_SIMILARITY, SIMILARITY_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def _recompute_cron(self):
        return self.env.ref("customer_tier.ir_cron_recompute").sudo()

    customer_tier_cron_active = fields.Boolean(
        string="Scheduled Recompute",
        default=lambda self: self._recompute_cron().active,
    )
    customer_tier_interval_number = fields.Integer(
        string="Recompute Every",
        default=lambda self: self._recompute_cron().interval_number,
    )
    customer_tier_interval_type = fields.Selection(
        # all that a scheduled action can have: it may have been set elsewhere
        selection=[
            ("minutes", "Minutes"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("weeks", "Weeks"),
            ("months", "Months"),
        ],
        default=lambda self: self._recompute_cron().interval_type,
    )
    customer_tier_nextcall = fields.Datetime(
        string="Next Recompute", default=lambda self: self._recompute_cron().nextcall
    )

    customer_tier_tz = fields.Selection(
        related="company_id.partner_id.tz",
        readonly=False,
        string="Time Zone of the Company",
        help="Where the company's days begin and end. Without one, they do so in UTC.",
    )
    customer_tier_duplicate_similarity = fields.Integer(
        string="Similar Names",
        default=DEFAULT_SIMILARITY,
        config_parameter=SIMILARITY_PARAMETER,
        help="From how many per cent on the names of two customers are similar. Fewer find more "
        "suspected duplicates, and more false ones.",
    )

    @api.constrains("customer_tier_duplicate_similarity")
    def _check_duplicate_similarity(self):
        for settings in self:
            if not 30 <= settings.customer_tier_duplicate_similarity <= 100:
                raise ValidationError(
                    self.env._(
                        "Names can count as similar from 30 % to 100 % on; with less, "
                        "everything looks like everything."
                    )
                )

    def set_values(self):
        result = super().set_values()
        values = {
            "active": self.customer_tier_cron_active,
            "interval_number": self.customer_tier_interval_number,
            "interval_type": self.customer_tier_interval_type,
            "nextcall": self.customer_tier_nextcall,
        }
        cron = self._recompute_cron()
        # A time in the past is no wish: this page stood open while a run was made.
        if not values["nextcall"] or values["nextcall"] <= fields.Datetime.now():
            del values["nextcall"]
        # Saving any settings comes here: leave a job alone (it may be running) that is as asked.
        changed = {name: value for name, value in values.items() if cron[name] != value}
        if changed:
            self.env["customer.tier.run"]._check_manager()
            cron.write(changed)
        return result

    def action_recompute_customer_tiers(self):
        return self.env["customer.tier.run"]._request(self.env.companies)
