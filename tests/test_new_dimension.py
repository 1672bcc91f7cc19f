from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..scoring import dimensions
from ..scoring.dimensions import DIMENSIONS, Dimension
from .common import TierCase


def largest_order(window):
    """The largest purchase of the window."""
    return SQL(
        """
        SELECT customer_id, MAX(amount) AS value
          FROM (%(rows)s) AS purchase
         WHERE is_purchase AND bought_at >= %(start)s
      GROUP BY customer_id
        """,
        rows=window.by_customer(),
        start=window.purchases.window_start,
    )


@tagged("post_install", "-at_install")
class TestNewDimension(TierCase):
    """Another add-on contributes a dimension: one function, registered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dimensions.register(
            Dimension(
                "largest",
                "Largest order",
                "money",
                hint="in the window",
                measure=largest_order,
                typical=(10, 100, 1000, 10000),
            )
        )
        cls.addClassCleanup(DIMENSIONS.pop, "largest", None)
        cls.small, cls.big = cls._customer("Small"), cls._customer("Big")
        for _ in range(10):
            cls._order(cls.small, 40, 100)
        cls._order(cls.big, 40, 900)
        cls.lapsed = cls._customer("Lapsed")
        cls._order(cls.lapsed, 500, 5000)

    def _score_largest(self, **values):
        with Form(self.policy) as form, form.dimension_ids.new() as line:
            line.dimension = "largest"
            for name, value in values.items():
                setattr(line, name, value)
        return self.policy.dimension_ids.filtered(lambda d: d.dimension == "largest")

    def test_the_policy_form_offers_it_with_its_unit_and_typical_thresholds(self):
        labels = dict(self.env["customer.tier.policy.dimension"]._selection_dimension())
        self.assertEqual(labels["largest"], "Largest order (in the window)")
        line = self._score_largest(method="threshold")
        thresholds = line.threshold_ids.sorted("score")
        self.assertEqual(thresholds.mapped("value"), [10, 100, 1000, 10000])
        self.assertEqual(set(thresholds.mapped("unit")), {"EUR or more"})
        self.assertEqual(line.weight_share, 25)

    def test_a_run_scores_it_and_says_how(self):
        self._score_largest()
        run = self._run()
        self.assertEqual(run.state, "done", run.error)
        small, big, lapsed = map(self._profile, (self.small, self.big, self.lapsed))
        self.assertEqual(small.dimension_scores, {"largest": [100, 2]})
        self.assertEqual(big.dimension_scores, {"largest": [900, 4]})
        self.assertEqual(lapsed.dimension_scores, {"largest": [None, 1]})
        for words in "Largest order", "900", "unknown":
            profile = lapsed if words == "unknown" else big
            self.assertIn(words, str(profile.dimension_table))
        shown = " ".join(str(run.rules_html).split())
        self.assertIn("Largest order", shown)
        self.assertRegex(shown, "900.00.{1,8}or more")
        self.assertIn("25 %", shown)

    def test_a_quick_refresh_finds_the_same(self):
        self._score_largest(method="threshold")
        run = self._run()
        refresh = run.create(
            {"company_id": self.company.id, "as_of": run.as_of, "mode": "refresh"}
        )
        refresh._execute(self.big.ids)
        self.assertEqual(refresh.written_count, 0)

    def test_when_its_add_on_is_removed_the_policy_says_so(self):
        line = self._score_largest(method="threshold")
        self._run()
        removed = DIMENSIONS.pop("largest")
        try:
            line.invalidate_recordset()
            self.assertFalse(any(line.threshold_ids.mapped("unit")))
            with self.assertRaisesRegex(ValidationError, "no installed app"):
                self._run()
            # what was scored stays readable
            profile = self._profile(self.big)
            self.assertFalse(profile.dimension_table)
            self.assertTrue(self.company.customer_tier_run_id.rules_html)
            self.policy.dimension_ids.filtered(
                lambda line: line.dimension == "largest"
            ).unlink()
            self.assertEqual(self._run().state, "done")
        finally:
            dimensions.register(removed)


@tagged("post_install", "-at_install")
class TestDimensionLines(TierCase):
    """What the form does about the dimensions beyond recency, frequency and monetary."""

    def test_another_dimension_does_not_keep_thresholds_in_other_units(self):
        with Form(self.policy) as form, form.dimension_ids.new() as line:
            line.dimension = "growth"
            line.method = "threshold"
            line.dimension = "payment"
        line = self.policy.dimension_ids.filtered(lambda d: d.dimension == "payment")
        self.assertEqual(
            line.threshold_ids.sorted("score").mapped("value"), [60, 30, 10, 0]
        )
        self.assertEqual(set(line.threshold_ids.mapped("unit")), {"days or less"})

    def test_typical_thresholds_fit_any_number_of_steps(self):
        for bins in range(2, 10):
            self.policy.bins = bins
            with Form(self.policy) as form, form.dimension_ids.new() as line:
                line.dimension = "growth"
                line.method = "threshold"
            [line] = self.policy.dimension_ids.filtered(
                lambda d: d.dimension == "growth"
            )
            self.assertEqual(len(line.threshold_ids), bins - 1)
            line.unlink()

    def test_thresholds_of_growth_may_be_negative_but_not_out_of_order(self):
        def growth(values):
            return {
                "dimension_ids": [
                    Command.create(
                        {
                            "dimension": "growth",
                            "method": "threshold",
                            "threshold_ids": [
                                Command.create({"score": score, "value": value})
                                for score, value in enumerate(values, 2)
                            ],
                        }
                    )
                ]
            }

        with (
            self.assertRaisesRegex(ValidationError, "Growth.*More is better"),
            self.env.cr.savepoint(),
        ):
            self.policy.write(growth([-10, -20, 0, 5]))
        self.policy.write(growth([-20, -10, 0, 5]))

    def test_a_dimension_is_there_once(self):
        two = [Command.create({"dimension": "growth"}) for _ in range(2)]
        with self.assertRaisesRegex(ValidationError, "at most once"):
            self.policy.dimension_ids = two

    def test_recency_cannot_be_removed(self):
        recency = self.policy.dimension_ids.filtered(lambda d: d.dimension == "recency")
        with self.assertRaisesRegex(ValidationError, "weight 0 to leave it out"):
            self.policy.dimension_ids = [Command.delete(recency.id)]

    def test_tiers_by_score_begin_at_equal_distances(self):
        with Form(self.policy) as form:
            form.tier_method = "score"
        self.assertEqual(self.policy.share_ids.mapped("min_score"), [67, 33, 0])

    def test_an_empty_grid_is_filled_with_the_usual_corrections(self):
        self.policy.tier_method = "grid"
        self.policy.action_fill_grid()
        corrections = {
            (cell.tier_id.code, cell.segment_id.code): cell.corrected_tier_id.code
            for cell in self.policy.grid_ids
        }
        self.assertEqual(corrections["A", "lost"], "B")
        self.assertEqual(corrections["B", "champions"], "A")
        self.assertEqual(corrections["C", "champions"], "B")
        self._order(self._customer(), 1, 10)
        shown = str(self._run(mode="simulation").rules_html)
        self.assertIn("corrected by segment", shown)
