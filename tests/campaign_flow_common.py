from datetime import datetime, time, timedelta

from odoo.tests import freeze_time

from .campaign_common import CampaignCase
from .common import AS_OF

TOMORROW = AS_OF + timedelta(days=1)


class FlowCase(CampaignCase):
    """Campaigns that are prepared and launched, on days of the tests' own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(datetime.combine(AS_OF, time(12)))
        cls.startClassPatcher(clock)

    @classmethod
    def _hospitals(cls, number, amount=lambda place: 100 * (place + 1), **values):
        """Customers with a tier, each with an order of the last month."""
        customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Hospital {place}",
                    "is_company": True,
                    "email": f"hospital.{place}@example.com",
                    **values,
                }
                for place in range(number)
            ]
        )
        for place, customer in enumerate(customers):
            cls._order(customer, 20, amount(place))
        return customers

    def _launched(self, steps=({},), today=AS_OF, **values):
        """A campaign of everybody, launched."""
        values = {"quiet_days": 0, "leave_out_doubtful": False, **values}
        campaign = self._campaign(steps, **values)
        campaign.action_prepare()
        campaign._launch(today)
        return campaign

    def _entry(self, campaign, customer):
        return campaign.entry_ids.filtered(
            lambda entry: entry.partner_id == customer
        ).sorted("round")[-1:]

    def _touches(self, campaign):
        """What was done for whom: ``{(customer, step name): state or reason}``."""
        return {
            (touch.partner_id, touch.step_id.name): touch.reason or touch.state
            for touch in campaign.touch_ids.sorted(lambda touch: touch.step_id.sequence)
        }
