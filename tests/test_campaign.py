from ast import literal_eval
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TierCase

MARKETING = "mass_mailing.group_mass_mailing_user"


@tagged("post_install", "-at_install")
class TestCampaign(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._company("Another Company")
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.marketer = cls._user("marketer", f"customer_tier.group_user,{MARKETING}")
        cls.first, cls.second, cls.blocked, cls.silent, cls.closed = cls.customers = (
            cls.env["res.partner"].create(
                [
                    {"name": name, "is_company": True, "email": email}
                    for name, email in (
                        ("First", "first@example.com"),
                        ("Second", "second@example.com"),
                        ("Blacklisted", "blocked@example.com"),
                        ("Without email", False),
                        ("Closed", "closed@example.com"),
                    )
                ]
            )
        )
        cls.policy.min_history_days = 0
        for customer in cls.customers:
            cls._order(customer, 10, 1000)
        cls._run()
        cls.env["mail.blacklist"].create({"email": "blocked@example.com"})
        cls.closed.active = False
        # a small one here, and in tier A of the other company only
        cls.small = cls._customer("Small", email="small@example.com")
        cls._order(cls.small, 300, 1)
        cls._order(cls.small, 1, 9000, company=cls.other)
        for company in cls.company + cls.other:
            cls._run(company)

    def _campaign(self, user=None, **values):
        wizards = self.env["customer.tier.campaign.start"].with_user(
            user or self.marketer
        )
        return wizards.create({"name": "Spring", "subject": "News", **values})

    def _living(self, user=None):
        return self._campaign(user, audience="tier", tier_id=self.tier_a.id)

    def _mailing(self, campaign):
        action = campaign.action_create()
        self.assertEqual(action["res_model"], "mailing.mailing")
        return self.env["mailing.mailing"].browse(action["res_id"])

    def _recipients(self, mailing, company=None):
        """Whom the queue would write to, as superuser in a company of its own."""
        root = self.env.ref("base.user_root")
        company = company or self.env.ref("base.main_company")
        mailing = mailing.with_user(root).sudo().with_company(company)
        return self.env["res.partner"].browse(mailing._get_recipients())

    def test_it_makes_a_draft_mailing_on_a_new_campaign_and_sends_nothing(self):
        mails = self.env["mail.mail"].search_count([])
        mailing = self._mailing(self._living())
        self.assertRecordValues(
            mailing,
            [
                {
                    "state": "draft",
                    "subject": "News",
                    "mailing_type": "mail",
                    "mailing_model_real": "res.partner",
                    "use_exclusion_list": True,
                    "user_id": self.marketer.id,
                    "sent_date": False,
                }
            ],
        )
        self.assertRecordValues(
            mailing.campaign_id,
            [
                {
                    "title": "Spring",
                    "user_id": self.marketer.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(mailing.mailing_trace_ids)

    def test_the_domain_names_company_and_tier_on_the_same_profile(self):
        domain = literal_eval(self._mailing(self._living()).mailing_domain)
        [condition] = [leaf for leaf in domain if leaf[0] == "customer_profile_ids"]
        self.assertEqual(condition[1], "any")
        names = {leaf[0]: leaf[2] for leaf in condition[2] if len(leaf) == 3}
        self.assertEqual(set(names), {"company_id", "tier_id"})
        # neither this company as a C nor another one as an A makes it an A of ours
        self.assertNotIn(self.small, self._recipients(self._mailing(self._living())))

    def test_the_queue_finds_the_same_customers_in_any_company(self):
        mailing = self._mailing(self._living())
        for company in self.env.ref("base.main_company") + self.company + self.other:
            with self.subTest(company=company.name):
                self.assertEqual(
                    self._recipients(mailing, company), self.first + self.second
                )

    def test_recipients_agree_with_the_count_of_the_wizard(self):
        for values in (
            {"audience": "tier", "tier_id": self.tier_a.id},
            {
                "audience": "segment",
                "segment_id": self._profile(self.first).segment_id.id,
            },
            {"audience": "selection", "partner_ids": [Command.set(self.customers.ids)]},
        ):
            campaign = self._campaign(**values)
            with self.subTest(audience=values["audience"]):
                self.assertEqual(campaign.audience_count, 2)
                self.assertEqual(campaign.blacklisted_count, 1)
                self.assertEqual(campaign.no_email_count, 1)
                self.assertEqual(campaign.total_count, 4)
                recipients = self._recipients(self._mailing(campaign))
                self.assertEqual(len(recipients), campaign.audience_count)

    def test_blacklisted_silent_and_archived_customers_are_left_out(self):
        everyone = [Command.set(self.customers.ids)]
        selected = self._campaign(audience="selection", partner_ids=everyone)
        for campaign in selected + self._living():
            recipients = self._recipients(self._mailing(campaign))
            with self.subTest(audience=campaign.audience):
                self.assertEqual(recipients, self.first + self.second)

    def test_whoever_is_blacklisted_later_is_left_out_as_well(self):
        mailing = self._mailing(self._living())
        self.env["mail.blacklist"].create({"email": "first@example.com"})
        self.assertEqual(self._recipients(mailing), self.second)

    def test_a_tier_is_living(self):
        mailing = self._mailing(self._living())
        newcomer = self._customer("Newcomer", email="newcomer@example.com")
        self._order(newcomer, 1, 99999)
        self._run()
        self.assertEqual(newcomer.customer_tier_id, self.tier_a)
        self.assertIn(newcomer, self._recipients(mailing))

    def test_a_segment_is_living(self):
        segment = self._profile(self.first).segment_id
        mailing = self._mailing(
            self._campaign(audience="segment", segment_id=segment.id)
        )
        self.assertEqual(self._recipients(mailing), self.first + self.second)
        self.env["sale.order"].search(
            [("partner_id", "=", self.second.id)]
        )._action_cancel()
        self._run()
        self.assertNotIn(self.second, self._recipients(mailing))

    def test_a_selection_is_frozen(self):
        campaign = self._campaign(
            audience="selection", partner_ids=[Command.set(self.first.ids)]
        )
        mailing = self._mailing(campaign)
        self._order(self.first, 1, 99999)
        self._run()
        self.assertEqual(self._recipients(mailing), self.first)

    def test_the_count_tells_the_truth_to_a_salesperson_limited_to_own_documents(self):
        """The mailing reaches the whole tier, so that has to be shown before."""
        seller = self._user(
            "campaign_seller", f"sales_team.group_sale_salesman,{MARKETING}"
        )
        self.first.user_id = self.marketer
        campaign = self._living(seller)
        self.assertEqual(
            campaign.audience_count, len(self._recipients(self._mailing(campaign)))
        )

    def test_a_colleague_from_marketing_alone_can_open_the_mailing(self):
        mailing = self._mailing(self._living())
        colleague = self._user("marketing_only", f"base.group_user,{MARKETING}")
        self.assertEqual(mailing.with_user(colleague).total, 2)

    def test_a_user_without_mailing_rights_is_told(self):
        user = self._user("no_mailings")
        campaign = self._living(user)
        with self.assertRaisesRegex(AccessError, "access to Email Marketing"):
            campaign.action_create()
        self.assertFalse(self.env["utm.campaign"].search([("title", "=", "Spring")]))

    def test_nobody_left_to_write_to_is_told(self):
        campaign = self._campaign(
            audience="selection",
            partner_ids=[Command.set((self.blocked + self.silent).ids)],
        )
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            campaign.action_create()

    def test_an_unchosen_tier_or_segment_is_asked_for(self):
        for audience in ("tier", "segment"):
            with self.subTest(audience=audience):
                campaign = self._campaign(audience=audience)
                self.assertEqual(campaign.total_count, 0)
                with self.assertRaisesRegex(
                    UserError, "Choose the tier or the segment"
                ):
                    campaign.action_create()

    def test_it_starts_from_selected_contacts_and_profiles(self):
        contact = self._customer(
            "Ann", parent_id=self.first.id, is_company=False, email="ann@example.com"
        )
        profiles = self._profile(self.first) + self._profile(self.second)
        for records, name in (
            (contact + self.second, "action_start_tier_campaign"),
            (profiles, "action_start_campaign"),
        ):
            action = getattr(records.with_user(self.marketer), name)()
            wizards = self.env["customer.tier.campaign.start"].with_user(self.marketer)
            with self.subTest(model=records._name):
                form = Form(wizards.with_context(**action["context"]))
                self.assertEqual(form.audience, "selection")
                self.assertEqual(form.audience_count, 2)
                chosen = (
                    records if records._name == "res.partner" else records.partner_id
                )
                self.assertEqual(form.save().partner_ids, chosen)

    def test_each_campaign_has_one_of_its_own(self):
        campaigns = [self._mailing(self._living()).campaign_id for _ in range(2)]
        self.assertNotEqual(*campaigns)
        self.assertNotEqual(*(campaign.name for campaign in campaigns))

    def test_the_mailing_can_be_sent_as_it_is(self):
        mailing = self._mailing(self._living())
        mailing.body_html = "<p>Hello</p>"
        sent = []
        model = type(self.env["mailing.mailing"])
        with patch.object(
            model, "action_send_mail", lambda self, res_ids=None: sent.append(self)
        ):
            mailing.with_user(self.marketer).action_put_in_queue()
        self.assertEqual(mailing.state, "in_queue")
        self.assertFalse(sent)
