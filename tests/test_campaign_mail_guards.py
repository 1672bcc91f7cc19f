from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_channels_common import ChannelCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignMailGuards(ChannelCase):
    """Whoever must not get a message gets none, whatever way somebody takes round the campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.treated, cls.held_out, cls.unwanted, cls.opted_out = cls._hospitals(
            "Treated", "Heldout", "Unwanted", "Optedout"
        )
        cls.everybody = cls.treated + cls.held_out + cls.unwanted + cls.opted_out
        cls.ward = cls.env["res.partner"].create(
            {
                "name": "Ward",
                "parent_id": cls.held_out.id,
                "email": "ward@hospital.example",
            }
        )
        cls.campaign, cls.step, cls.touches = cls._in_step(
            cls.everybody, held_out=cls.held_out
        )
        cls.env["mail.blacklist"]._add(cls.unwanted.email)
        cls._leave_list(cls.opted_out.email)

    @classmethod
    def _leave_list(cls, email, name="Newsletter"):
        contact = cls.env["mailing.contact"].create(
            {
                "name": email,
                "email": email,
                "subscription_ids": [
                    (0, 0, {"list_id": cls._list(name).id, "opt_out": True})
                ],
            }
        )
        return contact

    @classmethod
    def _list(cls, name):
        return cls.env["mailing.list"].create({"name": name})

    def _hand_made(self, **values):
        """What somebody of Email Marketing makes within the marketing campaign."""
        return self.env["mailing.mailing"].create(
            {
                "subject": "By hand",
                "body_html": "<p>Hello</p>",
                "email_from": "marketing@distributor.example",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr(
                    [("id", "in", [*self.everybody.ids, self.ward.id])]
                ),
                "campaign_id": self.campaign.utm_campaign_id.id,
                **values,
            }
        )

    def _send(self, mailing):
        mailing.sudo().action_launch()
        self._run_queue()
        return self._written_to(mailing)

    def _deliver(self):
        self.campaign._deliver_mail(self.step, AS_OF)
        return self.step.mailing_ids

    ONLY = ["treated@hospital.example"]

    def test_the_mailing_of_a_step_reaches_the_treated_only(self):
        mailing = self._deliver()
        self._run_queue()
        self.assertEqual(self._written_to(mailing), self.ONLY)
        self.assertEqual(
            {touch.partner_id: (touch.state, touch.reason) for touch in self.touches},
            {
                self.treated: ("due", False),
                self.unwanted: ("skipped", "blacklisted"),
                self.opted_out: ("skipped", "blacklisted"),
            },
        )

    def test_whoever_objects_while_the_mailing_waits_gets_none(self):
        mailing = self._deliver()
        self.env["mail.blacklist"]._add(self.treated.email)
        self._run_queue()
        self.assertEqual(self._written_to(mailing), [])

    def test_a_mailing_made_by_hand_in_the_campaign(self):
        self.assertEqual(self._send(self._hand_made()), self.ONLY)

    def test_the_exclusion_list_switched_off(self):
        mailing = self._hand_made(use_exclusion_list=False)
        self.assertEqual(self._send(mailing), self.ONLY)

    def test_a_wider_audience_typed_into_the_mailing_of_a_step(self):
        mailing = self._deliver()
        mailing.write({"mailing_domain": "[]", "use_exclusion_list": False})
        self._run_queue()
        self.assertEqual(self._written_to(mailing), self.ONLY)

    def test_another_marketing_campaign_typed_into_the_mailing_of_a_step(self):
        mailing = self._deliver()
        mailing.write({"campaign_id": False, "mailing_domain": "[]"})
        self._run_queue()
        self.assertEqual(self._written_to(mailing), self.ONLY)

    def test_ids_named_past_the_audience(self):
        mailing = self._hand_made()
        mailing.action_send_mail([*self.everybody.ids, self.ward.id])
        self.assertEqual(self._written_to(mailing), self.ONLY)

    def test_ids_of_nobody_allowed_are_not_everybody(self):
        mailing = self._hand_made()
        mailing.action_send_mail(self.held_out.ids)
        self.assertEqual(self._written_to(mailing), [])

    def test_a_copy_reaches_nobody_a_second_time(self):
        mailing = self._deliver()
        copy = mailing.copy()
        self.assertEqual(copy.customer_tier_step_id, self.step)
        self._run_queue()
        self.assertEqual(self._send(copy), [])

    def test_a_copy_sent_first_counts_as_the_step(self):
        mailing = self._deliver()
        copy = mailing.copy()
        mailing.action_cancel()
        self.assertEqual(self._send(copy), self.ONLY)
        self.assertEqual(self._send(mailing), [])
        copy.mailing_trace_ids.set_sent()
        self.campaign._sync_touches()
        touch = self.touches.filtered(lambda touch: touch.partner_id == self.treated)
        self.assertEqual(touch.state, "done")

    def test_a_second_try_skips_whoever_objected_since(self):
        hospital = self._hospitals("Late")
        self._due(self.step, self._enter(self.campaign, hospital))
        mailing = self._deliver()
        self._run_queue()
        mails = self.env["mail.mail"].sudo().search([("mailing_id", "=", mailing.id)])
        self.assertEqual(len(mails), 2)
        mails.write({"state": "exception"})
        mails.mailing_trace_ids.set_failed(failure_type="mail_smtp")
        self.campaign._sync_touches()
        self.env["mail.blacklist"]._add(hospital.email)
        mailing.action_retry_failed()
        self._run_queue()
        self.assertEqual(self._written_to(mailing), self.ONLY)
        self.campaign._sync_touches()
        states = {touch.partner_id: touch.state for touch in self.step.touch_ids}
        self.assertEqual(states[self.treated], "due")

    def test_a_single_mail_tried_again_after_an_objection_is_cancelled(self):
        mailing = self._deliver()
        self._run_queue()
        mail = self.env["mail.mail"].sudo().search([("mailing_id", "=", mailing.id)])
        trace = mail.mailing_trace_ids
        self.env["mail.blacklist"]._add(self.treated.email)
        mail.send()
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_bl"))
        self.assertEqual(trace.trace_status, "cancel")
        self.campaign._sync_touches()
        touch = self.touches.filtered(lambda touch: touch.partner_id == self.treated)
        self.assertEqual((touch.state, touch.reason), ("skipped", "blacklisted"))

    def test_a_mailing_list_does_not_reach_the_control_group(self):
        everybody = self._list("Everybody")
        self.env["mailing.contact"].create(
            [
                {"name": email, "email": email, "list_ids": [(4, everybody.id)]}
                for email in (
                    *self.everybody.mapped("email"),
                    self.ward.email,
                    "WARD@hospital.example",
                    "stranger@hospital.example",
                )
            ]
        )
        mailing = self._hand_made(
            mailing_model_id=self.env["ir.model"]._get_id("mailing.list"),
            contact_list_ids=[(4, everybody.id)],
            mailing_domain=repr([("list_ids", "in", everybody.ids)]),
            use_exclusion_list=False,
        )
        self.assertEqual(
            self._send(mailing),
            [
                # left one list, but is on this one
                "optedout@hospital.example",
                "stranger@hospital.example",
                "treated@hospital.example",
            ],
        )

    def test_a_lead_of_the_control_group_is_not_written_to(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": "By customer", "partner_id": self.held_out.id},
                {"name": "By address", "email_from": "Ward <ward@hospital.example>"},
                {"name": "Free", "email_from": "stranger@hospital.example"},
            ]
        )
        mailing = self._hand_made(
            mailing_model_id=self.env["ir.model"]._get_id("crm.lead"),
            mailing_domain=repr([("id", "in", leads.ids)]),
        )
        self.assertEqual(self._send(mailing), ["stranger@hospital.example"])

    def test_orders_of_the_control_group_are_not_written_to(self):
        orders = self._order(self.held_out, 1, 10) | self._order(self.treated, 1, 10)
        mailing = self._hand_made(
            mailing_model_id=self.env["ir.model"]._get_id("sale.order"),
            mailing_domain=repr([("id", "in", orders.ids)]),
        )
        self.assertEqual(self._send(mailing), self.ONLY)

    def test_a_second_address_of_the_same_contact_counts(self):
        self.treated.email = "first@hospital.example, unwanted@hospital.example"
        self.assertEqual(self._send(self._hand_made()), [])

    def test_left_one_list_but_stays_in_another_is_written_to(self):
        contact = self._leave_list("treated@hospital.example", "Old one")
        contact.write({"list_ids": [(4, self._list("New one").id)]})
        self.assertIn("treated@hospital.example", self._send(self._hand_made()))

    def test_a_mailing_outside_the_campaign_is_odoos_affair(self):
        mailing = self._hand_made(campaign_id=False)
        self.assertEqual(
            self._send(mailing),
            [
                "heldout@hospital.example",
                "optedout@hospital.example",
                "treated@hospital.example",
                "ward@hospital.example",
            ],
        )

    def test_a_paused_campaign_sends_nothing_that_waits(self):
        mailing = self._deliver()
        self.campaign.state = "paused"
        self._run_queue()
        self.assertEqual(self._written_to(mailing), [])
        self.campaign.state = "running"
        self._deliver()
        self._run_queue()
        self.assertEqual(self._written_to(mailing), self.ONLY)

    def test_whoever_met_the_aim_while_the_mailing_waits_gets_none(self):
        mailing = self._deliver()
        self.touches.entry_id.state = "goal"
        self._run_queue()
        self.assertEqual(self._written_to(mailing), [])

    # -------------------------------------------------------------- who may send

    def _draft(self):
        self.step.is_approved = False
        return self._deliver()

    def test_only_managers_send_a_step(self):
        marketer = self._user(
            "campaign_marketer", "mass_mailing.group_mass_mailing_user"
        )
        mailing = self._draft().with_user(marketer)
        mailing.subject = "Marketing may edit the draft"
        for send in (
            mailing.action_launch,
            mailing.action_put_in_queue,
            mailing.action_retry_failed,
            mailing.action_send_mail,
            mailing.copy().action_launch,
            lambda: mailing.write({"state": "in_queue"}),
            lambda: mailing.copy({"state": "in_queue"}),
        ):
            with self.assertRaisesRegex(AccessError, "Only managers of customer tiers"):
                send()
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            mailing.customer_tier_step_id = False
        self.assertFalse(self.step.is_approved)

    def test_a_manager_who_sends_in_email_marketing_approves_the_step(self):
        mailing = self._draft().with_user(self.responsible)
        mailing.action_launch()
        self.assertEqual(mailing.state, "in_queue")
        self.assertTrue(self.step.is_approved)
        self.assertEqual(self.step.approved_by_id, self.responsible)
        self.assertTrue(self.step.approved_at)

    def test_nobody_sends_a_step_of_a_campaign_that_was_not_launched(self):
        mailing = self._draft().with_user(self.responsible)
        self.campaign.state = "ready"
        with self.assertRaisesRegex(UserError, "not running"):
            mailing.action_launch()
