"""With the app SMS Marketing installed: script/test --apps."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .campaign_channels_common import ChannelCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignSms(ChannelCase):
    """Text messages go the way of mails, and are withheld from the same people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.country_id = cls.env.ref("base.be")
        cls.hospitals = cls._hospitals(
            "Treated", "Heldout", "Unwanted", "Optedout", "Nophone"
        )
        for number, hospital in enumerate(cls.hospitals[:4]):
            hospital.write(
                {
                    "country_id": cls.env.ref("base.be").id,
                    "phone": f"047500000{number}",
                }
            )
        cls.treated, cls.held_out, cls.unwanted, cls.opted_out, cls.no_phone = (
            cls.hospitals
        )
        cls.env["phone.blacklist"]._add([cls.unwanted.phone_sanitized])
        cls.env["mail.blacklist"]._add(cls.opted_out.email)
        cls.campaign, cls.step, cls.touches = cls._in_step(
            cls.hospitals,
            held_out=cls.held_out,
            steps=[{"channel": "sms", "text": "We miss you, {{ object.name }}"}],
        )

    def _deliver(self):
        self.campaign._deliver_sms(self.step, AS_OF)
        return self.step.mailing_ids

    def _hand_made(self, **values):
        return self.env["mailing.mailing"].create(
            {
                "subject": "By hand",
                "body_plaintext": "Hello",
                "mailing_type": "sms",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr([("id", "in", self.hospitals.ids)]),
                "campaign_id": self.campaign.utm_campaign_id.id,
                "use_exclusion_list": False,
                **values,
            }
        )

    def _texted(self, mailing):
        messages = self.env["sms.sms"].sudo().search([("mailing_id", "=", mailing.id)])
        return messages.filtered(lambda message: message.state == "outgoing").mapped(
            "number"
        )

    def test_the_step_reaches_the_treated_only(self):
        mailing = self._deliver()
        self.assertEqual(mailing.mailing_type, "sms")
        self.assertEqual(
            mailing.medium_id, self.env.ref("mass_mailing_sms.utm_medium_sms")
        )
        self.assertEqual(mailing.body_plaintext, "We miss you, {{ object.name }}")
        self._run_queue()
        self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])
        message = self.env["sms.sms"].sudo().search([("mailing_id", "=", mailing.id)])
        self.assertIn("We miss you, Treated", message.body)
        self.assertEqual(
            {touch.partner_id: (touch.state, touch.reason) for touch in self.touches},
            {
                self.treated: ("due", False),
                self.unwanted: ("skipped", "blacklisted"),
                self.opted_out: ("skipped", "blacklisted"),
                self.no_phone: ("skipped", "no_address"),
            },
        )

    def test_a_sent_message_makes_the_touch_done(self):
        mailing = self._deliver()
        self._run_queue()
        mailing.mailing_trace_ids.set_sent()
        self.campaign._sync_touches()
        self.assertIn("done", self.touches.mapped("state"))

    def test_whoever_enters_again_gets_the_message_again_once(self):
        self._deliver()
        self._run_queue()
        self.step.mailing_ids.mailing_trace_ids.set_sent()
        again = self._due(self.step, self._enter(self.campaign, self.treated, round=2))
        for _time in range(2):
            mailing = self._deliver() - self.touches.mailing_id
            self._run_queue()
            self.campaign._sync_touches()
        self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])
        self.assertEqual(again.state, "due")
        mailing.mailing_trace_ids.set_sent()
        self.campaign._sync_touches()
        self.assertEqual(again.state, "done")

    def test_made_by_hand_with_the_exclusion_list_off(self):
        mailing = self._hand_made()
        mailing.action_put_in_queue()
        self._run_queue()
        self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])

    def test_ids_named_past_the_audience(self):
        for method in ("action_send_sms", "action_send_mail"):
            mailing = self._hand_made()
            getattr(mailing, method)(self.hospitals.ids)
            self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])
        mailing = self._hand_made()
        mailing.action_send_sms(self.held_out.ids)
        self.assertFalse(self._texted(mailing))

    def test_the_composer_itself_withholds(self):
        mailing = self._hand_made()
        composer = self.env["sms.composer"].create(
            mailing._send_sms_get_composer_values(self.hospitals.ids)
        )
        composer._action_send_sms()
        self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])

    def test_a_number_of_the_control_group_on_a_mailing_list(self):
        everybody = self.env["mailing.list"].create({"name": "Everybody"})
        self.env["mailing.contact"].create(
            [
                {
                    "name": hospital.name,
                    "mobile": hospital.phone,
                    "country_id": hospital.country_id.id,
                    "list_ids": [(4, everybody.id)],
                }
                for hospital in self.treated + self.held_out
            ]
        )
        mailing = self._hand_made(
            mailing_model_id=self.env["ir.model"]._get_id("mailing.list"),
            contact_list_ids=[(4, everybody.id)],
            mailing_domain=repr([("list_ids", "in", everybody.ids)]),
        )
        mailing.action_put_in_queue()
        self._run_queue()
        self.assertEqual(self._texted(mailing), [self.treated.phone_sanitized])

    def test_only_managers_send_a_step(self):
        marketer = self._user(
            "campaign_marketer", "mass_mailing.group_mass_mailing_user"
        )
        mailing = self._deliver().with_user(marketer)
        for send in (mailing.action_send_sms, mailing.action_launch):
            with self.assertRaisesRegex(AccessError, "Only managers of customer tiers"):
                send()

    def test_a_test_send_opens_that_of_text_messages(self):
        action = self.step.with_user(self.responsible).action_test_send()
        self.assertEqual(action["res_model"], "mailing.sms.test")
