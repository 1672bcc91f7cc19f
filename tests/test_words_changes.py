from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .test_words import WordsCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestWhatChanged(WordsCase):
    def test_the_first_run_changed_nothing(self):
        self._run()
        self._assert_says("Giant", "what_changed", False)

    def test_tier_revenue_purchases_and_scores_are_held_against_the_run_before(self):
        self._run_twice()
        self._assert_says(
            "Giant",
            "what_changed",
            "Since 30 March 2026: from Potential Loyalist to Champions; revenue 700.00 € → "
            "1,100.00 €; 2 more purchases; frequency score 3 → 5.",
        )
        self._assert_says(
            "Middle", "what_changed", "Since 30 March 2026: moved from A to B."
        )

    def test_a_day_older_is_no_change(self):
        self._run_twice()
        self._assert_says("Tiny", "what_changed", False)

    def test_a_new_customer_is_new(self):
        self._run(as_of=AS_OF - timedelta(1))
        self.customers["Fresh"] = self._customer("Fresh")
        self._order(self.customers["Fresh"], 0, 50)
        self._run()
        self._assert_says("Fresh", "what_changed", "New since the run before.")


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDoubts(WordsCase):
    def test_well_known_customers_raise_no_doubt(self):
        self._run()
        self._assert_says("Giant", "confidence_words", False)

    def test_little_history_few_purchases_and_unknown_rates_are_named(self):
        self.policy.min_purchases = 3
        dollars = self.env.ref("base.USD")
        dollars.active = True
        customer = self.customers["Fresh"] = self._customer("Fresh")
        order = self._order(customer, 3, 50)
        self._order(customer, 3, 50)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET currency_id = %s, currency_rate = 1 WHERE id = %s",
            [dollars.id, order.id],
        )
        self._run()
        self._assert_says(
            "Fresh",
            "confidence_words",
            "Bought for the first time 3 days ago; only 2 purchases so far; one purchase in a "
            "currency without a known rate.",
        )

    def test_a_suspected_duplicate_is_named(self):
        self._run()
        pair = self.customers["Big"] + self.customers["Giant"]
        self.env["customer.tier.duplicate"].create(
            {
                "partner_id": min(pair.ids),
                "other_id": max(pair.ids),
                "strength": "strong",
            }
        )
        self._assert_says("Giant", "confidence_words", "May be in the system twice.")
