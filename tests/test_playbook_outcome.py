from datetime import timedelta

from odoo.tests import tagged

from ..outcome.effect import share_effect
from ..outcome.sums import Stratum, Sums
from ..outcome.verdict import shared_confidence
from .common import AS_OF
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestPlaybookOutcome(OutcomeCase):
    """Which playbook works for which tier, over all campaigns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playbook = cls.env["customer.tier.playbook"].create({"name": "Wake up"})

    def _results(self, measure="bought", scope="tier", playbook=None):
        return self.env["customer.tier.playbook.outcome"].search(
            [
                ("playbook_id", "=", (playbook or self.playbook).id),
                ("measure", "=", measure),
                ("scope", "=", scope),
            ]
        )

    def _half(self, part, **values):
        """A campaign with every second customer, the first ones in tier A."""
        campaign = self._over(
            self.customers[part::2],
            self.held_out,
            playbook_id=self.playbook.id,
            **values,
        )
        for entry in campaign.entry_ids.sudo():
            is_first = entry.partner_id in self.treated[:20] + self.held_out[:10]
            entry.tier_id = self.tier_a if is_first else self.tier_c
        return campaign

    def test_campaigns_are_strata_and_tiers_rows(self):
        campaigns = self._half(0) + self._half(1)
        self._buy(self.treated[:16] + self.held_out[:2])  # of tier A
        self._buy(self.treated[0])  # a second order is no second buyer
        campaigns._measure(AS_OF)
        row_a, row_c = self._results().sorted(lambda row: row.tier_id.sequence)
        self.assertEqual((row_a.tier_id, row_c.tier_id), (self.tier_a, self.tier_c))
        self.assertEqual(row_a.campaign_count, 2)
        self.assertEqual((row_a.treated_customers, row_a.control_customers), (20, 10))
        expected = share_effect(
            [Stratum(Sums.of_share(10, 8), Sums.of_share(5, 1))] * 2,
            shared_confidence(0.95, 2),
        ).difference
        self.assertAlmostEqual(row_a.difference, 0.6)
        self.assertAlmostEqual(row_a.low, expected.low)
        self.assertAlmostEqual(row_a.high, expected.high)
        self.assertEqual((row_a.verdict, row_a.display_name), ("up", self.tier_a.name))
        self.assertEqual((row_c.verdict, row_c.reasons), ("too_early", "buyers"))
        everybody = self._results(scope="all")
        self.assertEqual((everybody.treated_total, everybody.control_total), (16, 2))
        self.assertEqual(everybody.confidence, 0.95)

    def test_a_purchase_within_two_campaigns_is_added_up_once(self):
        first = self._over(playbook_id=self.playbook.id)
        second = self._over(playbook_id=self.playbook.id)
        self._buy(self.customers)
        (first + second)._measure(AS_OF)
        self.assertEqual(self._row(first, "revenue").treated_total, 4000)
        self.assertEqual(self._row(second, "revenue").treated_total, 4000)
        self.assertEqual(self._results("revenue", "all").treated_total, 4000)
        self.assertEqual(self._results("bought", "all").control_total, 20)

    def test_days_that_are_not_over_are_left_out(self):
        campaign = self._half(0)
        campaign._measure(self.last_day)
        self.assertFalse(self._results())
        campaign._measure(AS_OF)
        self.assertTrue(self._results())

    def test_a_campaign_without_control_group_is_compared_with_no_other(self):
        self._half(0)._measure(AS_OF)
        alone = self._over(
            self.treated, self.customers[:0], playbook_id=self.playbook.id
        )
        self._buy(self.treated)
        alone._measure(AS_OF)
        row = self._results(scope="all")
        self.assertEqual((row.campaign_count, row.treated_customers), (1, 20))
        other = self.env["customer.tier.playbook"].create({"name": "Nobody held out"})
        alone.sudo().playbook_id = other
        alone._measure(AS_OF)
        row = self._results(scope="all", playbook=other)
        self.assertEqual((row.verdict, row.has_interval), ("none", False))

    def test_companies_are_kept_apart(self):
        self._half(0)._measure(AS_OF)
        other = self._company("Elsewhere")
        self.env["customer.tier.playbook.outcome"].sudo()._rewrite(other)
        self.assertTrue(self._results())
        user = self._user("playbook_elsewhere", company=other)
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.tier.playbook.outcome"].search([]))

    def test_a_row_opens_the_campaigns_behind_it(self):
        campaigns = self._half(0)
        campaigns._measure(AS_OF)
        later = self._half(1)
        later._measure(self.entered + timedelta(days=1))
        action = self._results(scope="all").action_view_campaigns()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, campaigns)
