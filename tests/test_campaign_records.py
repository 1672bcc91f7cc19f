from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignRecords(CampaignCase):
    """What a campaign is made of holds together."""

    def test_a_campaign_has_a_marketing_campaign_of_its_own(self):
        first, second = self._campaign(), self._campaign()
        self.assertEqual(first.utm_campaign_id.title, "Wake them up")
        self.assertEqual(first.utm_campaign_id.company_id, self.company)
        self.assertNotEqual(first.utm_campaign_id, second.utm_campaign_id)
        self.assertNotEqual(first.seed, second.seed)

    def test_a_step_without_content_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "needs an activity type"):
            self._campaign([{"channel": "activity", "activity_type_id": False}])

    def test_a_customer_is_in_a_campaign_once_at_a_time(self):
        campaign, customer = self._campaign(), self._customer()
        self._enter(campaign, customer)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._enter(campaign, customer)

    def test_counts_tell_the_control_group(self):
        campaign = self._campaign()
        customers = self._customer("One") + self._customer("Two") + self._customer()
        self._enter(campaign, customers, held_out=customers[0])
        self.assertEqual(
            (campaign.entry_count, campaign.treated_count, campaign.held_out_count),
            (3, 2, 1),
        )

    def test_a_tier_that_customers_entered_with_cannot_be_deleted(self):
        tier = self.env["customer.tier"].create({"name": "Gold", "code": "G"})
        self._enter(self._campaign(), self._customer(), tier_id=tier.id)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            tier.unlink()

    def test_users_change_their_own_drafts_only(self):
        user = self._user("campaign_user", "sales_team.group_sale_salesman")
        other = self._campaign()
        own = (
            self.env["customer.tier.campaign"].with_user(user).create({"name": "Mine"})
        )
        own.name = "Mine still"
        with self.assertRaises(AccessError):
            other.with_user(user).name = "Not mine"
        own.sudo().state = "running"
        with self.assertRaises(AccessError):
            own.name = "Too late"
        own.sudo().state = "draft"
