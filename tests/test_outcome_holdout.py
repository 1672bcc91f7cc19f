from collections import Counter

from odoo.tests import BaseCase, tagged

from ..outcome import holdout, strata

TICKET = "c993cc13c6acabe18573fd5c98042173"
HELD_OUT = [1, 2, 7, 8, 9, 14]
AUDIENCE = {customer: customer % 3 for customer in range(1, 301)}


@tagged("post_install", "-at_install")
class TestOutcomeHoldout(BaseCase):
    def test_the_draw_never_changes_between_versions(self):
        """A campaign that runs must find the same customers after an update."""
        held_out = holdout.draw(dict.fromkeys(range(1, 21), 0), 0.3, "spring")
        self.assertEqual(holdout.ticket("spring", 1), TICKET)
        self.assertEqual(sorted(held_out), HELD_OUT)

    def test_neither_the_order_of_rows_nor_a_second_try_changes_anything(self):
        backwards = dict(reversed(AUDIENCE.items()))
        self.assertEqual(
            holdout.draw(AUDIENCE, 0.2, 7), holdout.draw(backwards, 0.2, 7)
        )

    def test_another_campaign_holds_out_others(self):
        first, second = (holdout.draw(AUDIENCE, 0.2, seed) for seed in (7, 8))
        self.assertLess(len(first & second), 30)

    def test_each_stratum_gives_its_share_up_to_rounding(self):
        for seed in range(50):
            held_out = holdout.draw(AUDIENCE, 0.25, seed)
            self.assertEqual(len(held_out), 75)
            for count in Counter(AUDIENCE[one] for one in held_out).values():
                self.assertEqual(count, 25)

    def test_every_customer_has_the_same_chance(self):
        """Odd numbers: a share and strata that nothing divides."""
        audience = {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 9: 2, 10: 2, 11: 2}
        draws = 4000
        times = Counter()
        for seed in range(draws):
            times.update(holdout.draw(audience, 0.3, seed))
        for one in audience:
            # three and a half standard errors
            self.assertAlmostEqual(times[one] / draws, 0.3, delta=0.026)

    def test_any_two_of_a_stratum_are_as_likely_as_any_other_two(self):
        pairs = Counter()
        for seed in range(6000):
            pairs[frozenset(holdout.draw(dict.fromkeys(range(4), 0), 0.5, seed))] += 1
        self.assertEqual(len(pairs), 6)
        for count in pairs.values():
            self.assertAlmostEqual(count / 6000, 1 / 6, delta=0.018)

    def test_nobody_and_everybody(self):
        self.assertEqual(holdout.draw(AUDIENCE, 0, 7), set())
        self.assertEqual(holdout.draw(AUDIENCE, 1, 7), set(AUDIENCE))
        self.assertFalse(any(holdout.held_out_later(7, one, 0) for one in AUDIENCE))
        self.assertTrue(all(holdout.held_out_later(7, one, 1) for one in AUDIENCE))

    def test_a_share_beyond_all_is_refused(self):
        with self.assertRaises(ValueError):
            holdout.draw(AUDIENCE, 20, 7)
        with self.assertRaises(ValueError):
            strata.smallest_stratum(0)

    def test_late_comers_are_held_out_at_the_share_and_one_by_one(self):
        held_out = [one for one in range(20_000) if holdout.held_out_later(7, one, 0.2)]
        self.assertAlmostEqual(len(held_out) / 20_000, 0.2, delta=0.01)
        self.assertTrue(holdout.held_out_later(7, held_out[0], 0.2))

    def test_a_bigger_share_keeps_those_who_came_late_and_were_held_out(self):
        for one in range(500):
            if holdout.held_out_later(7, one, 0.2):
                self.assertTrue(holdout.held_out_later(7, one, 0.3))


@tagged("post_install", "-at_install")
class TestOutcomeBalance(BaseCase):
    def test_the_arms_are_alike_in_tier_and_size(self):
        """300 customers, sizes with a long tail: the biggest are shared out fairly."""
        sizes = {one: (one % 3, 1000 / (1 + one)) for one in range(300)}
        groups = strata.design(sizes, (0, 1, 2), 0.3)
        places = {one: strata.stratum(groups, *sizes[one]) for one in sizes}
        biggest = {one for one in sizes if one < 30}
        for seed in range(40):
            held_out = holdout.draw(places, 0.3, seed)
            self.assertEqual(len(held_out), 90)
            for tier in range(3):
                of_tier = sum(sizes[one][0] == tier for one in held_out)
                self.assertAlmostEqual(of_tier, 30, delta=1)
            self.assertAlmostEqual(len(held_out & biggest), 9, delta=1)
