"""With the app Loyalty installed: script/test --apps."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .campaign_channels_common import ChannelCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignCoupons(ChannelCase):
    """One coupon for each customer, and no mail about it but the campaign's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Come back",
                "program_type": "coupons",
                "company_id": cls.company.id,
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            }
        )

    def _coupons(self, *names, **values):
        step = {"channel": "offer", "offer_ref": f"loyalty.program,{self.program.id}"}
        hospitals = self._hospitals(*names)
        campaign, step, touches = self._in_step(hospitals, steps=[step], **values)
        return campaign, step, touches, hospitals

    def test_each_customer_gets_its_own_coupon_and_no_mail(self):
        mails = self.env["mail.mail"].sudo().search_count([])
        campaign, step, touches, hospitals = self._coupons("North", "South")
        campaign._deliver_offer(step, AS_OF)
        cards = self.program.coupon_ids
        self.assertEqual(cards.partner_id, hospitals)
        self.assertEqual(
            sorted(touches.mapped("coupon_code")), sorted(cards.mapped("code"))
        )
        self.assertEqual(cards.mapped("points"), [1, 1])
        last_day = AS_OF + timedelta(days=campaign.outcome_days - 1)
        self.assertEqual(set(cards.mapped("expiration_date")), {last_day})
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)

    def test_no_coupon_outlives_its_program(self):
        self.program.date_to = AS_OF + timedelta(days=7)
        campaign, step, touches, _hospitals = self._coupons("North")
        campaign._deliver_offer(step, AS_OF)
        self.assertEqual(touches.coupon_until, self.program.date_to)

    def test_the_code_can_stand_in_the_next_mail(self):
        campaign, step, touches, hospitals = self._coupons("North")
        campaign._deliver_offer(step, AS_OF)
        ward = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": hospitals.id}
        )
        self.assertEqual(ward.customer_tier_coupon_code, touches.coupon_code)

    def test_unused_coupons_are_taken_back(self):
        campaign, step, _touches, _hospitals = self._coupons("North")
        campaign._deliver_offer(step, AS_OF)
        cards = self.program.coupon_ids
        campaign._withdraw_offers()
        self.assertFalse(cards.active)

    def test_programs_without_coupons_of_their_own_are_refused(self):
        self.program.program_type = "promotion"
        with self.assertRaisesRegex(ValidationError, "type Coupons"):
            self._coupons("North")
