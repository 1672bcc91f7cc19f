from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .campaign_flow_common import FlowCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignLaunch(FlowCase):
    """Users propose, managers launch; by buttons, and not by writing fields."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospitals = cls._hospitals(10)
        cls._run()
        cls.user = cls._user(
            "flow_user", "sales_team.group_sale_salesman_all_leads", email="u@x.example"
        )
        cls.manager = cls._user(
            "flow_manager",
            "customer_tier.group_manager,sales_team.group_sale_salesman_all_leads",
            email="m@x.example",
        )

    def _own(self, **values):
        """A campaign of the user, as that user."""
        values = {"quiet_days": 0, "leave_out_doubtful": False, **values}
        campaign = self._campaign([{}, {"delay_days": 14}], user_id=self.user.id)
        campaign.write(values)
        return campaign.with_user(self.user)

    def _proposals(self, campaign):
        return campaign.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("customer_tier.mail_activity_type_campaign_launch")
            )
        )

    # --------------------------------------------------------------- propose

    def test_a_user_prepares_and_proposes_and_every_manager_is_asked(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.action_propose()
        self.assertEqual(campaign.state, "proposed")
        proposals = self._proposals(campaign)
        self.assertIn(self.manager, proposals.user_id)
        self.assertNotIn(self.user, proposals.user_id)
        self.assertIn("Wake them up", proposals[0].summary)

    def test_managers_of_other_companies_are_not_asked(self):
        other = self._user(
            "flow_other_manager",
            "customer_tier.group_manager",
            self._company("Another Company"),
        )
        campaign = self._own()
        campaign.action_prepare()
        campaign.action_propose()
        self.assertNotIn(other, self._proposals(campaign).user_id)

    def test_launching_answers_the_proposal(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.action_propose()
        campaign.with_user(self.manager).action_launch()
        self.assertFalse(self._proposals(campaign))

    def test_a_colleague_neither_prepares_nor_proposes_nor_cancels(self):
        campaign = self._own()
        colleague = self._user("flow_colleague", "sales_team.group_sale_salesman")
        campaign.sudo().action_prepare()
        for action in ("action_propose", "action_back_to_draft", "action_cancel"):
            with self.assertRaisesRegex(AccessError, "the campaign of flow_user"):
                getattr(campaign.with_user(colleague), action)()

    # ---------------------------------------------------------------- launch

    def test_a_manager_launches_and_everybody_enters_today(self):
        campaign = self._own(outcome_days=30)
        campaign.action_prepare()
        campaign.with_user(self.manager).action_launch()
        self.assertEqual(campaign.state, "running")
        self.assertEqual(campaign.launched_date, AS_OF)
        self.assertEqual(campaign.launched_by_id, self.manager)
        entries = campaign.sudo().entry_ids
        self.assertEqual(set(entries.mapped("state")), {"active"})
        self.assertEqual(set(entries.mapped("entered_date")), {AS_OF})
        self.assertEqual(
            set(entries.mapped("outcome_end")), {AS_OF + timedelta(days=29)}
        )

    def test_launching_approves_the_first_step_only(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.with_user(self.manager).action_launch()
        first, second = campaign.sudo().step_ids
        self.assertTrue(first.is_approved)
        self.assertEqual(first.approved_by_id, self.manager)
        self.assertFalse(second.is_approved)

    def test_later_steps_go_by_themselves_if_so_launched(self):
        campaign = self._own()
        campaign.action_prepare()
        as_manager = campaign.with_user(self.manager)
        as_manager.approve_all_steps = True
        as_manager.action_launch()
        self.assertTrue(all(campaign.sudo().step_ids.mapped("is_approved")))
        as_manager.step_ids = [Command.create(self._step(name="Added later"))]
        campaign.sudo()._advance(AS_OF)
        self.assertTrue(all(campaign.sudo().step_ids.mapped("is_approved")))
        self.assertEqual(campaign.sudo().step_ids[-1].approved_by_id, self.manager)

    def test_users_are_told_that_only_managers_launch(self):
        campaign = self._own()
        campaign.action_prepare()
        with self.assertRaisesRegex(AccessError, "Propose it"):
            campaign.action_launch()
        self.assertEqual(campaign.state, "ready")

    def test_a_campaign_without_steps_is_not_launched(self):
        campaign = self._campaign(quiet_days=0, leave_out_doubtful=False)
        campaign.action_prepare()
        with self.assertRaisesRegex(UserError, "has no step yet"):
            campaign.action_launch()

    def test_a_draft_is_not_launched(self):
        with self.assertRaisesRegex(UserError, "where this cannot be done"):
            self._campaign([{}]).action_launch()

    def test_a_small_control_group_is_a_warning_only(self):
        campaign = self._own(holdout_percent=10)
        campaign.action_prepare()
        self.assertIn("too few for a trustworthy answer", campaign.launch_warnings)
        campaign.with_user(self.manager).action_launch()
        self.assertFalse(campaign.launch_warnings)

    def test_nobody_held_out_is_a_warning(self):
        campaign = self._own(holdout_percent=0)
        campaign.action_prepare()
        self.assertIn("Nobody is held out", campaign.launch_warnings)

    # ------------------------------------------------------------------- RPC

    def test_nobody_writes_where_a_campaign_stands(self):
        campaign = self._own()
        for user in (self.user, self.manager):
            for values in (
                {"state": "running"},
                {"seed": "mine"},
                {"strata": [[[0], []]]},
                {"launched_date": AS_OF},
                {"utm_campaign_id": self.env["utm.campaign"].search([], limit=1).id},
                {"entry_ids": [Command.clear()]},
                {"left_out_counts": {}},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaisesRegex(AccessError, "Use its buttons"):
                        campaign.with_user(user).write(values)
                    with self.assertRaisesRegex(AccessError, "Use its buttons"):
                        campaign.with_user(user).create({"name": "Forged", **values})

    def test_defaults_of_the_context_are_no_way_round(self):
        campaigns = self.env["customer.tier.campaign"].with_user(self.user)
        with self.assertRaisesRegex(AccessError, "Use its buttons"):
            campaigns.with_context(default_state="ready").create({"name": "Forged"})

    def test_users_do_not_approve_steps(self):
        campaign = self._own()
        step = campaign.step_ids[0]
        with self.assertRaisesRegex(AccessError, "button “Send”"):
            step.is_approved = True
        with self.assertRaisesRegex(AccessError, "button “Send”"):
            campaign.step_ids = [Command.update(step.id, {"is_approved": True})]
        with self.assertRaisesRegex(AccessError, "button “Send”"):
            campaign.step_ids = [Command.create(self._step(is_approved=True))]
        with self.assertRaisesRegex(AccessError, "button “Send”"):
            step.with_context(default_is_approved=True).create(
                self._step(campaign_id=campaign.id)
            )
        with self.assertRaisesRegex(AccessError, "Propose it"):
            campaign.approve_all_steps = True
        campaign.action_prepare()
        campaign.with_user(self.manager).action_launch()
        with self.assertRaisesRegex(AccessError, "Only managers"):
            step.action_approve()

    def test_a_step_stays_in_its_campaign(self):
        campaign, other = self._own(), self._own()
        other.sudo().state = "running"
        with self.assertRaisesRegex(AccessError, "stays in its campaign"):
            campaign.step_ids[0].campaign_id = other

    def test_the_customers_are_those_of_who_started_it(self):
        rep = self._user("flow_rep", "sales_team.group_sale_salesman")
        campaign = (
            self.env["customer.tier.campaign"]
            .with_user(rep)
            .create({"name": "Mine", "scope_user_id": False})
        )
        self.assertEqual(campaign.scope_user_id, rep)
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            campaign.scope_user_id = False
        copied = campaign.with_user(self.user).copy()
        self.assertEqual((copied.scope_user_id, copied.user_id), (rep, self.user))
        self.assertEqual((copied.state, copied.entry_count), ("draft", 0))

    def test_the_rules_stay_as_the_customers_were_drawn(self):
        campaign = self._own()
        campaign.action_prepare()
        with self.assertRaisesRegex(UserError, "Change the Rules"):
            campaign.holdout_percent = 50
        campaign.action_back_to_draft()
        campaign.holdout_percent = 50
        campaign.action_prepare()
        self.assertEqual(campaign.held_out_count, 5)
        as_manager = campaign.with_user(self.manager)
        as_manager.action_launch()
        with self.assertRaisesRegex(UserError, "its rules stay as they are"):
            as_manager.outcome_days = 5

    def test_entries_are_not_written_by_hand(self):
        campaign = self._own()
        campaign.action_prepare()
        entry = campaign.sudo().entry_ids[0]
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                entry.with_user(user).is_held_out = False

    # --------------------------------------------------------- stop, cancel

    def test_whoever_is_responsible_stops_it_but_does_not_resume_it(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.with_user(self.manager).action_launch()
        campaign.action_pause()
        self.assertEqual(campaign.state, "paused")
        with self.assertRaisesRegex(AccessError, "Only managers"):
            campaign.action_resume()
        campaign.with_user(self.manager).action_resume()
        campaign.action_stop()
        self.assertEqual((campaign.state, campaign.closed_date), ("done", AS_OF))
        entries = campaign.sudo().entry_ids
        self.assertEqual(set(entries.mapped("left_reason")), {"stopped"})
        self.assertNotIn("due", campaign.sudo().touch_ids.mapped("state"))

    def test_a_colleague_does_not_stop_it(self):
        campaign = self._own()
        campaign.sudo().action_prepare()
        campaign.sudo().action_launch()
        colleague = self._user("flow_colleague", "sales_team.group_sale_salesman")
        with self.assertRaisesRegex(AccessError, "can be stopped by flow_user"):
            campaign.with_user(colleague).action_stop()

    def test_a_cancelled_campaign_frees_its_customers(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.action_cancel()
        self.assertEqual((campaign.state, campaign.entry_count), ("cancelled", 0))

    def test_what_was_launched_is_not_cancelled(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.sudo().action_launch()
        with self.assertRaisesRegex(UserError, "where this cannot be done"):
            campaign.sudo().action_cancel()

    # ---------------------------------------------------------------- delete

    def test_a_campaign_is_deleted_before_its_launch_only(self):
        self._own().unlink()
        campaign = self._own()
        campaign.action_prepare()
        campaign.sudo().action_launch()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            campaign.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "stop it before you archive it"):
            campaign.with_user(self.manager).action_archive()
        campaign.with_user(self.manager).action_stop()
        campaign.with_user(self.manager).action_archive()
        self.assertFalse(campaign.active)

    def test_a_step_that_was_taken_is_not_deleted(self):
        campaign = self._own()
        campaign.action_prepare()
        campaign.sudo().action_launch()
        with self.assertRaisesRegex(UserError, "was taken for customers already"):
            campaign.sudo().step_ids[0].unlink()
        campaign.sudo().step_ids[1].unlink()

    # --------------------------------------------------------------- company

    def test_responsible_and_playbook_are_of_the_same_company(self):
        other = self._company("Another Company")
        stranger = self._user("flow_stranger", company=other)
        with self.assertRaisesRegex(ValidationError, "has no access to"):
            self._campaign(user_id=stranger.id)
        playbook = self.env["customer.tier.playbook"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self._campaign(playbook_id=playbook.id)
