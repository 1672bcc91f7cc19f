from odoo.tests import freeze_time, tagged

from .campaign_common import CampaignCase
from .common import AS_OF


@tagged("post_install", "-at_install")
class TestCampaignScreen(CampaignCase):
    """What the form of a campaign says and leads to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(AS_OF))
        cls.customers = cls.env["res.partner"]
        for number in range(5):
            cls.customers += cls._customer(
                f"Hospital {number}",
                email=f"hospital{number}@example.com" if number < 3 else False,
            )
        for customer in cls.customers:
            cls._order(customer, 10, 1000)
        cls._run()
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.campaign = cls._campaign(
            [
                {"name": "We miss you"},
                {
                    "name": "Call",
                    "channel": "activity",
                    "delay_days": 14,
                    "condition": "not_bought",
                    "sequence": 20,
                },
            ],
            name="Wake up",
        )
        cls.entries = cls._enter(
            cls.campaign, cls.customers, held_out=cls.customers[0], state="waiting"
        )
        cls.campaign.state = "ready"
        cls.mail, cls.visit = cls.campaign.step_ids

    def _touch(self, entry, step, **values):
        return (
            self.env["customer.tier.campaign.touch"]
            .sudo()
            .create(
                {
                    "entry_id": entry.id,
                    "campaign_id": self.campaign.id,
                    "step_id": step.id,
                    "partner_id": entry.partner_id.id,
                    "company_id": self.company.id,
                    "recipient_id": entry.recipient_id.id,
                    "channel": step.channel,
                    "due_date": AS_OF,
                    **values,
                }
            )
        )

    def test_launching_says_how_many_get_what_and_when(self):
        self.assertEqual(
            self.campaign.launch_words.splitlines(),
            [
                "Customers who enter: 4. Control group, which gets nothing: 1.",
                "1. We miss you (Email): today, to 2 of them.",
                "2. Call (Activity of the salesperson): on day 14. "
                "If there was no order since entering.",
                "Each later step waits until a manager presses “Send”.",
            ],
        )
        self.campaign.approve_all_steps = True
        self.assertIn("go by themselves", self.campaign.launch_words)
        self.campaign.state = "running"
        self.assertFalse(self.campaign.launch_words)

    def test_blacklisted_contacts_are_not_promised_a_mail(self):
        self.env["mail.blacklist"]._add(self.customers[1].email)
        self.assertIn("to 1 of them", self.campaign.launch_words)

    def test_the_next_step_is_the_first_one_that_waits_for_approval(self):
        self.assertFalse(self.campaign.next_step_id)
        self.mail.is_approved = True
        self.campaign.state = "running"
        self.assertEqual(self.campaign.next_step_id, self.visit)
        self._touch(self.entries[1], self.visit)
        self._touch(self.entries[2], self.visit)
        self.campaign.invalidate_recordset()
        self.assertIn("2 now", self.campaign.next_step_words)
        self.assertEqual(
            [step.can_approve for step in self.campaign.step_ids], [False, True]
        )

    def test_who_was_left_out_is_told_in_the_order_of_reasons(self):
        self.campaign.left_out_counts = {"blacklisted": 2, "doubtful": 7}
        self.assertEqual(
            self.campaign.left_out_words,
            "Doubtful data: their tier may be wrong: 7\n"
            "Blacklisted: they want no messages: 2",
        )

    def test_buttons_lead_to_what_they_count(self):
        activity = self.customers[1].activity_schedule(
            activity_type_id=self.call.id, user_id=self.env.uid
        )
        self._touch(self.entries[1], self.visit, activity_id=activity.id)
        order = self._order(
            self.customers[1], 0, 10, campaign_id=self.campaign.utm_campaign_id.id
        )
        self._order(
            self.customers[1],
            0,
            10,
            state="draft",
            campaign_id=self.campaign.utm_campaign_id.id,
        )
        self.campaign.invalidate_recordset()
        for name, records in (
            ("action_view_entries", self.entries),
            ("action_view_held_out", self.entries[0]),
            ("action_view_open_activities", activity),
            ("action_view_orders", order),
            ("action_view_invoices", self.env["account.move"]),
            ("action_view_mailings", self.mail.mailing_ids),
            ("action_view_touches", self.campaign.touch_ids),
        ):
            action = getattr(self.campaign, name)()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, records, name)
        self.assertEqual(self.campaign.open_activity_count, 1)
        self.assertEqual(self.campaign.order_count, 1)
        self.assertEqual(self.campaign.invoice_count, 0)
        self.assertEqual(
            self.campaign.action_view_utm_campaign()["res_id"],
            self.campaign.utm_campaign_id.id,
        )

    def test_users_edit_their_own_until_it_is_launched(self):
        user = self._user("screen_user", "sales_team.group_sale_salesman")
        manager = self._user("screen_manager", "customer_tier.group_manager")
        self.assertFalse(self.campaign.with_user(user).can_edit)
        self.assertTrue(self.campaign.with_user(manager).can_edit)
        self.campaign.user_id = user
        self.assertTrue(self.campaign.with_user(user).can_edit)
        self.campaign.state = "running"
        self.assertFalse(self.campaign.with_user(user).can_edit)

    def test_every_user_can_open_the_form(self):
        marketing = self._user("screen_marketing", "customer_tier.group_user")
        campaign = self.campaign.with_user(marketing)
        view = campaign.get_view(view_type="form")
        self.assertIn("launch_words", view["arch"])
        spec = {name: {} for name in ("launch_words", "order_count", "left_out_words")}
        [values] = campaign.web_read(spec)
        self.assertEqual(values["order_count"], 0, "no access to orders, no error")

    def test_a_salesperson_counts_own_customers_only(self):
        rep = self._user("screen_rep", "sales_team.group_sale_salesman")
        self.customers.user_id = self._user(
            "screen_colleague", "sales_team.group_sale_salesman"
        )
        self.customers[1].user_id = rep
        self.assertEqual(self.campaign.with_user(rep).entry_count, 1)

    def test_a_campaign_of_another_company_is_out_of_sight(self):
        other = self._company("Other Company")
        stranger = self._user("screen_stranger", company=other)
        campaigns = (
            self.env["customer.tier.campaign"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
        )
        self.assertFalse(campaigns.search([("id", "=", self.campaign.id)]))
