from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time
from odoo.tools import SQL

from .campaign_common import CampaignCase
from .common import AS_OF

TOMORROW = AS_OF + timedelta(days=1)


def _meant(campaign, today):
    """Stands in for the rules of audiences: everybody of the tiers and segments."""
    return SQL(
        """
        SELECT profile.partner_id, profile.id AS profile_id, profile.tier_id,
               profile.segment_id, profile.monetary AS size, partner.user_id,
               partner.id AS recipient_id,
               CASE WHEN partner.email_normalized IN (SELECT email FROM mail_blacklist)
                    THEN 'blacklisted' END AS reason
          FROM customer_profile AS profile
          JOIN res_partner AS partner ON partner.id = profile.partner_id
         WHERE profile.company_id = %s AND (%s OR profile.tier_id = ANY(%s))
        """,
        campaign.company_id.id,
        not campaign.tier_ids,
        campaign.tier_ids.ids,
    )


class FlowCase(CampaignCase):
    """Campaigns that are prepared and launched, on days of the tests' own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        campaigns = cls.env.registry["customer.tier.campaign"]
        for name, stub in {
            "_judged_audience": _meant,
            "_sync_touches": lambda campaign: None,
            "_deliver_mail": lambda campaign, step, today: None,
            "_deliver_activity": lambda campaign, step, today: None,
        }.items():
            if not hasattr(campaigns, name):
                patcher = patch.object(campaigns, name, stub, create=True)
                cls.startClassPatcher(patcher)
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
            for touch in campaign.touch_ids
        }
