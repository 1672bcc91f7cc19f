from odoo import models


class CustomerTierManagersMixin(models.AbstractModel):
    """Work in the background of one company (``company_id``) that its managers look after."""

    _name = "customer.tier.managers.mixin"
    _description = "Work that Managers of Customer Tiers Look After"

    def _managers(self):
        """The managers of tiers in the company of this record."""
        return self.env.ref("customer_tier.group_manager").all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _ask_managers(self, activity_type, summary, note=lambda env: False):
        """Plan an activity on this record for each manager of its company.

        :param summary: function of an environment in the manager's language
        :param note: likewise
        """
        for manager in self._managers():
            env = self.with_context(lang=manager.lang).env
            self.activity_schedule(
                activity_type,
                summary=summary(env),
                note=note(env),
                user_id=manager.id,
            )
