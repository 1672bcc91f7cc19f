from math import sqrt
from statistics import mean, variance

from odoo.tests import BaseCase, tagged

from ..outcome.effect import mean_effect, share_effect, variance_of_difference
from ..outcome.money import return_on_costs
from ..outcome.sums import Stratum, Sums, merged, strata_of

# Student's own data (1908), extra hours of sleep under two drugs; in R as "sleep".
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)
# Unequal arms, the smaller one spreads more: t is -1.57 with Welch's variance and -2.10 with
# Student's (G. D. Ruxton's kind of example, as printed under "Welch's t-test" in Wikipedia).
SMALL = [17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8]
LARGE = [
    *(21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8),
    *(20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5, 21.5, 21.8),
]


def arms(treated, control):
    return Stratum(Sums.of(treated), Sums.of(control))


@tagged("post_install", "-at_install")
class TestOutcomeMeans(BaseCase):
    def test_the_interval_that_r_prints_for_student_s_sleep(self):
        effect = mean_effect([arms(*SLEEP)])
        self.assertAlmostEqual(effect.treated, 0.75)
        self.assertAlmostEqual(effect.control, 2.33)
        self.assertAlmostEqual(effect.difference.low, -3.363874, 6)
        self.assertAlmostEqual(effect.difference.high, 0.203874, 6)

    def test_the_variance_is_the_average_of_welch_s_and_student_s(self):
        difference = mean(SMALL) - mean(LARGE)
        found, degrees = variance_of_difference([arms(SMALL, LARGE)], [1])
        welch, student = difference / -1.57, difference / -2.10
        self.assertAlmostEqual(sqrt(found), sqrt((welch**2 + student**2) / 2), 2)
        self.assertAlmostEqual(degrees, 28)

    def test_strata_by_the_textbook(self):
        """Slow and obvious, with the statistics of the standard library."""
        data = [(SMALL, LARGE), SLEEP, ([5.0, 9.0, 0.0], [0.0, 1.0, 0.0, 0.0])]
        treated = sum(len(one) for one, _other in data)
        middle = own = pooled = 0.0
        for one, other in data:
            weight = len(one) / treated
            middle += weight * (mean(one) - mean(other))
            own += weight**2 * (variance(one) / len(one) + variance(other) / len(other))
            inside = [value - mean(one) for value in one]
            inside += [value - mean(other) for value in other]
            spread = sum(value**2 for value in inside) / (len(inside) - 2)
            pooled += weight**2 * spread * (1 / len(one) + 1 / len(other))
        strata = [arms(*one) for one in data]
        weights = [len(one) / treated for one, _other in data]
        found, _degrees = variance_of_difference(strata, weights)
        self.assertAlmostEqual(found, (own + pooled) / 2)
        effect = mean_effect(strata)
        self.assertAlmostEqual(effect.difference.value, middle)
        self.assertAlmostEqual(effect.treated, mean(sum((a for a, _b in data), [])))
        self.assertEqual(effect.control_customers, 34)

    def test_the_total_is_that_of_all_the_treated(self):
        effect = mean_effect([arms([10.0, 20.0, 0.0, 30.0], [0.0, 5.0, 1.0])])
        self.assertAlmostEqual(effect.total.value, 60 - 4 * 2)
        self.assertAlmostEqual(effect.total.low, 4 * effect.difference.low)

    def test_alike_to_the_cent_is_an_interval_without_width(self):
        effect = mean_effect([arms([0.0] * 9, [0.0] * 5)])
        self.assertEqual((effect.difference.low, effect.difference.high), (0, 0))

    def test_without_a_control_group_nothing_is_said(self):
        for strata in ([], [arms([1.0, 2.0], [])], [arms([1.0, 2.0], [3.0])]):
            self.assertIsNone(mean_effect(strata))
            self.assertIsNone(share_effect(strata))


@tagged("post_install", "-at_install")
class TestOutcomeSums(BaseCase):
    def test_rows_of_sql_become_strata_in_their_order(self):
        rows = [(2, True, 3, 9, 27), (1, False, 5, None, None), (2, False, 4, 8, 16)]
        self.assertEqual(
            strata_of(rows),
            [
                Stratum(Sums(5, 0.0, 0.0), Sums()),
                Stratum(Sums(4, 8.0, 16.0), Sums(3, 9.0, 27.0)),
            ],
        )

    def test_strata_that_lack_an_arm_join_their_neighbours(self):
        two, none = Sums(2, 1.0, 1.0), Sums()
        strata = [Stratum(two, none), Stratum(two, two), Stratum(two, none)]
        self.assertEqual(merged(strata), [Stratum(two + two + two, two)])
        self.assertEqual(merged([Stratum(two, none)] * 3), [])


@tagged("post_install", "-at_install")
class TestOutcomeMoney(BaseCase):
    def test_return_on_costs_has_the_interval_of_the_margin(self):
        margin = mean_effect([arms([100.0, 300.0, 200.0, 0.0], [50.0, 0.0, 100.0])])
        found = return_on_costs(margin, 200)
        self.assertAlmostEqual(found.gained.value, 400)
        self.assertAlmostEqual(found.net.value, 200)
        self.assertAlmostEqual(found.rate.value, 1.0)
        self.assertAlmostEqual(found.rate.low, (margin.total.low - 200) / 200)

    def test_what_cost_nothing_has_no_rate(self):
        margin = mean_effect([arms([100.0, 300.0], [50.0, 0.0])])
        self.assertIsNone(return_on_costs(margin, 0).rate)
