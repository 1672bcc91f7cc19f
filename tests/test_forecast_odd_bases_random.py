import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..forecast import backtest, candidates, grade, naive, rhythm
from ..forecast.history import history
from .common_random import random_examples

AS_OF = 20_000

# from purchases on one day to one in fifty years, amounts of either sign and any size
ROWS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.one_of(st.integers(AS_OF - 60, AS_OF), st.integers(0, AS_OF)),
        st.one_of(st.floats(-100, 100), st.floats(-1e12, 1e12)),
    ),
    max_size=150,
)


@tagged("post_install", "-at_install")
class TestForecastOddBasesRandom(BaseCase):
    @random_examples(60)
    @given(ROWS, st.sampled_from([1, 30, 365, 3650]))
    def test_any_base_has_forecasts_within_bounds(self, rows, horizon):
        columns = zip(*rows, strict=True) if rows else ([], [], [])
        base = history(*columns, as_of=AS_OF)
        for name in (*candidates.MODELS, *naive.RULES):
            told, _name = backtest.forecast(base, horizon, name)
            for column in told:
                self.assertEqual(column.shape, (len(base),))
                self.assertTrue(np.isfinite(column).all(), name)
            self.assertTrue(
                np.all((told.probability >= 0) & (told.probability <= 1)), name
            )
            self.assertTrue(np.all(told.purchases >= 0), name)
        self.assertIn(
            backtest.backtest(base, horizon).used, candidates.MODELS | naive.RULES
        )

    @random_examples(60)
    @given(ROWS, st.sampled_from([1, 30, 365, 3650]))
    def test_any_rhythm_has_dates_in_their_order(self, rows, ahead):
        columns = zip(*rows, strict=True) if rows else ([], [], [])
        found = rhythm.fit(history(*columns, as_of=AS_OF), ahead)
        if found is None:
            return
        expected, low, high = rhythm.next_purchase(found)
        self.assertTrue(np.all((low > AS_OF) & (low <= expected) & (expected <= high)))
        self.assertTrue(np.all(high <= AS_OF + ahead + 1))
        sooner, later = (
            rhythm.purchase_probability(found, days) for days in (1, ahead)
        )
        self.assertTrue(np.all(sooner <= later + 1e-12))

    @random_examples(60)
    @given(
        st.integers(0, 2**32 - 1),
        st.integers(10, 90),
        st.integers(0, 15),
        st.integers(1, 4),
    )
    def test_only_a_model_is_better_than_the_naive_rules(
        self, seed, customers, gaps, cuts
    ):
        """Small bases with as many gaps as models need, or fewer; lately means again."""
        found = backtest.backtest(_small(seed, customers, gaps), 90, cuts)
        fit = candidates.MODELS.keys() - found.unfit
        self.assertIn(found.used, fit | naive.RULES.keys())
        if found.verdict == grade.BETTER:
            self.assertIn(found.used, fit)


def _small(seed, customers, gaps):
    """Bought long ago, or lately, some of these twice; the latter buy again."""
    random = np.random.default_rng(seed)
    cut, rows = AS_OF - 90, []
    for name in range(customers):
        days = [cut - random.integers(181, 900)]
        if name < gaps + 12:
            days = [cut - random.integers(0, 90)]
        if name < gaps:
            days.append(cut - random.integers(91, 180))
        if random.random() < (0.9 if name < gaps + 12 else 0.03):
            days.append(cut + random.integers(1, 91))
        rows += [(name, int(day), 10.0) for day in days]
    return history(*zip(*rows, strict=True), as_of=AS_OF)
