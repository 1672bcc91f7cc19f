from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import format_date

from .common import AS_OF
from .test_words import WordsCase, plain

FIELDS = [
    "why_tier",
    "why_segment",
    "what_changed",
    "next_tier_words",
    "tier_below_words",
    "pending_words",
    "recency_words",
    "frequency_words",
    "monetary_words",
]


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestWordsAccess(WordsCase):
    """Who reads the words, and at what cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("words_rep", "sales_team.group_sale_salesman")
        cls.customers["Small"].user_id = cls.seller

    def test_a_limited_salesperson_reads_of_own_customers(self):
        self._run_twice()
        [words] = self._of("Small").with_user(self.seller).read(FIELDS)
        self.assertIn("B: 100.00", plain(words["why_tier"]))
        self.assertIn("lifts it to A", words["next_tier_words"])
        self.assertIn("Without a purchase", words["tier_below_words"])
        contact = self.customers["Small"].with_user(self.seller)
        self.assertEqual(contact.customer_why_tier, words["why_tier"])
        self.assertEqual(contact.customer_next_tier_words, words["next_tier_words"])

    def test_and_nothing_of_those_of_others(self):
        self.customers["Big"].user_id = self.env.user
        self._run()
        with self.assertRaises(AccessError):
            self._of("Big").with_user(self.seller).read(FIELDS)
        contact = self.customers["Big"].with_user(self.seller)
        self.assertFalse(contact.customer_why_tier)
        self.assertFalse(contact.customer_next_tier_words)

    def test_a_fixed_tier_is_explained_to_those_who_may_not_fix_it(self):
        self._run()
        self.env["customer.tier.override"].create(
            {
                "partner_id": self.customers["Small"].id,
                "company_id": self.company.id,
                "tier_id": self.tier_a.id,
                "reason": "opens a second site",
                "date_from": AS_OF,
            }
        )
        self._run()
        said = self._of("Small").with_user(self.seller).why_tier
        self.assertIn("opens a second site", said)

    def test_on_an_order_of_a_colleagues_customer_a_change_is_told_without_amounts(
        self,
    ):
        self.policy.grace_days = 30
        self._run_twice()
        middle = self.customers["Middle"]
        order = self._order(middle, 0, 0, state="draft", user_id=self.seller.id)
        lead = self.env["crm.lead"].create(
            {"name": "Lead", "partner_id": middle.id, "user_id": self.seller.id}
        )
        profile = self._of("Middle")
        date = format_date(self.env, profile.pending_date)
        self.assertIn("€", profile.pending_words)
        for record in (order, lead):
            told = record.with_user(self.seller)
            middle.user_id = self.env.user
            self.assertEqual(told.customer_pending_words, f"Becomes B on {date}.")
            self.assertEqual(record.customer_pending_words, profile.pending_words)
            middle.user_id = self.seller
            told.invalidate_recordset()
            self.assertEqual(told.customer_pending_words, profile.pending_words)
        contact = middle.with_user(self.seller)
        self.assertEqual(contact.customer_pending_words, profile.pending_words)

    def test_a_prospect_has_no_words(self):
        self._run()
        contact = self._customer("Fresh")
        self.assertFalse(contact.customer_why_tier)
        self.assertFalse(contact.customer_next_tier_words)

    def test_every_company_has_its_own_words(self):
        other = self._company("Other Company", currency="base.USD")
        self.env.user.company_ids += other
        small = self.customers["Small"]
        for _half in range(2):
            self._order(small, 5, 4000, company=other)
        self._run()
        self._run(other)
        words = [
            plain(small.with_company(company).customer_why_tier)
            for company in (self.company, other)
        ]
        self.assertEqual(
            words,
            [
                "B: 100.00 € in 365 days; B starts at 100.00 €.",
                "A: $ 8,000.00 in 365 days; A starts at $ 8,000.00.",
            ],
        )

    def test_opening_a_profile_takes_few_queries(self):
        self._run_twice()
        self._assert_opened_quickly()

    def test_the_morning_after_the_last_run_purchases_are_read_once_all_the_same(self):
        self._run_twice()
        with freeze_time(f"{AS_OF + timedelta(days=1)} 06:00:00"):
            self._assert_opened_quickly()

    def _assert_opened_quickly(self):
        profile = self._of("Small")
        self.env.flush_all()
        self.env.invalidate_all()
        # warm: what the form reads of the profile, its customer, company and policy anyway
        profile.read(["partner_id", "tier_id", "monetary", "currency_id"])
        # the run and its rules; override, tiers and segment by name; the profile before the
        # last run, and that run; suspected duplicates; purchases, once
        with self.assertQueryCount(10):
            profile.read(FIELDS)

    def test_a_page_of_profiles_takes_no_query_for_each(self):
        self._assert_few_queries(FIELDS)

    def test_the_morning_after_the_last_run_pending_changes_take_no_query_for_each(
        self,
    ):
        """What fell out of the window since then is read for the whole page."""
        with freeze_time(f"{AS_OF + timedelta(days=1)} 06:00:00"):
            self._assert_few_queries(FIELDS)

    def _assert_few_queries(self, fields):
        twins = self.customers["Tiny"]
        for number in range(4):
            twins += self._customer(f"Twin {number}")
            for _half in range(2):
                self._order(twins[-1], 80, 10)
        self._run_twice()
        profiles = self.env["customer.profile"].search(
            [("partner_id", "in", twins.ids)]
        )
        self._count_queries(
            profiles, fields
        )  # warms what outlives the cache of records
        few, all_ = (self._count_queries(p, fields) for p in (profiles[:1], profiles))
        self.assertEqual(few, all_)

    def _count_queries(self, profiles, fields):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        profiles.read(fields)
        return self.env.cr.sql_log_count - before
