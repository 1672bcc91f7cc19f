from odoo import api, fields, models


class CustomerProfileMixin(models.AbstractModel):
    """What is about to happen to a customer's tier, and who fixed it, wherever it is shown."""

    _inherit = "customer.profile.mixin"

    customer_pending_tier_id = fields.Many2one(
        related="customer_profile_id.pending_tier_id",
        string="Pending Customer Tier",
        groups="customer_tier.group_user",
    )
    customer_pending_words = fields.Char(
        string="Tier about to Change",
        compute="_compute_customer_pending_words",
        groups="customer_tier.group_user",
    )
    customer_override_words = fields.Char(
        related="customer_profile_id.override_words",
        string="Tier Fixed by Hand",
        groups="customer_tier.group_user",
    )

    @api.depends("customer_profile_id.pending_words")
    @api.depends_context("company", "lang", "uid")
    def _compute_customer_pending_words(self):
        """Whoever sees the tier may know what becomes of it; amounts are in the profile only.

        A salesperson limited to own documents may have an order of a colleague's customer.
        """
        profiles = self.customer_profile_id.sudo(False)
        readable = profiles._filtered_access("read")
        cases = (profiles - readable).sudo()._cases()
        for record in self:
            # sudo: as all that a record shows of its customer's profile
            profile = record.customer_profile_id.sudo()
            record.customer_pending_words = (
                profile._pending_words(cases[profile], with_amounts=False)
                if profile in cases
                else profile.pending_words
            )
