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
