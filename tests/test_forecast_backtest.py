import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import backtest, bg_nbd, candidates, gamma_gamma, grade, naive, simulate
from ..forecast.history import history

AS_OF = 20_000
SPENDING = gamma_gamma.Parameters(p=6.0, q=4.0, v=15.0)


def _rows(*customers):
    """Of lists of days, one a customer."""
    rows = [(n, day, 10.0 + n % 7) for n, days in enumerate(customers) for day in days]
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def _coins(customers=400, days=900, rate=0.004, seed=1):
    """Nobody differs from anybody, nobody ever leaves: nothing can be known of anyone."""
    random = np.random.default_rng(seed)
    first = np.full((customers, 1), AS_OF - days)
    coins = random.random((customers, days)) < rate
    later = [AS_OF - days + 1 + np.flatnonzero(row) for row in coins]
    return history(
        *_rows(*(np.append(*each) for each in zip(first, later, strict=True))), AS_OF
    )


def _without_a_model():
    """Nine gaps before the only cut are too few for any model, but who bought lately buys again."""
    cut = AS_OF - 90
    again = [[cut - 100 - n, cut - 5 - n, cut + 10 + n] for n in range(9)]
    newcomers = [[cut - 20 - n, cut + 20 + n] for n in range(12)]
    silent = [[cut - 200 - 15 * n] for n in range(36)]
    return history(*_rows(*again, *newcomers, *silent), AS_OF)


def _regulars(customers=300, seed=1):
    """Gaps steady for each, of 20 to 200 days; one in ten gaps is the last."""
    random = np.random.default_rng(seed)
    bases = []
    for _customer in range(customers):
        gap = random.uniform(20, 200)
        gaps = gap * np.exp(random.normal(0, 0.15, 60))
        days = AS_OF - random.integers(0, 1500) + np.cumsum(np.append(0, gaps))
        kept = days[: random.geometric(0.1)].astype(int)
        bases.append(kept[kept <= AS_OF])
    return history(*_rows(*(days for days in bases if len(days))), AS_OF)


