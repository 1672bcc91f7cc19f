from collections import Counter
from math import ceil, floor

from hypothesis import Phase, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..outcome import holdout, shares, strata
from ..outcome.effect import mean_effect, share_effect
from ..outcome.sums import Stratum, Sums, merged
from .common_random import random_examples

EXAMPLES = random_examples(80, [Phase.explicit, Phase.generate, Phase.shrink])
TIERS = ("A", "B", "C", None)
SHARES = st.integers(5, 50).map(lambda percent: percent / 100)
AUDIENCES = st.dictionaries(
    st.integers(1, 10**9),
    st.tuples(st.sampled_from(TIERS), st.sampled_from([0, 0, 1, 5, 5, 20, 90, 1e6])),
    max_size=150,
)
ARMS = st.lists(
    st.sampled_from([0.0, 0.0, 0.0, 12.5, 80.0, 4000.0, -7.0]), min_size=2, max_size=9
)
DATA = st.lists(st.tuples(ARMS, ARMS), min_size=1, max_size=4)
COUNTS = st.lists(
    st.tuples(*[st.integers(2, 30), st.floats(0, 1)] * 2), min_size=1, max_size=4
)


def strata_of(data, scale=1.0, shift=0.0):
    return [
        Stratum(*(Sums.of(value * scale + shift for value in arm) for arm in both))
        for both in data
    ]


def tables_of(counts):
    return [
        Stratum(Sums.of_share(n1, round(p1 * n1)), Sums.of_share(n0, round(p0 * n0)))
        for n1, p1, n0, p0 in counts
    ]


@tagged("post_install", "-at_install")
class TestOutcomeRandom(BaseCase):
    @EXAMPLES
    @given(AUDIENCES, SHARES, st.integers())
    def test_each_stratum_gives_its_share_up_to_rounding(self, audience, share, seed):
        groups = strata.design(audience, TIERS, share)
        places = {one: strata.stratum(groups, *it) for one, it in audience.items()}
        held_out = holdout.draw(places, share, seed)
        numbers, held = (
            Counter(places.values()),
            Counter(places[one] for one in held_out),
        )
        for place, number in numbers.items():
            self.assertGreaterEqual(held[place], floor(number * share - 1e-6))
            self.assertLessEqual(held[place], ceil(number * share + 1e-6))
        self.assertLess(abs(len(held_out) - len(audience) * share), 1 + 1e-6)

    @EXAMPLES
    @given(AUDIENCES, SHARES)
    def test_no_stratum_is_too_small_unless_all_are_one(self, audience, share):
        groups = strata.design(audience, TIERS, share)
        numbers = Counter(strata.stratum(groups, *it) for it in audience.values())
        if len(numbers) > 1:
            self.assertGreaterEqual(
                min(numbers.values()), strata.smallest_stratum(share)
            )
        self.assertEqual(
            [tier for group in groups for tier in group.tiers],
            [*TIERS] if groups else [],
        )

    @EXAMPLES
    @given(AUDIENCES, SHARES)
    def test_the_table_of_bands_finds_the_same_stratum(self, audience, share):
        groups = strata.design(audience, TIERS, share)
        bands = strata.bands(groups)
        for tier, size in audience.values():
            (found,) = (
                s for t, low, high, s in bands if t == tier and low <= size < high
            )
            self.assertEqual(found, strata.stratum(groups, tier, size))

    @EXAMPLES
    @given(DATA, st.sampled_from([0.01, 7.0]), st.sampled_from([-40.0, 0.0, 3.5]))
    def test_another_currency_changes_nothing_but_the_unit(self, data, scale, shift):
        """The same sum for everybody shifts both arms, so not the difference."""
        before = mean_effect(strata_of(data))
        after = mean_effect(strata_of(data, scale, shift))
        for part in ("value", "low", "high"):
            self.assertAlmostEqual(
                getattr(after.difference, part) / scale,
                getattr(before.difference, part),
                delta=1e-3,
            )

    @EXAMPLES
    @given(DATA)
    def test_more_confidence_is_a_wider_interval(self, data):
        some, more = (mean_effect(strata_of(data), level) for level in (0.8, 0.99))
        self.assertLessEqual(more.difference.low, some.difference.low)
        self.assertLessEqual(some.difference.low, some.difference.value)
        self.assertLessEqual(some.difference.value, some.difference.high)
        self.assertLessEqual(some.difference.high, more.difference.high)

    @EXAMPLES
    @given(COUNTS)
    def test_shares_stay_within_their_limits(self, counts):
        effect = share_effect(tables_of(counts))
        self.assertGreaterEqual(effect.difference.low, -1)
        self.assertLessEqual(effect.difference.high, 1)
        self.assertLessEqual(effect.difference.low, effect.difference.value + 1e-9)
        self.assertGreaterEqual(effect.difference.high, effect.difference.value - 1e-9)

    @EXAMPLES
    @given(COUNTS)
    def test_swapping_the_arms_mirrors_the_interval(self, counts):
        strata_ = tables_of(counts)
        swapped = [Stratum(one.control, one.treated) for one in strata_]
        weights = [1 / len(strata_)] * len(strata_)
        low, high = shares.score_interval(strata_, weights, 0.95)
        mirrored_low, mirrored_high = shares.score_interval(swapped, weights, 0.95)
        self.assertAlmostEqual(low, -mirrored_high, 9)
        self.assertAlmostEqual(high, -mirrored_low, 9)

    @EXAMPLES
    @given(COUNTS)
    def test_yes_and_no_are_two_sides_of_one_thing(self, counts):
        """Who bought and who did not: the same difference with the other sign."""
        strata_ = tables_of(counts)
        negated = [
            Stratum(
                *(
                    Sums.of_share(arm.n, arm.n - arm.total)
                    for arm in (one.treated, one.control)
                )
            )
            for one in strata_
        ]
        yes, no = share_effect(strata_).difference, share_effect(negated).difference
        self.assertAlmostEqual(yes.low, -no.high, 9)
        self.assertAlmostEqual(yes.high, -no.low, 9)

    @EXAMPLES
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8))
    def test_merging_loses_nobody(self, numbers):
        strata_ = [Stratum(Sums(n1, n1, n1), Sums(n0, n0, n0)) for n1, n0 in numbers]
        result = merged(strata_)
        if result:
            self.assertEqual(
                sum((one for one in result), Stratum(Sums(), Sums())),
                sum((one for one in strata_), Stratum(Sums(), Sums())),
            )
            self.assertTrue(all(one.is_enough for one in result))
        else:
            everybody = sum(strata_, Stratum(Sums(), Sums()))
            self.assertFalse(everybody.is_enough)
