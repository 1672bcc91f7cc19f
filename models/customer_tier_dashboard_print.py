from odoo import api, models


class CustomerTierDashboard(models.AbstractModel):
    """The dashboard on paper."""

    _inherit = "customer.tier.dashboard"

    @api.model
    def print_action(self, domain, from_day=False, to_day=False):
        """Print the tier report of the customers on the screen.

        :param domain: of ``customer.profile``, as for :meth:`get_overview`
        :param from_day: ISO date that the tiers are held against
        :param to_day: ISO date until which movement is counted; by default today
        """
        self._parsed(domain)  # in the user's words, before anything is printed
        report = self.env.ref("customer_tier.action_report_tiers")
        return report.report_action(
            None,
            data={"domain": domain, "from_day": from_day, "to_day": to_day},
            config=False,
        )