@tagged("post_install", "-at_install")
class TestForecastBacktest(BaseCase):
    # ---------------------------------------------------------------- verdicts

    def test_customers_with_a_rhythm_are_told_better_than_by_any_rule(self):
        found = backtest.backtest(_regulars(), 60)
        self.assertEqual(found.verdict, grade.BETTER)
        self.assertEqual(found.used, "rhythm")
        self.assertEqual(len(found.cuts), backtest.CUTS)
        self.assertGreater(found.grade.auc.low, 0.8)

    def test_customers_as_bg_nbd_has_them_are_told_by_bg_nbd(self):
        buying = bg_nbd.Parameters(r=0.5, alpha=30.0, a=0.6, b=2.0)
        base = simulate.base(buying, SPENDING, 4000, 700, seed=2, as_of=AS_OF)
        found = backtest.backtest(base, 90)
        self.assertEqual(found.verdict, grade.BETTER)
        self.assertEqual(found.used, "bg_nbd")
        self.assertLess(abs(found.grades["bg_nbd"].purchases_error), 0.1)
        self.assertLess(abs(found.grades["bg_nbd"].amount_error), 0.1)

    def test_without_a_signal_it_says_so(self):
        verdicts = [
            backtest.backtest(_coins(seed=seed), 90).verdict for seed in range(5)
        ]
        self.assertEqual(set(verdicts), {grade.NO_SIGNAL})

    def test_the_churn_of_p_alive_would_be_worse_than_chance(self):
        """Why the risk is 1 − P(at least one purchase): most one-time buyers never come back."""
        buying = bg_nbd.Parameters(r=0.243, alpha=31.0, a=0.793, b=2.426)
        base = simulate.base(buying, SPENDING, 4000, 400, seed=3, as_of=AS_OF)
        past = base.until(AS_OF - 90)
        bought = base.after(past)[0] > 0
        columns = past.repeat, past.recency, past.age
        alive = bg_nbd.alive_probability(buying, *columns)
        some = bg_nbd.purchase_probability(buying, *columns, 90)
        self.assertLess(grade.auc(alive, bought), 0.45)
        self.assertGreater(grade.auc(some, bought), 0.65)

    def test_where_no_model_fits_no_rule_is_said_to_be_better_than_rules(self):
        found = backtest.backtest(_without_a_model(), 90, cuts=1)
        self.assertEqual(set(found.unfit), set(candidates.MODELS))
        self.assertEqual(found.verdict, grade.NOT_BETTER)
        self.assertEqual(found.comparison.brier.value, 0)
        self.assertIn(found.used, naive.RULES)

    # ---------------------------------------------------------------- leaks

    def test_later_purchases_do_not_change_a_forecast(self):
        base = _regulars()
        day = AS_OF - 200
        rows = base.customer[base.row_customer], base.day, base.amount
        random = np.random.default_rng(4)
        other = history(
            np.append(rows[0], random.integers(0, 400, 5000)),
            np.append(rows[1], random.integers(day + 1, AS_OF, 5000)),
            np.append(rows[2], random.random(5000) * 1e6),
            AS_OF,
        )
        for name in (*candidates.MODELS, *naive.RULES):
            one, its_name = backtest.forecast(base.until(day), 90, name)
            two, same_name = backtest.forecast(other.until(day), 90, name)
            self.assertEqual(its_name, name)
            self.assertEqual(its_name, same_name)
            for mine, theirs in zip(one, two, strict=True):
                np.testing.assert_array_equal(mine, theirs)

    def test_a_cut_knows_nothing_of_its_own_window(self):
        """Grades of the first cut stay the same whatever happens from the second one on."""
        base = _regulars()
        short = base.until(AS_OF - 180)
        window = backtest._Window(base, AS_OF - 240, 60)
        again = backtest._Window(short, AS_OF - 240, 60)
        for name, forecast in window.forecasts.items():
            np.testing.assert_array_equal(
                forecast.probability, again.forecasts[name].probability
            )
        np.testing.assert_array_equal(window.purchases, again.purchases)

    def test_the_choice_at_a_cut_is_made_from_the_windows_before(self):
        """A model that is right in the last window only is not credited for it."""
        windows = [
            backtest._Window(_regulars(), AS_OF - 60 * back, 60) for back in (3, 2, 1)
        ]
        last = windows[-1]
        for window in windows[:-1]:
            window.forecasts["bg_nbd"] = window.forecasts["bg_nbd"]._replace(
                probability=1.0 - window.bought
            )
        last.forecasts["bg_nbd"] = last.forecasts["bg_nbd"]._replace(
            probability=1.0 * last.bought
        )
        judged = backtest._judge(windows, backtest._Pooled(windows))
        self.assertGreater(judged["grade"].brier, 0.01)
        self.assertLess(judged["grade"].auc.value, 1)

    def test_the_choice_for_amounts_is_made_from_the_windows_before(self):
        """Amounts that nobody could foresee: the luckiest of all is not the grade to tell."""
        random = np.random.default_rng(5)
        days = [AS_OF - 1800 + 30 * n for n in range(60) for _customer in range(20)]
        year = (AS_OF - np.array(days)) // 365
        amounts = 100 * 4.0 ** random.permutation(np.arange(-2, 4))[year]
        base = history(list(range(20)) * 60, days, amounts, AS_OF)
        found = backtest.backtest(base, 365)
        least = min(each.amount_error for each in found.grades.values())
        self.assertGreater(found.amount_grade.amount_error, least)
        self.assertGreater(found.amount_grade.amount_error, 0.3)
        self.assertGreater(found.rule_amount_grade.amount_error, 0.3)
        self.assertIn(found.rule_amount, naive.RULES)

    # ---------------------------------------------------------------- odd bases

    def _check(self, base, horizon=90):
        found = backtest.backtest(base, horizon)
        for name in {found.used, found.used_amount, found.rule}:
            told, _name = backtest.forecast(base, horizon, name)
            for column in told:
                self.assertEqual(column.shape, (len(base),))
                self.assertTrue(np.isfinite(column).all())
                self.assertTrue(np.all(column >= 0))
            self.assertTrue(np.all(told.probability <= 1))
        return found

    def test_three_customers_are_too_few_to_tell(self):
        rows = _rows(
            [AS_OF - 300, AS_OF - 100], [AS_OF - 200], [AS_OF - 500, AS_OF - 20]
        )
        found = self._check(history(*rows, AS_OF))
        self.assertEqual(found.verdict, grade.TOO_FEW)
        self.assertIn("bg_nbd", found.unfit)

    def test_all_one_time_is_too_few_to_tell(self):
        random = np.random.default_rng(1)
        days = random.integers(AS_OF - 700, AS_OF + 1, 2000)
        found = self._check(history(*_rows(*days[:, None]), AS_OF))
        self.assertEqual(found.verdict, grade.TOO_FEW)
        self.assertIn("repeat purchases", found.unfit["bg_nbd"])
        self.assertIn("gaps", found.unfit["rhythm"])
        told, _name = backtest.forecast(
            history(*_rows(*days[:, None]), AS_OF), 90, found.used
        )
        self.assertLess(told.probability.mean(), 0.1)

    def test_one_giant_does_not_make_the_others_grow(self):
        base = _regulars()
        rows = base.customer[base.row_customer], base.day, base.amount
        daily = np.arange(AS_OF - 1000, AS_OF + 1)
        with_giant = history(
            np.append(rows[0], np.full(len(daily), 10**6)),
            np.append(rows[1], daily),
            np.append(rows[2], np.full(len(daily), 1e6)),
            AS_OF,
        )
        found = self._check(with_giant)
        told, _name = backtest.forecast(with_giant, 90, found.used)
        self.assertGreater(told.probability[-1], 0.95)
        self.assertGreater(told.purchases[-1], 60)
        alone, _name = backtest.forecast(base, 90, found.used)
        np.testing.assert_allclose(
            told.probability[:-1].mean(), alone.probability.mean(), atol=0.05
        )

    def test_a_base_of_yesterday_and_an_empty_one_have_no_backtest(self):
        for base in (
            history(*_rows([AS_OF - 1], [AS_OF]), AS_OF),
            history([], [], [], AS_OF),
        ):
            found = self._check(base)
            self.assertEqual(found.cuts, ())
            self.assertEqual(found.verdict, grade.TOO_FEW)
            self.assertIsNone(found.grade)

    def test_a_model_that_no_longer_fits_gives_way(self):
        base = history(*_rows([AS_OF - 300], [AS_OF]), AS_OF)
        _told, name = backtest.forecast(base, 90, "bg_nbd")
        self.assertEqual(name, backtest.LAST_RESORT)
