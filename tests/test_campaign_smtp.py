from odoo.tests import tagged
from odoo.tools import mute_logger

from .campaign_channels_common import ChannelCase
from .common import AS_OF
from .mail_server import MailServer


@tagged("post_install", "-at_install")
class TestCampaignSmtp(ChannelCase):
    """A real mail server receives exactly the right messages: no mock between it and Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = MailServer()
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        cls.env["ir.mail_server"].search([]).active = False
        cls.env["ir.mail_server"].create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": cls.server.port,
                "smtp_encryption": "none",
            }
        )
        # Odoo sends nothing while it is tested: the one thing that is different here.
        servers = type(cls.env["ir.mail_server"])
        cls.classPatch(servers, "_disable_send", classmethod(lambda cls: False))

        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.north, cls.south, cls.held_out, cls.unwanted, cls.opted_out = (
            cls._hospitals("North", "South", "Heldout", "Unwanted", "Optedout")
        )
        cls.everybody = (
            cls.north + cls.south + cls.held_out + cls.unwanted + cls.opted_out
        )
        cls.purchasing, cls.laboratory = cls.env["res.partner"].create(
            [
                {
                    "name": "Li",
                    "parent_id": cls.south.id,
                    "email": "purchasing@south.example",
                    "lang": "zh_CN",
                },
                {
                    "name": "Ward",
                    "parent_id": cls.held_out.id,
                    "email": "ward@heldout.example",
                },
            ]
        )
        cls.env["mail.blacklist"]._add(cls.unwanted.email)
        left = cls.env["mailing.list"].create({"name": "Newsletter"})
        cls.env["mailing.contact"].create(
            {
                "name": "Somebody",
                "email": cls.opted_out.email,
                "subscription_ids": [(0, 0, {"list_id": left.id, "opt_out": True})],
            }
        )

    def setUp(self):
        super().setUp()
        self.server.received.clear()
        self.server.refused.clear()

    def _campaign_of_everybody(self):
        campaign, step, touches = self._in_step(
            self.everybody,
            held_out=self.held_out,
            steps=[
                {
                    "subject": "We miss {{ object.commercial_partner_id.name }}",
                    "body": '<p>Dear <t t-out="object.name">customer</t></p>',
                }
            ],
        )
        step.with_context(
            lang="zh_CN"
        ).subject = "想念 {{ object.commercial_partner_id.name }}"
        to_purchasing = touches.filtered(lambda touch: touch.partner_id == self.south)
        to_purchasing.recipient_id = self.purchasing
        return campaign, step, touches

    def _send(self, campaign, step):
        campaign._deliver_mail(step, AS_OF)
        self._run_queue()
        campaign._sync_touches()

    EXPECTED = ["north@hospital.example", "purchasing@south.example"]

    def test_exactly_the_right_messages_arrive(self):
        campaign, step, touches = self._campaign_of_everybody()
        self._send(campaign, step)
        self.assertEqual(self.server.recipients(), self.EXPECTED)
        english = self.server.to("north@hospital.example")
        self.assertEqual(english.subject, "We miss North")
        self.assertIn("North", english.html)
        self.assertNotIn("t-out", english.html)
        self.assertIn("Unsubscribe", english.html)
        self.assertIn("responsible@distributor.example", english.message["From"])
        chinese = self.server.to("purchasing@south.example")
        self.assertEqual(chinese.subject, "想念 South")
        self.assertIn("Li", chinese.html)
        states = {t.partner_id: (t.state, t.reason) for t in touches}
        self.assertEqual(
            states,
            {
                self.north: ("done", False),
                self.south: ("done", False),
                self.unwanted: ("skipped", "blacklisted"),
                self.opted_out: ("skipped", "blacklisted"),
            },
        )

    def test_everybody_can_unsubscribe_with_a_link_of_their_own(self):
        campaign, step, _touches = self._campaign_of_everybody()
        self._send(campaign, step)
        received = self.server.to("north@hospital.example")
        self.assertIn("/confirm_unsubscribe?", received.html)
        self.assertNotIn("/unsubscribe_from_list", received.html)
        self.assertIn("unsubscribe_oneclick", received.message["List-Unsubscribe"])
        self.assertEqual(
            received.message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )

    def test_sending_again_reaches_the_new_ones_only(self):
        campaign, step, _touches = self._campaign_of_everybody()
        self._send(campaign, step)
        self._send(campaign, step)
        self.assertEqual(self.server.recipients(), self.EXPECTED)
        late = self._hospitals("Late")
        self._due(step, self._enter(campaign, late))
        self._send(campaign, step)
        self.assertEqual(
            self.server.recipients(), sorted([*self.EXPECTED, "late@hospital.example"])
        )

    def test_whoever_enters_again_gets_the_message_again_once(self):
        campaign, step, _touches = self._campaign_of_everybody()
        self._send(campaign, step)
        step.mailing_ids.mailing_trace_ids.set_opened()
        campaign._sync_touches()
        again = self._due(
            step, self._enter(campaign, self.north + self.unwanted, round=2)
        ).filtered(lambda touch: touch.partner_id == self.north)
        campaign._deliver_mail(step, AS_OF)
        campaign._sync_touches()
        self.assertEqual(
            (again.state, again.is_opened), ("due", False), "not the news of then"
        )
        for _time in range(2):
            self._send(campaign, step)
        self.assertEqual(
            self.server.recipients(), sorted([*self.EXPECTED, self.north.email])
        )
        self.assertEqual((again.state, again.is_opened), ("done", False))
        again.mailing_id.mailing_trace_ids.set_opened()
        campaign._sync_touches()
        self.assertTrue(again.is_opened)

    def test_entering_again_brings_the_text_that_somebody_edited(self):
        campaign, step, _touches = self._campaign_of_everybody()
        mailing = campaign._prepare_mailings(step)[:1]
        mailing.write({"subject": "By hand", "body_html": "<p>Written by hand</p>"})
        self._send(campaign, step)
        self._due(step, self._enter(campaign, self.north, round=2))
        self._send(campaign, step)
        to_north = [r for r in self.server.received if self.north.email in r.recipients]
        self.assertEqual([r.subject for r in to_north], ["By hand"] * 2)
        self.assertIn("Written by hand", to_north[1].html)

    def test_a_copy_reaches_nobody_of_another_round(self):
        campaign, step, _touches = self._campaign_of_everybody()
        self._send(campaign, step)
        self._due(step, self._enter(campaign, self.north, round=2))
        copy = step.mailing_ids.filtered(
            lambda m: m.customer_tier_lang == "en_US"
        ).copy({"mailing_domain": repr([("id", "in", self.everybody.ids)])})
        self.assertFalse(copy._get_recipients())
        self._send(campaign, step)
        self.assertEqual(
            self.server.recipients(), sorted([*self.EXPECTED, self.north.email])
        )

    def test_a_refused_address_is_tried_again_by_itself(self):
        campaign, step, touches = self._campaign_of_everybody()
        self.server.refused = {"north@hospital.example"}
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self._send(campaign, step)
        self.assertEqual(self.server.recipients(), ["purchasing@south.example"])
        to_north = touches.filtered(lambda touch: touch.partner_id == self.north)
        self.assertEqual((to_north.state, to_north.reason), ("failed", "error"))
        self.server.refused = set()
        step.mailing_ids.action_retry_failed()
        self._run_queue()
        campaign._sync_touches()
        self.assertEqual(self.server.recipients(), self.EXPECTED)
        self.assertEqual((to_north.state, to_north.reason), ("done", False))

    def test_whoever_objects_before_the_second_try_gets_nothing(self):
        campaign, step, _touches = self._campaign_of_everybody()
        self.server.refused = {"north@hospital.example"}
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self._send(campaign, step)
        self.server.refused = set()
        self.env["mail.blacklist"]._add(self.north.email)
        failed = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("mailing_id", "in", step.mailing_ids.ids),
                    ("state", "=", "exception"),
                ]
            )
        )
        failed.mark_outgoing()
        failed.send()
        step.mailing_ids.action_retry_failed()
        self._run_queue()
        self.assertEqual(self.server.recipients(), ["purchasing@south.example"])

    def test_a_mailing_by_hand_does_not_reach_the_control_group(self):
        campaign, _step, _touches = self._campaign_of_everybody()
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "By hand",
                "body_html": "<p>Hello</p>",
                "email_from": "marketing@distributor.example",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr([("id", "child_of", self.everybody.ids)]),
                "campaign_id": campaign.utm_campaign_id.id,
                "use_exclusion_list": False,
            }
        )
        mailing.action_launch()
        self._run_queue()
        self.assertEqual(
            self.server.recipients(), sorted([*self.EXPECTED, "south@hospital.example"])
        )

    def _test_send(self, step):
        action = step.with_user(self.responsible).action_test_send()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.responsible)
            .with_context(**action["context"])
            .create({"email_to": "responsible@distributor.example"})
        )
        wizard.send_mail_test()

    def test_a_test_goes_to_whoever_asked_for_it(self):
        campaign, step, _touches = self._campaign_of_everybody()
        step.is_approved = False
        self._test_send(step)
        self.assertEqual(self.server.recipients(), ["responsible@distributor.example"])
        self.assertTrue(self.server.received[0].subject.startswith("[TEST] We miss "))
        self._send(campaign, step)
        self.assertEqual(len(self.server.received), 1, "nobody has pressed send")

    def _with_coupon(self, customer, code, **values):
        """A campaign whose mail names a coupon, and a customer that was given one in it."""
        code_here = '<p>Your code: <t t-out="object.customer_tier_coupon_code"/></p>'
        campaign, step, touches = self._in_step(
            customer, steps=[{"body": code_here}], **values
        )
        offer = self._step(name="Coupon", campaign_id=campaign.id)
        offer = self.env["customer.tier.campaign.step"].create(offer)
        self._due(
            offer, touches.entry_id, channel="offer", state="done", coupon_code=code
        )
        return campaign, step

    def test_a_mail_carries_the_coupon_of_its_own_campaign(self):
        """The queue works as superuser, in any company; others gave coupons since."""
        campaign, step = self._with_coupon(self.north, "OURS-1")
        self._with_coupon(self.north, "OURS-2")
        other = self._company("Another company")
        self.responsible.company_ids += other
        self._with_coupon(self.north, "THEIRS", company_id=other.id)
        codes = [
            self.north.with_company(company).customer_tier_coupon_code
            for company in (self.company, other)
        ]
        self.assertEqual(codes, ["OURS-2", "THEIRS"])
        self._send(campaign, step)
        self.assertIn("Your code: OURS-1", self.server.to(self.north.email).html)

    def test_a_test_carries_the_coupon_of_its_own_campaign(self):
        sample = self.env["res.partner"].search([], limit=1)
        campaign, step = self._with_coupon(sample, "OURS-1")
        self._with_coupon(sample, "OURS-2")
        self._test_send(step)
        [received] = self.server.received
        self.assertIn("Your code: OURS-1", received.html)

    def test_launching_sends_the_first_step(self):
        """The whole way: a prepared campaign, a manager who launches it, the mail server."""
        campaign = self._campaign(
            [{}, {"subject": "Again"}],
            user_id=self.responsible.id,
            audience_kind="frozen",
            goal="none",
            leave_out_doubtful=False,
        )
        for (
            customer
        ) in self.everybody:  # else they would have no tier, and not be in it
            self._order(customer, 5, 100)
        self._run()
        self._enter(campaign, self.everybody, held_out=self.held_out, state="waiting")
        campaign.state = "ready"
        campaign.with_user(self.responsible).action_launch()
        self._run_queue()
        self.assertEqual(
            self.server.recipients(),
            ["north@hospital.example", "south@hospital.example"],
        )
        self.assertEqual(
            {received.subject for received in self.server.received}, {"We miss you"}
        )
