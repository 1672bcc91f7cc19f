import numpy as np

from odoo.tests import BaseCase, tagged

from ..forecast import season
from ..forecast.history import history

FIRST = int(np.datetime64("2020-01-01").astype(int))
AS_OF = int(np.datetime64("2023-12-31").astype(int))


def _base(years=4, december=1.0, seed=1):
    """A purchase a day of one of a hundred customers, in December more."""
    random = np.random.default_rng(seed)
    days = np.arange(AS_OF - int(365.25 * years) + 1, AS_OF + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    days = np.repeat(days, random.poisson(np.where(month == 11, 8 * december, 8)))
    return history(np.arange(len(days)) % 1000, days, np.ones(len(days)), AS_OF)


@tagged("post_install", "-at_install")
class TestForecastSeason(BaseCase):
    def test_a_december_of_twice_the_purchases_is_seen(self):
        found = season.month_indices(_base(december=2.0))
        self.assertAlmostEqual(found[11] / found[:11].mean(), 2, delta=0.25)

    def test_without_a_season_the_clock_is_the_calendar(self):
        base = _base()
        clock = season.clock(base, 100)
        passed = clock.at(AS_OF) - clock.at(AS_OF - 365)
        self.assertAlmostEqual(passed, 365, delta=8)
        self.assertTrue(np.all(abs(season.month_indices(base) - 1) < 0.15))

    def test_a_year_and_a_half_is_too_short_for_a_season(self):
        np.testing.assert_array_equal(
            season.month_indices(_base(1.5, 5.0)), np.ones(12)
        )

    def test_a_hundred_purchases_hardly_make_a_season(self):
        few = history(
            np.arange(96), np.linspace(FIRST, AS_OF, 96).astype(int), [1.0] * 96, AS_OF
        )
        self.assertTrue(np.all(abs(season.month_indices(few) - 1) < 0.1))

    def test_days_after_is_the_way_back(self):
        clock = season.clock(_base(december=3.0), 300)
        for days in (1, 17, 60, 299):
            passed = clock.at(AS_OF + days) - clock.at(AS_OF)
            self.assertEqual(int(clock.days_after(AS_OF, passed)), days)
        self.assertEqual(int(clock.days_after(AS_OF, 1e9)), 301)
