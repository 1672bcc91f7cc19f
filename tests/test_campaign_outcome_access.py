from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AS_OF
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestCampaignOutcomeAccess(OutcomeCase):
    """Everybody may know what a campaign brought, not what it brought a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep, cls.colleague = (
            cls._user(name, "sales_team.group_sale_salesman")
            for name in ("outcome_rep", "outcome_colleague")
        )
        cls.manager = cls._user("outcome_manager", "customer_tier.group_manager")
        cls.campaign = cls._over(margin_percent=25)
        for place, entry in enumerate(cls.campaign.entry_ids.sudo()):
            entry.user_id = (cls.rep, cls.colleague)[place % 2]
        cls._buy(cls.customers[:30], user_id=cls.colleague.id)
        cls.campaign._measure(AS_OF)

    def _rows(self, user):
        rows = self.env["customer.tier.campaign.outcome"].with_user(user)
        return rows.search([("scope", "=", "salesperson"), ("measure", "=", "bought")])

    def test_reps_see_the_whole_and_their_own_part(self):
        self.assertEqual(self._rows(self.rep).user_id, self.rep)
        self.assertEqual(self._rows(self.manager).user_id, self.rep + self.colleague)
        campaign = self.campaign.with_user(self.rep)
        self.assertIn("Of 40 treated customers 30", campaign.outcome_words)
        outcome = campaign.get_outcome()
        self.assertEqual(
            {row["label"] for row in outcome["salespeople"]}, {self.rep.name}
        )
        self.assertEqual(len(outcome["measures"]), 6)

    def test_whoever_may_not_open_the_orders_measures_the_same(self):
        before = self.campaign.outcome_words
        self.campaign.with_user(self.rep).action_measure()
        self.assertEqual(self.campaign.outcome_words, before)

    def test_nobody_writes_an_outcome_by_hand(self):
        row = self.campaign.outcome_ids[0]
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                row.with_user(user).verdict = "up"
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
        own = (
            self.env["customer.tier.campaign"]
            .with_user(self.rep)
            .create({"name": "Mine"})
        )
        for values in (
            {"outcome_verdict": "up"},
            {"measured_until": AS_OF},
            {"cost_total": -5},
        ):
            with self.assertRaises(AccessError):
                own.write(values)

    def test_costs_are_the_managers(self):
        costs = self.env["customer.tier.campaign.cost"]
        values = {"campaign_id": self.campaign.id, "name": "Letters", "amount": 5}
        with self.assertRaises(AccessError):
            costs.with_user(self.rep).create(values)
        cost = costs.with_user(self.manager).create(values)
        self.assertEqual(self.campaign.with_user(self.rep).cost_total, 5)
        with self.assertRaises(AccessError):
            cost.with_user(self.rep).amount = 1

    def test_another_company_sees_nothing(self):
        other = self._company("Elsewhere")
        stranger = self._user(
            "outcome_stranger", "customer_tier.group_manager", company=other
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("customer.tier.campaign.outcome", "customer.tier.campaign.cost"):
            self.assertFalse(env[model].search([]))
        with self.assertRaises(AccessError):
            self.campaign.with_env(env).get_outcome()
        with self.assertRaises(AccessError):
            self.campaign.with_env(env).action_measure()
