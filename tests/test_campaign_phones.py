from odoo.fields import Command
from odoo.tests import tagged

from ..campaigns import steps
from .campaign_common import CampaignCase
from .common import AS_OF

TEXT, MAIL, CALL = {"channel": "sms"}, {"channel": "mail"}, {"channel": "activity"}


@tagged("post_install", "-at_install")
class TestCampaignPhones(CampaignCase):
    """Text messages go by number: who has one is reached, with an email address or without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.min_history_days = 0
        cls.clinic = cls._customer(
            "Clinic", phone="0475000001", country_id=cls.env.ref("base.be").id
        )
        cls._order(cls.clinic, 30, 1000)
        cls._run()

    def _contact(self, name, **values):
        return self._customer(
            name,
            parent_id=self.clinic.id,
            is_company=False,
            country_id=self.clinic.country_id.id,
            **values,
        )

    def _judged(self, *channels, **values):
        """The contact that is chosen, and the reason why the clinic is left out."""
        campaign = self._campaign(channels, quiet_days=0, **values)
        [row] = self.env.execute_query(campaign._judged_audience(AS_OF))
        return self.env["res.partner"].browse(row[6]), row[7]

    def _unsubscribed(self, email):
        newsletter = self.env["mailing.list"].create({"name": "News"})
        self.env["mailing.contact"].create(
            {
                "email": email,
                "subscription_ids": [
                    Command.create({"list_id": newsletter.id, "opt_out": True})
                ],
            }
        )

    def test_a_number_is_enough_for_text_messages(self):
        nobody = self.env["res.partner"]
        self.assertEqual(self._judged(TEXT), (self.clinic, None))
        self.assertEqual(self._judged(TEXT, MAIL), (self.clinic, None))
        self.assertEqual(self._judged(MAIL), (nobody, "no_address"))
        self.clinic.write({"phone": False, "email": "clinic@example.com"})
        self.assertEqual(self._judged(TEXT), (nobody, "no_address"))
        self.assertEqual(self._judged(TEXT, MAIL), (self.clinic, None))
        self.assertEqual(self._judged(TEXT, CALL), (nobody, None))

    def test_whoever_wants_no_text_messages(self):
        self.env["phone.blacklist"]._add([self.clinic.phone_sanitized])
        self.assertEqual(self._judged(TEXT)[1], "blacklisted")
        self.assertEqual(self._judged(TEXT, MAIL)[1], "blacklisted")
        self.clinic.email = "clinic@example.com"
        self.assertEqual(self._judged(TEXT)[1], "blacklisted")
        self.assertEqual(self._judged(TEXT, MAIL), (self.clinic, None))
        ward = self._contact("Ward", phone="0475000002")
        self.assertEqual(self._judged(TEXT), (ward, None))

    def test_whoever_wants_no_mails_gets_no_text_messages_either(self):
        self.clinic.email = "clinic@example.com"
        self._unsubscribed("clinic@example.com")
        self.assertEqual(self._judged(TEXT)[1], "opted_out")
        self.assertEqual(self._judged(TEXT, MAIL)[1], "opted_out")
        self.env["mail.blacklist"]._add("clinic@example.com")
        self.assertEqual(self._judged(TEXT)[1], "blacklisted")

    def test_left_out_only_when_neither_reaches(self):
        self.env["phone.blacklist"]._add([self.clinic.phone_sanitized])
        ward = self._contact("Ward", email="ward@example.com")
        self._unsubscribed("ward@example.com")
        self.assertEqual(self._judged(TEXT, MAIL)[1], "opted_out")
        chief = self._contact("Chief", email="chief@example.com")
        self.assertEqual(self._judged(TEXT, MAIL), (chief, None))
        ward.phone = "0475000003"
        self.assertEqual(self._judged(TEXT)[1], "opted_out")

    def test_the_right_contact_is_chosen_by_the_same_rules(self):
        buyer = self._contact("Buyer", phone="0475000004", function="Purchasing")
        wanted = {"recipient_function": "purchasing"}
        self.assertEqual(self._judged(TEXT, **wanted), (buyer, None))
        self.clinic.email = "clinic@example.com"
        self.assertEqual(
            self._judged(TEXT, MAIL, **wanted), (self.clinic, None), "email first"
        )

    def test_reasons_are_named_by_what_is_missing(self):
        words = [
            self._campaign(channels)._exclusion_labels()["no_address"]
            for channels in ([MAIL], [TEXT], [TEXT, MAIL], [CALL])
        ]
        email, number, both, other = words
        self.assertEqual(email, "No contact with an email address")
        self.assertEqual(number, "No contact with a valid phone number")
        self.assertEqual(both, "No contact with an email address or valid phone number")
        self.assertEqual(other, email)

    def _take(self, campaign):
        step = campaign.step_ids[-1]
        self.env.flush_all()
        self.env.cr.execute(
            steps.take(
                step, step.browse(), AS_OF, wanted=campaign._step_wanted(step, AS_OF)
            )
        )
        self.env.invalidate_all()
        return step.touch_ids

    def test_the_step_takes_whoever_has_a_number(self):
        self.clinic.email = "clinic@example.com"
        self.clinic.phone = False
        ward = self._contact("Ward", phone="0475000005")
        campaign = self._campaign([TEXT])
        self._enter(campaign, self.clinic)
        touch = self._take(campaign)
        self.assertEqual((touch.recipient_id, touch.state), (ward, "due"))

    def test_the_step_is_skipped_for_whom_no_text_reaches(self):
        lab = self._customer("Lab")
        self.env["phone.blacklist"]._add([self.clinic.phone_sanitized])
        campaign = self._campaign([TEXT])
        self._enter(campaign, self.clinic + lab)
        self.assertEqual(
            {touch.partner_id: touch.reason for touch in self._take(campaign)},
            {self.clinic: "blacklisted", lab: "no_address"},
        )

    def test_launching_says_how_many_texts_there_will_be(self):
        self.clinic.email = "clinic@example.com"
        self.clinic.phone = False
        self._contact("Ward", phone="0475000006")
        campaign = self._campaign([TEXT])
        self._enter(campaign, self.clinic + self._customer("Lab"), state="waiting")
        self.assertEqual(campaign._reachable_count(campaign.step_ids), 1)
