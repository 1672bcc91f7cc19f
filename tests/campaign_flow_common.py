from datetime import datetime, time, timedelta

from odoo.tests import freeze_time

from .campaign_common import CampaignCase
from .common import AS_OF


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


def day(number):
    return AS_OF + timedelta(days=number)


class AdvanceCase(FlowCase):
    """Three hospitals in campaigns that go on from day to day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob, cls.cid = cls.hospitals = cls._hospitals(3)
        cls._run()

    def _launched(self, steps=({},), today=AS_OF, **values):
        values = {"holdout_percent": 0, "audience_kind": "frozen", **values}
        return super()._launched(steps, today, **values)

    def _steps(self, *steps):
        """Approved ones, named 1, 2, ..."""
        return [
            {"sequence": place, "name": str(place), **step}
            for place, step in enumerate(steps, 1)
        ]

    def _go(self, campaign, number):
        """Let a day pass: everything approved, and what is due counts as done."""
        campaign.approve_all_steps = True
        campaign._advance(day(number))

    def _of(self, campaign, customer):
        """What was done for a customer: ``{step name: state or reason}``."""
        return {
            step: state
            for (partner, step), state in self._touches(campaign).items()
            if partner == customer
        }
