from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .campaign_flow_common import FlowCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignSecondLook(FlowCase):
    """What happens between preparing and launching counts as what happened before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospitals = cls._hospitals(6)
        cls._run()

    def _prepared(self, customers, **values):
        campaign = self._campaign(
            [{}],
            **{
                "holdout_percent": 0,
                "quiet_days": 0,
                "leave_out_doubtful": False,
                "audience_source": "selection",
                "partner_ids": [Command.set(customers.ids)],
                **values,
            },
        )
        campaign.action_prepare()
        return campaign

    def _customers(self, campaign):
        return campaign.entry_ids.partner_id

    def test_of_two_prepared_campaigns_the_second_gets_whom_the_first_left(self):
        shared = self.hospitals[:4]
        first = self._prepared(shared, holdout_percent=50)
        second = self._prepared(self.hospitals)
        self.assertEqual(self._customers(second), self.hospitals)
        self.assertFalse(second.launch_warnings and "(4)" in second.launch_warnings)
        first._launch(AS_OF)
        second.invalidate_recordset(["launch_warnings"])
        self.assertIn("(4)", second.launch_warnings)
        second._launch(AS_OF)
        # its control group as well: a mail of the second would spoil the answer of the first
        self.assertEqual(self._customers(second), self.hospitals - shared)
        self.assertEqual(second.entry_count, 2)
        self.assertIn("(4)", second.message_ids.filtered("body")[0].body)

    def test_they_may_be_in_both_if_the_rules_say_so(self):
        self._prepared(self.hospitals)._launch(AS_OF)
        second = self._prepared(self.hospitals, leave_out_busy=False)
        second._launch(AS_OF)
        self.assertEqual(self._customers(second), self.hospitals)

    def test_who_was_archived_or_called_meanwhile_does_not_enter(self):
        campaign = self._prepared(self.hospitals, quiet_days=7, holdout_percent=30)
        self.hospitals[0].active = False
        self.hospitals[1].message_post(
            body="Called them", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        call = self.hospitals[1].activity_schedule("mail.mail_activity_data_call")
        call.action_feedback(feedback="Wants an offer")
        campaign._launch(campaign._today())
        self.assertEqual(self._customers(campaign), self.hospitals[2:])

    def test_lots_of_the_others_stay(self):
        campaign = self._prepared(self.hospitals, holdout_percent=50)
        lots = {entry.partner_id: entry.is_held_out for entry in campaign.entry_ids}
        self._prepared(self.hospitals[5], holdout_percent=0)._launch(AS_OF)
        campaign._launch(AS_OF)
        del lots[self.hospitals[5]]
        self.assertEqual(
            {entry.partner_id: entry.is_held_out for entry in campaign.entry_ids}, lots
        )

    def test_a_launch_that_would_reach_nobody_is_refused_and_changes_nothing(self):
        campaign = self._prepared(self.hospitals)
        self._prepared(self.hospitals)._launch(AS_OF)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            campaign._launch(AS_OF)
        self.env.invalidate_all()
        self.assertEqual(campaign.state, "ready")
        self.assertEqual(campaign.entry_count, 6)

    def test_undone_and_launched_again_the_same_customers_enter(self):
        campaign = self._prepared(self.hospitals, quiet_days=7)
        campaign._launch(campaign._today())
        campaign.action_undo()
        campaign._launch(campaign._today())
        self.assertEqual(self._customers(campaign), self.hospitals)

    def test_undo_forgets_what_was_measured(self):
        campaign = self._prepared(self.hospitals)
        campaign._launch(AS_OF)
        campaign._measure(AS_OF)
        self.assertTrue(campaign.measured_at)
        self.assertTrue(campaign.outcome_ids)
        campaign.action_undo()
        self.assertFalse(campaign.measured_at)
        self.assertFalse(campaign.outcome_ids)

    def test_who_is_in_a_running_campaign_is_not_hidden_with_it(self):
        campaign = self._prepared(self.hospitals)
        campaign._launch(AS_OF)
        with self.assertRaisesRegex(UserError, "stop it before"):
            campaign.active = False
        campaign.action_stop()
        campaign.active = False
        self.assertFalse(campaign.active)
