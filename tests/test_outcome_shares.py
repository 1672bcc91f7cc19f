from math import log

from odoo.tests import BaseCase, tagged

from ..outcome import shares
from ..outcome.effect import share_effect
from ..outcome.sums import Stratum, Sums


def table(yes1, n1, yes0, n0):
    return Stratum(Sums.of_share(n1, yes1), Sums.of_share(n0, yes0))


@tagged("post_install", "-at_install")
class TestOutcomeShares(BaseCase):
    def _assert_printed(self, strata, weights, low, high, places=4):
        found = shares.score_interval(strata, weights, 0.95)
        self.assertAlmostEqual(found[0], low, places)
        self.assertAlmostEqual(found[1], high, places)

    def test_intervals_printed_by_newcombe(self):
        """R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II."""
        self._assert_printed([table(56, 70, 48, 80)], [1], 0.0528, 0.3382)
        self._assert_printed([table(9, 10, 3, 10)], [1], 0.1700, 0.8406)
        self._assert_printed([table(5, 56, 0, 29)], [1], -0.0326, 0.1933)

    def test_a_stratified_interval_printed_by_another_program(self):
        """Merck's R package metalite.ae, example of rate_compare with sample size weights."""
        strata = [
            table(15, 25, 5, 26),
            table(15, 25, 5, 24),
            table(15, 25, 5, 26),
            table(15, 25, 5, 24),
        ]
        weights = [51 / 200, 49 / 200, 51 / 200, 49 / 200]
        observed = shares.difference(strata, weights)
        self.assertAlmostEqual(observed, 0.3998397, 7)
        self.assertAlmostEqual(shares.score(strata, weights, observed, 0), 5.712797, 6)
        self._assert_printed(strata, weights, 0.2684383, 0.5172779, places=6)

    def test_the_likeliest_share_is_the_one_found_by_trying_all(self):
        for counts in ((5, 56, 0, 29), (3, 7, 2, 9), (0, 4, 0, 6), (4, 4, 6, 6)):
            yes1, n1, yes0, n0 = counts
            for supposed in (-0.6, -0.05, 0.0, 0.2, 0.7):
                grid = [
                    base / 2000
                    for base in range(2001)
                    if 0 <= base / 2000 + supposed <= 1
                ]
                best = max(
                    grid,
                    key=lambda base, yes1=yes1, n1=n1, yes0=yes0, n0=n0, d=supposed: (
                        _likelihood(yes1, n1, base + d) + _likelihood(yes0, n0, base)
                    ),
                )
                found = shares.likeliest_share(table(*counts), supposed)
                self.assertAlmostEqual(found, best, delta=0.001)

    def test_nobody_bought_is_no_proof_that_nothing_happened(self):
        effect = share_effect([table(0, 10, 0, 20)])
        self.assertEqual(effect.difference.value, 0)
        self.assertLess(effect.difference.low, -0.1)
        self.assertGreater(effect.difference.high, 0.1)

    def test_everybody_against_nobody(self):
        effect = share_effect([table(10, 10, 0, 10)])
        self.assertEqual(effect.difference.high, 1)
        self.assertGreater(effect.difference.low, 0.6)

    def test_the_control_group_is_weighted_to_the_mix_of_the_treated(self):
        effect = share_effect([table(30, 60, 2, 4), table(0, 20, 0, 30)])
        self.assertEqual(effect.treated, 30 / 80)
        self.assertAlmostEqual(effect.control, 0.5 * 60 / 80)
        self.assertAlmostEqual(effect.difference.value, 0)


def _likelihood(yes, n, share):
    result = 0.0
    for count, part in ((yes, share), (n - yes, 1 - share)):
        if count:
            result += count * log(part) if part > 0 else float("-inf")
    return result
