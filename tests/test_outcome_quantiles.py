from statistics import NormalDist

from odoo.tests import BaseCase, tagged

from ..outcome.quantiles import normal_quantile, t_cdf, t_quantile

# W. S. Gosset's table as every textbook prints it: degrees, then 95 %, 97.5 %, 99.5 %
TABLE = [
    (1, 6.314, 12.706, 63.657),
    (2, 2.920, 4.303, 9.925),
    (3, 2.353, 3.182, 5.841),
    (5, 2.015, 2.571, 4.032),
    (10, 1.812, 2.228, 3.169),
    (20, 1.725, 2.086, 2.845),
    (30, 1.697, 2.042, 2.750),
    (60, 1.671, 2.000, 2.660),
    (120, 1.658, 1.980, 2.617),
]


@tagged("post_install", "-at_install")
class TestOutcomeQuantiles(BaseCase):
    def test_the_printed_table_of_student_s_t(self):
        for degrees, *printed in TABLE:
            for probability, value in zip((0.95, 0.975, 0.995), printed, strict=True):
                self.assertAlmostEqual(t_quantile(probability, degrees), value, 3)

    def test_two_closed_forms(self):
        """One degree of freedom is Cauchy's distribution; two have a root in them."""
        for value in (-30.0, -1.0, 0.0, 0.3, 4.0):
            closed = 0.5 + value / (2 * (2 + value**2) ** 0.5)
            self.assertAlmostEqual(t_cdf(value, 2), closed, 13)
        self.assertAlmostEqual(t_cdf(1, 1), 0.75, 13)

    def test_quantile_undoes_the_distribution(self):
        for degrees in (1, 1.7, 2.5, 9.9, 33.3, 400, 10_000):
            for probability in (0.0005, 0.025, 0.4, 0.5, 0.8, 0.975, 0.9999):
                value = t_quantile(probability, degrees)
                self.assertAlmostEqual(t_cdf(value, degrees), probability, 11)

    def test_many_degrees_are_the_normal_distribution(self):
        normal = NormalDist().inv_cdf(0.975)
        self.assertAlmostEqual(t_quantile(0.975, 1e6), normal, 5)
        self.assertEqual(t_quantile(0.975, float("inf")), normal)
        self.assertAlmostEqual(normal_quantile(0.975), 1.959964, 6)
