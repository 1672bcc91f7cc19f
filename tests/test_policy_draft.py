from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import AS_OF
from .test_publish_simulation import DryRunCase


@tagged("post_install", "-at_install")
@freeze_time(f"{AS_OF} 12:00:00")
class TestPolicyDraft(DryRunCase):
    def test_a_draft_governs_nobody(self):
        draft = self._draft()
        self.assertEqual(draft.name, "Draft of All customers")
        draft.window_days = 5
        self.assertEqual(self.policy.governed_count, 5)
        self.assertEqual(draft.governed_count, 0)
        self._run()
        self.assertEqual(self._tiers(), ["A", "B", "C", "C", "C"])

    def test_a_policy_has_one_draft_that_is_opened_again(self):
        draft = self._draft()
        self.assertEqual(self._draft(), draft)
        self.assertEqual(self._draft(draft), draft)

    def test_drafts_are_not_among_the_policies(self):
        self._draft()
        policies = self.env["customer.tier.policy"]
        self.assertEqual(
            policies.search([("company_id", "=", self.company.id)]), self.policy
        )
        self.assertTrue(
            policies.search([("active", "=", False), ("draft_of_id", "!=", False)])
        )

    def test_a_draft_cannot_be_activated(self):
        with self.assertRaisesRegex(ValidationError, "A draft governs nobody"):
            self._draft().active = True

    def test_an_archived_policy_has_nothing_to_try(self):
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.policy.action_try_change()

    def test_discarding_leads_back_to_the_policy(self):
        draft = self._draft()
        action = draft.action_discard_draft()
        self.assertEqual(action["res_id"], self.policy.id)
        self.assertFalse(draft.exists())
        with self.assertRaisesRegex(UserError, "Only drafts"):
            self.policy.action_discard_draft()

    def test_a_draft_stays_in_the_company_of_its_policy(self):
        draft = self._draft()
        other = self._company("Elsewhere")
        self.env.user.company_ids |= other
        with self.assertRaises(UserError):
            draft.company_id = other
            draft.flush_recordset()

    def test_publishing_hands_over_every_rule_there_is(self):
        """Whatever fields a policy has or comes to have: none may be forgotten."""
        draft = self._draft()
        self._change_everything(draft)
        changed, kept = self._copied(draft), self._copied(self.policy)
        own = {"name", "active", "sequence", "company_id"}
        self.assertEqual(changed.keys(), kept.keys())
        for name in changed.keys() - own:
            self.assertNotEqual(
                changed[name], kept[name], f"{name} is not changed here"
            )
        expected = draft._scoring_rules()
        simulation = self._simulate(draft)
        simulation.action_publish()
        after = self._copied(self.policy)
        for name in changed.keys() - own:
            with self.subTest(field=name):
                self.assertEqual(after[name], changed[name])
        self.assertEqual(self.policy._scoring_rules().dimensions, expected.dimensions)
        self.assertEqual(self.policy._scoring_rules().grid, expected.grid)

    def _copied(self, policy):
        policy.invalidate_recordset()
        return self._without_parents(policy.copy_data()[0])

    def _without_parents(self, values):
        """Values of ``copy_data`` without the ids of the records that lines belong to."""
        return {
            name: [self._without_parents(line) for _create, _id, line in value]
            if isinstance(value, list)
            else value
            for name, value in values.items()
            if name not in ("policy_id", "dimension_id")
        }

    def _change_everything(self, draft):
        """Another value in every field that a draft hands over, found by type."""
        for name in self._copied(draft):
            field = draft._fields[name]
            if field.type == "selection" and name != "tier_method":
                values = [key for key, _label in field._description_selection(self.env)]
                draft[name] = next(key for key in values if key != draft[name])
            elif field.type == "boolean" and name != "active":
                draft[name] = not draft[name]
            elif field.type == "integer" and name != "sequence":
                draft[name] += 1
            elif field.type == "float":
                draft[name] = 12.5
        segment = self.env["customer.segment"]._in_use()[0]
        recency, frequency, _monetary = draft.dimension_ids[:3]
        draft.write(
            {
                "domain": "[('is_company', '=', True)]",
                "tier_method": "grid",
                "grid_ids": [
                    (
                        0,
                        0,
                        {
                            "tier_id": self.tier_b.id,
                            "segment_id": segment.id,
                            "corrected_tier_id": self.tier_a.id,
                        },
                    )
                ],
                "share_ids": [
                    (
                        1,
                        draft.share_ids[0].id,
                        {"share": 70, "margin": 3, "min_score": 60},
                    )
                ],
                "dimension_ids": [
                    (
                        1,
                        recency.id,
                        {
                            "method": "threshold",
                            "threshold_ids": [
                                (0, 0, {"score": score, "value": 100 - 10 * score})
                                for score in range(2, draft.bins + 1)
                            ],
                        },
                    ),
                    (1, frequency.id, {"weight": 2.5}),
                ],
            }
        )
