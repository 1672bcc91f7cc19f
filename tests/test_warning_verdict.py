from odoo.tests import tagged

from ..foresight.warning import KINDS
from .common import AS_OF
from .common_warning import WarningCase


@tagged("post_install", "-at_install")
class TestWarningVerdict(WarningCase):
    """A night that cannot tell is no night on which all is well again."""

    def test_lost_category_is_not_over_because_forecasts_show_no_signal(self):
        for verdict, judged in (
            ("better", True),
            ("not_better", True),
            ("no_signal", False),
            ("too_few", False),
        ):
            run = self._night(verdict)
            self.assertEqual("category" in run._kinds_to_judge(), judged, verdict)
            self.assertLessEqual(set(KINDS) - {"category"}, set(run._kinds_to_judge()))

    def test_warning_of_a_lost_category_stays_open_until_it_can_be_told(self):
        self._rule("category")
        warning = self._open(kind="category", partner_id=self._customer("Clinic").id)
        self._night("no_signal")._step_warnings()
        self.env.invalidate_all()
        self.assertEqual(warning.state, "open")
        self._night("better")._step_warnings()
        self.env.invalidate_all()
        self.assertEqual(warning.state, "closed")

    def _night(self, verdict):
        run = self.runs.create(
            {
                "company_id": self.company.id,
                "as_of": AS_OF,
                "state": "done",
                "verdict": verdict,
                "step_ids": [
                    (0, 0, {"step": step, "state": "done"})
                    for step in ("forecast", "categories")
                ],
            }
        )
        self.env.flush_all()
        return run
