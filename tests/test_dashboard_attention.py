from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .common_dashboard import DashboardCase


@freeze_time(f"{AS_OF} 12:00:00")
@tagged("post_install", "-at_install")
class TestDashboardAttention(DashboardCase):
    """Who needs attention today, and why."""

    def _reasons(self):
        return {row["name"]: row["reason"] for row in self._overview()["attention"]}

    def _promise(self, profile, kind="visit", tier=None, **values):
        return self.env["customer.tier.promise"].create(
            {
                "partner_id": profile.partner_id.id,
                "company_id": self.company.id,
                "tier_id": (tier or profile.tier_id).id,
                "kind": kind,
                "state": "missed",
                "due_date": AS_OF - timedelta(days=3),
                **values,
            }
        )

    def test_segments_call_for_attention_if_they_are_said_to(self):
        for code, days in (("at_risk", 40), ("about_to_sleep", 1), ("lost", 90)):
            segment = self.env.ref(f"customer_tier.segment_{code}")
            customer = self._customer(code)
            self._judged(
                days, partner=customer, segment_id=segment.id, recency_days=days
            )
        self.assertEqual(
            self._reasons(),
            {
                "at_risk": "bought 40 days ago: within the middle fifth, 3",
                "about_to_sleep": "bought yesterday: within the middle fifth, 3",
            },
        )
        self.env.ref("customer_tier.segment_lost").calls_for_attention = True
        self.at_risk.calls_for_attention = False
        self.assertEqual(set(self._reasons()), {"lost", "about_to_sleep"})

    def test_a_tier_about_to_fall_does_one_about_to_rise_does_not(self):
        pending = {"pending_date": AS_OF + timedelta(days=5)}
        for name, tier, next_tier in (
            ("Falls", self.tier_a, self.tier_b),
            ("Rises", self.tier_b, self.tier_a),
        ):
            self._judged(
                100, tier, self._customer(name), pending_tier_id=next_tier.id, **pending
            )
        self._judged(
            100,
            self.tier_a,
            self._customer("Fixed"),
            pending_tier_id=self.tier_b.id,
            override_id=1,
            **pending,
        )
        self.assertEqual(self._reasons(), {"Falls": "A, becomes B on 04/05/2026"})

    def test_a_missed_promise_does_until_somebody_makes_up_for_it(self):
        waits = self._judged(100, partner=self._customer("Waits"))
        served = self._judged(100, partner=self._customer("Served"))
        promoted = self._judged(100, partner=self._customer("Promoted"))
        self._promise(waits)
        self._promise(waits, "answer")
        self._promise(served, done_at=AS_OF)
        # of a tier that it has no more
        self._promise(promoted, tier=self.tier_b)
        reason = self._reasons()
        self.assertEqual(set(reason), {"Waits"})
        self.assertIn("visit overdue since 03/28/2026", reason["Waits"])
        self.assertIn("has been waiting for an answer since", reason["Waits"])

    def test_who_is_worth_most_comes_first_and_ten_are_enough(self):
        for amount in range(1, 14):
            self._judged(amount, segment_id=self.at_risk.id)
        overview = self._overview()
        self.assertEqual(
            [row["revenue"] for row in overview["attention"]], list(range(13, 3, -1))
        )
        self.assertEqual(
            len(self._behind({"domain": overview["attention_domain"]})), 13
        )

    def test_the_filter_and_the_field_say_the_same(self):
        for segment in (self.at_risk, self.champions):
            self._judged(100, segment_id=segment.id)
        ours = [("company_id", "=", self.company.id)]
        for wanted in (True, False):
            found = self.profiles.search([*ours, ("needs_attention", "=", wanted)])
            self.assertEqual(found.mapped("needs_attention"), [wanted])
            self.assertEqual(bool(found.attention_words), wanted)
        everybody = self.profiles.search(ours)
        self.assertEqual(
            everybody.filtered_domain([("needs_attention", "=", True)]).segment_id,
            self.at_risk,
        )
