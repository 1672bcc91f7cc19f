from odoo.tests import BaseCase, tagged

from ..outcome import strata
from ..outcome.strata import Group


@tagged("post_install", "-at_install")
class TestOutcomeStrata(BaseCase):
    def test_how_many_customers_a_stratum_needs(self):
        self.assertEqual(strata.smallest_stratum(0.1), 30)
        self.assertEqual(strata.smallest_stratum(0.5), 6)
        self.assertEqual(strata.smallest_stratum(0.9), 30)
        self.assertEqual(strata.smallest_stratum(0.3, min_held_out=3), 10)

    def test_a_small_tier_joins_the_next(self):
        counts = {"A": 4, "B": 20, "C": 60, "none": 3}
        self.assertEqual(strata.tier_groups(counts, 15), [("A", "B"), ("C", "none")])

    def test_few_customers_are_one_group(self):
        self.assertEqual(strata.tier_groups({"A": 4, "B": 5}, 15), [("A", "B")])
        self.assertEqual(strata.tier_groups({}, 15), [])

    def test_bands_double_from_the_biggest_down(self):
        self.assertEqual(strata.candidate_ranks(100, 10), [10, 30, 70])
        self.assertEqual(strata.candidate_ranks(79, 10), [10, 30])
        self.assertEqual(strata.candidate_ranks(19, 10), [])

    def test_customers_of_one_size_stay_together(self):
        """Forty of a hundred bought nothing before: one band, however they are ordered."""
        customers = {n: ("A", max(n - 40, 0)) for n in range(100)}
        (group,) = strata.design(customers, ["A"], 0.3)
        self.assertEqual(group, Group(("A",), (30, 50)))
        counts = {}
        for one in customers.values():
            place = strata.stratum([group], *one)
            counts[place] = counts.get(place, 0) + 1
        self.assertEqual(counts, {0: 10, 1: 20, 2: 70})

    def test_everybody_of_one_size_is_one_stratum(self):
        customers = dict.fromkeys(range(100), ("A", 5.0))
        self.assertEqual(strata.design(customers, ["A"], 0.3), [Group(("A",))])

    def test_who_joins_later_falls_between_the_same_bounds(self):
        groups = [Group(("A",), (100.0, 900.0)), Group(("B", None), (50.0,))]
        places = [
            ("A", 5000, 0),
            ("A", 900, 0),
            ("A", 899, 1),
            ("A", -20, 2),
            ("B", 50, 3),
            (None, 0, 4),
            ("a tier that is new", 70, 3),
        ]
        for tier, size, place in places:
            self.assertEqual(strata.stratum(groups, tier, size), place)

    def test_the_table_of_bands_says_the_same(self):
        groups = [Group((1,), (100.0,)), Group((2, 0))]
        inf = float("inf")
        self.assertEqual(
            strata.bands(groups),
            [
                (1, -inf, 100.0, 1),
                (1, 100.0, inf, 0),
                (2, -inf, inf, 2),
                (0, -inf, inf, 2),
            ],
        )
