from datetime import date

from odoo.tests import tagged

from .common_history import HistoryCase


@tagged("post_install", "-at_install")
class TestHistoryMonths(HistoryCase):
    """Who entered and who left, month by month."""

    def _month(self, customer, month):
        rows = self.months.search(
            [("partner_id", "=", customer.id), ("month", "=", month)]
        )
        return [(row.direction, row.net, row.monetary) for row in rows]

    def test_entering_and_leaving_in_different_months_count(self):
        lab = self._customer("Lab")
        self._chain(
            lab,
            (date(2025, 1, 31), self.tier_a, self.loyal, 70),
            (date(2025, 2, 1), None),
        )
        self.assertEqual(self._month(lab, "2025-01-01"), [("entered", 1, 70)])
        self.assertEqual(self._month(lab, "2025-02-01"), [("left", -1, 0)])

    def test_who_left_and_came_back_within_a_month_has_not_moved(self):
        lab = self._customer("Lab")
        self._chain(
            lab,
            (date(2025, 1, 1), self.tier_a),
            (date(2025, 2, 3), None),
            (date(2025, 2, 20), self.tier_a),
        )
        self.assertEqual(self._month(lab, "2025-02-01"), [])

    def test_who_came_back_to_another_tier_has_moved_only(self):
        lab = self._customer("Lab")
        self._chain(
            lab,
            (date(2025, 1, 1), self.tier_a),
            (date(2025, 2, 3), None),
            (date(2025, 2, 20), self.tier_b),
        )
        self.assertEqual(self._month(lab, "2025-02-01"), [("down", 0, 1000)])

    def test_a_run_that_was_rolled_back_brought_nothing(self):
        lab, clinic = self._customer("Lab"), self._customer("Clinic")
        self._chain(lab, (date(2025, 2, 3), self.tier_a), (date(2025, 2, 3), None))
        self._chain(
            clinic,
            (date(2025, 1, 1), self.tier_c),
            (date(2025, 2, 3), self.tier_a),
            (date(2025, 2, 3), self.tier_c),
        )
        for customer in (lab, clinic):
            self.assertEqual(self._month(customer, "2025-02-01"), [])

    def test_the_net_of_all_months_is_the_number_of_customers(self):
        for number, steps in enumerate(
            (
                [(date(2025, 1, 1), self.tier_a)],
                [(date(2025, 1, 1), self.tier_b), (date(2025, 4, 1), None)],
                [(date(2025, 3, 1), self.tier_c), (date(2025, 3, 9), self.tier_a)],
            )
        ):
            self._chain(self._customer(f"Lab {number}"), *steps)
        domain = [("company_id", "=", self.company.id)]
        [[net]] = self.months._read_group(domain, [], ["net:sum"])
        self.assertEqual(net, 2)
        self.assertEqual(self._on("2025-12-31").search_count(domain), net)
