from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_flow_common import FlowCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignUndo(FlowCase):
    """A launch is taken back as long as nobody outside has noticed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospitals = cls._hospitals(6)
        cls._run()

    def _running(self, *steps, **values):
        return self._launched(
            [{"sequence": place, **step} for place, step in enumerate(steps)],
            goal="none",
            **values,
        )

    def _lots(self, campaign):
        return {
            entry.partner_id: (entry.stratum, entry.is_held_out)
            for entry in campaign.entry_ids
        }

    def _send(self, campaign):
        """As the queue of Email Marketing does; tests send no mail."""
        for mailing in campaign.step_ids.mailing_ids:
            mailing.action_send_mail()

    def test_everything_is_as_before_the_launch(self):
        campaign = self._running({}, {"channel": "activity"})
        campaign.step_ids[1]._approve_and_go_on(AS_OF)
        lots = self._lots(campaign)
        activities = campaign.touch_ids.activity_id
        mailings = campaign.step_ids.mailing_ids
        self.assertEqual(
            (len(activities), mailings.state), (campaign.treated_count, "in_queue")
        )
        campaign.action_undo()
        self.assertEqual(campaign.state, "ready")
        self.assertFalse(activities.exists())
        self.assertFalse(mailings.exists())
        self.assertFalse(campaign.touch_ids)
        self.assertFalse(campaign.launched_date)
        self.assertFalse(any(campaign.step_ids.mapped("is_approved")))
        self.assertEqual(set(campaign.entry_ids.mapped("state")), {"waiting"})
        self.assertFalse(any(campaign.entry_ids.mapped("entered_date")))
        self.assertEqual(self._lots(campaign), lots)

    def test_it_can_be_launched_again(self):
        campaign = self._running({})
        lots = self._lots(campaign)
        campaign.action_undo()
        campaign.action_launch()
        self.assertEqual(campaign.state, "running")
        self.assertEqual(self._lots(campaign), lots)
        self.assertEqual(len(campaign.touch_ids), campaign.treated_count)
        self.assertEqual(campaign.step_ids.mailing_ids.state, "in_queue")

    def test_a_mailing_that_somebody_edited_is_kept_and_sent_the_next_time(self):
        campaign = self._running({})
        mailing = campaign.step_ids.mailing_ids
        mailing.subject = "A better subject"
        campaign.action_undo()
        self.assertEqual(mailing.state, "draft")
        campaign.action_launch()
        self.assertEqual(campaign.step_ids.mailing_ids, mailing)
        self.assertEqual(mailing.subject, "A better subject")
        self.assertEqual(campaign.touch_ids.mailing_id, mailing)

    def test_sent_messages_cannot_be_undone(self):
        campaign = self._running({})
        self._send(campaign)
        with self.assertRaisesRegex(UserError, "Messages went out already.*Use Stop"):
            campaign.action_undo()
        self.assertEqual(campaign.state, "running")
        campaign.action_stop()
        self.assertEqual(campaign.state, "done")

    def test_a_test_is_no_message(self):
        campaign = self._running({})
        mailing = campaign.step_ids.mailing_ids
        self.env["mailing.mailing.test"].create(
            {"mass_mailing_id": mailing.id, "email_to": "me@example.com"}
        ).send_mail_test()
        campaign.action_undo()
        self.assertEqual(campaign.state, "ready")

    def test_a_mailing_that_is_being_sent_cannot_be_undone(self):
        campaign = self._running({})
        campaign.step_ids.mailing_ids.state = "sending"
        with self.assertRaisesRegex(UserError, "being sent right now"):
            campaign.action_undo()

    def test_a_done_activity_cannot_be_undone(self):
        campaign = self._running({"channel": "activity"})
        campaign.touch_ids.activity_id[0].action_feedback("They will order")
        with self.assertRaisesRegex(UserError, "has done an activity already"):
            campaign.action_undo()

    def test_price_lists_are_put_back(self):
        lists = self.env["product.pricelist"].create([{"name": "Old"}, {"name": "New"}])
        customers = self.env["res.partner"].union(*self.hospitals)
        customers.specific_property_product_pricelist = lists[0]
        campaign = self._running(
            {"channel": "offer", "offer_ref": f"product.pricelist,{lists[1].id}"}
        )
        treated = campaign.touch_ids.partner_id
        self.assertEqual(treated.specific_property_product_pricelist, lists[1])
        campaign.action_undo()
        self.assertEqual(customers.specific_property_product_pricelist, lists[0])

    def test_only_managers_undo(self):
        campaign = self._running({})
        user = self._user("undo_user", "sales_team.group_sale_salesman_all_leads")
        with self.assertRaisesRegex(AccessError, "Only managers"):
            campaign.with_user(user).action_undo()

    def test_what_was_not_launched_cannot_be_undone(self):
        campaign = self._campaign([{}])
        with self.assertRaisesRegex(UserError, "where this cannot be done"):
            campaign.action_undo()

    def test_what_was_undone_can_be_changed_and_deleted(self):
        campaign = self._running({})
        campaign.action_undo()
        campaign.action_back_to_draft()
        campaign.unlink()
        self.assertFalse(campaign.exists())
