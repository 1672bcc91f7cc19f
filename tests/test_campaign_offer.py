from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .campaign_channels_common import ChannelCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignOffer(ChannelCase):
    """Price lists and coupons reach the treated, and can be taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usual, cls.special = cls.env["product.pricelist"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Usual", "Come back")
            ]
        )

    def _offer(self, offer, *names):
        hospitals = self._hospitals(*names)
        step = {"channel": "offer", "offer_ref": f"{offer._name},{offer.id}"}
        campaign, step, touches = self._in_step(hospitals, steps=[step])
        return campaign, step, touches, hospitals

    def _pricelist(self, customer, company=None):
        customer = customer.with_company(company or self.company)
        return customer.specific_property_product_pricelist

    def test_the_price_list_is_set_for_this_company_only(self):
        other = self._company("Other company")
        campaign, step, touches, hospitals = self._offer(self.special, "North", "South")
        campaign._deliver_offer(step, AS_OF)
        for hospital in hospitals:
            self.assertEqual(self._pricelist(hospital), self.special)
            self.assertFalse(self._pricelist(hospital, other))
            property_field = hospital.with_company(
                self.company
            ).property_product_pricelist
            self.assertEqual(property_field, self.special)
        self.assertEqual(touches.mapped("state"), ["done", "done"])
        self.assertTrue(all(touches.mapped("done_at")))

    def test_the_price_lists_before_are_put_back(self):
        campaign, step, touches, (north, south, changed) = self._offer(
            self.special, "North", "South", "Changed"
        )
        north.with_company(self.company).property_product_pricelist = self.usual
        campaign._deliver_offer(step, AS_OF)
        self.assertEqual(touches[0].previous_pricelist_id, self.usual)
        later = self.usual.copy({"name": "By hand since"})
        changed.with_company(self.company).property_product_pricelist = later
        campaign._withdraw_offers()
        self.assertEqual(self._pricelist(north), self.usual)
        self.assertFalse(self._pricelist(south))
        self.assertEqual(self._pricelist(changed), later)

    def test_the_price_list_is_put_back_after_the_last_day_that_counts_only_once(self):
        campaign, step, touches, (north, south) = self._offer(
            self.special, "North", "South"
        )
        campaign._deliver_offer(step, AS_OF)
        campaign.state = "done"  # the days go on when no further step is taken
        end = touches.entry_id[0].outcome_end
        self.assertEqual(touches.mapped("pricelist_until"), [end, end])
        campaign._end_pricelists(end)
        self.assertEqual(self._pricelist(north), self.special)
        self.assertIn(campaign, campaign._with_ended_pricelists())
        campaign._end_pricelists(end + timedelta(days=1))
        self.assertFalse(self._pricelist(north))
        self.assertFalse(self._pricelist(south))
        # given by hand afterwards it stays
        north.with_company(self.company).property_product_pricelist = self.special
        campaign._end_pricelists(end + timedelta(days=2))
        self.assertEqual(self._pricelist(north), self.special)
        self.assertNotIn(campaign, campaign._with_ended_pricelists())

    def test_nothing_is_given_before_somebody_approved_the_step(self):
        campaign, step, touches, hospitals = self._offer(self.special, "North")
        step.is_approved = False
        campaign._deliver_offer(step, AS_OF)
        self.assertFalse(self._pricelist(hospitals))
        self.assertEqual(touches.state, "due")

    def test_delivering_again_remembers_what_was_there_first(self):
        campaign, step, touches, _hospitals = self._offer(self.special, "North")
        campaign._deliver_offer(step, AS_OF)
        campaign._deliver_offer(step, AS_OF)
        self.assertFalse(touches.previous_pricelist_id)

    def test_the_price_list_of_another_company_is_refused(self):
        foreign = self.special.copy({"company_id": self._company("Other").id})
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self._offer(foreign, "North")

    def test_a_deleted_price_list_is_refused(self):
        campaign, step, _touches, _hospitals = self._offer(self.special, "North")
        self.special.unlink()
        with self.assertRaisesRegex(ValidationError, "is gone"):
            campaign._deliver_offer(step, AS_OF)

    def test_coupons_without_the_app_are_refused_in_words(self):
        self.assertNotIn("loyalty.program", self.env)
        campaign, step, _touches, _hospitals = self._offer(self.special, "North")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_tier_campaign_step SET offer_ref = 'loyalty.program,1' "
            "WHERE id = %s",
            step.ids,
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "needs the app Loyalty"):
            campaign._deliver_offer(step, AS_OF)
        names = [name for name, _label in step._selection_offer_ref()]
        self.assertEqual(names, ["product.pricelist"])

    def test_text_messages_without_the_app_are_refused_in_words(self):
        campaign = self._running([{"channel": "sms"}])
        self.assertFalse(campaign.step_ids._has_sms())
        with self.assertRaisesRegex(ValidationError, "needs the app SMS Marketing"):
            campaign.step_ids.is_approved = True
        with self.assertRaisesRegex(ValidationError, "needs the app SMS Marketing"):
            campaign._prepare_mailings(campaign.step_ids)
