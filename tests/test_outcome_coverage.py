import random

from odoo.tests import BaseCase, tagged

from .. import outcome
from ..outcome import effect, holdout, looks, strata, sums  # noqa: F401
from . import common_outcome

CAMPAIGNS = 240


@tagged("post_install", "-at_install")
class TestOutcomeCoverage(BaseCase):
    """A small piece of bench/outcome_coverage.py, the same campaigns each time.

    Three standard errors of 240 campaigns are four points at 95 % and eight at 80 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(19)
        cls.campaigns = []
        for number in range(CAMPAIGNS):
            shape = common_outcome.random_shape(
                chance,
                customers=(100, 500),
                share=(0.1, 0.3),
                effect=None if number % 2 else "none",
            )
            one = common_outcome.random_campaign(chance, shape, outcome)
            cls.campaigns.append(one)

    def _missed(self, confidence, measure):
        """Shares of the intervals wholly above and wholly below the truth."""
        above = below = 0
        for one in self.campaigns:
            if measure == "money":
                found = effect.mean_effect(one.money, confidence).difference
                truth = one.true_money
            else:
                found = effect.share_effect(one.bought, confidence).difference
                truth = one.true_share
            above += found.low > truth
            below += found.high < truth
        return above / CAMPAIGNS, below / CAMPAIGNS

    def test_money_is_covered_about_as_often_as_is_said(self):
        for confidence, fewest, most in ((0.95, 0.92, 0.99), (0.8, 0.75, 0.9)):
            above, below = self._missed(confidence, "money")
            self.assertGreater(1 - above - below, fewest)
            self.assertLess(1 - above - below, most)

    def test_buyers_are_covered_about_as_often_as_is_said(self):
        for confidence, fewest, most in ((0.95, 0.92, 0.985), (0.8, 0.73, 0.87)):
            above, below = self._missed(confidence, "bought")
            self.assertGreater(1 - above - below, fewest)
            self.assertLess(1 - above - below, most)

    def test_success_is_not_claimed_more_often_than_failure(self):
        """What the interval of each arm's own variance gets wrong in small control groups."""
        above, below = self._missed(0.8, "money")
        self.assertLess(above, 0.14)
        self.assertLess(below, 0.14)


@tagged("post_install", "-at_install")
class TestCoverageOfLooks(BaseCase):
    """Four looks at each of some campaigns that customers keep entering.

    Of 240 campaigns three standard errors at 95 % are four points.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(83)
        cls.campaigns = []
        for number in range(CAMPAIGNS):
            shape = common_outcome.random_shape(
                chance,
                customers=(200, 600),
                share=(0.15, 0.35),
                effect=None if number % 2 else "none",
            )
            cls.campaigns.append(common_outcome.random_looks(chance, shape, outcome))

    def _wrong(self, measure, confidence_of, is_wrong):
        """Share of the campaigns of which at least one look is wrong."""
        wrong = 0
        for campaign in self.campaigns:
            for number, one in enumerate(campaign, 1):
                if measure == "money":
                    found = effect.mean_effect(one.money, confidence_of(number))
                    truth = one.true_money
                else:
                    found = effect.share_effect(one.bought, confidence_of(number))
                    truth = one.true_share
                if is_wrong(found.difference, truth):
                    wrong += 1
                    break
        return wrong / len(self.campaigns)

    def test_all_looks_of_a_campaign_hold_together(self):
        for measure in ("money", "bought"):
            missed = self._wrong(measure, self._spent, self._misses)
            self.assertLess(missed, 0.08, measure)
            at_each = self._wrong(measure, lambda _number: 0.95, self._misses)
            self.assertGreater(at_each, missed, "what looking again and again does")

    def test_no_look_finds_a_success_in_nothing_too_often(self):
        self.campaigns = self.campaigns[::2]  # without effect
        for measure in ("money", "bought"):
            found = self._wrong(measure, self._spent, lambda it, _truth: it.low > 0)
            # 2.5 % and three standard errors of 120 campaigns
            self.assertLess(found, 0.068, measure)

    def _spent(self, number):
        return looks.spent(0.95, number)

    def _misses(self, found, truth):
        return not found.low <= truth <= found.high
