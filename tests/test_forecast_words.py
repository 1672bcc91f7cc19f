from odoo.tests import tagged

from .common_forecast import ForecastCase


@tagged("post_install", "-at_install")
class TestForecastWords(ForecastCase):
    """How far the expected revenue can be believed, as it is told."""

    def _words(self, **year):
        facts = {"cuts": 4, "revenue_model": "own_rate", **year}
        run = self.runs.create(
            {"company_id": self.company.id, "verdict": "better", "facts": {}}
        )
        run.facts = {
            "buying": {"cuts": 0, "horizon": 90, "verdict": "better"},
            "year": facts,
        }
        return run.year_words

    def test_error_of_a_year_is_told_beside_that_of_the_naive_rule(self):
        words = self._words(amount_error=0.624, rule_amount_error=0.71)
        self.assertIn("62 %", words)
        self.assertIn("by the naive rule, by 71 %", words)
        self.assertNotIn("no better", words)

    def test_no_better_than_the_naive_rule_is_said(self):
        words = self._words(amount_error=0.71, rule_amount_error=0.62)
        self.assertIn("no better than by the naive rule, by 62 %", words)

    def test_an_error_that_cannot_be_told_is_not_called_none(self):
        words = self._words(amount_error=None, rule_amount_error=None)
        self.assertIn("not known", words)
        self.assertNotIn("%", words)

    def test_years_that_were_missed_in_both_directions_do_not_look_good(self):
        """A third too little, nearly twice as much, and so on: not 2 % off."""
        customers = self._customers(12)
        amounts = (100, 900, 100, 900, 100, 900)
        self._buy(
            [
                (customer, 365 * year + 30 * month + 5 + place, amount)
                for place, customer in enumerate(customers)
                for year, amount in enumerate(amounts)
                for month in range(12)
            ]
        )
        self._run()
        run = self._foresee()
        year = run.facts["year"]
        self.assertGreater(year["amount_error"], 0.4)
        self.assertGreater(year["rule_amount_error"], 0.4)
        chosen = run.grade_ids.filtered(
            lambda grade: grade.subject == "year" and grade.kind == "chosen"
        )
        self.assertAlmostEqual(chosen.amount_error, year["amount_error"])
        self.assertEqual(chosen.model, year["revenue_model"])

    def test_years_without_a_purchase_have_no_error(self):
        [customer] = self._customers(1)
        self._buy([(customer, 3000, 100)])
        self._run()
        run = self._foresee()
        self.assertIsNone(run.facts["year"]["amount_error"])
        self.assertIn("not known", run.year_words)
        self.assertTrue(run.verdict_words)
