from odoo.tests import tagged

from .common import TierCase


@tagged("post_install", "-at_install")
class TestRunRules(TierCase):
    """A run tells by which rules it judged, long after they have changed."""

    def test_cut_points_are_shown_in_words(self):
        for number in range(1, 6):
            customer = self._customer(f"Hospital {number}")
            for _ in range(number):
                self._order(customer, 10 * number, 100)
        shown = str(self._run().rules_html)
        for words in ("purchases or more", "days or less", "until 80 %", "the rest"):
            self.assertIn(words, " ".join(shown.split()))

    def test_rules_stay_readable_when_a_tier_and_a_policy_are_gone(self):
        self._order(self._customer(), 1, 100)
        tier = self.env["customer.tier"].create(
            {"name": "D", "code": "D", "sequence": 25}
        )
        policy = self.policy.copy({"name": "Nobody's", "domain": "[('id', '=', 0)]"})
        policy.share_ids.create({"policy_id": policy.id, "tier_id": tier.id})
        run = self._run(mode="simulation")
        policy.unlink()
        tier.unlink()
        run.invalidate_recordset()
        self.assertIn("(deleted tier)", str(run.rules_html))
        self.assertIn("(deleted policy)", str(run.rules_html))
