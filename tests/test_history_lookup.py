from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_history import HistoryCase


@tagged("post_install", "-at_install")
class TestHistoryLookup(HistoryCase):
    """Tier and segment of a customer on a past date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls._customer("General Hospital")
        cls.ward = cls._customer("Ward", parent_id=cls.hospital.id, is_company=False)
        cls.gone = cls._customer("Closed Clinic")
        cls._chain(
            cls.hospital,
            (date(2025, 1, 10), cls.tier_c, cls.loyal, 100),
            (date(2025, 6, 10), cls.tier_a, cls.champions, 900),
        )
        cls._chain(cls.gone, (date(2025, 1, 10), cls.tier_b), (date(2025, 3, 1), None))

    def _tier_on(self, day, customer=None):
        customer = customer or self.hospital
        found = customer.customer_tiers_on(day).get(customer.id)
        return self.env["customer.tier"].browse(found["tier_id"] if found else ())

    def test_a_move_counts_from_its_own_day_on(self):
        self.assertFalse(self._tier_on("2025-01-09"))
        self.assertEqual(self._tier_on("2025-01-10"), self.tier_c)
        self.assertEqual(self._tier_on("2025-06-09"), self.tier_c)
        self.assertEqual(self._tier_on("2025-06-10"), self.tier_a)
        self.assertEqual(self._tier_on(date(2030, 1, 1)), self.tier_a)

    def test_of_several_moves_on_a_day_the_last_one_counts(self):
        """As after a run that was rolled back: its moves, then those that take them back."""
        self._chain(
            self.gone,
            (date(2025, 5, 1), self.tier_c),
            (date(2025, 5, 1), self.tier_a),
            (date(2025, 5, 1), self.tier_c),
        )
        self.assertEqual(self._tier_on("2025-05-01", self.gone), self.tier_c)

    def test_who_left_has_no_tier_afterwards(self):
        self.assertEqual(self._tier_on("2025-02-28", self.gone), self.tier_b)
        self.assertFalse(self._tier_on("2025-03-01", self.gone))
        self.assertEqual(self._on("2025-03-01").search([]).partner_id, self.hospital)

    def test_a_department_has_the_tier_of_its_hospital(self):
        found = (self.hospital + self.ward + self.gone).customer_tiers_on("2025-04-01")
        self.assertEqual(found.keys(), {self.hospital.id, self.ward.id})
        self.assertEqual(
            found[self.ward.id],
            {
                "tier_id": self.tier_c.id,
                "segment_id": self.loyal.id,
                "monetary": 100,
                "date": date(2025, 1, 10),
            },
        )

    def test_another_date_is_not_answered_from_the_cache(self):
        for day, tier in (("2025-02-01", self.tier_c), ("2025-07-01", self.tier_a)):
            state = self._on(day).search([("partner_id", "=", self.hospital.id)])
            self.assertEqual(state.tier_id, tier)

    def test_what_is_no_date_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "tomorrow.*is no date"):
            self._on("tomorrow").search([])
        with self.assertRaisesRegex(UserError, "is no date"):
            self._on("2025-02-30").search([])

    def test_the_last_date_in_a_search_bar_counts(self):
        days = ["2025-07-01", "2025-02-01"]
        state = self.states.with_context(tier_day=days).search(
            [("partner_id", "=", self.hospital.id)]
        )
        self.assertEqual(state.tier_id, self.tier_c)

    def test_without_a_date_it_is_today(self):
        state = self.states.search([("partner_id", "=", self.hospital.id)])
        self.assertEqual(state.tier_id, self.tier_a)

    def test_states_are_searched_and_grouped_like_any_record(self):
        states = self._on("2025-02-01")
        self.assertEqual(
            states.search([("segment_group", "=", "high_value")], order="date").tier_id,
            self.tier_b + self.tier_c,
        )
        groups = states._read_group([], ["tier_id"], ["__count", "monetary:sum"])
        self.assertEqual(groups, [(self.tier_b, 1, 1000), (self.tier_c, 1, 100)])

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        customers = self.hospital + self.gone
        many = customers.create([{"name": f"Lab {n}"} for n in range(40)])
        for customer in many:
            self._chain(customer, (date(2025, 1, 1), self.tier_a))
        self.env.flush_all()
        for partners in (customers, customers + many):
            self.env.invalidate_all()
            partners.mapped("commercial_partner_id")
            # the states; the company of the context is read with the first of them
            with self.assertQueryCount(2):
                partners.customer_tiers_on("2025-02-01")

    def test_the_dialog_opens_the_list_of_its_day(self):
        dialog = self.env["customer.tier.state.day"].create({"day": "2025-02-01"})
        self.assertEqual(dialog.first_day, date(2025, 1, 10))
        action = dialog.action_open()
        states = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(
            states.search([], order="id").partner_id, self.hospital + self.gone
        )

    def test_a_state_opens_the_portrait_or_the_contact(self):
        self._order(self.hospital, 10, 500)
        self._run()
        states = self._on("2025-02-01")
        for customer, model in (
            (self.hospital, "customer.profile"),
            (self.gone, "res.partner"),
        ):
            state = states.search([("partner_id", "=", customer.id)])
            self.assertEqual(state.action_view_customer()["res_model"], model)
