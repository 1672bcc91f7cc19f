"""With the app SMS Marketing installed: script/test --apps."""

from odoo.tests import tagged

from .campaign_flow_common import FlowCase


@tagged("post_install", "-at_install")
class TestCampaignSmsNumbers(FlowCase):
    """The whole way of a text message to a clinic that has a number and no email address."""

    def test_a_clinic_without_email_gets_the_text_and_no_mail(self):
        self.company.partner_id.country_id = self.env.ref("base.be")
        [clinic] = self._hospitals(
            1, email=False, phone="0475000001", country_id=self.env.ref("base.be").id
        )
        self._run()
        campaign = self._launched(
            [
                {"name": "Mail", "sequence": 1},
                {"name": "Text", "sequence": 2, "channel": "sms"},
            ],
            goal="none",
            holdout_percent=0,
            approve_all_steps=True,
        )
        self.assertEqual(
            self._touches(campaign),
            {(clinic, "Mail"): "no_address", (clinic, "Text"): "due"},
        )
        mailing = campaign.step_ids[1].mailing_ids
        self.assertEqual(mailing.state, "in_queue")
        self.assertEqual(mailing._get_remaining_recipients(), clinic.ids)
        mailing.action_send_sms()
        message = self.env["sms.sms"].sudo().search([("mailing_id", "=", mailing.id)])
        self.assertEqual(message.number, clinic.phone_sanitized)
