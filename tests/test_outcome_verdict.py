from odoo.tests import BaseCase, tagged

from ..outcome.effect import Effect, Estimate
from ..outcome.verdict import (
    Evidence,
    Reason,
    Verdict,
    shared_confidence,
    too_early,
    verdict,
)

ENOUGH = {"treated": 80, "control": 20, "buyers": 25, "days": 30, "window": 30}


def effect(low, high):
    return Effect(80, 20, 0, 0, Estimate((low + high) / 2, low, high), 0.95)


@tagged("post_install", "-at_install")
class TestOutcomeVerdict(BaseCase):
    def test_each_reason_at_its_border(self):
        self.assertEqual(too_early(Evidence(**ENOUGH)), [])
        for change, reason in (
            ({"days": 29}, Reason.TIME),
            # 24 buyers x 20 % held out: 4.8 expected there
            ({"buyers": 24}, Reason.BUYERS),
            ({"control": 9, "buyers": 99}, Reason.CUSTOMERS),
            ({"treated": 9, "buyers": 99}, Reason.CUSTOMERS),
        ):
            self.assertEqual(too_early(Evidence(**ENOUGH | change)), [reason])

    def test_all_reasons_are_given(self):
        little = Evidence(treated=4, control=1, buyers=0, days=0, window=30)
        self.assertEqual(too_early(little), [*Reason])

    def test_it_does_not_matter_which_arm_is_the_smaller(self):
        evidence = Evidence(**ENOUGH)
        mirrored = Evidence(**ENOUGH | {"treated": 20, "control": 80})
        self.assertEqual(too_early(evidence), too_early(mirrored))

    def test_what_is_said(self):
        self.assertEqual(verdict(effect(0.1, 2)), Verdict.UP)
        self.assertEqual(verdict(effect(-3, -1)), Verdict.DOWN)
        self.assertEqual(verdict(effect(-1, 3)), Verdict.OPEN)
        self.assertEqual(verdict(effect(0, 3)), Verdict.OPEN)
        self.assertEqual(verdict(effect(0.1, 2), [Reason.TIME]), Verdict.TOO_EARLY)
        self.assertEqual(verdict(None), Verdict.TOO_EARLY)

    def test_ten_results_side_by_side_are_read_more_carefully(self):
        self.assertAlmostEqual(shared_confidence(0.95, 10), 0.995)
        self.assertEqual(shared_confidence(0.95, 1), 0.95)
