import random
from datetime import date, timedelta

from odoo.tests import tagged

from ..scoring.rules import SettleRules, TierRules
from .common_settle import SettleCase

DAY = date(2026, 1, 5)
DAYS = 60
BORDER = 5


@tagged("post_install", "-at_install")
class TestCustomersOnABoundaryDoNotFlap(SettleCase):
    """Random walks around the limit between A and B, one run a day and now and then a second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.walkers = [cls._customer(f"Walker {number}").id for number in range(8)]
        cls.env.flush_all()

    def _walk(self, method="pareto", margin=0, **settle):
        """Let the customers walk, and count the changes of tier and their days.

        :return: dict of customer to the days on which its tier changed, and to those on which it
            would have changed without anything that holds it
        """
        # nobody has walked before
        self.env["customer.profile"].search(
            [("company_id", "=", self.company.id)]
        ).sudo().unlink()
        self.env.flush_all()
        dice = random.Random(20260105)
        limits = (
            {"score": 50.0, "leave_score": 50.0 - 12.5 * margin}
            if method == "score"
            else {
                "border": BORDER,
                "leave_until": 85.0,
                "leave_border": BORDER - margin,
            }
        )
        tiers = [
            TierRules(self.tier_a.id, 80.0, **limits),
            TierRules(self.tier_b.id, None),
        ]
        rules = self._rules(
            [
                self._policy_rules(
                    self.policy.id,
                    tiers,
                    tier_method=method,
                    settle=SettleRules(**settle),
                )
            ]
        )
        amounts = dict.fromkeys(self.walkers, BORDER)
        changes = {walker: [] for walker in self.walkers}
        crossings = {walker: [] for walker in self.walkers}
        tiers_before, above_before = {}, {}
        for number in range(DAYS):
            day = DAY + timedelta(days=number)
            for second in range(1 + (dice.random() < 0.2)):
                again = tuple(self.walkers[::2]) if second else None
                for walker in again or self.walkers:
                    step = dice.choice([-1, -1, 0, 1, 1])
                    # a spring pulls it back: it sits on the boundary
                    pull = dice.random() < 0.5 and BORDER - 0.5 - amounts[walker]
                    amounts[walker] += (pull > 0) - (pull < 0) if pull else step
                    amounts[walker] = min(max(amounts[walker], 1), 9)
                self._settle(
                    rules,
                    day,
                    [
                        (self.policy.id, walker, amounts[walker], False)
                        for walker in again or self.walkers
                    ],
                    counts=not second,
                    partner_ids=again,
                )
                for walker, (tier_id, *_) in self._standings("tier_id").items():
                    if tiers_before.setdefault(walker, tier_id) != tier_id:
                        changes[walker].append(day)
                    is_above = amounts[walker] >= BORDER
                    if above_before.setdefault(walker, is_above) != is_above:
                        crossings[walker].append(day)
                    tiers_before[walker] = tier_id
                    above_before[walker] = is_above
        return changes, crossings

    def _assert_at_most_once_per_stay(self, changes, stay):
        for days in changes.values():
            since = [DAY, *days]
            for earlier, later in zip(since, since[1:], strict=False):
                self.assertGreaterEqual((later - earlier).days, stay)
            self.assertLessEqual(len(days), DAYS // stay)

    def test_without_anything_that_holds_them_they_do(self):
        changes, crossings = self._walk()
        self.assertEqual(changes, crossings)
        self.assertGreater(sum(map(len, changes.values())), 8 * DAYS / 6)

    def test_minimum_stay_allows_one_change_per_stay(self):
        for method in ("pareto", "score"):
            changes, crossings = self._walk(method, min_stay_days=20)
            self._assert_at_most_once_per_stay(changes, 20)
            self.assertTrue(any(changes.values()), "they do move in the end")
            self.assertGreater(min(map(len, crossings.values())), DAYS // 20)

    def test_minimum_stay_holds_with_margin_grace_and_runs(self):
        changes, _crossings = self._walk(
            margin=1, promote_after=2, grace_days=5, min_stay_days=20
        )
        self._assert_at_most_once_per_stay(changes, 20)

    def test_a_margin_swallows_walks_within_it(self):
        changes, _crossings = self._walk(margin=BORDER)
        for days in changes.values():
            self.assertLessEqual(len(days), 1, "up once, and never below the margin")

    def test_grace_outlasts_dips(self):
        with_grace, _crossings = self._walk(grace_days=15)
        without, _crossings = self._walk()
        self.assertLess(
            sum(map(len, with_grace.values())), sum(map(len, without.values())) / 3
        )
