from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import AS_OF, TierCase


@tagged("post_install", "-at_install")
class TestDraftStaysInItsCompany(TierCase):
    """A simulation is published by whoever may do so in its company, and only there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._order(cls._customer(), 10, 100)
        cls.other = cls._company("Other Company")
        cls.foreign = cls._policy(cls.other)._make_draft()
        cls.manager = cls._user("draft_manager", "customer_tier.group_manager")

    def _ask(self, **values):
        return (
            self.env["customer.tier.run"]
            .with_user(self.manager)
            .create({"company_id": self.company.id, "as_of": AS_OF, **values})
        )

    def test_a_draft_of_another_company_cannot_be_tried(self):
        with self.assertRaises(ValidationError):
            self._ask(mode="simulation", draft_policy_id=self.foreign.id)

    def test_a_policy_in_force_is_no_draft(self):
        with self.assertRaises(ValidationError):
            self._ask(mode="simulation", draft_policy_id=self.policy.id)

    def test_a_draft_cannot_go_live_without_a_simulation(self):
        draft = self.policy._make_draft()
        for values in ({"mode": "live"}, {}):
            with self.assertRaises(AccessError):
                self._ask(draft_policy_id=draft.id, **values)

    def test_an_old_simulation_is_forgotten_and_cannot_be_published(self):
        run = self._run(mode="simulation")
        self.env.cr.execute(
            "UPDATE customer_tier_run SET create_date = '2020-01-01' WHERE id = %s",
            [run.id],
        )
        run.invalidate_recordset()
        self.env["customer.tier.run"]._gc_simulations()
        self.assertFalse(run.line_ids)
        self.assertFalse(run.can_publish)
