from datetime import timedelta

from odoo.tests import tagged

from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignOutcome(CampaignCase):
    def test_smoke(self):
        customers = self.env["res.partner"].union(
            *(self._customer(f"H{n}") for n in range(50))
        )
        campaign = self._campaign(outcome_days=30, margin_percent=25)
        self._enter(
            campaign,
            customers,
            held_out=customers[:20],
            entered=AS_OF - timedelta(days=40),
        )
        for customer in customers[18:]:
            self._order(customer, 20, 100)
        campaign._measure(AS_OF)
        print(campaign.outcome_words, campaign.revenue_words, campaign.return_words)
        print(campaign.get_outcome())
