from dataclasses import fields, replace

from odoo.tests import BaseCase, tagged

from ..scoring.rules import (
    DimensionRules,
    GateRules,
    PolicyRules,
    RunRules,
    SegmentRules,
    SettleRules,
    TierRules,
)
from ..scoring.rules_diff import Change, diff

POLICY = PolicyRules(
    policy_id=1,
    domain="[]",
    source="sale",
    window_days=365,
    bins=5,
    dimensions=(
        DimensionRules("recency", 1.0, "quantile", (90, 60, 30, 10)),
        DimensionRules("frequency", 1.0, "threshold", (1, 2, 3, 4)),
    ),
    tiers=(TierRules(1, 80.0, 1000.0), TierRules(2, 95.0, 200.0), TierRules(3, None)),
)
ONE, TWO = (1, 5), (2, 5)
RULES = RunRules((POLICY,), (SegmentRules(7, ONE, ONE, ONE),))

# Another value for every attribute of every kind of rules.
OTHER = {
    "domain": "[('x', '=', 1)]",
    "source": "invoice",
    "window_days": 30,
    "bins": 3,
    "tier_method": "grid",
    "grid": ((1, 7, 2),),
    "weight": 2.0,
    "method": "other",
    "cuts": (5, 4, 3, 2),
    "until": 70.0,
    "border": 500.0,
    "leave_until": 85.0,
    "leave_border": 800.0,
    "score": 60.0,
    "leave_score": 55.0,
}
KEYS = {"policy_id", "dimension", "tier_id", "segment_id"}
PARTS = {"dimensions", "tiers", "settle", "gate"}


def with_policy(**values):
    return replace(RULES, policies=(replace(POLICY, **values),))


@tagged("post_install", "-at_install")
class TestRulesDiff(BaseCase):
    def _names(self, rules):
        return {field.name for field in fields(rules)} - KEYS - PARTS

    def _assert_seen(self, what, before, after):
        self.assertIn(what, [change.what for change in diff(before, after)])

    def test_the_same_rules_differ_in_nothing(self):
        self.assertEqual(diff(RULES, RULES), [])

    def test_no_rule_of_a_policy_is_forgotten(self):
        for name in self._names(PolicyRules):
            with self.subTest(name=name):
                self._assert_seen(name, RULES, with_policy(**{name: OTHER[name]}))

    def test_no_rule_of_settling_or_gate_is_forgotten(self):
        for part, rules in (("settle", SettleRules()), ("gate", GateRules())):
            for name in self._names(rules):
                with self.subTest(name=name):
                    changed = replace(rules, **{name: getattr(rules, name) + 1})
                    self._assert_seen(name, RULES, with_policy(**{part: changed}))

    def test_no_rule_of_a_dimension_is_forgotten(self):
        recency, frequency = POLICY.dimensions
        for name in self._names(DimensionRules):
            with self.subTest(name=name):
                changed = replace(recency, **{name: OTHER[name]})
                after = with_policy(dimensions=(changed, frequency))
                self._assert_seen(name, RULES, after)

    def test_no_rule_of_a_tier_is_forgotten(self):
        first, *others = POLICY.tiers
        for name in self._names(TierRules):
            method = "score" if "score" in name else "pareto"
            with self.subTest(name=name):
                changed = replace(first, **{name: OTHER[name]})
                before = with_policy(tier_method=method)
                after = with_policy(tier_method=method, tiers=(changed, *others))
                self._assert_seen(name, before, after)

    def test_limits_that_do_not_count_are_left_out(self):
        first, *others = POLICY.tiers
        after = with_policy(
            tiers=(replace(first, score=60.0, leave_score=0.0), *others)
        )
        self.assertEqual(diff(RULES, after), [])

    def test_what_a_run_finds_is_told_apart_and_comes_last(self):
        recency, frequency = POLICY.dimensions
        first, *others = POLICY.tiers
        after = with_policy(
            dimensions=(
                replace(recency, cuts=(80, 60, 30, 10)),
                replace(frequency, cuts=(1, 2, 3, 9)),
            ),
            tiers=(replace(first, border=900.0), *others),
            window_days=30,
        )
        self.assertEqual(
            [(change.what, change.of, change.found) for change in diff(RULES, after)],
            [
                ("window_days", None, False),
                ("cuts", "frequency", False),
                ("cuts", "recency", True),
                ("border", 1, True),
            ],
        )

    def test_a_change_of_method_shows_the_thresholds_as_entered(self):
        recency, frequency = POLICY.dimensions
        own = replace(recency, method="threshold", cuts=(4, 3, 2, 1))
        changes = diff(RULES, with_policy(dimensions=(own, frequency)))
        self.assertEqual(
            [(c.what, c.found) for c in changes], [("method", False), ("cuts", False)]
        )

    def test_policies_tiers_dimensions_and_segments_come_and_go(self):
        after = RunRules(
            (
                replace(
                    POLICY, dimensions=POLICY.dimensions[:1], tiers=POLICY.tiers[1:]
                ),
                replace(POLICY, policy_id=2),
            ),
            (SegmentRules(8, ONE, ONE, ONE),),
        )
        changes = diff(RULES, after)
        for expected in (
            Change(None, "policy", None, 2, of=2),
            Change(1, "dimension", "frequency", None, of="frequency"),
            Change(1, "tier", 1, None, of=1),
            Change(None, "segment", 7, None, of=7),
            Change(None, "segment", None, 8, of=8),
        ):
            self.assertIn(expected, changes)

    def test_the_order_of_policies_and_segments_counts(self):
        other = replace(POLICY, policy_id=2)
        boxes = (SegmentRules(7, ONE, ONE, ONE), SegmentRules(8, TWO, ONE, ONE))
        before = RunRules((POLICY, other), boxes)
        after = RunRules((other, POLICY), boxes[::-1])
        self.assertEqual(
            diff(before, after),
            [
                Change(None, "order", (1, 2), (2, 1)),
                Change(None, "segment_order", (7, 8), (8, 7)),
            ],
        )

    def test_the_box_of_a_segment(self):
        after = replace(RULES, segments=(SegmentRules(7, TWO, ONE, ONE),))
        self.assertEqual(
            diff(RULES, after),
            [Change(None, "box", (ONE, ONE, ONE), (TWO, ONE, ONE), of=7)],
        )
