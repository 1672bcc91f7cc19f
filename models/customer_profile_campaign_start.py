from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..campaigns import audience


class CustomerProfile(models.Model):
    """The customers behind a line of the wizard that starts a campaign."""

    _inherit = "customer.profile"

    # For searching only: "<id of the wizard>:<reason>"; without a reason, who is in.
    campaign_start_reason = fields.Char(
        compute="_compute_campaign_start_reason",
        search="_search_campaign_start_reason",
        export_string_translation=False,
    )

    def _compute_campaign_start_reason(self):
        self.campaign_start_reason = False

    def _search_campaign_start_reason(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._judged_by_wizard(line) for line in value if line)

    def _judged_by_wizard(self, line):
        """Condition: the wizard, one of this user's own, judges the customer so."""
        number, _colon, reason = line.partition(":")
        wizard = (
            self.env["customer.tier.campaign.start"]
            .sudo(False)
            .browse(int(number) if number.isdecimal() else 0)
            .exists()
        )
        if not wizard:
            raise UserError(
                self.env._(
                    "This preview of a campaign is too old. Start the campaign anew to see "
                    "who is in it."
                )
            )
        wizard.check_access("read")
        customers = audience.of_reason(
            wizard._judged(wizard._today()), reason if reason else None
        )
        return Domain(
            "id", "in", SQL("(SELECT profile_id FROM (%s) AS customer)", customers)
        )
